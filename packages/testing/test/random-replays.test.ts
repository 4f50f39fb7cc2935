// Random functions, crashed at random points, and their histories replayed. A bug would show as unchanged code that is said to
// differ, at the end or at any point of the history, or as a changed name that nobody notices.

import { type DurableLambdaHandler, withDurableExecution, withRetry } from '@perdure/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkReplay, LocalDurableTestRunner } from '../src/index.ts';
import { randomHandler } from './random-handler.ts';
import { everyPlan, type Plan, planArbitrary } from './random-plan.ts';
import { scriptOutside } from './script-outside.ts';

const handlerOf = (plans: readonly Plan[], onRun: () => void = () => undefined): DurableLambdaHandler =>
  withDurableExecution(randomHandler(plans, withRetry, onRun));

async function record(plans: readonly Plan[], crashes: readonly number[]): Promise<object[]> {
  const runner = new LocalDurableTestRunner({ handlerFunction: handlerOf(plans) });
  scriptOutside(runner, plans);
  for (const checkpoint of crashes) runner.faults.crashAtCheckpoint(checkpoint);
  return (await runner.run()).getHistoryEvents();
}

const crashes = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 });
const points = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 6 });

describe('issue 5.5: random functions', () => {
  test('unchanged code replays its history, whole and cut anywhere, and runs no step', async () => {
    await fc.assert(
      fc.asyncProperty(planArbitrary, crashes, points, async (plans, crashed, cuts) => {
        const events = await record(plans, crashed);
        let runs = 0;
        const lengths = [events.length, ...cuts.map((cut) => 1 + Math.floor(cut * (events.length - 1)))];
        for (const length of lengths) {
          const { difference } = await checkReplay(
            handlerOf(plans, () => runs++),
            events.slice(0, length),
          );
          expect(difference, `${length} of ${events.length} events`).toBeUndefined();
        }
        expect(runs).toBe(0);
      }),
      { numRuns: 40, seed: 17 },
    );
  });

  test('another name of an operation that was reached is found', async () => {
    await fc.assert(
      fc.asyncProperty(planArbitrary, fc.nat(), async (plans, position) => {
        const events = await record(plans, []);
        const recorded = new Set(events.map((event) => (event as { Name?: string }).Name));
        const named = [...everyPlan(plans)].filter(({ name }) => recorded.has(name));
        fc.pre(named.length > 0);
        const renamed = named[position % named.length] as Plan;
        const original = renamed.name;
        renamed.name = 'renamed';
        const report = await checkReplay(handlerOf(plans), events);
        renamed.name = original;
        expect(report.difference?.message).toMatch(/renamed|does not ask for/);
      }),
      { numRuns: 40, seed: 17 },
    );
  });
});
