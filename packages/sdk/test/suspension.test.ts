// When an invocation ends early, and when not. A bug would show as an invocation that suspends while it has work to
// do, that burns time with nothing to do, or that never ends.

import { describe, expect, test } from 'vitest';
import {
  type DurableExecutionConfig,
  type DurableExecutionHandler,
  DurableExecutionInvocationInputWithClient,
  type DurableExecutionInvocationOutput,
  withDurableExecution,
} from '../src/index.ts';
import { drive, lambdaContext, shape } from './drive.ts';
import { ServiceDouble, type ServiceDoubleOptions } from './service-double.ts';
import { VirtualClock } from './virtual-clock.ts';

interface VirtualRun {
  service: ServiceDouble;
  clock: VirtualClock;
  output: DurableExecutionInvocationOutput;
  /** Virtual milliseconds that the invocation took. */
  tookMs: number;
}

/** One invocation on a virtual clock that the service follows. */
async function invokeVirtually(
  handler: (clock: VirtualClock) => DurableExecutionHandler,
  options: ServiceDoubleOptions & { service?: (service: ServiceDouble, clock: VirtualClock) => void } = {},
  remainingMs = 900_000,
  config: DurableExecutionConfig = {},
): Promise<VirtualRun> {
  const clock = new VirtualClock();
  const service = new ServiceDouble({ ...options, nowMs: () => clock.now() });
  options.service?.(service, clock);
  const startMs = clock.now();
  const durable = withDurableExecution(handler(clock), config);
  const context = { ...lambdaContext, getRemainingTimeInMillis: () => remainingMs - (clock.now() - startMs) };
  const event = new DurableExecutionInvocationInputWithClient(service.event(), service, clock);
  const output = await clock.runUntil(durable(event, context));
  return { service, clock, output, tookMs: clock.now() - startMs };
}

describe('sdk 4.4.1: the start of a step', () => {
  const checkpointDelayMillis = 10;
  const invokeDelayed = (handler: (clock: VirtualClock) => DurableExecutionHandler) =>
    invokeVirtually(handler, {}, 900_000, { checkpointDelayMillis });

  const busyFor = (clock: VirtualClock, ms: number): DurableExecutionHandler => {
    return async (_event, ctx) => ctx.step('work', () => clock.sleep(ms));
  };

  test('leaves at once where the function asks for no delay', async () => {
    const run = await invokeVirtually((clock) => busyFor(clock, 1));
    expect(shape(run.service)).toEqual([['START Step work'], ['SUCCEED Step work']]);
  });

  test('shares a request with the outcome of a step that is soon over', async () => {
    const run = await invokeDelayed((clock) => busyFor(clock, checkpointDelayMillis - 1));
    expect(shape(run.service)).toEqual([['START Step work', 'SUCCEED Step work']]);
    expect(run.tookMs).toBe(checkpointDelayMillis - 1);
    expect(run.clock.pendingTimers).toBe(0);
  });

  test('is on record while a step runs that takes longer', async () => {
    const run = await invokeDelayed((clock) => busyFor(clock, 1000));
    expect(shape(run.service)).toEqual([['START Step work'], ['SUCCEED Step work']]);
    const { StartTimestamp } = run.service.at('1');
    expect(run.clock.now() - Number(StartTimestamp)).toBe(1000 - checkpointDelayMillis);
  });

  test('does not hold up what somebody waits for', async () => {
    const run = await invokeDelayed((clock) => async (_event, ctx) => {
      const working = ctx.step('work', () => clock.sleep(1000));
      await ctx.createCallback('answer');
      await working;
    });
    expect(shape(run.service)[0]).toEqual(['START Step work', 'START Callback answer']);
  });

  test('is sent with the answer of a handler that leaves the step behind', async () => {
    const run = await invokeDelayed((clock) => async (_event, ctx) => {
      void ctx.step('work', () => clock.sleep(1000));
      await Promise.resolve();
      return 'done';
    });
    expect(run.output).toMatchObject({ Status: 'SUCCEEDED' });
    expect(shape(run.service)).toEqual([['START Step work']]);
    expect(run.tookMs).toBe(0);
  });

  test.each([-1, 1001, Number.NaN])('a delay of %s ms is refused when the function is wrapped', (millis) => {
    const wrap = () => withDurableExecution(async () => 'never', { checkpointDelayMillis: millis });
    expect(wrap).toThrow(`checkpointDelayMillis must be from 0 to 1000; got ${millis}.`);
  });
});

describe('sdk 4.2: suspension', () => {
  test('an invocation whose operations are all awaited suspends without waiting', async () => {
    const run = await invokeVirtually(() => async (_event, ctx) => {
      await ctx.wait('long', { hours: 1 });
    });
    expect(run.output).toEqual({ Status: 'PENDING' });
    expect(run.tookMs).toBe(0);
    expect(run.clock.pendingTimers).toBe(0);
  });

  test('sdk 4.2: with an operation that nobody awaits, the handler gets 20 ms to go on', async () => {
    const run = await invokeVirtually((clock) => async (_event, ctx) => {
      const wait = ctx.wait('long', { hours: 1 });
      await clock.sleep(15);
      await ctx.step('work', async () => 1);
      await wait;
    });
    expect(shape(run.service)).toEqual([['START Wait long'], ['START Step work', 'SUCCEED Step work']]);
    expect(run.tookMs).toBe(15);
  });

  test('sdk 4.2.2, 4.2.3: after 20 ms without a sign the invocation suspends, also in the middle of foreign work', async () => {
    const run = await invokeVirtually((clock) => async (_event, ctx) => {
      ctx.wait('long', { hours: 1 });
      await clock.sleep(1000);
      return 'never';
    });
    expect(run.output).toEqual({ Status: 'PENDING' });
    expect(run.tookMs).toBe(20);
  });

  test('sdk 4.2.4: running code of an operation keeps the invocation alive', async () => {
    const run = await invokeVirtually((clock) => async (_event, ctx) => {
      await Promise.all([
        ctx.wait('long', { hours: 1 }),
        ctx.step('slow', async () => {
          await clock.sleep(5000);
        }),
      ]);
    });
    expect(run.tookMs).toBe(5000);
    expect(run.output).toEqual({ Status: 'PENDING' });
    expect(shape(run.service)).toEqual([['START Wait long', 'START Step slow'], ['SUCCEED Step slow']]);
  });

  test('sdk 4.2.5: code behind a suspended operation never runs, not even finally', async () => {
    let ran = false;
    await invokeVirtually(() => async (_event, ctx) => {
      try {
        await ctx.wait({ hours: 1 });
      } finally {
        ran = true;
      }
    });
    expect(ran).toBe(false);
  });

  test('sdk 4.2.1: a handler that returns leaves running operations behind', async () => {
    const run = await invokeVirtually((clock) => async (_event, ctx) => {
      ctx.step('left', () => clock.sleep(1000));
      return 'done';
    });
    expect(run.output).toEqual({ Status: 'SUCCEEDED', Result: '"done"' });
    expect(shape(run.service)).toEqual([['START Step left']]);
  });

  test('operations left behind in a finished context do not keep the invocation from suspending', async () => {
    const run = await invokeVirtually((clock) => async (_event, ctx) => {
      await ctx.map(
        'map',
        [1, 2],
        async (child, item) => {
          if (item === 2) await child.step('loser', () => clock.sleep(500));
          return item;
        },
        { completionConfig: { minSuccessful: 1 } },
      );
      await ctx.wait('long', { hours: 1 });
    });
    expect(run.output).toEqual({ Status: 'PENDING' });
    expect(
      run.service.requests.flat().some((update) => update.Name === 'loser' && update.Action !== 'START'),
    ).toBe(false);
  });

  test('sdk 4.3.7: no timer is left when an invocation has ended', async () => {
    const run = await invokeVirtually((clock) => async (_event, ctx) => {
      await ctx.promise.race([ctx.wait('long', { minutes: 5 }), ctx.step('fast', () => clock.sleep(10))]);
      return 'done';
    });
    expect(run.output.Status).toBe('SUCCEEDED');
    expect(run.clock.pendingTimers).toBe(0);
  });
});

describe('sdk 4.3: waiting inside a living invocation', () => {
  test('sdk 4.3.6: a retry that is due next to a long step runs in the same invocation', async () => {
    const starts: number[] = [];
    const run = await invokeVirtually(
      (clock) => async (_event, ctx) =>
        Promise.all([
          ctx.step(
            'flaky',
            async ({ attempt }) => {
              starts.push(clock.now());
              if (attempt === 1) throw new Error('first');
            },
            { retryStrategy: () => ({ shouldRetry: true, delay: { seconds: 1 } }) },
          ),
          ctx.step('long', () => clock.sleep(2500)),
        ]),
    );
    expect(run.output.Status).toBe('SUCCEEDED');
    expect(shape(run.service)).toEqual([
      ['START Step flaky', 'START Step long', 'RETRY Step flaky'],
      [],
      ['START Step flaky', 'SUCCEED Step flaky'],
      ['SUCCEED Step long'],
    ]);
    expect((starts[1] ?? 0) - (starts[0] ?? 0)).toBe(1000);
  });

  test('sdk 4.3.2: a wait that is due next to a long step resolves in the same invocation', async () => {
    let resolvedAt = 0;
    const run = await invokeVirtually((clock) => async (_event, ctx) => {
      const startMs = clock.now();
      const wait = ctx.wait('short', { seconds: 2 }).then(() => {
        resolvedAt = clock.now() - startMs;
      });
      await Promise.all([wait, ctx.step('long', () => clock.sleep(10_000))]);
    });
    expect(run.output.Status).toBe('SUCCEEDED');
    expect(resolvedAt).toBe(2000);
  });

  test('sdk 4.3.4: an operation without a due time is asked for after 1 s, then after 1, 2, 3, ... up to 10 s', async () => {
    const times: number[] = [];
    let clockNow = (): number => 0;
    const run = await invokeVirtually(
      (clock) => {
        clockNow = () => clock.now();
        return async (_event, ctx) =>
          Promise.all([ctx.invoke('other', 'function'), ctx.step('long', () => clock.sleep(80_000))]);
      },
      { beforeCheckpoint: (updates) => void (updates.length === 0 && times.push(clockNow())) },
    );
    const delays = times.map((time, index) => time - (times[index - 1] ?? run.clock.now() - 80_000));
    expect(delays.slice(0, 13)).toEqual(
      [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10].map((seconds) => seconds * 1000),
    );
  });

  test('sdk 4.3.5: a change that another answer brings releases the wait at once', async () => {
    let resolvedAt = 0;
    let answer: () => void = () => undefined;
    const run = await invokeVirtually(
      (clock) => async (_event, ctx) => {
        const startMs = clock.now();
        const [approval] = await ctx.createCallback('approval');
        const seen = approval.then(() => {
          resolvedAt = clock.now() - startMs;
        });
        const long = ctx.step('long', () => clock.sleep(30_000));
        await ctx.step('short', () => clock.sleep(700).then(answer));
        await Promise.all([seen, long]);
      },
      {
        service: (service) => {
          answer = () => service.answerCallback('1', 'yes');
        },
      },
    );
    expect(run.output.Status).toBe('SUCCEEDED');
    expect(resolvedAt).toBe(700);
  });

  test('sdk 4.3.3: no timer is set that could not fire before the deadline', async () => {
    const run = await invokeVirtually(
      (clock) => async (_event, ctx) =>
        Promise.all([ctx.wait('later', { seconds: 60 }), ctx.step('long', () => clock.sleep(30_000))]),
      {},
      40_000,
    );
    expect(run.output).toEqual({ Status: 'PENDING' });
    expect(run.service.requests.filter((updates) => updates.length === 0)).toHaveLength(0);
  });

  test('sdk 12.510: a hundred callbacks in a map are all answered', async () => {
    const count = 100;
    const items = Array.from({ length: count }, (_, index) => index);
    const run = await drive(
      async (_event, ctx) => {
        const batch = await ctx.map('map', items, (child, item) =>
          child.waitForCallback(`callback-${item}`, async () => undefined),
        );
        return batch.getResults();
      },
      {
        between: (service, invocation) => {
          for (const item of items)
            if (item % 3 === invocation % 3) service.answerCallback(`1-${item + 1}-1-1`, `${item}`);
        },
      },
    );
    expect(run.output).toEqual({ Status: 'SUCCEEDED', Result: JSON.stringify(items.map(String)) });
  });
});
