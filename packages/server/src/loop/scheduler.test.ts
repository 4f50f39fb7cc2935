// What a bug would look like: an execution that sleeps on although its time has come, or one that is woken early.

import type { ExecutionId } from '@perdure/protocol';
import { type Change, MemoryStore } from '@perdure/store';
import { expect, test } from 'vitest';
import { HandClock } from '../testing/hand-clock.ts';
import { loopLimits } from './limits.ts';
import { Scheduler } from './scheduler.ts';

function makeScheduler(isSeenTo: (executionId: ExecutionId) => boolean = () => false) {
  const clock = new HandClock();
  const store = new MemoryStore();
  const woken: { executionId: ExecutionId; at: number }[] = [];
  const faults: unknown[] = [];
  const scheduler = new Scheduler({
    store,
    clock,
    isSeenTo,
    wake: (executionId) => woken.push({ executionId, at: clock.now() }),
    onFault: (fault) => faults.push(fault),
  });
  return { clock, store, scheduler, woken, faults };
}

const creationOf = (executionId: ExecutionId, wakeAt: number): Change => ({
  executionId,
  expectedVersion: 0,
  entry: '{}',
  head: {
    executionId,
    functionName: 'order',
    functionVersion: '1',
    executionName: executionId,
    status: 'RUNNING',
    startedAt: 0,
    wakeAt,
  },
});

async function sleep(store: MemoryStore, name: string, wakeAt: number): Promise<ExecutionId> {
  const executionId = name as ExecutionId;
  await store.commit([creationOf(executionId, wakeAt)]);
  return executionId;
}

test('what the store says is due is woken when the scheduler starts', async () => {
  const { clock, store, scheduler, woken } = makeScheduler();
  const overdue = await sleep(store, 'overdue', clock.now() - 5000);
  scheduler.start();
  await clock.advance(0);
  expect(woken.map(({ executionId }) => executionId)).toEqual([overdue]);
  scheduler.close();
});

test('an execution far beyond the horizon is woken at its time', async () => {
  const { clock, store, scheduler, woken } = makeScheduler();
  const at = clock.now() + loopLimits.horizonMillis * 10;
  await sleep(store, 'far', at);
  scheduler.start();
  await clock.advance(loopLimits.horizonMillis * 10 - 1);
  expect(woken).toEqual([]);
  await clock.advance(1);
  // It may be looked at twice: nothing here records, as the loop would, that it has been woken.
  expect(woken[0]).toEqual({ executionId: 'far', at });
  scheduler.close();
});

test('an execution whose time is moved is woken at the new time only', async () => {
  const { clock, scheduler, woken } = makeScheduler();
  scheduler.start();
  await clock.advance(0);
  scheduler.set('a' as ExecutionId, clock.now() + 1000);
  scheduler.set('a' as ExecutionId, clock.now() + 3000);
  await clock.advance(2000);
  expect(woken).toEqual([]);
  await clock.advance(1000);
  expect(woken).toHaveLength(1);
  scheduler.close();
});

test('a store that cannot be read is read again', async () => {
  const { clock, store, scheduler, woken, faults } = makeScheduler();
  await sleep(store, 'due', clock.now());
  const due = store.due.bind(store);
  let refusals = 3;
  store.due = async (until, limit) => {
    refusals -= 1;
    if (refusals >= 0) throw new Error('the store is away');
    return due(until, limit);
  };
  scheduler.start();
  await clock.advance(10_000);
  expect(faults).toHaveLength(3);
  expect(woken.map(({ executionId }) => executionId)).toEqual(['due']);
  scheduler.close();
});

test('those who wait for somebody else are left alone, and hide nobody behind them, however many they are', async () => {
  const seenTo = new Set<ExecutionId>();
  const { clock, store, scheduler, woken } = makeScheduler((executionId) => seenTo.has(executionId));
  const now = clock.now();
  const count = loopLimits.horizonExecutionsMax + 1;
  // All of one time, so that even a piece of the reading that holds nothing else must come to an end.
  await store.commit(
    Array.from({ length: count }, (_, index) => {
      const executionId = `waits-${index}` as ExecutionId;
      seenTo.add(executionId);
      return creationOf(executionId, now - 1000);
    }),
  );
  const behind = await sleep(store, 'behind', now - 500);
  scheduler.start();
  await clock.advance(10 * loopLimits.redeliveryMillis);
  expect(new Set(woken.map(({ executionId }) => executionId))).toEqual(new Set([behind]));
  // One that is seen to has a time of its own, which the store does not know.
  const [first] = seenTo;
  if (first === undefined) throw new Error('somebody is seen to');
  const at = now + 10 * loopLimits.horizonMillis;
  scheduler.set(first, at, { isKept: true });
  await clock.advance(10 * loopLimits.horizonMillis);
  expect(woken.filter(({ executionId }) => executionId === first)).toEqual([{ executionId: first, at }]);
  scheduler.close();
});
