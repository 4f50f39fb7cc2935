// A pool at its limits. A bug here shows as a function that waits for ever while others run, an environment that nobody
// needs and nobody ends, or a shutdown that hangs.

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { PoolClosed } from './environment-pool.ts';
import { environmentLimits } from './limits.ts';
import { isRunning } from './testing/is-running.ts';
import { PoolFixture } from './testing/pool-fixture.ts';

let fixture: PoolFixture;
afterEach(async () => {
  await fixture.close();
  vi.useRealTimers();
});

const answersPid = { 'index.mjs': 'export const handler = async () => process.pid;' };

test('an idle environment gives way to a function that has none', async () => {
  fixture = await PoolFixture.open({ environmentsMax: 1 });
  const first = (await fixture.result(fixture.deploy(answersPid))) as number;
  const second = (await fixture.result(fixture.deploy(answersPid))) as number;
  expect(second).not.toBe(first);
  expect(isRunning(first)).toBe(false);
  expect(fixture.pool.figures.environments).toBe(1);
});

test('a function does not wait for ever behind one that is always busy', async () => {
  fixture = await PoolFixture.open({ environmentsMax: 1 });
  const busy = fixture.deploy(answersPid);
  let isServed = false;
  const keepBusy = async (): Promise<void> => {
    while (!isServed) await fixture.result(busy);
  };
  const load = [keepBusy(), keepBusy()];
  await fixture.result(busy);
  await fixture.result(fixture.deploy(answersPid));
  isServed = true;
  await Promise.all(load);
});

test('an environment that is starting is left to the function that waits for it, however long it takes', async () => {
  // The pool looks at its environments when the test says so.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  fixture = await PoolFixture.open({ environmentsMax: 1, ageMillisMax: 0 });
  const [starts, ready] = ['starts', 'ready'].map((name) => join(fixture.dataDirectory, name));
  const slow = fixture.deploy({
    'index.mjs': `import { appendFileSync, existsSync } from 'node:fs';
      appendFileSync('${starts}', 'x');
      while (!existsSync('${ready}')) await new Promise((r) => setTimeout(r, 5));
      export const handler = async () => process.pid;`,
  });
  const served = fixture.result(slow);
  await expect.poll(() => existsSync(`${starts}`)).toBe(true);
  const other = fixture.result(fixture.deploy(answersPid));
  vi.advanceTimersByTime(3 * environmentLimits.sweepMillis);
  await writeFile(`${ready}`, '');
  expect(await served).not.toBe(await other);
  expect(await readFile(`${starts}`, 'utf8')).toBe('x');
});

test('a crowd that shares environments leaves room for other functions', async () => {
  // As on a machine of two cores.
  fixture = await PoolFixture.open({ environmentsMax: 2 * environmentLimits.environmentsPerCore });
  const ends: (() => void)[] = [];
  const gate = createServer((_request, reply) => ends.push(() => reply.end())).listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
  const shared = fixture.deploy(
    { 'index.mjs': `export const handler = async () => { await fetch('${url}'); return process.pid; };` },
    { environmentConcurrency: environmentLimits.sharedInvocationsLeast },
  );
  const places = 2 * environmentLimits.sharedInvocationsLeast;
  const patience = { timeout: 60_000 };
  const crowd = Array.from({ length: 2 * places }, () => fixture.result(shared));
  await vi.waitUntil(() => ends.length === places, patience);
  await fixture.result(fixture.deploy(answersPid));
  expect(fixture.pool.figures.environments).toBe(3);
  await vi.waitUntil(() => {
    for (const end of ends.splice(0)) end();
    return fixture.pool.figures.busy === 0;
  }, patience);
  expect(new Set(await Promise.all(crowd)).size).toBe(2);
  gate.close();
});

test('waiting invocations of a function are served in their order', async () => {
  fixture = await PoolFixture.open({ environmentsMax: 1 });
  const deployed = fixture.deploy(answersPid);
  const served: number[] = [];
  await Promise.all([0, 1, 2, 3, 4].map((order) => fixture.result(deployed).then(() => served.push(order))));
  expect(served).toEqual([0, 1, 2, 3, 4]);
});

test('a caller whose patience is over leaves the row, and those behind it are served', async () => {
  fixture = await PoolFixture.open({ environmentsMax: 1 });
  const busy = fixture.deploy({
    'index.mjs': `import { existsSync } from 'node:fs';
      export const handler = async ({ until }) => { while (!existsSync(until)) await new Promise((r) => setTimeout(r, 5)); };`,
  });
  const until = join(fixture.dataDirectory, 'enough');
  const running = fixture.result(busy, { until });
  await expect.poll(() => fixture.pool.figures.busy).toBe(1);
  const impatient = fixture.pool.reserve(fixture.deploy(answersPid), { placeMillisMax: 1 });
  const patient = fixture.result(fixture.deploy(answersPid));
  await expect(impatient).rejects.toMatchObject({
    name: 'Throttled',
    reason: 'ConcurrentInvocationLimitExceeded',
  });
  await writeFile(until, '');
  await running;
  expect(await patient).toBeTypeOf('number');
});

test('a caller without patience is told at once when its function may not run more at a time', async () => {
  fixture = await PoolFixture.open({ environmentsMax: 2 });
  const deployed = fixture.deploy(answersPid, { reservedConcurrency: 1 });
  const slot = await fixture.pool.reserve(deployed);
  await expect(fixture.pool.reserve(deployed, { placeMillisMax: 60_000 })).rejects.toMatchObject({
    reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
  });
  slot.release();
  await (await fixture.pool.reserve(deployed, { placeMillisMax: 60_000 })).run(fixture.task(deployed));
});

test('an environment that idles long enough ends', async () => {
  fixture = await PoolFixture.open({ idleMillis: 0 });
  const pid = (await fixture.result(fixture.deploy(answersPid))) as number;
  await expect.poll(() => isRunning(pid)).toBe(false);
  await expect.poll(() => fixture.pool.figures.environments).toBe(0);
});

test('an environment that is old enough is replaced, and no invocation notices', async () => {
  fixture = await PoolFixture.open({ ageMillisMax: 0 });
  const deployed = fixture.deploy(answersPid);
  const first = (await fixture.result(deployed)) as number;
  let last = first;
  while (last === first) last = (await fixture.result(deployed)) as number;
  await expect.poll(() => isRunning(first)).toBe(false);
});

test('who waits for an environment on a machine that goes is served on another', async () => {
  fixture = await PoolFixture.open();
  const ready = join(fixture.dataDirectory, 'ready');
  const deployed = fixture.deploy({
    'index.mjs': `import { existsSync } from 'node:fs';
      while (!existsSync('${ready}')) await new Promise((r) => setTimeout(r, 5));
      export const handler = async () => process.pid;`,
  });
  const waiting = fixture.result(deployed);
  await expect.poll(() => fixture.pool.figures.environments).toBe(1);
  const other = await fixture.addMachine();
  fixture.pool.removeMachine(fixture.machine);
  await writeFile(ready, '');
  expect(await waiting).toBeTypeOf('number');
  await fixture.pool.close(0);
  await other.close();
});

test('closing lets a running invocation end, and refuses those that wait', async () => {
  fixture = await PoolFixture.open({ environmentsMax: 1 });
  const deployed = fixture.deploy({
    'index.mjs': 'export const handler = () => new Promise((r) => setTimeout(r, 100, process.pid));',
  });
  const running = (await fixture.pool.reserve(deployed)).run(fixture.task(deployed));
  const waiting = fixture.pool.reserve(deployed);
  const closed = fixture.pool.close(60_000);
  await expect(waiting).rejects.toBeInstanceOf(PoolClosed);
  await expect(fixture.pool.reserve(deployed)).rejects.toBeInstanceOf(PoolClosed);
  expect(await running).toMatchObject({ kind: 'returned' });
  await closed;
  await fixture.machine.close();
  expect(await readdir(fixture.dataDirectory)).toEqual(['code']);
});

test('closing ends an invocation that takes longer than the grace', async () => {
  fixture = await PoolFixture.open();
  const deployed = fixture.deploy({ 'index.mjs': 'export const handler = () => { for (;;); };' });
  const running = (await fixture.pool.reserve(deployed)).run(fixture.task(deployed));
  await fixture.pool.close(10);
  expect(await running).toMatchObject({ kind: 'failed', error: { errorType: 'Runtime.ExitError' } });
});

test('unpacked code that is not wanted any more is removed, except where an environment runs it', async () => {
  fixture = await PoolFixture.open();
  const [gone, running] = [fixture.deploy(answersPid), fixture.deploy({ ...answersPid, 'other.mjs': '' })];
  await fixture.result(gone);
  await fixture.result({ ...gone, revisionId: 'next', codeSha256: running.codeSha256 });
  await expect.poll(() => fixture.pool.figures.environments).toBe(1);
  const folder = join(fixture.dataDirectory, 'code');
  await mkdir(join(folder, 'unpacking-left-by-a-crash'));
  await fixture.machine.sweepCode(() => false);
  const left = await readdir(folder, { withFileTypes: true });
  expect(left.filter((entry) => entry.isDirectory()).map(({ name }) => name)).toEqual([
    Buffer.from(running.codeSha256, 'base64').toString('hex'),
  ]);
  await fixture.result({ ...gone, revisionId: 'again' });
});

test('a function that is not needed any more is asked to end, and has time to', async () => {
  fixture = await PoolFixture.open({ shutdownGraceMillis: 60_000 });
  const deployed = fixture.deploy({
    'index.mjs': `process.on('SIGTERM', () => setTimeout(() => { console.log('tidied up'); process.exit(0); }, 20));
      export const handler = async () => 'done';`,
  });
  await fixture.result(deployed);
  await fixture.pool.close(60_000);
  expect(fixture.logs.map(({ line }) => line)).toEqual([expect.stringContaining('tidied up')]);
});

test('what a function started ends with its environment', async () => {
  fixture = await PoolFixture.open();
  const deployed = fixture.deploy({
    'index.mjs': `import { spawn } from 'node:child_process';
      export const handler = async () => spawn('sleep', ['1000'], { stdio: 'ignore' }).pid;`,
  });
  const pid = (await fixture.result(deployed)) as number;
  expect(isRunning(pid)).toBe(true);
  await fixture.pool.close(0);
  await expect.poll(() => isRunning(pid)).toBe(false);
});
