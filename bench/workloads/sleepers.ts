// What a sleeping execution costs: bytes on disk, and bytes of the server's memory.

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerProcess } from '../../tools/server-process.ts';
import { invokePath } from '../deploy.ts';
import { Caller } from '../load.ts';
import { type Row, round } from '../table.ts';

const STARTERS = 32;
const SECONDS = 86_400;
const BYTES_PER_MIB = 1024 ** 2;

export async function measureSleepers(
  server: ServerProcess,
  directory: string,
  functionName: string,
  sleepers: number,
): Promise<Row> {
  const before = { disk: databaseBytes(directory), memory: server.memoryBytes() };
  const callers = await Promise.all(Array.from({ length: STARTERS }, () => Caller.open(server.endpoint)));
  let next = 0;
  const begin = performance.now();
  await Promise.all(
    callers.map(async (caller) => {
      for (let index = next; index < sleepers; index = next) {
        next = index + 1;
        const headers = 'X-Amz-Invocation-Type: Event\r\n';
        const answer = await caller.call('POST', invokePath(functionName), `{"seconds":${SECONDS}}`, headers);
        if (answer.status !== 202) throw new Error(`unexpected answer: ${answer.status} ${answer.body}`);
      }
    }),
  );
  for (const caller of callers) caller.close();
  const seconds = (performance.now() - begin) / 1000;
  await settle(directory);
  const after = { disk: databaseBytes(directory), memory: server.memoryBytes() };
  return {
    sleepers,
    'starts/s': round(sleepers / seconds, 0),
    'disk bytes each': round((after.disk - before.disk) / sleepers, 0),
    'server memory before MiB': round(before.memory / BYTES_PER_MIB),
    'after MiB': round(after.memory / BYTES_PER_MIB),
  };
}

/** Waits until the last invocations have gone to sleep and the database stops growing. */
async function settle(directory: string): Promise<void> {
  for (let before = -1, now = databaseBytes(directory); before !== now; now = databaseBytes(directory)) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

/** The database without its write-ahead log, which has a size of its own. */
const databaseBytes = (directory: string): number =>
  readdirSync(directory)
    .filter((name) => name.endsWith('.db') || name.endsWith('.sqlite'))
    .reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
