// Many requirements, several at a time.

import { generate } from './bindings.ts';
import type { SdkName } from './bundle.ts';
import { historyDifferences } from './history-difference.ts';
import { OVERTAKEN_RUNS_MAX, REQUIREMENTS_AT_ONCE } from './limits.ts';
import { isOvertaken } from './overtaken.ts';
import type { Requirement } from './requirement.ts';
import { type Outcome, runRequirement } from './run-requirement.ts';
import type { Stage } from './stage.ts';

/** Every requirement on each of the SDKs; on two, their histories are compared too. In the order of the requirements. */
export async function runAll(
  stage: Stage,
  requirements: readonly Requirement[],
  sdks: readonly SdkName[],
): Promise<Outcome[]> {
  const suites = requirements.map(({ suite }) => suite);
  for (const sdk of sdks) await stage.deployTargets(sdk, suites);
  const results: Outcome[][] = [];
  const waiting = requirements.entries();
  const worker = async (): Promise<void> => {
    for (const [index, requirement] of waiting) results[index] = await runOn(stage, requirement, sdks);
  };
  await Promise.all(Array.from({ length: REQUIREMENTS_AT_ONCE }, worker));
  return results.flat();
}

/** A run whose pauses were over too soon says nothing of what is required, and there is another one. */
async function runOn(stage: Stage, requirement: Requirement, sdks: readonly SdkName[]): Promise<Outcome[]> {
  for (let run = 1; ; run += 1) {
    const outcomes = await runOnce(stage, requirement, sdks);
    const isMet = outcomes.every(({ problems }) => problems.length === 0);
    if (isMet || run === OVERTAKEN_RUNS_MAX || !outcomes.some(({ history }) => isOvertaken(history)))
      return outcomes;
  }
}

async function runOnce(stage: Stage, requirement: Requirement, sdks: readonly SdkName[]): Promise<Outcome[]> {
  const generated = generate(requirement.generated);
  const outcomes = await Promise.all(
    sdks.map((sdk) => runRequirement(stage, { requirement, sdk, generated })),
  );
  const [first, second] = outcomes;
  if (first === undefined || second === undefined) return outcomes;
  const differences = historyDifferences(requirement.id, first.history, second.history);
  return [first, { ...second, problems: [...second.problems, ...differences] }];
}
