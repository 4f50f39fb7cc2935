import { expect } from 'vitest';
import type { RecordWrite, Store, StoredRecord } from '../store.ts';
import type { Fact } from './store-contract.ts';

function write(key: string, expectedRevision: number, body?: string): RecordWrite {
  return { kind: 'function', key, expectedRevision, ...(body === undefined ? {} : { body }) };
}

async function keysOf(store: Store, kind: string, prefix?: string): Promise<readonly string[]> {
  const records = await store.records(kind, prefix);
  return records.map((record) => record.key);
}

export function documentFacts(fact: Fact): void {
  fact('a revision counts the writes of a record', async (store) => {
    expect(await store.writeRecords([write('order', 0, 'one')])).toBe(true);
    expect(await store.writeRecords([write('order', 1, 'two')])).toBe(true);
    const stored: StoredRecord = { kind: 'function', key: 'order', revision: 2, body: 'two' };
    expect(await store.record('function', 'order')).toEqual(stored);
    expect(await store.records('function')).toEqual([stored]);
    expect(await store.record('alias', 'order')).toBeUndefined();
  });

  fact('one revision that is not current keeps all writes from being applied', async (store) => {
    await store.writeRecords([write('order', 0, 'one')]);
    for (const stale of [
      write('order', 0, 'x'),
      write('order', 2, 'x'),
      write('order', 2),
      write('none', 1),
    ]) {
      expect(await store.writeRecords([write('fresh', 0, 'one'), stale])).toBe(false);
    }
    expect(await keysOf(store, 'function')).toEqual(['order']);
    expect((await store.record('function', 'order'))?.body).toBe('one');
  });

  fact('writes of one call follow one another', async (store) => {
    expect(await store.writeRecords([write('order', 0, 'one'), write('order', 1, 'two')])).toBe(true);
    expect((await store.record('function', 'order'))?.revision).toBe(2);
  });

  fact('a deleted record is gone, and begins anew at revision 1', async (store) => {
    await store.writeRecords([write('order', 0, 'one')]);
    expect(await store.writeRecords([write('order', 1)])).toBe(true);
    expect(await store.record('function', 'order')).toBeUndefined();
    expect(await store.writeRecords([write('order', 0, 'anew')])).toBe(true);
    expect((await store.record('function', 'order'))?.revision).toBe(1);
  });

  fact('records of a kind are found by the beginning of their key, in key order', async (store) => {
    const keys = ['order:2', 'order', 'order:1', 'orders', 'a%', 'ab', 'a_'];
    await store.writeRecords(keys.map((key) => write(key, 0, key)));
    await store.writeRecords([{ kind: 'alias', key: 'order:3', expectedRevision: 0, body: '' }]);
    expect(await keysOf(store, 'function', 'order:')).toEqual(['order:1', 'order:2']);
    expect(await keysOf(store, 'function', 'a%')).toEqual(['a%']);
    expect(await keysOf(store, 'function', 'a_')).toEqual(['a_']);
    expect(await keysOf(store, 'function')).toEqual(keys.toSorted());
    expect(await keysOf(store, 'nothing')).toEqual([]);
  });

  fact('a blob is kept under its hash until it is removed', async (store) => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);
    await store.writeBlob('hash', bytes);
    await store.writeBlob('hash', Uint8Array.of(1));
    await store.writeBlob('empty', new Uint8Array());
    expect(Buffer.from((await store.blob('hash')) ?? []).equals(bytes)).toBe(true);
    expect(await store.blob('empty')).toEqual(new Uint8Array());
    expect(await store.blobHashes()).toEqual(['empty', 'hash']);
    await store.removeBlob('hash');
    await store.removeBlob('hash');
    expect(await store.blob('hash')).toBeUndefined();
  });
}
