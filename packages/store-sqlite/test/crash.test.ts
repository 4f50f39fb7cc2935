// S1 with real processes. A broken store would show here as an acknowledged version that is missing after SIGKILL, a group
// of which only a part is there, or a directory that stays locked when its process is gone.

import { openSqliteStore } from '@perdure/store-sqlite';
import { expect, test } from 'vitest';
import { startCommitLoop } from './commit-loop-process.ts';
import { orderChange, orderEntry, orderId } from './orders.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const makeDirectory = temporaryDirectories();
const KILLS = 5;
const COMMITS_BEFORE_KILL = 40;
const ORDERS = 8;

test('what was acknowledged is there after SIGKILL, and every commit is whole', async () => {
  const directory = makeDirectory();
  let acknowledged = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const loop = startCommitLoop(directory);
    await loop.reaches(acknowledged + COMMITS_BEFORE_KILL);
    acknowledged = await loop.kill();

    const store = await openSqliteStore({ directory });
    const stored = await store.read(Array.from({ length: ORDERS }, (_, number) => orderId(number)));
    const versions = new Set(stored.map((execution) => execution?.version));
    expect(versions.size).toBe(1);
    const [version = 0] = versions;
    // The commit under way when the process died may have been completed, unacknowledged.
    expect([acknowledged, acknowledged + 1]).toContain(version);
    for (const [number, execution] of stored.entries()) {
      const entries = Array.from({ length: version }, (_, index) => orderEntry(number, index + 1));
      expect(execution?.entries).toEqual(entries);
    }
    await store.close();
  }
});

test('a directory is held by one process, which the refusal names, until SIGKILL ends the hold', async () => {
  const directory = makeDirectory();
  const loop = startCommitLoop(directory);
  await loop.reaches(1);
  const refusal = openSqliteStore({ directory });
  await expect(refusal).rejects.toMatchObject({ name: 'StoreFault', kind: 'held-by-another' });
  if (process.platform === 'linux') await expect(refusal).rejects.toThrow(`process ${loop.pid}`);
  await loop.kill();
  const store = await openSqliteStore({ directory });
  await store.close();
});

test('what was committed is there after the store is closed and opened again', async () => {
  const directory = makeDirectory();
  const before = await openSqliteStore({ directory });
  await before.commit([orderChange(1, 0), orderChange(1, 1)]);
  await before.writeBlob('hash', Uint8Array.of(1, 2));
  await before.close();
  const after = await openSqliteStore({ directory });
  expect((await after.read([orderId(1)]))[0]?.version).toBe(2);
  expect(await after.blob('hash')).toEqual(Uint8Array.of(1, 2));
  await after.close();
});
