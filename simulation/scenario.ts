// The course of a world: first everything goes wrong, and what was promised must hold all the same (safety). Then the world
// is healed, and everything that was accepted must come to its end (liveness).

import type { ExecutionId, Millis } from '@perdure/protocol';
import type { World } from './world.ts';

const TROUBLE_MILLIS_MIN = 60_000;
const TROUBLE_MILLIS_MAX = 200_000;
const CRASH_GAP_MILLIS_MAX = 60_000;
const LINGER_GAP_MILLIS_MAX = 120_000;
const LOSS_GAP_MILLIS_MAX = 150_000;
const CLOCK_GAP_MILLIS_MAX = 80_000;
const CLOCK_BACK_MILLIS_MAX = 40_000;
const CLOCK_FORWARD_MILLIS_MAX = 600_000;
const OUTAGE_GAP_MILLIS_MAX = 60_000;
const OUTAGE_MILLIS_MAX = 12_000;
const PUBLISH_GAP_MILLIS_MAX = 60_000;
const LOOK_GAP_MILLIS = 5000;
/** How long the healed world may take to finish everything. */
const REST_MILLIS_MAX = 3 * 3_600_000;
/** Happenings in a world that comes to rest: a world that is busy without end is not at rest. */
const TICKS_MAX = 500_000;
/** How long an execution that is due may wait until somebody looks at it. */
const OVERDUE_MILLIS_MAX = 120_000;
const RETENTION_MILLIS = 25 * 3_600_000;
const RETENTION_PROBABILITY = 0.25;
const KIND_ON_PROBABILITY = 0.6;
const SHUTDOWN_PROBABILITY = 0.2;

export async function runScenario(world: World, untilTick: number): Promise<void> {
  const { time, trace } = world;
  const isStopped = (): boolean => trace.failure !== undefined || time.tick >= untilTick;
  const troubleEndsAt = world.random.between(TROUBLE_MILLIS_MIN, TROUBLE_MILLIS_MAX);
  world.server.boot();
  world.clients.begin();
  world.operator.begin();
  planTrouble(world);
  time.after(troubleEndsAt, () => heal(world));
  let isAtRest = false;
  time.after(troubleEndsAt, () => {
    void comeToRest(world)
      .then(() => lookBack(world))
      .then(() => {
        isAtRest = true;
      });
  });
  await time.run(() => isAtRest || isStopped() || time.tick >= TICKS_MAX);
  if (time.tick >= TICKS_MAX)
    trace.fail('liveness', `After ${TICKS_MAX} happenings: ${describeUnfinished(world)}`);
  if (!isStopped()) trace.conclude();
}

/** Crashes, wrong clocks, outages and new versions, each kind in some worlds only. */
function planTrouble(world: World): void {
  const { random, server, wall, disk, functions, trace } = world;
  repeat(world, CRASH_GAP_MILLIS_MAX, () => {
    if (random.chance(SHUTDOWN_PROBABILITY)) void server.shutDown();
    else server.crash();
  });
  repeat(world, LINGER_GAP_MILLIS_MAX, () => server.linger());
  repeat(world, LOSS_GAP_MILLIS_MAX, () => server.loseStore());
  repeat(world, CLOCK_GAP_MILLIS_MAX, () => {
    const by = random.chance(0.5)
      ? -random.between(1, CLOCK_BACK_MILLIS_MAX)
      : random.between(1, CLOCK_FORWARD_MILLIS_MAX);
    trace.observe({ kind: 'world', what: `the wall clock steps by ${by} ms` });
    wall.step(by);
  });
  repeat(world, OUTAGE_GAP_MILLIS_MAX, () => {
    const millis = random.between(1, OUTAGE_MILLIS_MAX);
    trace.observe({ kind: 'world', what: `the disk is full for ${millis} ms` });
    disk.failFor(millis);
  });
  repeat(world, PUBLISH_GAP_MILLIS_MAX, () => {
    functions.publish(random.pick(['order', 'leaf', 'plain', 'hasty']));
  });
}

function repeat(world: World, gapMillisMax: number, act: () => void): void {
  const { random, time, faults } = world;
  if (!random.chance(KIND_ON_PROBABILITY)) return;
  const plan = (): void => {
    time.after(random.between(1, gapMillisMax), () => {
      if (faults.isHealed) return;
      act();
      plan();
    });
  };
  plan();
}

function heal(world: World): void {
  world.trace.observe({ kind: 'world', what: 'the world is healed' });
  world.faults.heal();
  world.disk.endOutage();
  world.outside.heal();
}

/** Waits until everything has ended. */
export async function comeToRest(world: World): Promise<void> {
  const healedAt = world.time.now;
  const overdue = new Map<ExecutionId, Overdue>();
  while (!isFinished(world)) {
    if (world.time.now - healedAt > REST_MILLIS_MAX) {
      world.trace.fail('liveness', `After ${REST_MILLIS_MAX} ms: ${describeUnfinished(world)}`);
    }
    world.operator.resumeAll();
    findOverdue(world, overdue);
    await pause(world);
  }
}

/** Looks at everything there is to be seen of a world at rest, and sometimes at what is left of it long after. */
async function lookBack(world: World): Promise<void> {
  await world.clients.lookAtAll();
  if (world.random.chance(RETENTION_PROBABILITY)) await outliveRetention(world);
}

const pause = ({ time }: World): Promise<void> =>
  new Promise((resolve) => {
    time.after(LOOK_GAP_MILLIS, resolve);
  });

function isFinished({ disk, server, clients }: World): boolean {
  if (!server.isUp || !clients.areServed) return false;
  const { executions, messages } = disk.snapshot();
  const isOpen = executions.some(({ head }) => head.endedAt === undefined || head.runningOn !== undefined);
  return !isOpen && messages.length === 0;
}

function describeUnfinished({ disk, server, clients }: World): string {
  const { executions, messages } = disk.snapshot();
  const open = executions.filter(({ head }) => head.endedAt === undefined || head.runningOn !== undefined);
  const letters = messages.map(({ messageId }) => messageId);
  const heads = open.map(
    ({ head }) => `${head.executionId} wakes at ${head.wakeAt} runs on ${head.runningOn}`,
  );
  return `server up: ${server.isUp}, clients served: ${clients.areServed}, open: [${heads}], letters: [${letters}]`;
}

interface Overdue {
  version: number;
  since: Millis;
}

/** An execution that is due, and that stays as it is because nobody looks at it, has lost its wake-up. */
function findOverdue({ disk, wall, time, trace }: World, overdue: Map<ExecutionId, Overdue>): void {
  for (const { head, version } of disk.snapshot().executions) {
    const { executionId, wakeAt, runningOn } = head;
    const isDue = runningOn === undefined && wakeAt !== undefined && wakeAt <= wall.now();
    const before = overdue.get(executionId);
    if (!isDue) overdue.delete(executionId);
    else if (before?.version !== version) overdue.set(executionId, { version, since: time.now });
    else if (time.now - before.since > OVERDUE_MILLIS_MAX) {
      trace.fail(
        'wakes-up',
        `${executionId} is due since ${time.now - before.since} ms and nobody looks at it.`,
      );
    }
  }
}

/** After its retention nothing is left of an execution. */
async function outliveRetention(world: World): Promise<void> {
  world.trace.observe({ kind: 'world', what: 'the retention of everything ends' });
  world.wall.step(RETENTION_MILLIS);
  const steppedAt = world.time.now;
  while (world.disk.snapshot().executions.length > 0) {
    if (world.time.now - steppedAt > OVERDUE_MILLIS_MAX) {
      world.trace.fail('liveness', 'An execution has outlived its retention.');
      return;
    }
    await pause(world);
  }
}
