// One child for one operation, and the right end of both, wherever the server crashes: a parent that invokes a child, an
// intervention, and a crash at each commit in turn, right before it reaches the disk and right after. Nothing else goes wrong,
// so that each crash is seen alone.

import { makeCheckers } from '../checkers/all-checkers.ts';
import { Life } from '../life.ts';
import type { Program } from '../program.ts';
import { comeToRest } from '../scenario.ts';
import { liveAlias } from '../simulated-functions.ts';
import type { Failure } from '../trace.ts';
import { World } from '../world.ts';
import type { End, Family, Intervention } from './interventions.ts';

const LOOK_MILLIS = 25;
const HALF_AN_HOUR = 1800;
const step = (id: string) =>
  ({
    kind: 'step',
    id,
    retries: 0,
    retryDelaySeconds: 1,
    isPoll: false,
    succeeds: true,
    start: 'before',
    workMillis: 500,
  }) as const;

/** The child is still at work whenever somebody intervenes, however long the server was away. */
const programs: Readonly<Record<string, Program>> = {
  order: {
    root: {
      isConcurrent: true,
      children: [
        { kind: 'invoke', id: 'child', functionName: `leaf:${liveAlias}`, input: '1' },
        { kind: 'invoke', id: 'plain', functionName: 'plain', input: '2' },
        step('beside'),
      ],
    },
    ending: 'return',
  },
  leaf: {
    root: {
      isConcurrent: false,
      children: [step('first'), { kind: 'wait', id: 'long', seconds: HALF_AN_HOUR, isCancelled: false }],
    },
    ending: 'return',
  },
};

export interface Crash {
  /** The commit that it comes with, counted from 1. */
  at: number;
  /** Whether that commit is on the disk afterwards. */
  isKept: boolean;
}

export interface BoundaryReport {
  /** Commits of the run. */
  commits: number;
  failure?: Failure;
}

export interface BoundaryOptions {
  seed: number;
  intervention: Intervention;
  /** Default: none. */
  crash?: Crash;
  print?: (line: string) => void;
}

/** Runs it once. */
export async function runBoundary({
  seed,
  intervention,
  crash,
  print,
}: BoundaryOptions): Promise<BoundaryReport> {
  const world = new World({ seed, makeCheckers, programs, ...(print === undefined ? {} : { print }) });
  const { server, disk, faults, time, trace } = world;
  faults.heal();
  if (crash !== undefined) disk.interrupt({ ...crash, crash: () => server.crash() });
  server.boot();
  let isAtRest = false;
  const story = async (): Promise<void> => {
    const family = await begin(world);
    await intervention.act(family, world);
    await comeToRest(world);
    judge(family, intervention, world);
    isAtRest = true;
  };
  void story().catch((fault: unknown) => trace.fail('boundary', String(fault)));
  await time.run(() => isAtRest || trace.failure !== undefined);
  if (trace.failure === undefined) trace.conclude();
  const { failure } = trace;
  return { commits: disk.commits, ...(failure === undefined ? {} : { failure }) };
}

/** Starts the parent, and waits for its child. */
async function begin(world: World): Promise<Family> {
  const start = { functionName: 'order', version: '1', executionName: 'one', input: '1' };
  const parent = await world.clients.start(start);
  if (parent === undefined) throw new Error('The start was refused.');
  const life = new Life();
  for (;;) {
    const child = world.disk.snapshot().executions.find(({ head }) => head.functionName === 'leaf')?.head;
    if (child !== undefined) {
      const { functionName, functionVersion, executionName, executionId } = child;
      return { parent, child: { ...parent, functionName, functionVersion, executionName, executionId } };
    }
    await life.sleep(world.time, LOOK_MILLIS);
  }
}

function judge({ parent, child }: Family, { parentEnds, childEnds }: Intervention, world: World): void {
  const endOf = (id: string): End =>
    world.disk.snapshot().executions.find(({ head }) => head.executionId === id)?.head.status ?? 'removed';
  const ends = `${endOf(parent.executionId)} and ${endOf(child.executionId)}`;
  const wanted = `${parentEnds} and ${childEnds}`;
  if (ends !== wanted) {
    world.trace.fail('boundary', `Parent and child ended ${ends}, which should have been ${wanted}.`);
  }
}

/** Every crash that a run without one could have: at each of its commits, and each kept and lost. */
export async function crashEverywhere(
  seed: number,
  intervention: Intervention,
  onFailure: (failure: Failure, crash: Crash | undefined) => void,
): Promise<number> {
  const undisturbed = await runBoundary({ seed, intervention });
  if (undisturbed.failure !== undefined) onFailure(undisturbed.failure, undefined);
  let crashes = 0;
  for (let at = 1; at <= undisturbed.commits; at += 1) {
    for (const isKept of [false, true]) {
      const { failure } = await runBoundary({ seed, intervention, crash: { at, isKept } });
      crashes += 1;
      if (failure !== undefined) onFailure(failure, { at, isKept });
    }
  }
  return crashes;
}
