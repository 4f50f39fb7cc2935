// A development session on a template: the stack is kept deployed.

import { dirname, relative, resolve } from 'node:path';
import { CommandFailure } from '../failure.ts';
import type { LambdaApi } from '../lambda-api.ts';
import { outputsText } from '../output/stack-outputs-text.ts';
import { notesText } from '../output/stack-plan-text.ts';
import { applyStack } from '../stack/apply-stack.ts';
import { codeUnderCheck, needsCheck } from '../stack/check-changes.ts';
import { ControlPlane } from '../stack/control-plane.ts';
import type { TemplateOptions } from '../stack/load-stack.ts';
import { lossesOf } from '../stack/losses.ts';
import { prepareStack } from '../stack/prepare-stack.ts';
import { planChangesAnything, type StackPlan } from '../stack/stack-plan.ts';
import type { DevProject, PreparedChange } from './dev-project.ts';

export class TemplateProject implements DevProject {
  readonly #api: LambdaApi;
  readonly #control: ControlPlane;
  readonly #options: TemplateOptions;
  #shownNotes = '';

  constructor(api: LambdaApi, options: TemplateOptions) {
    this.#api = api;
    this.#control = new ControlPlane(api.transport);
    this.#options = options;
  }

  get summary(): readonly (readonly [string, string])[] {
    return [['template', relative(process.cwd(), this.#options.file)]];
  }

  get watched(): readonly string[] {
    return [dirname(resolve(this.#options.file))];
  }

  async prepare(): Promise<PreparedChange> {
    const { plan, place } = await prepareStack(this.#options, this.#control, this.#api);
    const notes = notesText(plan.model.notes);
    const isNews = notes !== this.#shownNotes && notes !== '';
    this.#shownNotes = notes;
    const changed = plan.functions
      .filter(({ codeChanges }) => codeChanges)
      .map(async (change) => ({
        functionName: change.model.functionName,
        code: needsCheck(change) ? await codeUnderCheck(change, place) : undefined,
      }));
    return {
      changed: await Promise.all(changed),
      warnings: isNews ? [notes] : [],
      apply: () => this.#apply(plan),
    };
  }

  async #apply(plan: StackPlan): Promise<string[]> {
    if (!planChangesAnything(plan)) return [];
    const losses = lossesOf(plan);
    if (losses.length > 0)
      throw new CommandFailure(
        `This change destroys ${losses.join(', ')}. If that is wanted, deploy it yourself: npx perdure deploy ${relative(process.cwd(), this.#options.file)}`,
      );
    const lines: string[] = [];
    const { stack, left } = await applyStack(plan, this.#control, (done) => lines.push(done));
    lines.push(...left.map((line) => `could not be removed: ${line}`));
    const isNew = plan.state.stack === undefined;
    return isNew ? [...lines, `stack ${plan.model.stackName} is live\n\n${outputsText(stack)}\n`] : lines;
  }
}
