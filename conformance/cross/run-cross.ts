// Cross-replay: every handler cut after each of its checkpoints in turn and finished by the other SDK, both ways round.

import { generate } from '../bindings.ts';
import type { SdkName } from '../bundle.ts';
import type { Requirement } from '../requirement.ts';
import { runCut } from './cut-run.ts';

export interface CrossOutcome {
  requirement: Requirement;
  /** How many cut executions were compared. */
  cuts: number;
  /** What came out otherwise, one sentence each. */
  problems: readonly string[];
}

/** More than any requirement makes. */
const CHECKPOINTS_MAX = 100;

const directions: readonly (readonly [SdkName, SdkName])[] = [
  ['aws', 'perdure'],
  ['perdure', 'aws'],
];

export async function runCross(requirement: Requirement): Promise<CrossOutcome> {
  const generated = generate(requirement.generated);
  const problems: string[] = [];
  let cuts = 0;
  try {
    for (const [first, second] of directions) {
      const run = { requirement, generated, first, second };
      const whole = await runCut({ ...run, cutAfter: Number.POSITIVE_INFINITY });
      for (let cutAfter = 1; cutAfter <= CHECKPOINTS_MAX; cutAfter++) {
        const cut = await runCut({ ...run, cutAfter });
        if (!cut.wasCut) break;
        cuts += 1;
        if (cut.text === whole.text) continue;
        problems.push(
          `begun by ${first}, cut after checkpoint ${cutAfter}, finished by ${second}: ${cut.text} instead of ${whole.text}`,
        );
      }
    }
  } catch (error) {
    problems.push(String(error));
  }
  return { requirement, cuts, problems };
}
