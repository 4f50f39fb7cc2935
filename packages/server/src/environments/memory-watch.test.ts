// The memory limit of whole processes. A bug here shows as a function that takes the machine's memory, or as one that is
// killed while it stays within its own.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRunning } from './testing/is-running.ts';
import { PoolFixture } from './testing/pool-fixture.ts';

let fixture: PoolFixture;
beforeAll(async () => {
  fixture = await PoolFixture.open({ environmentsMax: 4 });
});
afterAll(() => fixture.close());

const holdsBuffers = {
  'index.mjs': `const held = [];
    export const handler = async ({ megabytes, wait }) => {
      for (let i = 0; i < megabytes; i += 1) held.push(Buffer.alloc(1024 * 1024, 1));
      if (wait) await new Promise((r) => setTimeout(r, 600_000));
      return held.length;
    };`,
};

describe.skipIf(process.platform !== 'linux')('memory', () => {
  test('beyond the size of the function is taken with the process, although it is not in the heap', async () => {
    const deployed = fixture.deploy(holdsBuffers, { memoryMegabytes: 128 });
    const task = fixture.task(deployed, { megabytes: 200, wait: true });
    const outcome = await (await fixture.pool.reserve(deployed)).run(task);
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: {
        errorType: 'Runtime.OutOfMemory',
        errorMessage: `RequestId: ${task.requestId} Error: Runtime exited with error: signal: killed`,
      },
    });
    expect(await fixture.result(deployed, { megabytes: 1 })).toBe(1);
  });

  test('of what a function started counts as its own', async () => {
    const deployed = fixture.deploy(
      {
        'index.mjs': `import { spawn } from 'node:child_process';
          export const handler = async () => {
            const hold = 'const b = Buffer.alloc(300 * 1024 * 1024, 1); setInterval(() => b.length, 1000);';
            const child = spawn(process.execPath, ['-e', hold], { stdio: 'ignore' });
            console.log('child ' + child.pid);
            await new Promise((r) => setTimeout(r, 600_000));
          };`,
      },
      { memoryMegabytes: 128 },
    );
    expect((await fixture.error(deployed)).errorType).toBe('Runtime.OutOfMemory');
    const line = fixture.logs.find((entry) => entry.line.includes('child '))?.line ?? '';
    await expect.poll(() => isRunning(Number(line.split('child ')[1]))).toBe(false);
  });

  test('within the size of the function is the function’s to use', async () => {
    const modest = fixture.deploy(
      {
        'index.mjs': `import { existsSync } from 'node:fs';
          const held = Buffer.alloc(60 * 1024 * 1024, 1);
          export const handler = async ({ until }) => {
            while (!existsSync(until)) await new Promise((r) => setTimeout(r, 5));
            return held.length;
          };`,
      },
      { memoryMegabytes: 128 },
    );
    const until = join(fixture.dataDirectory, 'others-are-dead');
    const held = fixture.result(modest, { until });
    // Who takes too much is found out while the other one holds what is its own.
    const greedy = fixture.deploy(holdsBuffers, { memoryMegabytes: 128 });
    for (let round = 0; round < 2; round += 1) await fixture.error(greedy, { megabytes: 200, wait: true });
    await writeFile(until, '');
    expect(await held).toBe(60 * 1024 * 1024);
  });
});
