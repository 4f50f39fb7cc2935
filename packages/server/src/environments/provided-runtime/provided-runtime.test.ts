// Programs that speak the Runtime API themselves, here a shell script and one of Node's standard library.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { PoolFixture } from '../testing/pool-fixture.ts';

let fixture: PoolFixture;
beforeAll(async () => {
  fixture = await PoolFixture.open({ environmentsMax: 4 });
});
afterAll(() => fixture.close());

const provided = { runtime: 'provided.al2023' };

/** Knows nothing of this project but the address in its environment. */
const program = `#!${process.execPath}
const base = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime';
const post = (path, body) => fetch(base + path, { method: 'POST', body: JSON.stringify(body) });
if (process.env._HANDLER === 'broken') {
  await post('/init/error', { errorType: 'Runtime.NoSettings', errorMessage: 'nothing to run with' });
  process.exit(1);
}
for (;;) {
  const next = await fetch(base + '/invocation/next');
  const event = await next.json();
  const id = next.headers.get('lambda-runtime-aws-request-id');
  console.log('takes', id);
  if (event.fail) await post('/invocation/' + id + '/error', { errorType: 'Custom', errorMessage: event.fail, stackTrace: ['a'] });
  else await post('/invocation/' + id + '/response', { event, handler: process.env._HANDLER, pid: process.pid,
    late: Number(next.headers.get('lambda-runtime-deadline-ms')) < Date.now() });
}
`;

const deploy = (settings = {}, mode = 0o755) =>
  fixture.deploy(
    { bootstrap: program, 'package.json': '{"type":"module"}' },
    { ...provided, ...settings },
    { bootstrap: mode },
  );

test('an executable named bootstrap takes its invocations from the Runtime API', async () => {
  const deployed = deploy({ handler: 'orders' });
  const first = await fixture.result(deployed, { order: 1 });
  expect(first).toMatchObject({ event: { order: 1 }, handler: 'orders', late: false });
  expect(await fixture.result(deployed, { order: 2 })).toEqual({ ...(first as object), event: { order: 2 } });
  expect(await fixture.error(deployed, { fail: 'no stock' })).toEqual({
    errorType: 'Custom',
    errorMessage: 'no stock',
    stackTrace: ['a'],
  });
});

test('what it prints is in the log of its invocation', async () => {
  const deployed = deploy();
  const outcome = await fixture.invoke(deployed, {}, { requestId: 'f1b7e5aa-0000-4000-8000-000000000001' });
  expect(outcome.logTail).toBe('takes f1b7e5aa-0000-4000-8000-000000000001\n');
});

test('an error while it starts is the failure of the invocation', async () => {
  expect(await fixture.error(deploy({ handler: 'broken' }))).toMatchObject({
    errorType: 'Runtime.NoSettings',
    errorMessage: 'nothing to run with',
  });
});

test('code without a bootstrap, and one that is not executable, are told apart', async () => {
  const missing = await fixture.error(fixture.deploy({ 'main.sh': '' }, provided));
  expect(missing).toMatchObject({
    errorType: 'Runtime.InvalidEntrypoint',
    errorMessage: expect.stringContaining('no file bootstrap'),
  });
  const notExecutable = await fixture.error(deploy({}, 0o644));
  expect(notExecutable).toMatchObject({
    errorType: 'Runtime.InvalidEntrypoint',
    errorMessage: expect.stringContaining('chmod +x bootstrap'),
  });
});

test('a program that exits before it asks for work is reported with its status', async () => {
  const deployed = fixture.deploy({ bootstrap: '#!/bin/sh\necho going\nexit 5\n' }, provided, {
    bootstrap: 0o755,
  });
  expect(await fixture.error(deployed)).toMatchObject({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringContaining('exit status 5'),
  });
});
