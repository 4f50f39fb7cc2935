// What is done to a parent and its child while both are at work, and how the two must have ended when all is at rest,
// whatever crashed meanwhile.

import type { ErrorObject, ExecutionReference, ExecutionStatus, Result } from '@perdure/protocol';
import type { Core } from '@perdure/server/embedded';
import { Life } from '../life.ts';
import { isRetryable } from '../outside.ts';
import type { FunctionName } from '../simulated-functions.ts';
import type { World } from '../world.ts';

export interface Family {
  parent: ExecutionReference;
  child: ExecutionReference;
}

/** How an execution has ended; `removed` when nothing is left of it. */
export type End = ExecutionStatus | 'removed';

export interface Intervention {
  name: string;
  act(family: Family, world: World): Promise<void>;
  parentEnds: End;
  childEnds: End;
}

const stopped: ErrorObject = { ErrorType: 'Stopped', ErrorMessage: 'by hand' };
const RETRY_MILLIS = 700;
const PAUSED_MILLIS = 20_000;
const REMOVAL_MILLIS_MAX = 60_000;

export const interventions: readonly Intervention[] = [
  { name: 'nothing is done', act: async () => undefined, parentEnds: 'SUCCEEDED', childEnds: 'SUCCEEDED' },
  {
    name: 'the parent is stopped',
    act: ({ parent }, world) => stop(parent, world),
    parentEnds: 'STOPPED',
    childEnds: 'SUCCEEDED',
  },
  {
    name: 'the child is stopped',
    act: ({ child }, world) => stop(child, world),
    parentEnds: 'SUCCEEDED',
    childEnds: 'STOPPED',
  },
  {
    name: 'the parent is stopped and deleted',
    act: async ({ parent }, world) => {
      await stop(parent, world);
      await remove(parent, world);
    },
    parentEnds: 'removed',
    childEnds: 'SUCCEEDED',
  },
  {
    name: 'the child is stopped and deleted',
    act: async ({ child }, world) => {
      await stop(child, world);
      await remove(child, world);
    },
    parentEnds: 'SUCCEEDED',
    childEnds: 'removed',
  },
  {
    name: 'the parent is paused and resumed',
    act: async ({ parent }, world) => {
      const pause = { timeoutPaused: true, clientToken: world.mark() };
      await ask(world, ({ executions }) => executions.pause(parent, pause));
      await new Life().sleep(world.time, PAUSED_MILLIS);
      const resume = { clientToken: world.mark() };
      await ask(world, ({ executions }) => executions.resume(parent, resume));
    },
    parentEnds: 'SUCCEEDED',
    childEnds: 'SUCCEEDED',
  },
  {
    name: "the parent's function is deleted",
    act: (_family, world) => deleteFunction('order', world),
    parentEnds: 'STOPPED',
    childEnds: 'SUCCEEDED',
  },
  {
    name: "the child's function is deleted",
    act: (_family, world) => deleteFunction('leaf', world),
    parentEnds: 'SUCCEEDED',
    childEnds: 'STOPPED',
  },
];

const stop = (reference: ExecutionReference, world: World): Promise<void> =>
  ask(world, ({ executions }) => executions.stop(reference, stopped));

/** Deletes what has ended, and waits until it is gone. */
async function remove(reference: ExecutionReference, world: World): Promise<void> {
  world.trace.observe({ kind: 'deletion-asked', executionId: reference.executionId });
  await ask(world, ({ executions }) => executions.delete(reference));
  const life = new Life();
  const giveUpAt = world.time.now + REMOVAL_MILLIS_MAX;
  const isThere = (): boolean =>
    world.disk.snapshot().executions.some(({ head }) => head.executionId === reference.executionId);
  while (isThere() && world.time.now < giveUpAt) await life.sleep(world.time, RETRY_MILLIS);
}

/** Repeats a request until the server has answered it. */
async function ask<Value>(world: World, call: (core: Core) => Promise<Result<Value>>): Promise<void> {
  const life = new Life();
  for (;;) {
    const answer = await world.network.ask(life, call);
    if (answer.kind === 'answered' && (answer.result.ok || !isRetryable(answer.result.refusal.code))) return;
    await life.sleep(world.time, RETRY_MILLIS);
  }
}

/** The function is gone at once; what runs of it is stopped after that, by this server or by the next. */
async function deleteFunction(functionName: FunctionName, world: World): Promise<void> {
  await ask(world, async (core) => {
    world.functions.remove(functionName);
    void core.endExecutionsOf(functionName, undefined).catch(() => undefined);
    return { ok: true, value: undefined };
  });
}
