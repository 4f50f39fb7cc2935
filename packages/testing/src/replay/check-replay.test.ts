// A bug here lets a change through that breaks executions in flight, or holds back one that does not. Histories are
// recorded by the local runner and go through JSON, as they do in files.

import { createRetryStrategy, type DurableContext, withDurableExecution } from '@perdure/sdk';
import { describe, expect, test, vi } from 'vitest';
import { LocalDurableTestRunner } from '../local/local-durable-test-runner.ts';
import { checkReplay } from './check-replay.ts';
import { expectReplays } from './expect-replays.ts';

type Code = (event: never, context: DurableContext) => Promise<unknown>;

interface Recording {
  payload?: unknown;
  prepare?: (runner: LocalDurableTestRunner) => void;
}

/** The history of one run, as JSON text. */
async function record(code: Code, { payload, prepare }: Recording = {}): Promise<string> {
  const runner = new LocalDurableTestRunner({ handlerFunction: withDurableExecution(code) });
  prepare?.(runner);
  const result = await runner.run(payload === undefined ? {} : { payload });
  return JSON.stringify({ Events: result.getHistoryEvents() });
}

/** The same history, as far as one event: an execution that is still in flight. */
function until(history: string, eventType: string, name?: string): string {
  const { Events } = JSON.parse(history) as { Events: { EventType: string; Name?: string }[] };
  const last = Events.findIndex(
    (event) => event.EventType === eventType && (name === undefined || event.Name === name),
  );
  expect(last).toBeGreaterThanOrEqual(0);
  return JSON.stringify({ Events: Events.slice(0, last + 1) });
}

const check = (code: Code, history: string, options?: Parameters<typeof checkReplay>[2]) =>
  checkReplay(withDurableExecution(code), history, options);

const differenceOf = async (code: Code, history: string) => (await check(code, history)).difference;

const order: Code = async (_event, context) => {
  const id = await context.step('reserve', async () => 'R-1');
  await context.wait('pause', { days: 1 });
  const paid = await context.waitForCallback('charge', async () => undefined);
  return context.step('complete', async () => ({ id, paid }));
};
const paying = (runner: LocalDurableTestRunner): unknown =>
  runner.answerCallback('charge', { success: 'PAID' });

describe('code that has not changed', () => {
  const retry = createRetryStrategy({ maxAttempts: 3, initialDelay: { seconds: 1 } });
  const handlers: { [title: string]: [Code, Recording?] } = {
    'steps, waits and callbacks': [order, { prepare: paying }],
    'a step that failed twice': [
      async (_event, context) => {
        await context.step(
          'flaky',
          async ({ attempt }) => (attempt < 3 ? Promise.reject(new Error('no')) : attempt),
          {
            retryStrategy: retry,
          },
        );
      },
    ],
    'a step that failed for good': [
      async (_event, context) =>
        context.step('doomed', () => Promise.reject(new Error('never')), {
          retryStrategy: () => ({ shouldRetry: false }),
        }),
    ],
    'an error that is caught': [
      async (_event, context) => {
        try {
          await context.step('doomed', () => Promise.reject(new Error('never')), {
            retryStrategy: () => ({ shouldRetry: false }),
          });
        } catch (error) {
          return context.step('refund', async () => (error as Error).message);
        }
      },
    ],
    'nested contexts': [
      async (_event, context) =>
        context.runInChildContext('outer', async (outer) => {
          const inner = await outer.runInChildContext('inner', (child) => child.step('deep', async () => 1));
          return inner + (await outer.step('beside', async () => 2));
        }),
    ],
    'a virtual context': [
      async (_event, context) =>
        context.runInChildContext('virtual', (child) => child.step('inside', async () => 1), {
          virtualContext: true,
        }),
    ],
    'map and parallel': [
      async (_event, context) => {
        const mapped = await context.map('squares', [1, 2, 3], (item, value) =>
          item.step(`square-${value}`, async () => value * value),
        );
        await context.parallel('both', [
          { name: 'left', func: (branch) => branch.step('l', async () => 'l') },
          { name: 'right', func: (branch) => branch.wait('r', { seconds: 5 }) },
        ]);
        return mapped.getResults();
      },
    ],
    'a flat map': [
      async (_event, context) => {
        const mapped = await context.map(
          'flat',
          [1, 2, 3],
          (item, value) => item.step('one', async () => value),
          {
            nesting: 'FLAT' as never,
          },
        );
        return mapped.getResults();
      },
    ],
    'a batch that does not wait for all': [
      async (_event, context) => {
        const first = await context.parallel(
          'any',
          [
            async (branch) => branch.step('quick', async () => 1),
            async (branch) => {
              await branch.wait('slow', { hours: 1 });
              return branch.step('too late', async () => 2);
            },
          ],
          { completionConfig: { minSuccessful: 1 } },
        );
        return context.step('after', async () => first.successCount);
      },
    ],
    'a batch with little concurrency': [
      async (_event, context) => {
        const items = [1, 2, 3, 4, 5];
        await context.map(
          'one by one',
          items,
          async (item, value) => {
            await item.wait({ seconds: value });
            return item.step('done', async () => value);
          },
          { maxConcurrency: 2, completionConfig: { minSuccessful: 3 } },
        );
      },
    ],
    'a race between a callback and a wait': [
      async (_event, context) => {
        const [answer] = await context.createCallback('never answered');
        const winner = await context.promise.race<unknown>('race', [
          answer,
          context.wait('limit', { minutes: 5 }),
        ]);
        return context.step('after', async () => winner ?? 'late');
      },
    ],
    'a result too large to record': [
      async (_event, context) => {
        const large = await context.runInChildContext('large', async (child) => {
          const parts = [];
          for (let n = 0; n < 3; n++)
            parts.push(await child.step(`part-${n}`, async () => 'x'.repeat(100_000)));
          return parts.join('');
        });
        const many = await context.map('many', [1, 2, 3], (item, value) =>
          item.step('one', async () => String(value).repeat(100_000)),
        );
        return large.length + many.getResults().join('').length;
      },
    ],
    'a condition that is polled': [
      async (_event, context) =>
        context.waitForCondition('ready', async (count: number) => count + 1, {
          initialState: 0,
          waitStrategy: (count) =>
            count < 3 ? { shouldContinue: true, delay: { minutes: 1 } } : { shouldContinue: false },
        }),
    ],
    'a chained invoke': [
      async (_event, context) => context.invoke('ship', 'shipping', { weight: 3 }),
      { prepare: (runner) => runner.answerInvoke('shipping', { success: { tracking: 'T' } }) },
    ],
  };
  for (const [title, [code, recording]] of Object.entries(handlers)) {
    test(`replays ${title}, whole and from every point of its history`, async () => {
      const history = await record(code, recording);
      expect((await check(code, history)).difference).toBeUndefined();
      const { Events } = JSON.parse(history) as { Events: unknown[] };
      for (let length = 1; length < Events.length; length++) {
        const begun = JSON.stringify({ Events: Events.slice(0, length) });
        expect((await check(code, begun)).difference, `${length} events`).toBeUndefined();
      }
    });
  }

  test('runs no step, and says nothing in its logger', async () => {
    const history = await record(order, { prepare: paying });
    let calls = 0;
    const lines: unknown[] = [];
    const logger = {
      debug: () => undefined,
      info: (...line: unknown[]) => lines.push(line),
      warn: () => undefined,
      error: () => undefined,
    };
    const code: Code = async (_event, context) => {
      context.configureLogger({ customLogger: logger, modeAware: false });
      context.logger.info('begun');
      const id = await context.step('reserve', async () => `${++calls}`);
      await context.wait('pause', { days: 1 });
      const paid = await context.waitForCallback('charge', async () => void calls++);
      return context.step('complete', async () => ({ id, paid, calls: ++calls }));
    };
    expect((await check(code, history)).replays).toBe(true);
    for (const [event, name] of [
      ['ExecutionStarted'],
      ['WaitSucceeded'],
      ['StepStarted', 'complete'],
    ] as const) {
      expect((await check(code, until(history, event, name))).replays).toBe(true);
    }
    expect(calls).toBe(0);
    expect(lines).toEqual([]);
  });
});

describe('code that has changed', () => {
  test('an operation put before recorded ones is the first that differs', async () => {
    const history = await record(order, { prepare: paying });
    const changed: Code = async (event, context) => {
      await context.step('validate', async () => true);
      return order(event, context);
    };
    const difference = await differenceOf(changed, history);
    expect(difference).toMatchObject({
      kind: 'changed',
      position: '1',
      recorded: { subType: 'Step', name: 'reserve' },
      asked: { subType: 'Step', name: 'validate' },
    });
    expect(difference?.message).toContain('Operation 1 differs: recorded is Step "reserve" (event 2)');
    expect(difference?.message).toContain('seems to have been added');
    await expect(expectReplays(withDurableExecution(changed), history)).rejects.toThrow(
      'The code does not replay the history. Operation 1 differs',
    );
  });

  test('an operation that was removed shows in the one that follows it', async () => {
    const history = await record(order, { prepare: paying });
    const difference = await differenceOf(async (_event, context) => {
      await context.step('reserve', async () => 'R-1');
      await context.waitForCallback('charge', async () => undefined);
      return context.step('complete', async () => 1);
    }, history);
    expect(difference).toMatchObject({ kind: 'changed', position: '2', recorded: { name: 'pause' } });
    expect(difference?.message).toContain('it seems that what came before it was removed');
  });

  test('a recorded operation that is not asked for any more is missing', async () => {
    const history = await record(order, { prepare: paying });
    const difference = await differenceOf(async (_event, context) => {
      await context.step('reserve', async () => 'R-1');
      await context.wait('pause', { days: 1 });
      return context.waitForCallback('charge', async () => undefined);
    }, history);
    expect(difference).toMatchObject({ kind: 'missing', recorded: { name: 'complete' } });
  });

  test('a change inside a context that had ended is found, and told with the contexts around it', async () => {
    const before: Code = (_event, context) =>
      context.runInChildContext('charge', (charge) =>
        charge.runInChildContext('card', (card) => card.step('authorise', async () => 1)),
      );
    const difference = await differenceOf(
      (_event, context) =>
        context.runInChildContext('charge', (charge) =>
          charge.runInChildContext('card', (card) => card.step('capture', async () => 1)),
        ),
      await record(before),
    );
    expect(difference).toMatchObject({ kind: 'changed', position: '1-1-1', within: ['charge', 'card'] });
    expect(difference?.message).toContain('in "charge" > "card"');
  });

  test('an operation behind the recorded end is a difference, unless appending is allowed', async () => {
    const history = await record(order, { prepare: paying });
    const longer: Code = async (event, context) => {
      const result = await order(event, context);
      await context.step('notify', async () => undefined);
      return result;
    };
    expect(await differenceOf(longer, history)).toMatchObject({
      kind: 'added',
      position: '5',
      asked: { name: 'notify' },
    });
    expect((await check(longer, history, { allowAppended: true })).replays).toBe(true);
    expect((await check(longer, until(history, 'WaitStarted'))).replays).toBe(true);
  });

  test('an unnamed operation put between others shows at the end', async () => {
    const numbers =
      (count: number): Code =>
      async (_event, context) => {
        for (let n = 0; n < count; n++) await context.step(async () => n);
      };
    const history = await record(numbers(2));
    const difference = await differenceOf(numbers(3), history);
    expect(difference).toMatchObject({ kind: 'added', position: '3' });
    expect(difference?.message).toContain('If operations without a name come before it');
  });

  test('code that fails where the recorded execution succeeded is told with its error', async () => {
    const history = await record(async (_event, context) => context.step('only', async () => ({ total: 1 })));
    const difference = await differenceOf(async (_event, context) => {
      const value = await context.step('only', async () => ({ totals: [1] }));
      return value.totals[0];
    }, history);
    expect(difference?.kind).toBe('outcome');
    expect(difference?.message).toContain(
      'The recorded execution is SUCCEEDED, and with this code it fails: TypeError',
    );
  });

  test('a value that the code cannot read is told with the operation', async () => {
    const history = await record(async (_event, context) => context.step('only', async () => 'text'));
    const serdes = {
      serialize: async () => '',
      deserialize: async (): Promise<string> => {
        throw new Error('a format of tomorrow');
      },
    };
    const difference = await differenceOf(
      async (_event, context) => context.step('only', async () => 'text', { serdes }),
      history,
    );
    expect(difference?.kind).toBe('unreadable');
    expect(difference?.message).toMatch(/"only".*a format of tomorrow/);
  });

  test('what a step does, what it answers and how long a wait lasts may change', async () => {
    const history = await record(order, { prepare: paying });
    const report = await check(async (_event, context) => {
      const id = await context.step('reserve', async () => Promise.reject(new Error('does not run')));
      await context.wait('pause', { days: 9 });
      await context.waitForCallback('charge', async () => undefined, { timeout: { hours: 1 } });
      return context.step('complete', async () => `other ${id}`);
    }, history);
    expect(report).toEqual({
      replays: true,
      operations: 6,
      recordedStatus: 'SUCCEEDED',
      status: 'SUCCEEDED',
    });
  });
});

describe('handlers that cannot be checked', () => {
  test('a handler that awaits what never comes, outside of operations, is told so', async () => {
    const history = await record(order, { prepare: paying });
    const check = checkReplay(
      withDurableExecution(() => new Promise(() => undefined)),
      history,
      { hangTimeout: 50 },
    );
    await expect(check).rejects.toThrow('it awaits something outside of durable operations');
  });

  test('fake timers of a test do not hold a check back', async () => {
    const history = await record(order, { prepare: paying });
    vi.useFakeTimers();
    expect((await check(order, history)).replays).toBe(true);
    expect((await check(order, until(history, 'WaitStarted'))).replays).toBe(true);
    vi.useRealTimers();
  });

  test('a handler that is not wrapped is refused', async () => {
    const history = await record(order, { prepare: paying });
    const plain = (async () => 1) as never;
    await expect(checkReplay(plain, history)).rejects.toThrow(/withDurableExecution of @perdure\/sdk/);
    await expect(checkReplay(undefined as never, history)).rejects.toThrow(/take what withDurableExecution/);
  });

  test("a handler of AWS's SDK is refused before any of its code runs", async () => {
    const aws = await import('@aws/durable-execution-sdk-js');
    const history = await record(order, { prepare: paying });
    let calls = 0;
    const handler = aws.withDurableExecution(async () => {
      calls++;
    });
    await expect(checkReplay(handler as never, history)).rejects.toThrow(/@aws\/durable-execution-sdk-js/);
    expect(calls).toBe(0);
  });
});
