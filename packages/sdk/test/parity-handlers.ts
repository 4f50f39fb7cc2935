// Handlers that run under both SDKs. None of them depends on the time, on chance, or on which of two concurrent
// branches is a microtask faster.

import type { DurableContext, DurableExecutionHandler } from '../src/index.ts';

const noRetry = { retryStrategy: () => ({ shouldRetry: false }) };
const threeAttempts = {
  retryStrategy: (_error: Error, attempt: number) =>
    attempt < 3 ? { shouldRetry: true, delay: { seconds: attempt } } : { shouldRetry: false },
};

/** What a handler can see of an error. */
const faceOf = (error: unknown): unknown =>
  error instanceof Error
    ? { ...error, message: error.message, cause: error.cause === undefined ? undefined : faceOf(error.cause) }
    : error;

const caught = async (promise: PromiseLike<unknown>): Promise<unknown> => {
  try {
    return { value: await promise };
  } catch (error) {
    return { error: faceOf(error) };
  }
};

const fail = (ErrorClass: new (message: string) => Error, message: string) => async (): Promise<never> => {
  throw new ErrorClass(message);
};

const long = (length: number): string => 'x'.repeat(length);

export const parityHandlers: Record<string, DurableExecutionHandler> = {
  'sequential steps': async (_event, ctx) => {
    let sum = 0;
    for (let n = 0; n < 5; n++) sum += await ctx.step(`add-${n}`, async () => n);
    await ctx.wait('pause', { minutes: 5 });
    return sum;
  },
  'unnamed operations': async (_event, ctx) => {
    await ctx.step(async () => 1);
    await ctx.wait({ seconds: 1 });
    await ctx.runInChildContext(async (child) => child.step(async () => 2));
  },
  'a step that is retried and fails': async (_event, ctx) =>
    caught(ctx.step('charge', fail(TypeError, 'no'), threeAttempts)),
  'a step that succeeds in its second attempt': async (_event, ctx) =>
    ctx.step(
      'charge',
      async ({ attempt }) => {
        if (attempt === 1) throw new Error('first');
        return attempt;
      },
      threeAttempts,
    ),
  'an at-most-once step': async (_event, ctx) =>
    ctx.step('charge', async ({ attempt }) => attempt, { semantics: 'AT_MOST_ONCE_PER_RETRY' as never }),
  'results of every shape': async (_event, ctx) => [
    await ctx.step('undefined', async () => undefined),
    await ctx.step('null', async () => null),
    await ctx.step('date', async () => new Date(0)),
    await ctx.step('nested', async () => ({ a: [1, { b: '\u2028"' }], c: undefined })),
  ],
  'a thrown string': async (_event, ctx) =>
    caught(
      ctx.step(
        'throw',
        async () => {
          throw 'text';
        },
        noRetry,
      ),
    ),
  'a callback': async (_event, ctx) => {
    const [answer, id] = await ctx.createCallback('approval', { timeout: { hours: 1 } });
    await ctx.step('send', async () => id);
    return answer;
  },
  'a callback waited for': async (_event, ctx) =>
    ctx.waitForCallback('approval', async () => undefined, { heartbeatTimeout: { seconds: 9 } }),
  'a submitter that fails': async (_event, ctx) =>
    caught(ctx.waitForCallback('approval', fail(RangeError, 'no'), noRetry)),
  'invoked functions': async (_event, ctx) => [
    await ctx.invoke('named', 'function:1', { a: 1 }),
    await ctx.invoke('function:2'),
  ],
  'a condition': async (_event, ctx) =>
    ctx.waitForCondition('poll', async (state: number, { attempt }) => state + attempt, {
      initialState: 0,
      waitStrategy: (_state, attempt) =>
        attempt < 4 ? { shouldContinue: true, delay: { seconds: attempt } } : { shouldContinue: false },
    }),
  'a condition that fails': async (_event, ctx) =>
    caught(
      ctx.waitForCondition('poll', fail(RangeError, 'no'), {
        initialState: 0,
        waitStrategy: () => ({ shouldContinue: false }),
      }),
    ),
  'a child context': async (_event, ctx) =>
    ctx.runInChildContext('child', async (child) => {
      const first = await child.step('first', async () => 1);
      await child.wait({ seconds: 1 });
      return first + (await child.step('second', async () => 2));
    }),
  'a child context that fails': async (_event, ctx) =>
    caught(ctx.runInChildContext('child', (child) => child.step('inside', fail(TypeError, 'no'), noRetry))),
  'a child context with an error mapper': async (_event, ctx) =>
    caught(
      ctx.runInChildContext('child', fail(TypeError, 'no'), {
        errorMapper: (original) => Object.assign(original, { message: `mapped ${original.message}` }),
      }),
    ),
  'virtual contexts': async (_event, ctx) =>
    ctx.runInChildContext(
      'virtual',
      async (child) => {
        await child.step('first', async () => 1);
        return child.runInChildContext('real', async (inner) => inner.step('second', async () => 2));
      },
      { virtualContext: true },
    ),
  'a large child result': async (_event, ctx) => {
    const text = await ctx.runInChildContext(
      'large',
      async (child) => {
        const half = await child.step('half', async () => long(200_000));
        return half + half;
      },
      { summaryGenerator: () => 'summary' },
    );
    await ctx.wait({ seconds: 1 });
    return text.length;
  },
  'a map, two at a time': async (_event, ctx) =>
    ctx.map(
      'map',
      [1, 2, 3, 4],
      async (child, item) => {
        await child.wait('pause', { seconds: item });
        return child.step('double', async () => item * 2);
      },
      { maxConcurrency: 2 },
    ),
  'a flat map': async (_event, ctx) =>
    ctx.map(
      'map',
      [1, 2, 3, 4],
      async (child, item) => {
        await child.wait('pause', { seconds: item });
        return child.step('double', async () => item * 2);
      },
      { maxConcurrency: 2, nesting: 'FLAT' as never },
    ),
  'a map with failures and a minimum': async (_event, ctx) =>
    ctx.map(
      'map',
      [1, 2, 3, 4],
      async (child, item) => {
        if (item % 2 === 1) throw new Error('odd');
        return child.step('double', async () => item * 2);
      },
      { maxConcurrency: 1, completionConfig: { minSuccessful: 1, toleratedFailureCount: 2 } },
    ),
  'a map whose items have names': async (_event, ctx) =>
    ctx.map('map', ['a', 'b'], async (_child, item) => item, {
      itemNamer: (item, index) => `${item}-${index}`,
    }),
  'an empty map': async (_event, ctx) => ctx.map('map', [], async () => 1),
  'a large map': async (_event, ctx) => {
    const batch = await ctx.map('map', [1, 2, 3], async (child) =>
      child.step('s', async () => long(100_000)),
    );
    await ctx.wait({ seconds: 1 });
    return [batch.getResults().map((text) => text.length), batch.completionReason, batch.totalCount];
  },
  'a large flat map': async (_event, ctx) => {
    const batch = await ctx.map('map', [1, 2], async (child) => child.step('s', async () => long(150_000)), {
      nesting: 'FLAT' as never,
      summaryGenerator: () => 'mine',
    });
    await ctx.wait({ seconds: 1 });
    return [batch.getResults().map((text) => text.length), batch.completionReason];
  },
  'parallel branches': async (_event, ctx) => {
    const batch = await ctx.parallel('parallel', [
      async (child: DurableContext) => child.step('one', async () => 1),
      {
        name: 'two',
        func: async (child: DurableContext) => {
          await child.wait({ seconds: 4 });
          return 2;
        },
      },
    ]);
    return batch.getResults();
  },
  'a batch completed by a function': async (_event, ctx) =>
    ctx.map('map', [1, 2, 3, 4], async (_child, item) => item, {
      maxConcurrency: 1,
      completionConfig: {
        shouldComplete: ({ successCount }) =>
          successCount === 2 ? { complete: true, outcome: 'FAILED' as never } : { complete: false },
      },
    }),
  'a concurrency of zero': async (_event, ctx) => ctx.map([1], async () => 1, { maxConcurrency: 0 }),
  'all of two steps': async (_event, ctx) => {
    const all = await ctx.promise.all('all', [ctx.step('a', async () => 1), ctx.step('b', async () => 2)]);
    await ctx.wait({ seconds: 2 });
    return all;
  },
  'all of a step that fails': async (_event, ctx) =>
    caught(ctx.promise.all([ctx.step('a', fail(TypeError, 'no'), noRetry)])),
  'any of a step that fails': async (_event, ctx) =>
    caught(ctx.promise.any([ctx.step('a', fail(TypeError, 'no'), noRetry)])),
  'a race of a wait and a step': async (_event, ctx) =>
    ctx.promise.race<unknown>([ctx.wait({ seconds: 3 }), ctx.step('fast', async () => 'fast')]),
  'all settled': async (_event, ctx) => {
    const settled = await ctx.promise.allSettled([ctx.step('a', async () => 1)]);
    return settled;
  },
  'a step that nobody awaits': async (_event, ctx) => {
    ctx.step('left', () => new Promise<void>(() => undefined));
    return 'done';
  },
  'a handler that throws': async () => {
    throw Object.assign(new Error('mine'), { name: 'Mine' });
  },
  'a handler that throws a string': async () => {
    throw 'text';
  },
  'a handler that returns nothing': async () => undefined,
  'a handler that returns null': async () => null,
  'a handler whose result is no JSON': async () => 1n,
  'a parent context used in a child': async (_event, ctx) =>
    ctx.runInChildContext('child', async () => ctx.step('inside', async () => 1)),
  'a step inside a step': async (_event, ctx) =>
    ctx.step('outer', async () => ctx.step('inner', async () => 1)),
  'arguments that are wrong': async (_event, ctx) => [
    await caught(ctx.map('map', 'no array' as never, async () => 1)),
    await caught(ctx.map('map', [], undefined as never)),
    await caught(ctx.parallel('parallel', {} as never)),
    await caught(ctx.parallel('parallel', [1] as never)),
    await caught(ctx.waitForCallback('callback', undefined as never)),
    await caught(ctx.waitForCallback(undefined as never)),
    await ctx.step('after', async () => 1),
  ],
  'concurrent operations of every kind': async (_event, ctx) =>
    Promise.all([
      ctx.wait('wait', { seconds: 5 }),
      ctx.step('step', async () => 1),
      ctx.invoke('invoke', 'function', { a: 1 }),
      ctx.map('map', [1, 2], async (child, item) => child.step('inside', async () => item)),
    ]),
};
