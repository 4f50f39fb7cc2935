// What a run prints: a line per requirement, what is wrong below it, and a summary.

import { awsSdkGaps } from './known-gaps.ts';
import type { Outcome } from './run-requirement.ts';

const PROBLEMS_SHOWN_MAX = 6;
const ID_WIDTH = 6;
const SDK_WIDTH = 8;
const SECONDS_WIDTH = 7;

type Verdict = 'pass' | 'FAIL' | 'gap' | 'FIXED';

/** True when every requirement ended as it should: met, or known not to be. */
export function printReport(outcomes: readonly Outcome[]): boolean {
  const verdicts = outcomes.map((outcome) => ({ outcome, verdict: verdictOf(outcome) }));
  for (const { outcome, verdict } of verdicts) {
    const { requirement, sdk, seconds, problems } = outcome;
    const columns = [
      verdict.padEnd('FIXED'.length),
      requirement.id.padEnd(ID_WIDTH),
      sdk.padEnd(SDK_WIDTH),
      `${seconds.toFixed(1)} s`.padStart(SECONDS_WIDTH),
      requirement.description.replaceAll(/\s+/g, ' '),
    ];
    console.log(columns.join(' '));
    if (verdict === 'gap') console.log(`      known: ${awsSdkGaps[requirement.id]}`);
    if (verdict === 'FIXED') console.log('      is listed in known-gaps.ts, but passes; remove it there');
    if (verdict !== 'FAIL') continue;
    for (const problem of problems.slice(0, PROBLEMS_SHOWN_MAX)) console.log(`      ${problem}`);
    const hidden = problems.length - PROBLEMS_SHOWN_MAX;
    if (hidden > 0) console.log(`      and ${hidden} more`);
  }
  const count = (wanted: Verdict) => verdicts.filter(({ verdict }) => verdict === wanted).length;
  console.log(`${count('pass')} passed, ${count('FAIL')} failed, ${count('gap')} known gaps`);
  return verdicts.length > 0 && count('FAIL') === 0 && count('FIXED') === 0;
}

function verdictOf({ requirement, sdk, problems }: Outcome): Verdict {
  const isGap = sdk === 'aws' && awsSdkGaps[requirement.id] !== undefined;
  if (problems.length === 0) return isGap ? 'FIXED' : 'pass';
  return isGap ? 'gap' : 'FAIL';
}
