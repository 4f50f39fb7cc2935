// What a bug would look like: code that some version still has is gone, or code that none has stays for ever.

import { MemoryStore } from '@perdure/store';
import { zipSync } from 'fflate';
import { beforeEach, expect, test } from 'vitest';
import { FunctionRegistry } from './function-registry.ts';

const realm = { partition: 'aws', region: 'eu-west-1', account: '123456789012' };

let store: MemoryStore;
let planned: (() => void)[];
let registry: FunctionRegistry;

beforeEach(() => {
  store = new MemoryStore();
  planned = [];
  const later = (_millis: number, action: () => void) => {
    planned.push(action);
    return () => {};
  };
  registry = new FunctionRegistry({ store, realm, now: () => 0, later });
});

const zip = (text: string): Uint8Array => zipSync({ 'index.mjs': new TextEncoder().encode(text) });
const create = (FunctionName: string, text: string) =>
  registry.createFunction({
    FunctionName,
    Role: 'arn:aws:iam::123456789012:role/order',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Code: { ZipFile: zip(text) },
  });
const update = (FunctionName: string, text: string) =>
  registry.updateFunctionCode({ FunctionName, ZipFile: zip(text) });
const kept = async (): Promise<number> => (await store.blobHashes()).length;

test('code that an update replaced is removed, later and once', async () => {
  await create('order', 'one');
  await update('order', 'two');
  await update('order', 'three');
  expect(await kept()).toBe(3);
  expect(planned).toHaveLength(1);
  planned[0]?.();
  await registry.code.close();
  expect(await kept()).toBe(1);
});

test('code that a published version or another function has is kept', async () => {
  await create('order', 'one');
  await registry.publishVersion({ FunctionName: 'order' });
  await create('copy', 'two');
  await update('order', 'two');
  await update('order', 'three');
  await registry.code.collect();
  expect(await kept()).toBe(3);
  await registry.deleteFunction({ FunctionName: 'order', Qualifier: '1' });
  await registry.deleteFunction({ FunctionName: 'copy' });
  await registry.code.collect();
  expect(await kept()).toBe(1);
});

test('a refused update leaves no code', async () => {
  await create('order', 'one');
  const refused = await registry.updateFunctionCode({
    FunctionName: 'order',
    ZipFile: zip('two'),
    RevisionId: 'another',
  });
  expect(refused.ok).toBe(false);
  expect(await kept()).toBe(1);
});

test('a collection that meets an upload leaves its code alone', async () => {
  await create('order', 'one');
  await Promise.all([
    update('order', 'two'),
    registry.code.collect(),
    update('order', 'three'),
    registry.code.collect(),
  ]);
  const latest = await registry.getFunctionConfiguration({ FunctionName: 'order' });
  expect(latest.ok && (await store.blobHashes())).toEqual([latest.ok && latest.value.CodeSha256]);
});
