// The simulator's command: `npm run sim -- --seed N [--until TICK] [--trace]` replays one seed, and
// `npm run sim -- --seeds N [--from M]` explores many. `npm run sim -- --boundaries [--seeds N]` crashes a parent and its child
// at every commit, in so many worlds. Exits 1 when a promise was broken.

import { parseArgs } from 'node:util';
import { crashEverywhere } from './boundaries/crash-everywhere.ts';
import { interventions } from './boundaries/interventions.ts';
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

/** Each intervention with a crash at each commit. */
async function exploreBoundaries(seeds: number): Promise<boolean> {
  let failures = 0;
  for (const intervention of interventions) {
    let crashes = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      crashes += await crashEverywhere(seed, intervention, ({ checker, message }, crash) => {
        failures += 1;
        print(`FAIL checker=${checker} seed=${seed} crash=${JSON.stringify(crash)}  (${message})`);
      });
    }
    print(`${crashes} crashes: ${intervention.name}`);
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
    boundaries: { type: 'boolean', default: false },
  },
});

function run(): Promise<boolean> {
  const { seed, seeds, from, until, trace, boundaries } = values;
  if (boundaries) return exploreBoundaries(Number(seeds));
  if (seed === undefined) return explore(Number(from), Number(seeds));
  return replay(Number(seed), until === undefined ? undefined : Number(until), trace);
}

const isGood = await run();
process.exitCode = isGood ? 0 : 1;
