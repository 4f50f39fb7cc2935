// Everything that can be found out before anything is changed: what the template says, what the server has, and the difference.

import type { LambdaApi } from '../lambda-api.ts';
import type { CodePlace } from '../packaging/package-function.ts';
import type { ControlPlane } from './control-plane.ts';
import { loadStack, type TemplateOptions } from './load-stack.ts';
import { refuseForeign } from './refuse-foreign.ts';
import { planStack, type StackPlan } from './stack-plan.ts';
import { readState } from './stack-state.ts';

export interface PreparedStack {
  plan: StackPlan;
  /** Where the code came from. */
  place: CodePlace;
}

/** Throws CommandFailure with everything that is wrong. */
export async function prepareStack(
  options: TemplateOptions,
  control: ControlPlane,
  api: LambdaApi,
): Promise<PreparedStack> {
  const { model, codes, place, problems } = await loadStack(options, control);
  const state = await readState(model, control, api);
  refuseForeign(model, state, problems);
  return { plan: planStack(model, codes, state), place };
}
