// The scenarios of this repository, as `npm run conformance` runs them.

import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runCross } from './cross/run-cross.ts';
import { readRequirements } from './requirement.ts';
import { runAll } from './run-all.ts';
import { Stage } from './stage.ts';

const scenarios = readRequirements(fileURLToPath(new URL('scenarios', import.meta.url)));
/** Scenarios sleep, and run in dozens of environments at a time. */
const GUARD_MILLIS = 900_000;

describe('conformance scenarios', () => {
  test(
    'both SDKs meet every scenario on a real server, with equal histories',
    async () => {
      await using stage = await Stage.open();
      const outcomes = await runAll(stage, scenarios, ['aws', 'perdure']);
      const problems = outcomes.flatMap(({ requirement, sdk, problems: found }) =>
        found.map((problem) => `${requirement.id} ${sdk}: ${problem}`),
      );
      expect(problems).toEqual([]);
      expect(outcomes).toHaveLength(2 * scenarios.length);
    },
    GUARD_MILLIS,
  );

  test(
    'cut after each checkpoint in turn and finished by the other SDK, every scenario has the same outcome',
    async () => {
      for (const scenario of scenarios) {
        const { problems, cuts } = await runCross(scenario);
        expect(problems, scenario.id).toEqual([]);
        expect(cuts, scenario.id).toBeGreaterThan(0);
      }
    },
    GUARD_MILLIS,
  );
});
