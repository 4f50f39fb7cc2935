// The simulator in the ordinary test run: 200 seeds, and the proof that it finds what it is there to find. A bug would look
// like a seed that fails, a seed that cannot be reproduced, or a broken server that nobody notices.

import { expect, test } from 'vitest';
import { Random } from './random.ts';
import { describeFailure, simulate, simulateTwice } from './simulate.ts';
import { SimulatedTime } from './simulated-time.ts';

const SEEDS = 200;
/** Four hundred runs are seconds on an idle machine; the guard is for a run that hangs, not for a machine that is busy. */
const GUARD_MILLIS = 900_000;

test(`no promise is broken in ${SEEDS} seeds, and each runs twice with one trace`, {
  timeout: GUARD_MILLIS,
}, async () => {
  const failures: string[] = [];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { failure } = await simulateTwice(seed);
    if (failure !== undefined) failures.push(describeFailure(failure, seed));
  }
  expect(failures).toEqual([]);
});

test('different seeds make different worlds', async () => {
  const reports = await Promise.all([simulate({ seed: 1 }), simulate({ seed: 2 })]);
  expect(reports[0]?.hash).not.toBe(reports[1]?.hash);
});

test('a run until a tick ends there', async () => {
  const UNTIL_TICK = 100;
  expect((await simulate({ seed: 1, untilTick: UNTIL_TICK })).ticks).toBe(UNTIL_TICK);
});

test('a store that acknowledges before it has synced is found, and the failure comes again', async () => {
  const first = await simulate({ seed: 1, disk: 'acknowledges-early' });
  expect(first.failure?.checker).toBe('acknowledged-survives');
  const untilTick = first.failure?.tick ?? 0;
  const again = await simulate({ seed: 1, disk: 'acknowledges-early', untilTick });
  expect(again.failure).toEqual(first.failure);
});

test('a store that forgets wake-ups is found', async () => {
  const reports = await Promise.all([1, 2, 3].map((seed) => simulate({ seed, disk: 'forgets-wake-ups' })));
  expect(reports.some(({ failure }) => failure !== undefined)).toBe(true);
});

test('a failure is one line with the command that replays it', () => {
  expect(describeFailure({ checker: 'ends-once', tick: 18, message: 'it ended twice' }, 7)).toBe(
    'FAIL checker=ends-once tick=18 seed=7  replay: npm run sim -- --seed 7 --until 18 --trace  (it ended twice)',
  );
});

test('things happen in the order of their times, and those of one time in the order of their planning', async () => {
  const time = new SimulatedTime();
  const random = new Random(1);
  const happened: string[] = [];
  const planned = Array.from({ length: 100 }, (_, index) => ({ at: random.between(0, 9), index }));
  for (const { at, index } of planned) time.after(at, () => happened.push(`${at} ${index}`));
  const cancel = time.after(1, () => happened.push('cancelled'));
  cancel();
  await time.run(() => false);
  const expected = planned.sort((left, right) => left.at - right.at || left.index - right.index);
  expect(happened).toEqual(expected.map(({ at, index }) => `${at} ${index}`));
});
