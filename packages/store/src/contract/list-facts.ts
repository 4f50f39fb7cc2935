import type { ExecutionId } from '@perdure/protocol';
import { expect } from 'vitest';
import type { Among, ListQuery, Store } from '../store.ts';
import { creation, sampleId } from './sample-change.ts';
import type { Fact } from './store-contract.ts';

async function idsOf(store: Store, query: Partial<ListQuery>): Promise<readonly ExecutionId[]> {
  const heads = await store.list({ order: 'oldest-first', limit: 99, ...query });
  return heads.map((head) => head.executionId);
}

/** Six executions of two functions; the starts of 2, 3 and 4 are equal. */
async function fill(store: Store): Promise<void> {
  await store.commit([
    creation(5, { startedAt: 30, functionName: 'refund', status: 'FAILED' }),
    creation(3, { startedAt: 20, status: 'SUCCEEDED', functionVersion: '2' }),
    creation(1, { startedAt: 10 }),
    creation(4, { startedAt: 20, functionName: 'refund' }),
    creation(2, { startedAt: 20, status: 'STOPPED' }),
    creation(6, { startedAt: 40, status: 'SUCCEEDED' }),
  ]);
}

export function listFacts(fact: Fact): void {
  fact('a list is ordered by start, ties by execution id', async (store) => {
    await fill(store);
    const oldestFirst = [1, 2, 3, 4, 5, 6].map(sampleId);
    expect(await idsOf(store, { order: 'oldest-first' })).toEqual(oldestFirst);
    expect(await idsOf(store, { order: 'newest-first' })).toEqual(oldestFirst.toReversed());
  });

  for (const order of ['oldest-first', 'newest-first'] as const) {
    for (const filter of [{}, { functionName: 'order' }, { statuses: ['SUCCEEDED', 'RUNNING'] as const }]) {
      fact(`pages ${order} by ${JSON.stringify(filter)} give each execution once`, async (store) => {
        await fill(store);
        const whole = await store.list({ ...filter, order, limit: 99 });
        const paged = [];
        for (let query: ListQuery = { ...filter, order, limit: 1 }; ; ) {
          const [head] = await store.list(query);
          if (!head) break;
          paged.push(head);
          query = { ...query, after: { startedAt: head.startedAt, executionId: head.executionId } };
        }
        expect(paged).toEqual(whole);
      });
    }
  }

  fact('each filter keeps what it names, and filters are combined', async (store) => {
    await fill(store);
    expect(await idsOf(store, { functionName: 'refund' })).toEqual([4, 5].map(sampleId));
    expect(await idsOf(store, { functionVersion: '2' })).toEqual([3].map(sampleId));
    expect(await idsOf(store, { executionName: 'name-6' })).toEqual([6].map(sampleId));
    expect(await idsOf(store, { statuses: ['SUCCEEDED'] })).toEqual([3, 6].map(sampleId));
    expect(await idsOf(store, { statuses: ['STOPPED', 'FAILED'] })).toEqual([2, 5].map(sampleId));
    expect(await idsOf(store, { statuses: [] })).toHaveLength(6);
    expect(await idsOf(store, { functionName: 'order', statuses: ['RUNNING'] })).toEqual([1].map(sampleId));
    expect(await idsOf(store, { functionName: 'unknown' })).toEqual([]);
  });

  fact('both bounds of the start are exclusive', async (store) => {
    await fill(store);
    expect(await idsOf(store, { startedAfter: 10, startedBefore: 30 })).toEqual([2, 3, 4].map(sampleId));
    expect(await idsOf(store, { startedAfter: 40 })).toEqual([]);
  });

  fact('a list among executions that have something in common is in the same order', async (store) => {
    await fill(store);
    const among = async (given: Among, query: Partial<ListQuery> = {}) => {
      const heads = await store.listAmong({ order: 'newest-first', limit: 99, ...query }, given);
      return heads?.map((head) => head.executionId);
    };
    expect(await among({ namePrefix: 'name-', max: 6 })).toEqual([6, 5, 4, 3, 2, 1].map(sampleId));
    expect(await among({ namePrefix: 'name-', max: 6 }, { functionName: 'refund', limit: 1 })).toEqual([
      sampleId(5),
    ]);
    expect(await among({ namePrefix: 'name-3', max: 6 })).toEqual([sampleId(3)]);
    expect(await among({ namePrefix: 'other', max: 6 })).toEqual([]);
    await store.commit([creation(7, { startedAt: 5, status: 'SUCCEEDED', endedAt: 50 })]);
    expect(await among({ endedAfter: 49, max: 6 })).toEqual([sampleId(7)]);
    expect(await among({ endedAfter: 50, max: 6 })).toEqual([]);
  });

  fact('a list among too many executions is not made, whatever else it asks for', async (store) => {
    await fill(store);
    const query: ListQuery = { order: 'newest-first', limit: 99, functionName: 'refund' };
    expect(await store.listAmong(query, { namePrefix: 'name-', max: 6 })).toHaveLength(2);
    expect(await store.listAmong(query, { namePrefix: 'name-', max: 5 })).toBeUndefined();
  });

  fact('a list holds at most its limit', async (store) => {
    await fill(store);
    expect(await idsOf(store, { limit: 2 })).toEqual([1, 2].map(sampleId));
    expect(await idsOf(store, { limit: 0 })).toEqual([]);
  });
}
