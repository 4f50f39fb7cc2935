// Real processes run real code. A bug here shows as an invocation that never ends, ends twice, or runs where it should
// not: beside its own retry, in another revision's process, or in a process that nobody ends.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRunning } from './testing/is-running.ts';
import { PoolFixture } from './testing/pool-fixture.ts';

let fixture: PoolFixture;
beforeAll(async () => {
  fixture = await PoolFixture.open({ environmentsMax: 4 });
});
afterAll(() => fixture.close());

const echo = { 'index.mjs': 'export const handler = async (event) => ({ event, pid: process.pid });' };

describe('environments', () => {
  test('a warm environment is reused', async () => {
    const deployed = fixture.deploy(echo);
    const first = await fixture.result(deployed, { order: 1 });
    const second = await fixture.result(deployed, { order: 2 });
    expect(first).toMatchObject({ event: { order: 1 } });
    expect(second).toEqual({ ...(first as object), event: { order: 2 } });
  });

  test('a new revision runs in a new process, and the old one ends', async () => {
    const before = fixture.deploy(echo);
    const first = (await fixture.result(before)) as { pid: number };
    const second = (await fixture.result({ ...before, revisionId: 'next' })) as { pid: number };
    expect(second.pid).not.toBe(first.pid);
    await expect.poll(() => isRunning(first.pid)).toBe(false);
  });

  test('invocations at the same time run in processes of their own, within the limit', async () => {
    const seen = join(fixture.dataDirectory, 'seen');
    await mkdir(seen);
    const deployed = fixture.deploy({
      'index.mjs': `import { readdirSync, writeFileSync } from 'node:fs';
        export const handler = async () => {
          writeFileSync('${seen}/' + process.pid, '');
          while (readdirSync('${seen}').length < 2) await new Promise((r) => setTimeout(r, 5));
          return process.pid;
        };`,
    });
    const pids = await Promise.all(Array.from({ length: 12 }, () => fixture.result(deployed)));
    expect(new Set(pids).size).toBeLessThanOrEqual(4);
    expect(new Set(pids).size).toBeGreaterThan(1);
    expect(fixture.pool.figures.environments).toBeLessThanOrEqual(4);
  });

  test('a shared environment runs several invocations at the same time', async () => {
    const deployed = fixture.deploy(
      {
        'index.mjs': `let inside = 0; let release; const all = new Promise((r) => { release = r; });
          export const handler = async () => { inside += 1; if (inside === 5) release(); await all; return process.pid; };`,
      },
      { environmentConcurrency: 5 },
    );
    const pids = await Promise.all(Array.from({ length: 5 }, () => fixture.result(deployed)));
    expect(new Set(pids).size).toBe(1);
  });

  test('reserved concurrency bounds the invocations of a function', async () => {
    const deployed = fixture.deploy(
      {
        'index.mjs': `let inside = 0;
          export const handler = async () => {
            inside += 1; const seen = inside; await new Promise((r) => setTimeout(r, 5)); inside -= 1; return seen;
          };`,
      },
      { environmentConcurrency: 8, reservedConcurrency: 2 },
    );
    const seen = (await Promise.all(Array.from({ length: 8 }, () => fixture.result(deployed)))) as number[];
    expect(Math.max(...seen)).toBe(2);
  });

  test('a function whose concurrency is zero waits until it is raised', async () => {
    const deployed = fixture.deploy(echo, { reservedConcurrency: 0 });
    const waiting = fixture.result(deployed, { order: 7 });
    fixture.pool.limitConcurrency(deployed.functionName, 1);
    expect(await waiting).toMatchObject({ event: { order: 7 } });
  });

  test('a slot that is given back unused is free again', async () => {
    const deployed = fixture.deploy(echo, { reservedConcurrency: 1 });
    const slot = await fixture.pool.reserve(deployed);
    const next = fixture.result(deployed);
    slot.release();
    await next;
  });

  test('an invocation reserved in a process that died since runs in another', async () => {
    const deployed = fixture.deploy(echo);
    const { pid } = (await fixture.result(deployed)) as { pid: number };
    const slot = await fixture.pool.reserve(deployed);
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => fixture.pool.figures.busy).toBe(0);
    const outcome = await slot.run(fixture.task(deployed));
    expect(outcome).toMatchObject({ kind: 'returned' });
  });
});

describe('ends of invocations', () => {
  const ends = {
    'index.mjs': `export const handler = async (event) => {
      if (event.exit !== undefined) process.exit(event.exit);
      if (event.kill) process.kill(process.pid, event.kill);
      if (event.hang) for (;;);
      if (event.throw) throw new TypeError(event.throw);
      if (event.reject) { Promise.reject(new Error(event.reject)); await new Promise((r) => setTimeout(r, 600_000)); }
      if (event.explode) { setTimeout(() => { throw new RangeError(event.explode); }, 0); await new Promise((r) => setTimeout(r, 600_000)); }
      if (event.forget) await new Promise(() => {});
      return 'fine';
    };`,
  };

  test('a thrown error arrives with type, message and stack', async () => {
    const error = await fixture.error(fixture.deploy(ends), { throw: 'no such order' });
    expect(error).toMatchObject({ errorType: 'TypeError', errorMessage: 'no such order' });
    expect(error.stackTrace?.join('\n')).toContain('index.mjs');
  });

  test('an exit is reported with its status, and the next invocation gets a new process', async () => {
    const deployed = fixture.deploy(ends);
    const task = fixture.task(deployed, { exit: 3 });
    const outcome = await (await fixture.pool.reserve(deployed)).run(task);
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: {
        errorType: 'Runtime.ExitError',
        errorMessage: `RequestId: ${task.requestId} Error: Runtime exited with error: exit status 3`,
      },
    });
    expect(await fixture.result(deployed)).toBe('fine');
  });

  test('a death by signal is reported with the signal', async () => {
    const error = await fixture.error(fixture.deploy(ends), { kill: 'SIGTERM' });
    expect(error.errorType).toBe('Runtime.ExitError');
    expect(error.errorMessage).toContain('signal: terminated');
  });

  test('a handler that blocks its process past the deadline is killed', async () => {
    const deployed = fixture.deploy(ends);
    await fixture.result(deployed);
    const error = await fixture.error(deployed, { hang: true }, { deadline: Date.now() + 150 });
    expect(error.errorType).toBe('Sandbox.Timedout');
    expect(error.errorMessage).toMatch(/^RequestId: \S+ Error: Task timed out after 0\.[01]\d seconds$/);
    expect(await fixture.result(deployed)).toBe('fine');
  });

  test('a promise that nothing will settle ends the invocation at once', async () => {
    const error = await fixture.error(fixture.deploy(ends), { forget: true });
    expect(error.errorType).toBe('Runtime.NodeJsExit');
  });

  test('an unhandled rejection ends the invocation and the process', async () => {
    const deployed = fixture.deploy(ends);
    const error = await fixture.error(deployed, { reject: 'lost' });
    expect(error).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'Error: lost',
    });
    expect(await fixture.result(deployed)).toBe('fine');
  });

  test('an uncaught exception ends the invocation with its own type', async () => {
    const error = await fixture.error(fixture.deploy(ends), { explode: 'too far' });
    expect(error).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
  });

  test('a heap beyond the memory size is reported as out of memory', async () => {
    const deployed = fixture.deploy(
      {
        'index.mjs':
          'export const handler = async () => { const all = []; for (;;) all.push({ n: [all.length] }); };',
      },
      { memoryMegabytes: 128 },
    );
    const error = await fixture.error(deployed);
    expect(error.errorType).toBe('Runtime.OutOfMemory');
  });

  test('in a shared environment a late invocation fails alone', async () => {
    const deployed = fixture.deploy(
      {
        'index.mjs': `let release; const all = new Promise((r) => { release = r; });
          export const handler = async (event) => {
            if (event.late) await new Promise((r) => setTimeout(r, 600_000));
            if (event.release) release();
            await all;
            return 'fine';
          };`,
      },
      { environmentConcurrency: 3 },
    );
    const waiting = fixture.result(deployed);
    const slot = await fixture.pool.reserve(deployed);
    const late = await fixture.error(deployed, { late: true }, { deadline: Date.now() + 50 });
    expect(late.errorType).toBe('Sandbox.Timedout');
    await slot.run(fixture.task(deployed, { release: true }));
    expect(await waiting).toBe('fine');
  });
});

describe('starts that fail', () => {
  const cases = [
    {
      name: 'a missing file',
      files: { 'other.mjs': '' },
      type: 'Runtime.ImportModuleError',
      says: "'index'",
    },
    {
      name: 'a missing dependency',
      files: { 'index.mjs': "import 'nowhere-to-be-found';" },
      type: 'Runtime.ImportModuleError',
      says: 'nowhere-to-be-found',
    },
    {
      name: 'an AWS SDK that Lambda would bring along',
      files: { 'index.mjs': "import '@aws-sdk/client-nowhere';" },
      type: 'Runtime.ImportModuleError',
      says: 'bundle it with the code',
    },
    {
      name: 'a missing export',
      files: { 'index.mjs': '' },
      type: 'Runtime.HandlerNotFound',
      says: 'index.handler',
    },
    {
      name: 'an export that is no function',
      files: { 'index.mjs': 'export const handler = 1;' },
      type: 'Runtime.HandlerNotFound',
      says: 'not a function',
    },
    {
      name: 'a syntax error',
      files: { 'index.mjs': 'export const handler = ;' },
      type: 'Runtime.UserCodeSyntaxError',
      says: 'SyntaxError',
    },
    {
      name: 'an error while the module is loaded',
      files: { 'index.mjs': "throw new TypeError('no settings')" },
      type: 'TypeError',
      says: 'no settings',
    },
    {
      name: 'an exit while the module is loaded',
      files: { 'index.mjs': 'process.exit(4)' },
      type: 'Runtime.ExitError',
      says: 'exit status 4',
    },
  ];
  test.each(cases)('$name is the failure of the invocation', async ({ files, type, says }) => {
    const error = await fixture.error(fixture.deploy(files as Record<string, string>));
    expect(error.errorType).toBe(type);
    expect(error.errorMessage).toContain(says);
  });

  test('a handler outside the code is refused', async () => {
    const error = await fixture.error(fixture.deploy(echo, { handler: '../../x.handler' }));
    expect(error.errorType).toBe('Runtime.MalformedHandlerName');
  });

  test('a runtime that this server does not run is named', async () => {
    const error = await fixture.error(fixture.deploy(echo, { runtime: 'cobol85' }));
    expect(error.errorMessage).toContain('cobol85');
  });

  test('code that is not in the store is named', async () => {
    const error = await fixture.error(fixture.deploy(echo, { codeSha256: 'bm93aGVyZQ==' }));
    expect(error.errorMessage).toContain('bm93aGVyZQ==');
  });
});
