// Retry and wait strategies: what they decide, after which attempt, with which delay. A bug would show as a delay or an end
// that AWS's SDK does not have.

import * as aws from '@aws/durable-execution-sdk-js';
import { afterEach, describe, expect, test, vi } from 'vitest';
import * as ours from '../src/index.ts';
import { drive, type Run, resultOf } from './drive.ts';
import { ServiceDouble } from './service-double.ts';

afterEach(() => vi.restoreAllMocks());

const error = new Error('a timeout');
const attempts = [1, 2, 3, 4, 5, 6, 7, 60];
const draws = [0, 0.25, 0.5, 0.999];

type Decide = (error: Error, attempt: number) => ours.RetryDecision;

/** The decisions of a strategy after each attempt, for each of the numbers that chance may draw. */
function decisions(strategy: Decide): unknown[] {
  return draws.flatMap((draw) => {
    vi.spyOn(Math, 'random').mockReturnValue(draw);
    return attempts.map((attempt) => strategy(error, attempt));
  });
}

const seconds = (strategy: Decide): (number | undefined)[] =>
  attempts.map((attempt) => (strategy(error, attempt).delay as { seconds: number } | undefined)?.seconds);

describe('sdk 1.4: the strategies decide as those of AWS do', () => {
  const jitters = ['NONE', 'FULL', 'HALF'] as const;
  const settings = [
    {},
    { maxAttempts: 2 },
    { maxAttempts: 100, initialDelay: { seconds: 2 }, maxDelay: { minutes: 1 }, backoffRate: 3 },
    { maxAttempts: 100, initialDelay: { seconds: 7 }, increment: { seconds: 4 }, maxDelay: { seconds: 20 } },
  ];
  for (const jitter of [undefined, ...jitters]) {
    test.each(settings)(`with jitter ${jitter}: %o`, (setting) => {
      const config = { ...setting, ...(jitter && { jitter }) };
      const theirs = { ...setting, ...(jitter && { jitter: aws.JitterStrategy[jitter] }) };
      expect(decisions(ours.createRetryStrategy(config))).toEqual(decisions(aws.createRetryStrategy(theirs)));
      expect(decisions(ours.createLinearRetryStrategy(config))).toEqual(
        decisions(aws.createLinearRetryStrategy(theirs)),
      );
      const poll = { shouldContinuePolling: () => true };
      const asDecision = (decide: (state: number, attempt: number) => unknown): Decide => {
        return (_error, attempt) => decide(0, attempt) as ours.RetryDecision;
      };
      const limited = { ...config, maxAttempts: 100, ...poll };
      expect(decisions(asDecision(ours.createWaitStrategy(limited)))).toEqual(
        decisions(asDecision(aws.createWaitStrategy({ ...theirs, maxAttempts: 100, ...poll }))),
      );
    });
  }

  test('the presets are those of AWS', () => {
    for (const preset of ['default', 'linear', 'noRetry'] as const) {
      expect(decisions(ours.retryPresets[preset]), preset).toEqual(decisions(aws.retryPresets[preset]));
    }
    expect(seconds(ours.retryPresets.linear).slice(0, 5)).toEqual([1, 2, 3, 4, 5]);
  });
});

test('sdk 1.4.1: maxAttempts counts the first attempt', () => {
  const strategy = ours.createRetryStrategy({ maxAttempts: 2 });
  expect([1, 2, 3].map((attempt) => strategy(error, attempt).shouldRetry)).toEqual([true, false, false]);
});

test.each([
  [{}, true],
  [{ retryableErrors: ['timeout'] }, true],
  [{ retryableErrors: [/^a time/g] }, true],
  [{ retryableErrors: ['refused'] }, false],
  [{ retryableErrorTypes: [RangeError] }, false],
  [{ retryableErrors: ['refused'], retryableErrorTypes: [Error] }, true],
  [{ retryableErrors: [] }, false],
])('sdk 1.4.2: errors that are worth another attempt: %o', (lists, shouldRetry) => {
  // Twice: a global expression must not remember where it was.
  for (const SDK of [ours, ours, aws]) {
    expect(SDK.createRetryStrategy(lists)(error, 1).shouldRetry).toBe(shouldRetry);
  }
});

test('sdk 1.4.3: a strategy without an answer leaves it to the default, a retry without a delay comes after a second', async () => {
  const decided: unknown[] = [undefined, { shouldRetry: true }, { shouldRetry: false }];
  const run = await drive(async (_event, ctx) =>
    ctx
      .step('s', () => Promise.reject(error), {
        retryStrategy: (_error, n) => decided[n - 1] as ours.RetryDecision,
      })
      .catch(() => 'failed'),
  );
  expect(resultOf(run)).toBe('failed');
  const delays = run.service.requests
    .flat()
    .flatMap(({ StepOptions }) => StepOptions?.NextAttemptDelaySeconds ?? []);
  expect(delays[0]).toBeLessThanOrEqual(5);
  expect(delays[1]).toBe(1);
});

describe('sdk 1.4.4: a wait strategy', () => {
  const polling = { shouldContinuePolling: (state: number) => state < 3 };

  test('ends when the state is right, and throws when its attempts are used up', () => {
    const strategy = ours.createWaitStrategy({ ...polling, maxAttempts: 2 });
    expect(strategy(3, 1)).toEqual({ shouldContinue: false });
    expect(strategy(1, 1).shouldContinue).toBe(true);
    expect(() => strategy(1, 2)).toThrow('waitForCondition exceeded maximum attempts (2)');
  });

  test('throws when its time is used up, and makes its last check then', async () => {
    const waitStrategy = ours.createWaitStrategy<number>({
      ...polling,
      initialDelay: { seconds: 40 },
      backoffRate: 1,
      jitter: 'NONE',
      timeoutSeconds: 100,
    });
    const checkAfter = async (seconds: number): Promise<Run> => {
      const service = new ServiceDouble();
      const StartTimestamp = new Date(Date.now() - seconds * 1000);
      service.put('1', { SubType: 'WaitForCondition', Name: 'c', Status: 'READY', StartTimestamp });
      const handler: ours.DurableExecutionHandler = async (_event, ctx) =>
        ctx
          .waitForCondition('c', async () => 0, { initialState: 0, waitStrategy })
          .catch((failure) => (failure as Error).message);
      return drive(handler, { service, invocationsMax: 1 });
    };
    const delayOf = (run: Run): unknown =>
      run.service.requests.flat().find(({ Action }) => Action === 'RETRY')?.StepOptions
        ?.NextAttemptDelaySeconds;
    expect(delayOf(await checkAfter(50))).toBe(40);
    expect(delayOf(await checkAfter(80))).toBe(20);
    expect(resultOf(await checkAfter(100))).toBe('waitForCondition exceeded its timeout (100 seconds)');
  });
});

test('sdk 1.4.5: the default of a step is six attempts, up to 5, 10, 20, 40 and 60 seconds apart', () => {
  vi.spyOn(Math, 'random').mockReturnValue(1);
  expect(seconds(ours.retryPresets.default)).toEqual([5, 10, 20, 40, 60, undefined, undefined, undefined]);
});
