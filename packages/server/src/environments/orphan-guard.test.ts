// A server that is killed must take its environments with it, also one that is busy without a pause. A bug here shows as
// processes that run on, and burn a core, for ever.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isRunning } from './testing/is-running.ts';

const program = fileURLToPath(new URL('./testing/doomed-server.ts', import.meta.url));

test('no environment outlives a server that is killed', async () => {
  const server = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pids: number[] = [];
  let dataDirectory = '';
  for await (const line of createInterface({ input: server.stdout })) {
    const [, pid, directory] = line.split(' ');
    pids.push(Number(pid));
    dataDirectory ||= directory ?? '';
    if (pids.length === 2) break;
  }
  expect(pids.map(isRunning)).toEqual([true, true]);
  server.kill('SIGKILL');
  await once(server, 'exit');
  await expect.poll(() => pids.map(isRunning)).toEqual([false, false]);
  await rm(dataDirectory, { recursive: true, force: true });
});
