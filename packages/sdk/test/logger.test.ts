// Log lines: their form, and that each is written once. A bug would show as a line that comes again with every replay,
// or as one that is never written.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DurableExecutionHandler, DurableLogger } from '../src/index.ts';
import { DefaultLogger } from '../src/logger/default-logger.ts';
import { drive } from './drive.ts';
import { executionArn, ServiceDouble } from './service-double.ts';

let lines: { stream: 'stdout' | 'stderr'; line: Record<string, unknown> }[] = [];

beforeEach(() => {
  lines = [];
  for (const stream of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      lines.push({ stream, line: JSON.parse(String(text)) });
      return true;
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const messages = (): unknown[] => lines.map(({ line }) => line.message);

describe('sdk 7.1: the default logger', () => {
  test('sdk 7.1.3: writes one JSON line with the members in their order', async () => {
    await drive(async (_event, ctx) => {
      ctx.logger.info('hello');
      await ctx.step('work', async ({ logger }) => logger.warn('inside'));
    });
    expect(Object.keys(lines[0]?.line ?? {})).toEqual([
      'requestId',
      'timestamp',
      'level',
      'executionArn',
      'message',
    ]);
    expect(lines[0]).toMatchObject({
      stream: 'stdout',
      line: { requestId: 'request-1', level: 'INFO', executionArn, message: 'hello' },
    });
    expect(lines[1]).toMatchObject({
      stream: 'stderr',
      line: {
        level: 'WARN',
        operationId: 'c4ca4238a0b92382',
        operationName: 'work',
        attempt: 1,
        message: 'inside',
      },
    });
  });

  test.each([
    [['text'], { message: 'text' }],
    [[{ a: 1 }], { message: { a: 1 } }],
    [[], { message: '' }],
    [['%s is %d', 'x', 1], { message: 'x is 1' }],
    [[1n], { message: '1n' }],
  ])('sdk 7.1.1, 7.1.2: formats %o', async (params, expected) => {
    await drive(async (_event, ctx) => ctx.logger.info(...(params as unknown[])));
    expect(lines[0]?.line).toMatchObject(expected);
  });

  test('describes errors, inside an object and beside a text', async () => {
    const error = Object.assign(new RangeError('no'), { code: 7 });
    await drive(async (_event, ctx) => {
      ctx.logger.error({ error });
      ctx.logger.error('it failed', error);
    });
    expect(lines[0]?.line.message).toMatchObject({
      error: { errorType: 'RangeError', errorMessage: 'no', code: 7, stackTrace: expect.any(Array) },
    });
    expect(lines[1]?.line).toMatchObject({
      message: expect.stringContaining('it failed RangeError: no'),
      errorType: 'RangeError',
      errorMessage: 'no',
    });
  });

  test.each([
    ['warn', ['w', 'e']],
    ['DEBUG', ['d', 'i', 'w', 'e']],
    ['nonsense', ['d', 'i', 'w', 'e']],
  ])('sdk 7.1.4: with AWS_LAMBDA_LOG_LEVEL=%s writes %j', async (level, expected) => {
    vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', level);
    await drive(async (_event, { logger }) => {
      logger.debug('d');
      logger.info('i');
      logger.warn('w');
      logger.error('e');
    });
    expect(messages()).toEqual(expected);
  });

  test('sdk 9.3.3: has what plugins add, the later one winning', async () => {
    const plugins = [{ enrichLogContext: () => ({ a: 1, b: 1 }) }, { enrichLogContext: () => ({ b: 2 }) }];
    await drive(async (_event, ctx) => ctx.logger.info('hello'), { config: { plugins } });
    expect(lines[0]?.line).toMatchObject({ a: 1, b: 2 });
  });

  test('sdk 7.1.5: a level that it does not know is INFO', async () => {
    await drive(async (_event, { logger }) => {
      logger.log?.('WARN', 'w');
      logger.log?.('LOUD' as never, 'l');
    });
    expect(lines.map(({ line }) => [line.level, line.message])).toEqual([
      ['WARN', 'w'],
      ['INFO', 'l'],
    ]);
  });

  test('sdk 7.1.6: is of no use before it belongs to an invocation', () => {
    expect(() => new DefaultLogger().info('too early')).toThrow('before it belongs to an invocation');
  });
});

const talkative: DurableExecutionHandler = async (_event, ctx) => {
  ctx.logger.info('begin');
  await ctx.step('first', async ({ logger }) => logger.info('in first'));
  ctx.logger.info('after first');
  await ctx.wait({ seconds: 1 });
  ctx.logger.info('after wait');
  await ctx.runInChildContext('child', async (child) => {
    child.logger.info('begin of child');
    await child.wait({ seconds: 1 });
    child.logger.info('after wait of child');
  });
  ctx.logger.info('end');
};

describe('sdk 7.2: replay', () => {
  test('sdk 2.5.5: every line is written once, in a resumed child too', async () => {
    await drive(talkative);
    expect(messages()).toEqual([
      'begin',
      'in first',
      'after first',
      'after wait',
      'begin of child',
      'after wait of child',
      'end',
    ]);
  });

  test('sdk 7.3: without modeAware lines of replays are written too, and children inherit it', async () => {
    await drive(async (event, ctx) => {
      ctx.configureLogger({ modeAware: false });
      return talkative(event, ctx);
    });
    expect(messages().filter((message) => message === 'begin')).toHaveLength(3);
    expect(messages().filter((message) => message === 'begin of child')).toHaveLength(2);
  });

  test('sdk 2.5.1: it ends before an operation that is not recorded, and not before a virtual context that is', async () => {
    await drive(async (_event, ctx) => {
      const virtual = { virtualContext: true };
      await ctx.runInChildContext('v', (child) => child.step('s', async () => 1), virtual);
      ctx.logger.info('after the virtual context');
      await ctx.wait({ seconds: 1 });
      ctx.logger.info('after the wait');
      await ctx.step('t', async () => 2);
      ctx.logger.info('at the end');
    });
    expect(messages()).toEqual(['after the virtual context', 'after the wait', 'at the end']);
  });

  test('sdk 2.5.2: it ends with an operation that is recorded and not finished', async () => {
    const service = new ServiceDouble();
    service.put('1', { Name: 'done', Status: 'SUCCEEDED' });
    service.put('2', { Name: 'begun', Status: 'STARTED' });
    await drive(
      async (_event, ctx) => {
        ctx.logger.info('at first');
        await ctx.step('done', async () => 1);
        ctx.logger.info('before');
        const begun = ctx.step('begun', async () => 2);
        ctx.logger.info('after');
        await begun;
      },
      { service },
    );
    expect(messages()).toEqual(['after']);
  });

  test('sdk 2.5.3: it ends when what it waited for is over and nothing else is recorded', async () => {
    await drive(async (_event, ctx) => {
      const [answer] = await ctx.createCallback('c');
      await ctx.wait({ seconds: 1 });
      ctx.logger.info('after the wait');
      return [answer].length;
    });
    expect(messages()).toEqual(['after the wait']);
  });

  test('a child that runs again for a result that was too large is silent', async () => {
    await drive(async (_event, ctx) => {
      await ctx.runInChildContext('large', async (child) => {
        child.logger.info('inside');
        return 'x'.repeat(300_000);
      });
      await ctx.wait({ seconds: 1 });
    });
    expect(messages()).toEqual(['inside']);
  });
});

describe('sdk 7.3: a logger of the author', () => {
  test('gets the lines and can ask where they come from', async () => {
    const seen: unknown[] = [];
    let where: () => unknown = () => undefined;
    const note = (...params: unknown[]): void => void seen.push([...params, where()]);
    const customLogger: DurableLogger = {
      info: note,
      warn: note,
      error: note,
      debug: note,
      configureDurableLoggingContext: (context) => {
        where = () => context.getDurableLogData().operationName;
      },
    };
    const service = new ServiceDouble();
    await drive(
      async (_event, ctx) => {
        ctx.configureLogger({ customLogger });
        ctx.logger.info('outside');
        await ctx.step('work', async ({ logger }) => logger.info('inside'));
        seen.push('log' in ctx.logger);
      },
      { service },
    );
    expect(seen).toEqual([['outside', undefined], ['inside', 'work'], false]);
  });
});
