// A server with very many sleepers, of whom a thousand fall due in the same second.

import { ServerProcess } from '../../tools/server-process.ts';
import { clientOf } from '../deploy.ts';
import type { Row } from '../table.ts';
import { round } from '../table.ts';
import { measureTimers } from '../workloads/timers.ts';
import { sleeperFunction } from './plans.ts';

const DUE_TOGETHER = 1000;
const WITHIN_MILLIS = 1000;
const WAIT_SECONDS = 15;
const BYTES_PER_MIB = 1024 ** 2;

export async function measureWakes(directory: string): Promise<Row> {
  const server = await ServerProcess.start(directory);
  const client = clientOf(server.endpoint);
  const memory = (): string => round(server.memoryBytes() / BYTES_PER_MIB, 0);
  try {
    const before = memory();
    const row = await measureTimers(server.endpoint, client, sleeperFunction, {
      sleepers: DUE_TOGETHER,
      seconds: WAIT_SECONDS,
      spreadMillis: WITHIN_MILLIS,
    });
    return { ...row, 'server memory before MiB': before, 'after MiB': memory() };
  } finally {
    client.destroy();
    await server.stop();
  }
}
