// Steps, waits, callbacks, conditions and invokes, one rule after the other. Where AWS's SDK has the same rule, it runs
// beside ours and must send the same. A bug would show as an update that differs, or as a value or failure that does.

import { describe, expect, test } from 'vitest';
import { type DurableContext, InvokeError, StepSemantics, type WireOperation } from '../src/index.ts';
import { drive, resultOf, shape } from './drive.ts';
import { faceOf, sameOnBoth } from './same-on-both.ts';
import type { ServiceDouble } from './service-double.ts';

const noRetry = { retryStrategy: () => ({ shouldRetry: false }) };
const twice = {
  retryStrategy: (_error: Error, n: number) => ({ shouldRetry: n < 2, delay: { seconds: 3 } }),
};
const fail = (): Promise<never> => Promise.reject(new RangeError('no'));
const polling = (polls: number, delay?: { seconds: number }) => ({
  initialState: 0,
  waitStrategy: (state: number) =>
    state < polls
      ? { shouldContinue: true as const, delay: delay as never }
      : { shouldContinue: false as const },
});
const count = async (state: number): Promise<number> => state + 1;

describe('steps', () => {
  test('sdk 3.2.1: the attempt is one more than the attempts that have ended', async () => {
    const seen: number[] = [];
    const run = await sameOnBoth(async (_event, ctx) =>
      ctx.step(
        's',
        async ({ attempt }) => {
          seen.push(attempt);
          return attempt < 2 ? fail() : attempt;
        },
        twice,
      ),
    );
    expect(resultOf(run)).toBe(2);
    expect(seen).toEqual([1, 2, 1, 2]);
  });

  test('sdk 3.2.2: what is no function is a failure like any other', async () => {
    const run = await sameOnBoth(async (_event, ctx) => faceOf(ctx.step('s', 5 as never, noRetry)));
    expect(resultOf(run)).toMatchObject({ name: 'StepError', cause: { name: 'TypeError' } });
  });

  test('sdk 3.2.3: what is answered was written and read back, also in the first run', async () => {
    const run = await sameOnBoth(async (_event, ctx) => {
      const original = { date: new Date(0), gone: undefined };
      const answered: unknown = await ctx.step('s', async () => original);
      return [answered === original, answered, (await ctx.step('none', async () => undefined)) === undefined];
    });
    expect(resultOf(run)).toEqual([false, { date: '1970-01-01T00:00:00.000Z' }, true]);
    expect(run.service.requests.at(-1)?.at(-1)).not.toHaveProperty('Payload');
  });

  test('sdk 3.2.4: a failed attempt is RETRY with the error and the delay, the last one FAIL', async () => {
    const run = await sameOnBoth(async (_event, ctx) => faceOf(ctx.step('s', fail, twice)));
    const recorded = { ErrorType: 'RangeError', ErrorMessage: 'no' };
    expect(run.service.requests.flat()).toMatchObject([
      { Action: 'START' },
      { Action: 'RETRY', Error: recorded, StepOptions: { NextAttemptDelaySeconds: 3 } },
      { Action: 'START' },
      { Action: 'FAIL', Error: recorded },
    ]);
  });

  test('sdk 3.2.4: a strategy that throws has given up, and what it threw is the failure', async () => {
    const retryStrategy = (): never => {
      throw new RangeError('no strategy');
    };
    const run = await drive(async (_event, ctx) => {
      const failure = await faceOf(ctx.step('s', fail, { retryStrategy }));
      await ctx.wait('w', { seconds: 1 });
      return failure;
    });
    expect(resultOf(run)).toMatchObject({
      name: 'StepError',
      message: 'no strategy',
      cause: { name: 'RangeError' },
    });
    expect(shape(run.service)[0]).toEqual(['START Step s', 'FAIL Step s']);
  });

  test('sdk 3.2.6: a step is run at least once, unless it says otherwise', async () => {
    const run = await sameOnBoth(async (_event, ctx) => {
      await ctx.step('default', async () => 1);
      await ctx.step('most', async () => 1, { semantics: StepSemantics.AtMostOncePerRetry as never });
    });
    expect(shape(run.service)).toEqual([
      ['START Step default', 'SUCCEED Step default'],
      ['START Step most'],
      ['SUCCEED Step most'],
    ]);
  });

  test('sdk 3.2.8: its logger is heard in a replay too', async () => {
    const lines: unknown[] = [];
    const log = (line: unknown): void => void lines.push(line);
    const customLogger = { info: log, warn: log, error: log, debug: log };
    await drive(async (_event, ctx) => {
      ctx.configureLogger({ customLogger });
      ctx.logger.info('handler');
      await ctx.step(
        's',
        async ({ logger, attempt }) => {
          logger.info(attempt);
          return attempt < 2 ? fail() : 0;
        },
        twice,
      );
    });
    expect(lines).toEqual(['handler', 1, 2]);
  });
});

describe('waits', () => {
  test('sdk 3.3.1: START is sent at the call, and the end is undefined', async () => {
    const run = await sameOnBoth(async (_event, ctx) => (await ctx.wait('w', { minutes: 1 })) === undefined);
    expect(resultOf(run)).toBe(true);
    expect(run.service.requests).toMatchObject([[{ Action: 'START', WaitOptions: { WaitSeconds: 60 } }]]);
  });

  test('sdk 3.3.2: one that runs already is not started again', async () => {
    const run = await sameOnBoth(async (_event, ctx) => ctx.wait('w', { minutes: 1 }), {
      prepare: (service) =>
        service.put('1', { Type: 'WAIT', SubType: 'Wait', Name: 'w', WaitDetails: soon(service) }),
    });
    expect(run.service.requests).toEqual([]);
    expect(run.outputs).toMatchObject([{ Status: 'PENDING' }, { Status: 'SUCCEEDED' }]);
  });

  test.each(['CANCELLED', 'FAILED'] as const)('sdk 3.3.3, 4.3.1: one that is %s is over', async (Status) => {
    const run = await sameOnBoth(async (_event, ctx) => (await ctx.wait('w', { minutes: 1 })) ?? 'over', {
      prepare: (service) => service.put('1', { Type: 'WAIT', SubType: 'Wait', Name: 'w', Status }),
    });
    expect(resultOf(run)).toBe('over');
  });
});

const soon = (service: ServiceDouble) => ({ ScheduledEndTimestamp: new Date(service.now + 1000) });

const callbackRecord = (members: Partial<WireOperation>) => (service: ServiceDouble) =>
  service.put('1', { Type: 'CALLBACK', SubType: 'Callback', Name: 'c', ...members });

const answerOf = async (_event: unknown, ctx: DurableContext): Promise<unknown> => {
  const [answer, id] = await ctx.createCallback('c');
  return [id, await faceOf(answer)];
};

describe('callbacks', () => {
  test('sdk 3.4.1: the id is there once the start is acknowledged; options are whole seconds', async () => {
    const config = { timeout: { minutes: 1 }, heartbeatTimeout: { seconds: 9 } };
    const run = await sameOnBoth(
      async (_event, ctx) => {
        const [, id] = await ctx.createCallback('c', config);
        await ctx.createCallback('none');
        return id;
      },
      { invocationsMax: 1 },
    );
    expect(resultOf(run)).toBe('callback-c4ca4238a0b92382');
    expect(run.service.requests.flat().map(({ CallbackOptions }) => CallbackOptions)).toEqual([
      { TimeoutSeconds: 60, HeartbeatTimeoutSeconds: 9 },
      {},
    ]);
  });

  test('sdk 3.4.3, 3.4.5: an answer is text as it was sent, and may be missing', async () => {
    for (const [Result, value] of [
      ['"text"', '"text"'],
      [undefined, undefined],
    ]) {
      const prepare = callbackRecord({ Status: 'SUCCEEDED', CallbackDetails: { CallbackId: 'id', Result } });
      const run = await sameOnBoth(answerOf, { prepare });
      expect(resultOf(run)).toEqual(['id', value === undefined ? {} : { value }]);
    }
  });

  test.each(['CANCELLED', 'STOPPED'] as const)('sdk 3.4.6: one that is %s failed outside', async (Status) => {
    const run = await sameOnBoth(answerOf, {
      prepare: callbackRecord({ Status, CallbackDetails: { CallbackId: 'id' } }),
    });
    expect(resultOf(run)).toMatchObject([
      'id',
      { name: 'CallbackExternalError', message: 'Callback failed' },
    ]);
  });

  test('sdk 3.4.7: to know the id does not suspend; to await the answer does', async () => {
    const reached: string[] = [];
    const run = await drive(
      async (_event, ctx) => {
        const [answer] = await ctx.createCallback('c');
        reached.push('id');
        await answer;
        reached.push('answer');
      },
      { invocationsMax: 1 },
    );
    expect([reached, run.output.Status]).toEqual([['id'], 'PENDING']);
  });
});

describe('callbacks that are waited for', () => {
  const submitted: string[] = [];
  const waited = async (_event: unknown, ctx: DurableContext): Promise<unknown> =>
    faceOf(ctx.waitForCallback('c', async (id) => void submitted.push(id)));

  test('sdk 3.5.1, 3.5.2, 3.5.6: a context with a callback and then a submitter, which runs once', async () => {
    submitted.length = 0;
    const run = await sameOnBoth(waited, { between: (service) => service.answerCallback('1-1', 'yes') });
    expect(resultOf(run)).toEqual({ value: 'yes' });
    // Once for each SDK.
    expect(submitted).toHaveLength(2);
    expect(shape(run.service)).toEqual([
      ['START WaitForCallback c', 'START Callback'],
      ['START Step', 'SUCCEED Step'],
      ['SUCCEED WaitForCallback c'],
    ]);
  });

  test('sdk 3.5.3: the context records the answer as JSON, and it is read with the serdes of the call', async () => {
    const read: (string | undefined)[] = [];
    const deserialize = async (data: string | undefined): Promise<unknown> => {
      read.push(data);
      return data;
    };
    const run = await sameOnBoth(
      async (_event, ctx) => {
        const answer = await ctx.waitForCallback('c', async () => undefined, {
          serdes: { deserialize } as never,
        });
        await ctx.wait('w', { seconds: 1 });
        return answer;
      },
      {
        between: (service) =>
          service.has('2') ? service.advance(1) : service.answerCallback('1-1', '{"a":1}'),
      },
    );
    expect(resultOf(run)).toBe('{"a":1}');
    expect(run.service.at('1').ContextDetails?.Result).toBe(JSON.stringify('{"a":1}'));
    // When the answer comes and in the replay after it; under both SDKs.
    expect(read).toEqual(Array.from({ length: 4 }, () => '{"a":1}'));
  });

  test.each([
    ['FAILED', 'CallbackExternalError'],
    ['TIMED_OUT', 'CallbackTimeoutError'],
  ] as const)('sdk 3.5.4: one that is %s throws a %s', async (status, name) => {
    const run = await sameOnBoth(waited, {
      between: (service) => service.failCallback('1-1', { ErrorType: 'Late', ErrorMessage: 'late' }, status),
    });
    expect(resultOf(run)).toMatchObject({ name, message: 'late', cause: { name } });
  });

  test('sdk 3.5.4: a submitter that fails throws a CallbackSubmitterError', async () => {
    const run = await sameOnBoth(async (_event, ctx) => faceOf(ctx.waitForCallback('c', fail, noRetry)));
    expect(resultOf(run)).toMatchObject({ name: 'CallbackSubmitterError', cause: { name: 'StepError' } });
  });

  test('sdk 3.5.5: without a submitter it is refused in words', async () => {
    const run = await sameOnBoth(async (_event, ctx) => [
      await faceOf(ctx.waitForCallback('c', undefined as never)),
      await faceOf(ctx.waitForCallback(5 as never)),
    ]);
    expect(resultOf(run)).toMatchObject([
      { message: 'waitForCallback requires a submitter function when name is provided' },
      { message: 'waitForCallback requires a submitter function' },
    ]);
  });
});

describe('conditions', () => {
  test('sdk 3.6.1: without a strategy or a first state the call throws, but null, 0 and false are states', async () => {
    const run = await sameOnBoth(async (_event, ctx) => {
      const { waitStrategy } = polling(0);
      const wrong = [undefined, { waitStrategy }, { initialState: 0 }].map((config) => {
        try {
          return ctx.waitForCondition('c', count, config as never);
        } catch (error) {
          return (error as Error).message;
        }
      });
      const states = [null, 0, false].map((initialState) =>
        ctx.waitForCondition('ok', async (state: unknown) => state, {
          initialState,
          waitStrategy: waitStrategy as never,
        }),
      );
      return [new Set(wrong).size, wrong[0], await Promise.all(states)];
    });
    const message = 'waitForCondition requires config with waitStrategy and initialState';
    expect(resultOf(run)).toEqual([1, message, [null, 0, false]]);
  });

  test('sdk 3.6.3, 3.6.4, 3.6.6: a check that is not content is RETRY with its state and the delay', async () => {
    const run = await sameOnBoth(async (_event, ctx) =>
      ctx.waitForCondition('c', count, polling(2, { seconds: 7 })),
    );
    expect(resultOf(run)).toBe(2);
    expect(run.service.requests.flat()).toMatchObject([
      { Action: 'START', SubType: 'WaitForCondition' },
      { Action: 'RETRY', Payload: '1', StepOptions: { NextAttemptDelaySeconds: 7 } },
      { Action: 'START' },
      { Action: 'SUCCEED', Payload: '2' },
    ]);
  });

  test('sdk 3.6.4: a decision without a delay fails the operation in words', async () => {
    const run = await drive(async (_event, ctx) => faceOf(ctx.waitForCondition('c', count, polling(2))));
    expect(resultOf(run)).toMatchObject({
      message: 'A duration such as { seconds: 5 } is required, but got undefined.',
      cause: { name: 'TypeError' },
    });
  });

  test('sdk 3.6.5: whatever is thrown fails it at once, as a StepError', async () => {
    const run = await sameOnBoth(async (_event, ctx) => faceOf(ctx.waitForCondition('c', fail, polling(2))));
    expect(resultOf(run)).toMatchObject({ name: 'StepError', cause: { name: 'RangeError' } });
    expect(shape(run.service)).toEqual([['START WaitForCondition c', 'FAIL WaitForCondition c']]);
  });

  test('sdk 3.6.5: a state that the service would refuse fails it, not the execution', async () => {
    const large = async (): Promise<string> => 'x'.repeat(2_000_000);
    const config = { initialState: '', waitStrategy: () => ({ shouldContinue: false as const }) };
    const run = await drive(async (_event, ctx) => faceOf(ctx.waitForCondition('c', large, config)));
    expect(resultOf(run)).toMatchObject({ name: 'StepError', cause: { name: 'PayloadTooLargeError' } });
  });
});

const invoked = (members: Partial<WireOperation>) => (service: ServiceDouble) =>
  service.put('1', { Type: 'CHAINED_INVOKE', SubType: 'ChainedInvoke', Name: 'i', ...members });

describe('invokes', () => {
  test('sdk 3.7.1: the input goes out at the call; none is no payload', async () => {
    const run = await sameOnBoth(
      async (_event, ctx) => {
        ctx.invoke('i', 'function:live', { a: 1 }, { tenantId: 'tenant' });
        ctx.invoke('none', 'function');
        ctx.invoke('null', 'function', null);
        await ctx.wait({ seconds: 1 });
      },
      { invocationsMax: 1 },
    );
    const started = run.service.requests.flat().filter(({ Type }) => Type === 'CHAINED_INVOKE');
    expect(started.map(({ Payload, ChainedInvokeOptions }) => [Payload, ChainedInvokeOptions])).toEqual([
      ['{"a":1}', { FunctionName: 'function:live', TenantId: 'tenant' }],
      [undefined, { FunctionName: 'function' }],
      ['null', { FunctionName: 'function' }],
    ]);
  });

  test('sdk 3.7.2: the result is read with the serdes of the call', async () => {
    const prepare = invoked({ Status: 'SUCCEEDED', ChainedInvokeDetails: { Result: '{"a":1}' } });
    const resultSerdes = { serialize: async () => '', deserialize: async (data?: string) => `<${data}>` };
    const run = await sameOnBoth(async (_event, ctx) => ctx.invoke('i', 'function', 0, { resultSerdes }), {
      prepare,
    });
    expect(resultOf(run)).toBe('<{"a":1}>');
    const plain = await sameOnBoth(async (_event, ctx) => ctx.invoke('i', 'function', 0), { prepare });
    expect(resultOf(plain)).toEqual({ a: 1 });
  });

  test('sdk 3.7.6: several run at the same time', async () => {
    const run = await sameOnBoth(
      async (_event, ctx) => Promise.all([1, 2, 3].map((n) => ctx.invoke(`i${n}`, 'function', n))),
      { invocationsMax: 1 },
    );
    expect(run.service.requests).toHaveLength(1);
    expect(run.service.requests[0]).toHaveLength(3);
  });

  test('sdk 3.7.1: an input that the service would refuse fails the operation, and nothing is started', async () => {
    const run = await drive(async (_event, ctx) => {
      const failure = await ctx.invoke('i', 'function', 'x'.repeat(2_000_000)).catch((error) => error);
      return [failure instanceof InvokeError, (failure as Error).message.slice(0, 40)];
    });
    expect(resultOf(run)).toEqual([true, 'The input of invoke "i" has 2000002 byte']);
    expect(run.service.requests).toEqual([]);
  });
});
