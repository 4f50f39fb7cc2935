// What a function finds when it runs in a Python environment, compared with what Lambda gives it. Real interpreters run it.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRunning } from '../testing/is-running.ts';
import { PoolFixture } from '../testing/pool-fixture.ts';
import { findPython } from './find-python.ts';

const python = await findPython('python3.11');

let fixture: PoolFixture;
beforeAll(async () => {
  fixture = await PoolFixture.open({ environmentsMax: 4, shutdownGraceMillis: 60_000 });
});
afterAll(() => fixture.close());

const deploy = (source: string, settings = {}) =>
  fixture.deploy({ 'index.py': source }, { runtime: 'python3.11', ...settings });

describe.skipIf(python === undefined && process.env.CI === undefined)('Python', () => {
  test('a handler in a package is called with its event, and its modules are found', async () => {
    const deployed = fixture.deploy(
      {
        'src/orders.py':
          'from src.prices import total\ndef create(event, context):\n  return {"total": total(event)}',
        'src/__init__.py': '',
        'src/prices.py': 'def total(event):\n  return sum(event["prices"])',
      },
      { runtime: 'python3.11', handler: 'src/orders.create' },
    );
    expect(await fixture.result(deployed, { prices: [1, 2.5] })).toEqual({ total: 3.5 });
  });

  test('an event of any size and script arrives whole, and a warm environment is reused', async () => {
    const deployed = deploy(`count = 0
def handler(event, context):
  global count
  count += 1
  return [count, event]`);
    const event = { text: 'grüße 👋 \r\n\r\n '.repeat(50_000) };
    expect(await fixture.result(deployed, event)).toEqual([1, event]);
    expect(await fixture.result(deployed, null)).toEqual([2, null]);
  });

  test('the context and the variables tell the invocation', async () => {
    const deployed = deploy(`import os
def handler(event, context):
  fields = {name: getattr(context, name) for name in ("aws_request_id", "function_name", "function_version",
    "memory_limit_in_mb", "invoked_function_arn", "log_group_name", "log_stream_name", "tenant_id")}
  return {**fields, "remaining": context.get_remaining_time_in_millis(), "client": context.client_context.custom,
    "app": context.client_context.client.app_title, "identity": context.identity.cognito_identity_id,
    "trace": os.environ.get("_X_AMZN_TRACE_ID"), "env": os.environ["AWS_EXECUTION_ENV"], "root": os.getcwd()}`);
    const requestId = randomUUID();
    const clientContext = '{"custom":{"a":"grün"},"client":{"app_title":"shop"}}';
    const told = await fixture.result(
      deployed,
      {},
      { requestId, clientContext, traceHeader: 'Root=1-abc', tenantId: 't' },
    );
    expect(told).toMatchObject({
      aws_request_id: requestId,
      function_name: deployed.functionName,
      function_version: '$LATEST',
      memory_limit_in_mb: '256',
      log_group_name: `/aws/lambda/${deployed.functionName}`,
      log_stream_name: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      invoked_function_arn: expect.stringContaining(deployed.functionName),
      tenant_id: 't',
      client: { a: 'grün' },
      app: 'shop',
      identity: null,
      trace: 'Root=1-abc',
      env: 'AWS_Lambda_python3.11',
    });
    const { remaining } = told as { remaining: number };
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(deployed.timeoutSeconds * 1000);
    expect(await fixture.result(deployed, {}, { clientContext })).toMatchObject({ trace: null });
  });

  test('an error arrives with type, message and the frames of the function', async () => {
    const deployed = deploy(`class OrderGone(Exception):
  pass
def handler(event, context):
  raise OrderGone("no such order")`);
    const error = await fixture.error(deployed);
    expect(error).toMatchObject({ errorType: 'OrderGone', errorMessage: 'no such order' });
    expect(error.stackTrace).toHaveLength(1);
    expect(error.stackTrace?.[0]).toMatch(/index\.py", line 4, in handler\n +raise OrderGone/);
  });

  test.each([
    ['a value without JSON', 'return object()', 'Runtime.MarshalError', 'not JSON serializable'],
    ['a number without JSON', 'return float("nan")', 'Runtime.MarshalError', 'JSON'],
    ['an exit', 'import sys; sys.exit(3)', 'Runtime.ExitError', 'exit status 3'],
    ['a death by signal', 'import os; os.kill(os.getpid(), 9)', 'Runtime.OutOfMemory', 'signal: killed'],
  ])('%s fails the invocation', async (_, statement, errorType, says) => {
    const error = await fixture.error(deploy(`def handler(event, context):\n  ${statement}`));
    expect(error).toMatchObject({ errorType, errorMessage: expect.stringContaining(says) });
  });

  test('decimals are numbers', async () => {
    const deployed = deploy(
      'from decimal import Decimal\ndef handler(event, context):\n  return [Decimal("3"), Decimal("0.5")]',
    );
    expect(await fixture.result(deployed)).toEqual([3, 0.5]);
  });

  test.each([
    ['a missing module', {}, 'index.handler', 'Runtime.ImportModuleError', "'index'"],
    [
      'a missing dependency',
      { 'index.py': 'import nowhere' },
      'index.handler',
      'Runtime.ImportModuleError',
      'nowhere',
    ],
    ['a missing function', { 'index.py': '' }, 'index.handler', 'Runtime.HandlerNotFound', "'handler'"],
    ['a syntax error', { 'index.py': 'def' }, 'index.handler', 'Runtime.UserCodeSyntaxError', 'index.py'],
    ['an error while loading', { 'index.py': '1/0' }, 'index.handler', 'ZeroDivisionError', 'division'],
    [
      'a name without a function',
      { 'index.py': '' },
      'index',
      'Runtime.MalformedHandlerName',
      'index.handler',
    ],
  ] as [string, Record<string, string>, string, string, string][])(
    '%s is the failure of the invocation',
    async (_, files, handler, errorType, says) => {
      const deployed = fixture.deploy({ 'other.py': '', ...files }, { runtime: 'python3.11', handler });
      expect(await fixture.error(deployed)).toMatchObject({
        errorType,
        errorMessage: expect.stringContaining(says),
      });
    },
  );

  test('what logging and print write is in the log of the invocation', async () => {
    const deployed = deploy(`import logging
logging.getLogger().setLevel(logging.INFO)
def handler(event, context):
  print("printed ü")
  logging.info("two\\nlines %s", 7)`);
    const requestId = randomUUID();
    const { logTail } = await fixture.invoke(deployed, {}, { requestId });
    expect(logTail).toMatch(
      new RegExp(`^printed ü\n\\[INFO\\]\t\\d{4}-\\S+Z\t${requestId}\ttwo\nlines 7\n$`),
    );
  });

  test('logging writes JSON where the function asks for it', async () => {
    const deployed = deploy(
      `import logging
def handler(event, context):
  logging.info("not severe")
  logging.warning("busy %s", 7, extra={"shelf": "a"})`,
      { logging: { format: 'JSON', level: 'WARN' } },
    );
    const requestId = randomUUID();
    const { logTail } = await fixture.invoke(deployed, {}, { requestId });
    expect(JSON.parse(logTail)).toMatchObject({ level: 'WARNING', message: 'busy 7', shelf: 'a', requestId });
  });

  test('an environment that is shared runs its invocations in processes of their own', async () => {
    const deployed = deploy(
      `import os, time
def handler(event, context):
  path = os.environ["TMPDIR"] + "/inside"
  with open(path, "a") as file:
    file.write(f"{os.getpid()}\\n")
  while len(open(path).readlines()) < 3:
    time.sleep(0.001)
  return os.getpid()`,
      { environmentConcurrency: 3 },
    );
    const pids = (await Promise.all([1, 2, 3].map(() => fixture.result(deployed)))) as number[];
    expect(new Set(pids).size).toBe(3);
    process.kill(pids[0] ?? 0, 'SIGKILL');
    await expect.poll(() => pids.some(isRunning)).toBe(false);
  });

  test('a handler is asked to end, and has time to', async () => {
    const deployed = deploy(`import signal, sys, time
def end(*_):
  print("tidied up")
  sys.exit(0)
signal.signal(signal.SIGTERM, end)
def handler(event, context):
  return None`);
    await fixture.result(deployed);
    await fixture.result({ ...deployed, revisionId: 'next' });
    await expect.poll(() => fixture.logs.some(({ line }) => line === 'tidied up')).toBe(true);
  });
});

test('a machine without Python says what to install', async () => {
  const path = process.env.PATH;
  process.env.PATH = '/nowhere';
  try {
    const error = await fixture.error(deploy('', { runtime: 'python3.99' }));
    expect(error.errorType).toBe('Runtime.InvalidRuntime');
    expect(error.errorMessage).toContain('Install python3.99');
  } finally {
    process.env.PATH = path;
  }
});
