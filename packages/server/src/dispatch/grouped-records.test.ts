// Writes that share transactions: fewer syncs, and nobody's write fails for another's.

import { MemoryStore, type RecordWrite } from '@perdure/store';
import { expect, test } from 'vitest';
import { GroupedRecords } from './grouped-records.ts';

const create = (key: string): RecordWrite => ({ kind: 'k', key, expectedRevision: 0, body: key });

/** A store that counts its transactions, and fails them on demand. */
function counted() {
  const store = new MemoryStore();
  const transactions: string[][] = [];
  const state = { isFull: false };
  const write = store.writeRecords.bind(store);
  store.writeRecords = (writes) => {
    transactions.push(writes.map(({ key }) => key));
    return state.isFull ? Promise.reject(new Error('disk full')) : write(writes);
  };
  return { records: new GroupedRecords(store), store, transactions, state };
}

test('writes that come while one is under way share the next transaction', async () => {
  const { records, transactions } = counted();
  const keys = ['a', 'b', 'c', 'd'];
  expect(await Promise.all(keys.map((key) => records.writeRecords([create(key)])))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(transactions).toEqual([['a'], ['b', 'c', 'd']]);
});

test('a stale write is told so, and takes nobody with it', async () => {
  const { records, store } = counted();
  await store.writeRecords([create('taken')]);
  const results = await Promise.all(['x', 'taken', 'y'].map((key) => records.writeRecords([create(key)])));
  expect(results).toEqual([true, false, true]);
  expect((await store.records('k')).map(({ key }) => key)).toEqual(['taken', 'x', 'y']);
});

test('what the store refuses is refused to everybody in the group, and later writes go on', async () => {
  const { records, state } = counted();
  state.isFull = true;
  const results = await Promise.allSettled(['a', 'b', 'c'].map((key) => records.writeRecords([create(key)])));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  state.isFull = false;
  expect(await records.writeRecords([create('a')])).toBe(true);
});
