// From the start of the server's process until it has answered its first call.

import { basename } from 'node:path';
import { ServerProcess } from '../../tools/server-process.ts';
import { median } from '../statistics.ts';
import { type Row, round } from '../table.ts';

const ROUNDS = 5;
const BYTES_PER_MIB = 1024 ** 2;

export async function measureStarts(directory: string): Promise<Row> {
  const millis: number[] = [];
  const memory: number[] = [];
  for (let index = 0; index < ROUNDS; index += 1) {
    const begin = performance.now();
    const server = await ServerProcess.start(directory);
    try {
      const answer = await fetch(`${server.endpoint}/perdure/executions?MaxItems=1`);
      if (!answer.ok) throw new Error(await answer.text());
      millis.push(performance.now() - begin);
      memory.push(server.memoryBytes() / BYTES_PER_MIB);
    } finally {
      await server.stop();
    }
  }
  return {
    store: basename(directory),
    'median ms': round(median(millis), 0),
    'max ms': round(Math.max(...millis), 0),
    'memory MiB': round(median(memory), 0),
  };
}
