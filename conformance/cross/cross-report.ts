// What a cross-replay prints: a line per requirement, what differs below it, and a summary.

import type { CrossOutcome } from './run-cross.ts';

const PROBLEMS_SHOWN_MAX = 3;
const ID_WIDTH = 6;
const CUTS_WIDTH = 3;

/** True when every cut execution came to the outcome of the one without a cut. */
export function printCrossReport(outcomes: readonly CrossOutcome[]): boolean {
  for (const { requirement, cuts, problems } of outcomes) {
    const verdict = problems.length === 0 ? 'pass' : 'FAIL';
    const counted = `${String(cuts).padStart(CUTS_WIDTH)} cuts`;
    console.log(`${verdict} ${requirement.id.padEnd(ID_WIDTH)} ${counted}  ${requirement.description}`);
    for (const problem of problems.slice(0, PROBLEMS_SHOWN_MAX)) console.log(`      ${problem}`);
    if (problems.length > PROBLEMS_SHOWN_MAX)
      console.log(`      and ${problems.length - PROBLEMS_SHOWN_MAX} more`);
  }
  const failed = outcomes.filter(({ problems }) => problems.length > 0).length;
  const cuts = outcomes.reduce((sum, outcome) => sum + outcome.cuts, 0);
  console.log(`${outcomes.length - failed} passed, ${failed} failed, ${cuts} cut executions`);
  return failed === 0;
}
