import { MemoryStore } from '@perdure/store';
import { expect, test } from 'vitest';
import { StoreHealth } from './store-health.ts';

test('after a commit that failed, the store is well once it takes another', async () => {
  const store = new MemoryStore();
  const write = store.writeRecords.bind(store);
  const health = new StoreHealth(store);
  await health.check();
  health.onTurn({ commands: 1, executions: 1, millis: 1, fault: new Error('full') });
  store.writeRecords = () => Promise.reject(new Error('full'));
  await expect(health.check()).rejects.toThrow('full');
  store.writeRecords = write;
  await health.check();
  store.writeRecords = () => Promise.reject(new Error('nothing is written while all is well'));
  await health.check();
});

test('a store that does not answer is not well', async () => {
  const store = new MemoryStore();
  await store.close();
  await expect(new StoreHealth(store).check()).rejects.toThrow('closed');
});
