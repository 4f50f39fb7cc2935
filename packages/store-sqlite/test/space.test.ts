// Disk space is bounded: a sleeping execution is small, the log does not grow with the number of commits, and what is
// removed is given back.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '@perdure/store-sqlite';
import { expect, test } from 'vitest';
import { SqliteDatabase } from '../src/sqlite-database.ts';
import { orderChange, orderHead, orderRemoval } from './orders.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const makeDirectory = temporaryDirectories();
const bytesOf = (directory: string, name: string): number => statSync(join(directory, name)).size;
const numbers = (length: number): number[] => Array.from({ length }, (_, number) => number);

test('a sleeping execution with four entries takes at most 2 KiB on disk', async () => {
  const [directory, executions, turn] = [makeDirectory(), 4000, 100];
  const store = await openSqliteStore({ directory });
  for (let first = 0; first < executions; first += turn) {
    const orders = numbers(turn).map((number) => first + number);
    for (let version = 0; version < 3; version++) {
      await store.commit(orders.map((number) => orderChange(number, version, 190)));
    }
    const asleep = orders.map((number) => ({
      ...orderChange(number, 3, 190),
      head: orderHead(number, { wakeAt: Date.UTC(2027, 0) + number }),
    }));
    await store.commit(asleep);
  }
  await store.close();
  expect(bytesOf(directory, 'perdure.db') / executions).toBeLessThanOrEqual(2048);
});

test('the log stays short however much is committed', async () => {
  const [directory, commits, orders, logBytesMax] = [makeDirectory(), 400, 64, 8 * 1024 * 1024];
  const store = await openSqliteStore({ directory });
  for (let version = 0; version < commits; version++) {
    await store.commit(numbers(orders).map((number) => orderChange(number, version, 300)));
  }
  expect(bytesOf(directory, 'perdure.db-wal')).toBeLessThanOrEqual(logBytesMax);
  await store.close();
});

test('the space of removed executions goes back to the file system', () => {
  const [directory, executions, keptBytesMax] = [makeDirectory(), 3000, 8 * 1024 * 1024];
  const database = new SqliteDatabase({ directory });
  database.commit(numbers(executions).map((number) => orderChange(number, 0, 10_000)));
  while (database.tidy());
  const bytesBefore = bytesOf(directory, 'perdure.db');
  database.commit(numbers(executions).map((number) => orderRemoval(number, 1)));
  while (database.tidy());
  database.close();
  expect(bytesBefore).toBeGreaterThan(executions * 10_000);
  expect(bytesOf(directory, 'perdure.db')).toBeLessThanOrEqual(keptBytesMax);
});
