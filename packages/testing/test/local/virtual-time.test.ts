// Modelled time. A bug shows as a test that waits in real time, as recorded times that no model explains, or as user code
// whose own timers and sockets the runner disturbs.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRetryStrategy, type DurableContext, JitterStrategy, withDurableExecution } from '@perdure/sdk';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { LocalDurableTestRunner } from '../../src/index.ts';

const startAt = new Date('2026-01-01T00:00:00Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Code = (event: never, context: DurableContext) => Promise<unknown>;
const runnerOf = (code: Code, parameters: object = {}) =>
  new LocalDurableTestRunner({ handlerFunction: withDurableExecution(code), startAt, ...parameters });

/** When events of a type happened, counted from the start of the run. */
async function times(runner: LocalDurableTestRunner, eventType: string): Promise<number[]> {
  const result = await runner.run();
  return result
    .getHistoryEvents()
    .filter(({ EventType }) => EventType === eventType)
    .map(({ EventTimestamp }) => (EventTimestamp?.getTime() ?? 0) - startAt.getTime());
}

afterEach(async () => {
  vi.useRealTimers();
  await LocalDurableTestRunner.teardownTestEnvironment();
});

describe('issue 5.2: time is modelled', () => {
  test('a year of daily waits is over at once, and each is recorded a day later', async () => {
    const runner = runnerOf(async (_event, context) => {
      for (let day = 0; day < 365; day++) await context.wait(`day-${day}`, { days: 1 });
    });
    const ends = await times(runner, 'WaitSucceeded');
    expect(ends).toHaveLength(365);
    expect(ends.every((end, index) => end === (index + 1) * DAY)).toBe(true);
  });

  test('a retry comes after its delay', async () => {
    const runner = runnerOf((_event, context) =>
      context.step('flaky', () => Promise.reject(new Error('no')), {
        retryStrategy: createRetryStrategy({
          maxAttempts: 4,
          initialDelay: { seconds: 10 },
          backoffRate: 3,
          jitter: JitterStrategy.NONE,
        }),
      }),
    );
    expect(await times(runner, 'StepFailed')).toEqual([0, 10 * SECOND, 40 * SECOND, 130 * SECOND]);
  });

  test('a condition is polled at its delays', async () => {
    const runner = runnerOf((_event, context) =>
      context.waitForCondition('ready', async (count: number) => count + 1, {
        initialState: 0,
        waitStrategy: (count) =>
          count < 4 ? { shouldContinue: true, delay: { hours: 1 } } : { shouldContinue: false },
      }),
    );
    expect(await times(runner, 'StepSucceeded')).toEqual([0, HOUR, 2 * HOUR, 3 * HOUR]);
  });

  test('a callback times out after its timeout, and without heartbeats after that of the heartbeat', async () => {
    const wait =
      (options: object): Code =>
      async (_event, context) => {
        const [answer] = await context.createCallback('answer', options);
        return (answer as Promise<unknown>).catch((error) => error.message);
      };
    expect(await times(runnerOf(wait({ timeout: { days: 30 } })), 'CallbackTimedOut')).toEqual([30 * DAY]);
    const silent = runnerOf(wait({ timeout: { days: 30 }, heartbeatTimeout: { minutes: 5 } }));
    expect(await times(silent, 'CallbackTimedOut')).toEqual([5 * MINUTE]);
  });

  test('heartbeats keep a callback open', async () => {
    const runner = runnerOf(async (_event, context) => {
      const [answer] = await context.createCallback('answer', { heartbeatTimeout: { minutes: 5 } });
      return answer;
    });
    runner.answerCallback('answer', { after: { hours: 1 }, heartbeatEvery: { minutes: 4 }, success: 'late' });
    expect(await times(runner, 'CallbackSucceeded')).toEqual([HOUR]);
  });

  test('an execution ends when its time is over', async () => {
    const runner = runnerOf((_event, context) => context.wait('long', { days: 2 }), {
      executionTimeout: { days: 1 },
    });
    const result = await runner.run();
    expect(result.getStatus()).toBe('TIMED_OUT');
    expect(result.getHistoryEvents().at(-1)?.EventTimestamp).toEqual(new Date(startAt.getTime() + DAY));
    expect(() => result.getResult()).toThrow('Execution timed out after 86400 seconds.');
  });

  test('waits side by side take as long as the longest', async () => {
    const runner = runnerOf(async (_event, context) => {
      await context.parallel('all', [
        (branch) => branch.wait('hour', { hours: 1 }),
        (branch) => branch.wait('day', { days: 1 }),
        async (branch) => {
          await branch.wait('minute', { minutes: 1 });
          await branch.wait('two', { minutes: 1 });
        },
      ] as const);
    });
    expect(await times(runner, 'WaitSucceeded')).toEqual([MINUTE, 2 * MINUTE, HOUR, DAY]);
  });

  test('an invoked function lives in the same time', async () => {
    const runner = runnerOf((_event, context) => context.invoke('sub', 'sub'));
    runner.registerDurableFunction(
      'sub',
      withDurableExecution(async (_event, context) => context.wait('inside', { days: 7 })),
    );
    expect(await times(runner, 'ChainedInvokeSucceeded')).toEqual([7 * DAY]);
  });

  test('runs side by side have a time each', async () => {
    const sleepers = [1, 2, 3].map((days) => runnerOf((_event, context) => context.wait('sleep', { days })));
    const ends = await Promise.all(sleepers.map((runner) => times(runner, 'WaitSucceeded')));
    expect(ends).toEqual([[DAY], [2 * DAY], [3 * DAY]]);
  });
});

describe('issue 5.2: the code of steps is left alone', () => {
  test('timers of the machine run in a step, and no modelled time passes', async () => {
    const runner = runnerOf(async (_event, context) => {
      await context.step('sleep', () => new Promise((resolve) => setTimeout(resolve, 30)));
      return context.wait('pause', { seconds: 1 });
    });
    expect(await times(runner, 'StepSucceeded')).toEqual([0]);
  });

  test('a step may use the network', async () => {
    const server = createServer((_request, response) => response.end('from outside')).listen(0);
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const runner = runnerOf(async (_event, context) => {
      await context.wait('before', { hours: 1 });
      return context.step('fetch', async () => (await fetch(`http://127.0.0.1:${port}`)).text());
    });
    expect((await runner.run()).getResult()).toBe('from outside');
    server.close();
  });

  test('a step beside a wait takes its real time before the wait is over', async () => {
    const order: string[] = [];
    const runner = runnerOf(async (_event, context) => {
      await context.parallel('both', [
        async (branch) => {
          await branch.step('slow', () => new Promise((resolve) => setTimeout(resolve, 30)));
          order.push('step');
        },
        async (branch) => {
          await branch.wait('night', { hours: 8 });
          order.push('wait');
        },
      ]);
      return context.step('after', async () => order.join());
    });
    expect((await runner.run()).getResult()).toMatch(/^step/);
  });

  test("fake timers of a test do not stop the runner, and the runner's time does not move them", async () => {
    vi.useFakeTimers({ now: new Date('2000-01-01T00:00:00Z') });
    const runner = runnerOf(async (_event, context) => {
      await context.wait('year', { days: 365 });
      return context.step('look', async () => new Date().getUTCFullYear());
    });
    expect((await runner.run()).getResult()).toBe(2000);
  });

  test('nothing global is replaced', async () => {
    const before = { setTimeout, setImmediate, Date, queueMicrotask };
    await LocalDurableTestRunner.setupTestEnvironment({ skipTime: true });
    await runnerOf(async (_event, context) => {
      await context.wait('year', { days: 365 });
      expect({ setTimeout, setImmediate, Date, queueMicrotask }).toEqual(before);
    }).run();
  });
});

describe('issue 5.2: real time is an option', () => {
  test('with skipTime: false a wait of a second takes one', async () => {
    await LocalDurableTestRunner.setupTestEnvironment({ skipTime: false });
    const begin = Date.now();
    const result = await runnerOf((_event, context) => context.wait('second', { seconds: 1 })).run();
    expect(result.getStatus()).toBe('SUCCEEDED');
    expect(Date.now() - begin).toBeGreaterThanOrEqual(SECOND - 1);
    const [start, end] = result.getHistoryEvents().filter(({ Name }) => Name === 'second');
    expect(
      (end?.EventTimestamp?.getTime() ?? 0) - (start?.EventTimestamp?.getTime() ?? 0),
    ).toBeGreaterThanOrEqual(SECOND);
  });

  test('a checkpoint can be made to take real time', async () => {
    await LocalDurableTestRunner.setupTestEnvironment({ checkpointDelay: 20 });
    const begin = performance.now();
    await runnerOf((_event, context) => context.step('one', async () => 1)).run();
    expect(performance.now() - begin).toBeGreaterThanOrEqual(19);
  });
});
