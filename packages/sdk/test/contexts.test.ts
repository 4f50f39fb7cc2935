// Child contexts, combinators and withRetry, one rule after the other. A bug would show as a context whose record differs from
// the one of AWS's SDK, or whose outcome differs between the first run and a replay.

import { withRetry as awsWithRetry } from '@aws/durable-execution-sdk-js';
import { describe, expect, test } from 'vitest';
import { type DurableContext, type DurableExecutionHandler, StepError, withRetry } from '../src/index.ts';
import { drive, resultOf, shape } from './drive.ts';
import { awsWrapper, faceOf, onTheWire, sameOnBoth } from './same-on-both.ts';

const noRetry = { retryStrategy: () => ({ shouldRetry: false }) };
const fail = (): Promise<never> => Promise.reject(new TypeError('no'));
const OVER_LIMIT = 262_145;

describe('child contexts', () => {
  test('sdk 3.8.1: when its code has settled, nothing more is written inside', async () => {
    const run = await sameOnBoth(async (_event, ctx) => {
      await ctx.runInChildContext('k', async (child) => {
        child.step('late', () => new Promise((resolve) => setTimeout(resolve, 5)));
        return 1;
      });
      await ctx.step('after', () => new Promise((resolve) => setTimeout(resolve, 15)));
    });
    expect(shape(run.service).flat()).not.toContain('SUCCEED Step late');
  });

  test('sdk 3.8.2: a result over 256 KiB is not recorded; its children are kept and its code runs again', async () => {
    let runs = 0;
    const run = await sameOnBoth(async (_event, ctx) => {
      const large = await ctx.runInChildContext(
        'k',
        async (child) => {
          runs++;
          return (await child.step('s', async () => 'x')).repeat(OVER_LIMIT);
        },
        { summaryGenerator: (result) => `${result.length} characters` },
      );
      await ctx.wait('w', { seconds: 1 });
      return large.length;
    });
    expect(resultOf(run)).toBe(OVER_LIMIT);
    expect(runs).toBe(4);
    expect(run.service.at('1').ContextDetails).toMatchObject({
      Result: '262145 characters',
      ReplayChildren: true,
    });
  });

  test('sdk 3.8.2: a summary that cannot be made fails the context', async () => {
    const summaryGenerator = (): never => {
      throw new Error('no summary');
    };
    const run = await sameOnBoth(async (_event, ctx) =>
      faceOf(ctx.runInChildContext('k', async () => 'x'.repeat(OVER_LIMIT), { summaryGenerator })),
    );
    expect(resultOf(run)).toMatchObject({ name: 'ChildContextError', message: 'no summary' });
    expect(shape(run.service)).toEqual([['START RunInChildContext k', 'FAIL RunInChildContext k']]);
  });

  test('sdk 3.8.3: its result was written and read back', async () => {
    const run = await sameOnBoth(async (_event, ctx) =>
      ctx.runInChildContext('k', async () => ({ date: new Date(0) })),
    );
    expect(resultOf(run)).toEqual({ date: '1970-01-01T00:00:00.000Z' });
  });

  test('sdk 3.8.4: a failure is a ChildContextError around what was recorded, live and in a replay', async () => {
    const handler =
      (isReplayed: boolean): DurableExecutionHandler =>
      async (_event, ctx) => {
        const plain = await faceOf(ctx.runInChildContext('plain', fail));
        const nested = await faceOf(
          ctx.runInChildContext('nested', (child) => child.step('s', fail, noRetry)),
        );
        const mapped = await faceOf(
          ctx.runInChildContext('mapped', fail, {
            errorMapper: ({ message }) => new StepError(`mapped ${message}`) as never,
          }),
        );
        if (isReplayed) await ctx.wait('w', { seconds: 1 });
        return [plain, nested, mapped];
      };
    const run = await drive(handler(true));
    expect(run.outputs).toHaveLength(2);
    expect(resultOf(run)).toMatchObject([
      { name: 'ChildContextError', cause: { name: 'StepError', cause: { name: 'TypeError' } } },
      { name: 'ChildContextError', cause: { name: 'StepError', cause: { name: 'StepError' } } },
      { name: 'StepError', message: 'mapped no' },
    ]);
    expect(resultOf(await drive(handler(false)))).toEqual(resultOf(run));
  });

  test('sdk 3.8.5: its record reaches the service before the answer of the handler', async () => {
    const run = await sameOnBoth(async (_event, ctx) => ctx.runInChildContext('k', async () => 1));
    expect(shape(run.service)).toEqual([['START RunInChildContext k', 'SUCCEED RunInChildContext k']]);
  });

  test('sdk 3.8.6: a virtual one leaves no record, and wraps failures all the same', async () => {
    const virtual = { virtualContext: true };
    const run = await sameOnBoth(async (_event, ctx) => {
      const value = await ctx.runInChildContext('v', (child) => child.step('s', async () => 1), virtual);
      return [value, await faceOf(ctx.runInChildContext('f', fail, virtual))];
    });
    expect(resultOf(run)).toMatchObject([1, { name: 'ChildContextError' }]);
    expect(shape(run.service)).toEqual([['START Step s', 'SUCCEED Step s']]);
  });
});

describe('combinators', () => {
  test('sdk 3.11.1, 3.11.2: each is a context that is started when it is awaited; plain promises may be among its own', async () => {
    const run = await sameOnBoth(async (_event, ctx) => {
      const step = ctx.step('s', async () => 1);
      return [
        await ctx.promise.all('all', [step, Promise.resolve(2) as never]),
        await ctx.promise.any('any', [step]),
        await ctx.promise.race('race', [step]),
        await ctx.promise.allSettled('settled', [step]),
      ];
    });
    expect(resultOf(run)).toEqual([[1, 2], 1, 1, [{ status: 'fulfilled', value: 1 }]]);
    expect(shape(run.service).flat()).toContain('START RunInChildContext all');
  });

  test('sdk 3.11.3: reasons are plain errors with name and message, and their stacks are not recorded', async () => {
    const run = await drive(async (_event, ctx) => {
      const outcomes = await ctx.promise.allSettled('a', [ctx.step('s', fail, noRetry)]);
      const [outcome] = outcomes;
      return (
        outcome?.status === 'rejected' && [
          outcome.reason instanceof Error,
          await faceOf(Promise.reject(outcome.reason)),
        ]
      );
    });
    expect(resultOf(run)).toEqual([true, { name: 'StepError', message: 'no' }]);
    expect(run.service.at('2').ContextDetails?.Result).not.toContain('stack');
  });

  test('sdk 3.11.3: reasons that are no errors are kept as they are', async () => {
    const run = await sameOnBoth(async (_event, ctx) => {
      const odd = ['text', undefined, { a: 1 }].map((reason) => Promise.reject(reason));
      const outcomes = await ctx.promise.allSettled('a', odd as never);
      return outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason);
    });
    expect(resultOf(run)).toEqual(['text', null, { a: 1 }]);
  });

  test('sdk 3.11.4: a rejection is a PromiseCombinatorError', async () => {
    const run = await sameOnBoth(async (_event, ctx) => [
      await faceOf(ctx.promise.all('all', [ctx.step('s', fail, noRetry)])),
      await faceOf(ctx.promise.any('any', [ctx.step('t', fail, noRetry)])),
    ]);
    expect(resultOf(run)).toMatchObject([
      { name: 'PromiseCombinatorError', message: 'no', cause: { name: 'StepError' } },
      {
        name: 'PromiseCombinatorError',
        message: 'All promises were rejected',
        cause: { cause: { name: 'AggregateError' } },
      },
    ]);
  });

  test('sdk 3.11.5: losers of a race keep running, and the handler does not wait for them', async () => {
    const run = await sameOnBoth(
      async (_event, ctx) =>
        ctx.promise.race('race', [
          ctx.step('fast', async () => 'fast'),
          ctx.wait('slow', { hours: 1 }).then(() => 'slow') as never,
        ]),
      { invocationsMax: 1 },
    );
    expect(resultOf(run)).toBe('fast');
    expect(run.service.at('2').Status).toBe('STARTED');
  });

  test('sdk 3.11.6: in a replay the recorded outcome stands', async () => {
    const run = await sameOnBoth(
      async (_event, ctx) => {
        const [first, second] = [ctx.step('a', async () => 'a'), ctx.step('b', async () => 'b')];
        // Later the other one would be first.
        const order = ctx.lambdaContext.awsRequestId === 'never' ? [] : [second, first];
        const winner = await ctx.promise.race('race', order);
        await ctx.wait('w', { seconds: 1 });
        return winner;
      },
      {
        prepare: (service) =>
          service.put('3', {
            Type: 'CONTEXT',
            SubType: 'RunInChildContext',
            Name: 'race',
            Status: 'SUCCEEDED',
            ContextDetails: { Result: '"recorded"' },
          }),
      },
    );
    expect(resultOf(run)).toBe('recorded');
  });
});

describe('sdk 3.12: withRetry', () => {
  type WithRetry = typeof withRetry;
  const flaky =
    (retry: WithRetry, config: object = {}, name: string | undefined = 'r'): DurableExecutionHandler =>
    async (_event, ctx) =>
      faceOf(
        (retry as (...all: unknown[]) => Promise<unknown>)(
          ...[
            ctx,
            name,
            (child: DurableContext, attempt: number) =>
              child.step('s', async () => (attempt < 3 ? fail() : attempt), noRetry),
          ].filter((part) => part !== undefined),
          {
            retryStrategy: (_error: Error, n: number) => ({
              shouldRetry: n < 3,
              ...(n === 1 && { delay: { seconds: 9 } }),
            }),
            ...config,
          },
        ),
      );

  test.each([
    ['repeats in a context of its own, with waits in between', {}, 'r'],
    ['without a context', { wrapWithRunInChildContext: false }, 'r'],
    ['without a name', {}, undefined],
  ] as const)('%s', async (_title, config, name) => {
    const theirs = await drive(flaky(awsWithRetry as never, config, name), {}, awsWrapper);
    const ours = await drive(flaky(withRetry, config, name));
    expect(onTheWire(ours.service.requests)).toEqual(onTheWire(theirs.service.requests));
    expect(ours.outputs).toEqual(theirs.outputs);
    expect(resultOf(ours)).toEqual({ value: 3 });
  });

  test('gives up when the strategy does, and needs one', async () => {
    const giveUp = { retryStrategy: () => ({ shouldRetry: false }) };
    const run = await drive(async (_event, ctx) => [
      await faceOf(withRetry(ctx, 'wrapped', fail, giveUp)),
      await faceOf(withRetry(ctx, 'bare', fail, { ...giveUp, wrapWithRunInChildContext: false })),
      await faceOf((async () => withRetry(ctx, 'none', fail, undefined as never))()),
    ]);
    expect(resultOf(run)).toMatchObject([
      { name: 'ChildContextError', cause: { cause: { name: 'TypeError' } } },
      { name: 'TypeError', message: 'no' },
      { name: 'TypeError', message: 'withRetry: config is required' },
    ]);
  });
});
