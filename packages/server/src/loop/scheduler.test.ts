// What a bug would look like: an execution that sleeps on although its time has come, or one that is woken early.

import type { ExecutionId } from '@perdure/protocol';
import { MemoryStore } from '@perdure/store';
import { expect, test } from 'vitest';
import { HandClock } from '../testing/hand-clock.ts';
import { loopLimits } from './limits.ts';
import { Scheduler } from './scheduler.ts';

function makeScheduler() {
  const clock = new HandClock();
  const store = new MemoryStore();
  const woken: { executionId: ExecutionId; at: number }[] = [];
  const faults: unknown[] = [];
  const scheduler = new Scheduler({
    store,
    clock,
    wake: (executionId) => woken.push({ executionId, at: clock.now() }),
    onFault: (fault) => faults.push(fault),
  });
  return { clock, store, scheduler, woken, faults };
}

async function sleep(store: MemoryStore, name: string, wakeAt: number): Promise<ExecutionId> {
  const executionId = name as ExecutionId;
  const head = {
    executionId,
    functionName: 'order',
    functionVersion: '1',
    executionName: name,
    status: 'RUNNING' as const,
    startedAt: 0,
    wakeAt,
  };
  await store.commit([{ executionId, expectedVersion: 0, entry: '{}', head }]);
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
