// `perdure deploy <template>`: shows what would change, changes it, and prints what the stack answers.

import { type ApiOptions, connect } from '../connection/api-options.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { palette } from '../output/palette.ts';
import { withProgress } from '../output/progress.ts';
import { replayCheckText } from '../output/replay-check-text.ts';
import { outputsText } from '../output/stack-outputs-text.ts';
import { plannedItems, planText } from '../output/stack-plan-text.ts';
import { applyStack } from '../stack/apply-stack.ts';
import { checkChanges, keepsItsVersion } from '../stack/check-changes.ts';
import { ControlPlane } from '../stack/control-plane.ts';
import type { TemplateOptions } from '../stack/load-stack.ts';
import { lossesOf } from '../stack/losses.ts';
import { prepareStack } from '../stack/prepare-stack.ts';
import { planChangesAnything, type StackPlan } from '../stack/stack-plan.ts';
import type { CommandContext } from './command-context.ts';
import { confirm } from './confirm.ts';

export interface DeployTemplateOptions extends ApiOptions, TemplateOptions {
  /** Only show what would change. */
  plan?: boolean;
  /** Only replay what is open. */
  check?: boolean;
  /** Do not ask. */
  yes?: boolean;
}

export async function deployTemplate(options: DeployTemplateOptions, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const { api, printer } = await connect(options, terminal);
  if (options.remote)
    throw new CommandFailure(
      'A template goes to a Perdure server; to AWS it goes with sam deploy.',
      exitCodes.usage,
    );
  const control = new ControlPlane(api.transport);
  const { plan, place } = await withProgress(terminal, 'Building', prepareStack(options, control, api));
  const colours = palette(terminal);
  if (options.check) {
    const checks = await withProgress(terminal, 'Replaying', checkChanges(plan, place, api));
    printer.print({ Checks: checks }, () => replayCheckText(checks, colours));
    const fails = checks.some(({ broken }) =>
      broken.some(({ executionArn }) => keepsItsVersion(executionArn) === undefined),
    );
    if (fails) context.end(exitCodes.failed);
    return;
  }
  const { stackName } = plan.model;
  if (options.plan) {
    printer.print({ StackName: stackName, Changes: plannedItems(plan), Notes: plan.model.notes }, () =>
      planText(plan, colours),
    );
    return;
  }
  terminal.err(`Stack ${stackName} on ${control.endpoint}\n\n${planText(plan, colours)}\n\n`);
  await confirmLosses(plan, options, context);
  const begun = Date.now();
  const { stack, left } = await applyStack(plan, control, (done) =>
    terminal.err(`${colours.good('✔')} ${done}\n`),
  );
  const took = ((Date.now() - begun) / MS_PER_SECOND).toFixed(1);
  terminal.err(planChangesAnything(plan) ? `Deployed in ${took} s.\n\n` : 'Nothing changed.\n\n');
  for (const line of left) terminal.err(`${colours.bad('✘')} could not be removed: ${line}\n`);
  if (left.length > 0) context.end(exitCodes.failed);
  printer.print(stack, () => outputsText(stack));
}

const MS_PER_SECOND = 1000;

async function confirmLosses(
  plan: StackPlan,
  { yes }: DeployTemplateOptions,
  { terminal }: CommandContext,
): Promise<void> {
  const losses = lossesOf(plan);
  if (losses.length === 0 || yes) return;
  await confirm(terminal, `This destroys ${losses.join(', ')}.`);
}
