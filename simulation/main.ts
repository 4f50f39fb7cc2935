// The simulator's command: `npm run sim -- --seed N [--until TICK] [--trace]` replays one seed, and
// `npm run sim -- --seeds N [--from M]` explores many. Exits 1 when a promise was broken.

import { parseArgs } from 'node:util';
import { describeFailure, simulate, simulateTwice } from './simulate.ts';

const SEEDS_DEFAULT = 100;
const SEEDS_PER_LINE = 1000;
const MILLIS_PER_SECOND = 1000;

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function replay(seed: number, untilTick: number | undefined, isTraced: boolean): Promise<boolean> {
  const report = await simulate({
    seed,
    ...(untilTick === undefined ? {} : { untilTick }),
    ...(isTraced ? { print } : {}),
  });
  const { failure, ticks, hash } = report;
  print(
    failure === undefined ? `ok seed=${seed} ticks=${ticks} hash=${hash}` : describeFailure(failure, seed),
  );
  return failure === undefined;
}

async function explore(from: number, count: number): Promise<boolean> {
  const startedAt = performance.now();
  let failures = 0;
  for (let seed = from; seed < from + count; seed += 1) {
    const { failure } = await simulateTwice(seed);
    if (failure !== undefined) {
      failures += 1;
      print(describeFailure(failure, seed));
    }
    const done = seed - from + 1;
    if (done % SEEDS_PER_LINE === 0 || done === count) {
      const perSecond = Math.round((done * MILLIS_PER_SECOND) / (performance.now() - startedAt));
      print(`${done} seeds, ${failures} failed, ${perSecond} seeds/s`);
    }
  }
  return failures === 0;
}

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    until: { type: 'string' },
    trace: { type: 'boolean', default: false },
    seeds: { type: 'string', default: String(SEEDS_DEFAULT) },
    from: { type: 'string', default: '1' },
  },
});
const isGood =
  values.seed === undefined
    ? await explore(Number(values.from), Number(values.seeds))
    : await replay(
        Number(values.seed),
        values.until === undefined ? undefined : Number(values.until),
        values.trace,
      );
process.exitCode = isGood ? 0 : 1;
