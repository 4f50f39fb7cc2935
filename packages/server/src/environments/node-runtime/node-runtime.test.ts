// What a function finds when it runs in a Node.js environment, compared with what Lambda gives it.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PoolFixture } from '../testing/pool-fixture.ts';

let fixture: PoolFixture;
beforeAll(async () => {
  fixture = await PoolFixture.open({ environmentsMax: 8 });
});
afterAll(() => fixture.close());

describe('handlers', () => {
  test.each([
    ['an ES module', { 'index.mjs': 'export const handler = async (event) => event.n + 1;' }],
    ['an ES module named .js', { 'index.js': 'export const handler = async (event) => event.n + 1;' }],
    ['CommonJS', { 'index.cjs': 'exports.handler = async (event) => event.n + 1;' }],
    ['CommonJS named .js', { 'index.js': 'module.exports = { handler: async (event) => event.n + 1 };' }],
    [
      'CommonJS with computed exports',
      { 'index.js': "exports['hand' + 'ler'] = async (event) => event.n + 1;" },
    ],
    [
      'TypeScript',
      { 'index.ts': 'export const handler = async (event: { n: number }): Promise<number> => event.n + 1;' },
    ],
    [
      'a module with other files',
      {
        'index.mjs':
          "import { add } from './lib/add.mjs'; export const handler = async (event) => add(event.n);",
        'lib/add.mjs': 'export const add = (n) => n + 1;',
      },
    ],
    ['a function that returns at once', { 'index.mjs': 'export const handler = (event) => event.n + 1;' }],
    [
      'a callback',
      {
        'index.mjs':
          'export const handler = (event, context, done) => { setTimeout(() => done(null, event.n + 1), 1); };',
      },
    ],
  ])('%s answers', async (_, files) => {
    expect(await fixture.result(fixture.deploy(files as Record<string, string>), { n: 1 })).toBe(2);
  });

  test('a nested file and a nested export are found', async () => {
    const files = { 'src/api/orders.mjs': 'export const v1 = { create: async () => "created" };' };
    expect(await fixture.result(fixture.deploy(files, { handler: 'src/api/orders.v1.create' }))).toBe(
      'created',
    );
  });

  test('nothing is answered as null', async () => {
    expect(
      await fixture.result(fixture.deploy({ 'index.mjs': 'export const handler = async () => {};' })),
    ).toBeNull();
  });

  test('a callback with an error fails the invocation', async () => {
    const files = { 'index.mjs': "export const handler = (e, c, done) => { done(new RangeError('no')); };" };
    expect(await fixture.error(fixture.deploy(files))).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'no',
    });
  });

  test('a callback waits for the work that is left, unless the context says otherwise', async () => {
    const files = {
      'index.mjs': `let left = 0;
        export const handler = (event, context, done) => {
          context.callbackWaitsForEmptyEventLoop = event.waits;
          setTimeout(() => { left += 1; }, 30);
          const result = { get left() { return left; } };
          done(null, result);
        };`,
    };
    const deployed = fixture.deploy(files);
    expect(await fixture.result(deployed, { waits: true })).toEqual({ left: 1 });
    expect(await fixture.result(deployed, { waits: false })).toEqual({ left: 1 });
  });

  test('an event of any size and script arrives whole', async () => {
    const deployed = fixture.deploy({ 'index.mjs': 'export const handler = async (event) => event;' });
    const event = { text: 'grüße 👋 \r\n\r\n '.repeat(100_000) };
    expect(await fixture.result(deployed, event)).toEqual(event);
  });

  test('a response over the limit fails the invocation', async () => {
    const deployed = fixture.deploy({ 'index.mjs': "export const handler = async (n) => 'x'.repeat(n);" });
    const error = await fixture.error(deployed, 7_000_000);
    expect(error.errorType).toBe('Function.ResponseSizeTooLarge');
    expect(await fixture.result(deployed, 3)).toBe('xxx');
  });

  test('a result that has no JSON fails the invocation', async () => {
    const error = await fixture.error(
      fixture.deploy({ 'index.mjs': 'export const handler = async () => 1n;' }),
    );
    expect(error).toMatchObject({ errorType: 'TypeError' });
  });

  test.each([
    ['a text', "throw 'plain'", { errorType: 'string', errorMessage: 'plain' }],
    ['nothing', 'throw undefined', { errorType: 'undefined', errorMessage: 'undefined' }],
    ['an object', 'throw { a: 1 }', { errorType: 'object', errorMessage: '{"a":1}' }],
    [
      'an error of a class of its own',
      "throw Object.assign(new Error('m'), { name: 'OrderGone' })",
      { errorType: 'OrderGone', errorMessage: 'm' },
    ],
  ])('%s that is thrown is reported', async (_, statement, expected) => {
    const files = { 'index.mjs': `export const handler = async () => { ${statement}; };` };
    expect(await fixture.error(fixture.deploy(files))).toMatchObject(expected);
  });
});

describe('surroundings', () => {
  test('the variables are those of Lambda and of the function, and none of the server', async () => {
    process.env.PERDURE_TEST_SECRET = 'of the server';
    const deployed = fixture.deploy(
      { 'index.mjs': 'export const handler = async () => process.env;' },
      { environment: { STAGE: 'test' } },
    );
    const variables = (await fixture.result(deployed)) as Record<string, string>;
    delete process.env.PERDURE_TEST_SECRET;
    expect(variables).not.toHaveProperty('PERDURE_TEST_SECRET');
    expect(variables).not.toHaveProperty('VITEST');
    expect(variables).toMatchObject({
      STAGE: 'test',
      TZ: ':UTC',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'key-of-function',
      AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:9',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: deployed.functionName,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${deployed.functionName}`,
      _HANDLER: 'index.handler',
    });
  });

  test('the context tells the invocation', async () => {
    const deployed = fixture.deploy({
      'index.mjs': `export const handler = async (event, context) => ({
        ...context, remaining: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID });`,
    });
    const requestId = randomUUID();
    const context = await fixture.result(
      deployed,
      {},
      {
        requestId,
        clientContext: '{"client":{"name":"grün"}}',
        traceHeader: 'Root=1-abc',
        tenantId: 'tenant',
      },
    );
    expect(context).toMatchObject({
      awsRequestId: requestId,
      functionName: deployed.functionName,
      functionVersion: '$LATEST',
      memoryLimitInMB: '256',
      invokedFunctionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${deployed.functionName}`,
      clientContext: { client: { name: 'grün' } },
      tenantId: 'tenant',
      trace: 'Root=1-abc',
    });
    const { remaining } = context as { remaining: number };
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(deployed.timeoutSeconds * 1000);
  });

  test('every environment has a temporary folder of its own, removed with it', async () => {
    const deployed = fixture.deploy({
      'index.mjs': `import { tmpdir } from 'node:os'; import { writeFileSync, existsSync } from 'node:fs';
        export const handler = async (event) => {
          if (event.exists) return existsSync(event.exists);
          writeFileSync(tmpdir() + '/mark', 'x'); return tmpdir() + '/mark'; };`,
    });
    const mark = await fixture.result(deployed);
    const other = fixture.deploy({
      'index.mjs': `import { existsSync } from 'node:fs'; export const handler = async (path) => existsSync(path);`,
    });
    expect(await fixture.result(other, mark)).toBe(true);
    await fixture.result({ ...deployed, revisionId: 'next' });
    await expect.poll(() => fixture.result(other, mark)).toBe(false);
  });
});

describe('output', () => {
  test('console lines carry time, request id and level; other lines are untouched', async () => {
    const deployed = fixture.deploy({
      'index.mjs': `export const handler = async () => {
        console.log('paid %d', 3, { a: 1 }); console.error('two\\nlines'); process.stdout.write('{"raw":true}\\n'); };`,
    });
    const requestId = randomUUID();
    const executionArn = 'arn:of:execution';
    const outcome = await fixture.invoke(deployed, {}, { requestId, executionArn });
    const lines = fixture.logs.filter((line) => line.functionName === deployed.functionName);
    expect(lines.map((line) => line.line)).toEqual([
      expect.stringMatching(new RegExp(`^\\d{4}-\\S+Z\t${requestId}\tINFO\tpaid 3 { a: 1 }$`)),
      expect.stringMatching(new RegExp(`\t${requestId}\tERROR\ttwo\nlines$`)),
      '{"raw":true}',
    ]);
    expect(lines.every((line) => line.requestId === requestId && line.executionArn === executionArn)).toBe(
      true,
    );
    expect(outcome.logTail).toContain('paid 3');
    expect(outcome.logTail.endsWith('{"raw":true}\n')).toBe(true);
  });

  test('console lines are JSON where the function asks for it, from the level on that it names', async () => {
    const deployed = fixture.deploy(
      {
        'index.mjs': `export const handler = async () => {
          console.log('not severe'); console.warn('busy', new RangeError('shelf')); console.error({ order: 7 }); };`,
      },
      { logging: { format: 'JSON', level: 'WARN' } },
    );
    const requestId = randomUUID();
    const { logTail } = await fixture.invoke(deployed, {}, { requestId });
    const [busy, order, ...others] = logTail
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(others).toEqual([]);
    expect(busy).toMatchObject({
      timestamp: expect.stringMatching(/Z$/),
      level: 'WARN',
      requestId,
      message: expect.stringContaining('busy RangeError: shelf'),
      errorType: 'RangeError',
      errorMessage: 'shelf',
    });
    expect(order).toMatchObject({ level: 'ERROR', requestId, message: { order: 7 } });
  });

  test('the tail is the last 4 KiB', async () => {
    const deployed = fixture.deploy({
      'index.mjs':
        "export const handler = async () => { for (let i = 0; i < 5000; i += 1) process.stdout.write('é' + i + '\\n'); };",
    });
    const { logTail } = await fixture.invoke(deployed);
    expect(Buffer.byteLength(logTail)).toBeLessThanOrEqual(4096);
    expect(Buffer.byteLength(logTail)).toBeGreaterThan(4090);
    expect(logTail.endsWith('é4999\n')).toBe(true);
  });

  test('in a shared environment every line finds its invocation', async () => {
    const deployed = fixture.deploy(
      {
        'index.mjs': `let inside = 0; let release; const all = new Promise((r) => { release = r; });
          export const handler = async (event) => {
            inside += 1; if (inside === 4) release(); await all; console.log('order', event.order); };`,
      },
      { environmentConcurrency: 4 },
    );
    const tails = await Promise.all(
      [0, 1, 2, 3].map(async (order) => (await fixture.invoke(deployed, { order })).logTail),
    );
    for (const [order, tail] of tails.entries()) {
      expect(tail.match(/order \d/g)).toEqual([`order ${order}`]);
    }
  });

  test('what is printed while the module is loaded is kept', async () => {
    const deployed = fixture.deploy({
      'index.mjs': "console.log('loading'); export const handler = async () => {};",
    });
    await fixture.result(deployed);
    const [line] = fixture.logs.filter((entry) => entry.functionName === deployed.functionName);
    expect(line).toMatchObject({ stream: 'stdout', line: expect.stringContaining('loading') });
    expect(line).not.toHaveProperty('requestId');
  });
});
