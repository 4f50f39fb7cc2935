// Deploys a template without asking anybody: for programs.

import type { StackDescription } from '@perdure/protocol';
import { CommandFailure } from '../failure.ts';
import type { LambdaApi } from '../lambda-api.ts';
import { applyStack, type ProgressListener } from './apply-stack.ts';
import { ControlPlane } from './control-plane.ts';
import type { TemplateOptions } from './load-stack.ts';
import { lossesOf } from './losses.ts';
import { prepareStack } from './prepare-stack.ts';

/** Throws CommandFailure when the template cannot be deployed, or when something would be destroyed. */
export async function deployStack(
  api: LambdaApi,
  options: TemplateOptions,
  onProgress: ProgressListener = () => {},
): Promise<StackDescription> {
  const control = new ControlPlane(api.transport);
  const { plan } = await prepareStack(options, control, api);
  const losses = lossesOf(plan);
  if (losses.length > 0) throw new CommandFailure(`This would destroy ${losses.join(', ')}.`);
  const { stack } = await applyStack(plan, control, onProgress);
  return stack;
}
