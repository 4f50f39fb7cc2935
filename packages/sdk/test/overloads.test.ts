// How the methods of a context read their arguments. A bug would show as a name that is taken for a function, or as an
// operation that has another name, or another position, than under AWS's SDK.

import { describe, expect, test } from 'vitest';
import type { DurableContext, DurableExecutionHandler, Duration } from '../src/index.ts';
import { drive, resultOf, shape } from './drive.ts';
import { faceOf, sameOnBoth } from './same-on-both.ts';

const met = { initialState: 0, waitStrategy: () => ({ shouldContinue: false as const }) };
const one = async (): Promise<number> => 1;

const forms: Record<string, (ctx: DurableContext, name?: string) => PromiseLike<unknown>> = {
  step: (ctx, name) => ctx.step(name, one),
  runInChildContext: (ctx, name) => ctx.runInChildContext(name, one),
  waitForCallback: (ctx, name) => ctx.waitForCallback(name, async () => undefined),
  waitForCondition: (ctx, name) => ctx.waitForCondition(name, one, met),
  createCallback: (ctx, name) => ctx.createCallback(name, { timeout: { hours: 1 } }),
  map: (ctx, name) => ctx.map(name, [1], async (_child, item) => item),
  parallel: (ctx, name) => ctx.parallel(name, [one]),
};

describe('sdk 1.3.1: a name comes first, as a string or undefined', () => {
  for (const [method, call] of Object.entries(forms)) {
    test(`in ${method}`, async () => {
      const named = await sameOnBoth(async (_event, ctx) => void (await call(ctx, 'named')), {
        invocationsMax: 1,
      });
      expect(named.service.requests[0]?.[0]?.Name).toBe('named');
      const unnamed = await sameOnBoth(async (_event, ctx) => void (await call(ctx)), { invocationsMax: 1 });
      expect(unnamed.service.requests[0]?.[0]).not.toHaveProperty('Name');
    });
  }

  test('or is left out', async () => {
    const run = await sameOnBoth(
      async (_event, ctx) => {
        await ctx.step(one);
        await ctx.runInChildContext(one);
        await ctx.waitForCondition(one, met);
        await ctx.map([1], async (_child, item) => item);
        await ctx.parallel([one]);
        await ctx.createCallback({ timeout: { hours: 1 } });
        await ctx.wait({ seconds: 2 });
      },
      { invocationsMax: 1 },
    );
    const [names] = [run.service.requests.flat().map(({ Name }) => Name)];
    expect(names.filter((name) => name !== undefined)).not.toContainEqual(
      expect.stringMatching(/^(?!map-|parallel-)/),
    );
  });
});

test('sdk 1.3.1: a configuration may be null', async () => {
  const none = null as never;
  const run = await sameOnBoth(
    async (_event, ctx) => {
      await ctx.step('s', one, none);
      await ctx.runInChildContext('k', one, none);
      await ctx.map('m', [1], async (_child, item) => item, none);
      await ctx.parallel('p', [one], { completionConfig: none });
      await ctx.invoke('i', 'function', 1, none);
    },
    { invocationsMax: 1 },
  );
  expect(run.output.Status).toBe('PENDING');
});

test('sdk 1.3.2: with two strings in front, invoke takes the first for the name', async () => {
  const handler: DurableExecutionHandler = async (_event, ctx) => {
    ctx.invoke('function', 'text');
    ctx.invoke('function', { a: 1 });
    ctx.invoke('name', 'function', 'text');
    await ctx.wait({ seconds: 1 });
  };
  const run = await sameOnBoth(handler, { invocationsMax: 1 });
  const started = run.service.requests.flat().filter(({ Type }) => Type === 'CHAINED_INVOKE');
  expect(
    started.map(({ Name, ChainedInvokeOptions, Payload }) => [
      Name,
      ChainedInvokeOptions?.FunctionName,
      Payload,
    ]),
  ).toEqual([
    ['function', 'text', undefined],
    [undefined, 'function', '{"a":1}'],
    ['name', 'function', '"text"'],
  ]);
});

test('sdk 1.3.3: the combinators are a new object each time, the context knows itself by a shared symbol', async () => {
  const run = await drive(async (_event, ctx) => [
    new Set([ctx.promise, ctx.promise]).size,
    Reflect.get(ctx, Symbol.for('@aws/durable-execution-sdk-js/durable-context')),
    Object.prototype.toString.call(ctx),
  ]);
  expect(resultOf(run)).toEqual([2, true, '[object DurableContext]']);
});

test('sdk 1.3.3: a context works behind a proxy, and says little of itself', async () => {
  const run = await sameOnBoth(async (_event, ctx) => {
    const behind = new Proxy(ctx, {});
    return [
      await behind.step('s', one),
      await behind.runInChildContext('k', (child) => child.step('t', one)),
    ];
  });
  expect(resultOf(run)).toEqual([1, 1]);
  const keys = await drive(async (_event, ctx) => Object.keys(ctx).sort());
  expect(resultOf(keys)).toEqual(['executionContext', 'lambdaContext', 'logger']);
});

const durations: [Duration, number][] = [
  [{ seconds: 1.5 }, 2],
  [{ seconds: 0 }, 1],
  [{ days: 1, hours: 2, minutes: 3, seconds: 4 }, 93_784],
];

test.each(durations)('sdk 1.3.4: a wait of %o is sent as %i seconds', async (duration, seconds) => {
  const run = await drive(async (_event, ctx) => ctx.wait('w', duration), { invocationsMax: 1 });
  expect(run.service.requests[0]?.[0]?.WaitOptions).toEqual({ WaitSeconds: seconds });
});

test('sdk 1.3.4: what is no duration is refused in words', async () => {
  const run = await drive(async (_event, ctx) => {
    const wrong = [5, { seconds: Number.NaN }] as unknown as Duration[];
    return Promise.all(wrong.map((duration) => faceOf((async () => ctx.wait(duration))())));
  });
  expect(resultOf(run)).toMatchObject([
    { message: 'A duration such as { seconds: 5 } is required, but got number.' },
    { message: 'The units of a duration must be finite numbers.' },
  ]);
  expect(shape(run.service)).toEqual([]);
});
