import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeContract } from '@perdure/store/contract';
import { afterAll } from 'vitest';
import { openSqliteStore } from './sqlite-store.ts';

const made: string[] = [];

afterAll(async () => {
  await Promise.all(made.map((directory) => rm(directory, { recursive: true, force: true })));
});

storeContract(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'perdure-store-'));
  made.push(directory);
  return openSqliteStore({ directory });
});
