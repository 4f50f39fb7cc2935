// Runs of seeds, and what came of them.

import type { EngineSettings } from '@perdure/engine';
import type { Checker } from './checker.ts';
import { makeCheckers } from './checkers/all-checkers.ts';
import { runScenario } from './scenario.ts';
import type { DiskKind } from './simulated-disk.ts';
import type { Failure } from './trace.ts';
import { World } from './world.ts';

export interface RunOptions {
  seed: number;
  /** Stops after this many happenings. */
  untilTick?: number;
  print?: (line: string) => void;
  makeCheckers?: (settings: EngineSettings) => readonly Checker[];
  /** A disk that breaks its contract, to see that it is noticed. */
  disk?: DiskKind;
}

export interface RunReport {
  seed: number;
  ticks: number;
  /** Of the trace: equal for equal runs. */
  hash: string;
  failure?: Failure;
}

/** Runs one seed once. */
export async function simulate(options: RunOptions): Promise<RunReport> {
  const { seed, untilTick } = options;
  const world = new World({ makeCheckers, ...options });
  await runScenario(world, untilTick ?? Number.POSITIVE_INFINITY);
  const { failure, hash } = world.trace;
  return { seed, ticks: world.time.tick, hash, ...(failure === undefined ? {} : { failure }) };
}

/** Runs one seed twice: both runs must have the same trace, or no failure could be reproduced. */
export async function simulateTwice(seed: number): Promise<RunReport> {
  const first = await simulate({ seed });
  if (first.failure !== undefined) return first;
  const second = await simulate({ seed });
  if (first.hash === second.hash) return first;
  const message = `Two runs of one seed differ: ${first.hash} and ${second.hash}.`;
  return { ...first, failure: { checker: 'determinism', tick: first.ticks, message } };
}

/** The line that a failure is reported with: all that is needed to see it again. */
export const describeFailure = ({ checker, tick, message }: Failure, seed: number): string =>
  `FAIL checker=${checker} tick=${tick} seed=${seed}  replay: npm run sim -- --seed ${seed} --until ${tick} --trace  (${message})`;
