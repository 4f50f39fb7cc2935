// DurablePromise. A bug would show as code that runs twice, or as a rejection that nobody handles and that ends the process.

import * as aws from '@aws/durable-execution-sdk-js';
import { expect, test } from 'vitest';
import * as ours from '../src/index.ts';
import { drive, resultOf, shape } from './drive.ts';

test.each(['then', 'catch', 'finally'] as const)(
  'sdk 1.6.1: the executor runs once, at the first %s, and later calls share its outcome',
  async (method) => {
    for (const { DurablePromise } of [ours, aws]) {
      let runs = 0;
      const promise = new DurablePromise(async () => ++runs);
      expect([runs, promise.isExecuted]).toEqual([0, false]);
      const call: (listener: () => number) => Promise<unknown> = Reflect.get(promise, method);
      await call.call(promise, () => 0);
      expect(await promise).toBe(1);
      expect(await Promise.all([promise, promise])).toEqual([1, 1]);
      expect(promise.isExecuted).toBe(true);
    }
  },
);

test('sdk 1.6.2: it is no Promise, but says what it is', () => {
  for (const { DurablePromise } of [ours, aws]) {
    const promise: unknown = new DurablePromise(async () => 1);
    expect(promise).not.toBeInstanceOf(Promise);
    expect(Object.prototype.toString.call(promise)).toBe('[object DurablePromise]');
  }
});

test('sdk 1.6.3: operations have begun when their promise is there, combinators have not', async () => {
  const ran: string[] = [];
  const run = await drive(
    async (_event, ctx) => {
      ctx.step('step', async () => ran.push('step'));
      ctx.runInChildContext('child', async () => ran.push('child'));
      ctx.promise.all('all', []);
      ran.push('handler');
      await ctx.wait('wait', { seconds: 1 });
    },
    { invocationsMax: 1 },
  );
  expect(ran.sort()).toEqual(['child', 'handler', 'step']);
  expect(shape(run.service).flat()).not.toContain('START RunInChildContext all');
  expect(shape(run.service).flat()).toContain('START Wait wait');
});

test('sdk 1.6.4: a failure that nobody awaits disturbs nobody', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  const fail = (): Promise<never> => Promise.reject(new Error('no'));
  const noRetry = { retryStrategy: () => ({ shouldRetry: false }) };
  const run = await drive(async (_event, ctx) => {
    ctx.step('step', fail, noRetry);
    ctx.runInChildContext('child', fail);
    ctx.map('map', null as never, fail);
    ctx.waitForCondition('condition', fail, {
      initialState: 0,
      waitStrategy: () => ({ shouldContinue: false }),
    });
    await ctx.step('last', async () => 1);
    return 'done';
  });
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', note);
  expect(resultOf(run)).toBe('done');
  expect(unhandled).toEqual([]);
});
