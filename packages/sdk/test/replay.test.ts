// Replay: what is recorded is answered, what does not fit is found, and nothing runs twice. A bug would show as code
// that runs although its result is recorded, or as an execution that goes on after its record stopped fitting.

import { describe, expect, test } from 'vitest';
import {
  CallbackExternalError,
  CallbackTimeoutError,
  ChildContextError,
  type DurableExecutionHandler,
  InvokeError,
  StepError,
  StepSemantics,
  WaitForConditionError,
  type WireOperation,
} from '../src/index.ts';
import { wireId } from '../src/internal.ts';
import { drive, resultOf, shape } from './drive.ts';
import { ServiceDouble } from './service-double.ts';

/** A service that has records at positions. */
function recorded(records: Record<string, Partial<WireOperation>>): ServiceDouble {
  const service = new ServiceDouble();
  for (const [rawId, members] of Object.entries(records)) service.put(rawId, members);
  return service;
}

const never: () => Promise<never> = () => Promise.reject(new Error('must not run'));

/** The class and the chain of names of what a promise rejects with. */
async function failureOf(promise: PromiseLike<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('It did not fail.');
}

/** Runs a handler on records and answers the error that it caught. */
async function caughtOn(
  records: Record<string, Partial<WireOperation>>,
  operation: (...args: Parameters<DurableExecutionHandler>) => PromiseLike<unknown>,
): Promise<Error> {
  let caught: Error | undefined;
  const handler: DurableExecutionHandler = async (event, ctx) => {
    caught = await failureOf(operation(event, ctx));
  };
  await drive(handler, { service: recorded(records) });
  if (caught === undefined) throw new Error('The handler did not get there.');
  return caught;
}

describe('sdk 3.2: a recorded step', () => {
  test('that succeeded answers its result and its code does not run', async () => {
    const service = recorded({ '1': { Status: 'SUCCEEDED', Name: 's', StepDetails: { Result: '{"a":1}' } } });
    expect(resultOf(await drive(async (_event, ctx) => ctx.step('s', never), { service }))).toEqual({ a: 1 });
    expect(service.requests).toEqual([]);
  });

  test('that failed throws what was recorded', async () => {
    const recordedError = { ErrorType: 'TypeError', ErrorMessage: 'no', ErrorData: 'data' };
    const error = await caughtOn(
      { '1': { Status: 'FAILED', Name: 's', StepDetails: { Error: recordedError } } },
      (_event, ctx) => ctx.step('s', never),
    );
    expect(error).toBeInstanceOf(StepError);
    expect(error).toMatchObject({
      message: 'no',
      errorData: 'data',
      cause: { name: 'TypeError', message: 'no' },
    });
  });

  test('that failed without an error throws a StepError', async () => {
    const error = await caughtOn({ '1': { Status: 'FAILED', Name: 's' } }, (_event, ctx) =>
      ctx.step('s', never),
    );
    expect(error).toMatchObject({ name: 'StepError', message: 'Unknown error' });
  });

  test('that is ready runs with the next attempt and is started again', async () => {
    const service = recorded({ '1': { Status: 'READY', Name: 's', StepDetails: { Attempt: 2 } } });
    const run = await drive(async (_event, ctx) => ctx.step('s', async ({ attempt }) => attempt), {
      service,
    });
    expect(resultOf(run)).toBe(3);
    expect(shape(service)).toEqual([['START Step s', 'SUCCEED Step s']]);
  });

  test('that was left running runs again without being started again', async () => {
    const service = recorded({ '1': { Status: 'STARTED', Name: 's' } });
    await drive(async (_event, ctx) => ctx.step('s', async () => 1), { service });
    expect(shape(service)).toEqual([['SUCCEED Step s']]);
  });

  test('sdk 3.2.5: an interrupted at-most-once step is a failed attempt', async () => {
    const service = recorded({ '1': { Status: 'STARTED', Name: 's' } });
    let attempts = 0;
    const run = await drive(
      async (_event, ctx) =>
        ctx.step(
          's',
          async ({ attempt }) => {
            attempts++;
            return attempt;
          },
          { semantics: StepSemantics.AtMostOncePerRetry },
        ),
      { service },
    );
    expect([resultOf(run), attempts]).toEqual([2, 1]);
    expect(service.requests[0]).toMatchObject([
      { Action: 'RETRY', Error: { ErrorType: 'StepInterruptedError' } },
    ]);
  });

  test('sdk 3.2.5: without a retry the interruption is the failure, and the code does not run again', async () => {
    const error = await caughtOn({ '1': { Status: 'STARTED', Name: 's' } }, (_event, ctx) =>
      ctx.step('s', never, {
        semantics: StepSemantics.AtMostOncePerRetry,
        retryStrategy: () => ({ shouldRetry: false }),
      }),
    );
    expect(error).toMatchObject({ name: 'StepError', cause: { name: 'StepInterruptedError' } });
  });
});

describe('other recorded operations', () => {
  const wait = { Type: 'WAIT', SubType: 'Wait', Name: 'w' } as const;
  const callback = { Type: 'CALLBACK', SubType: 'Callback', Name: 'c' } as const;
  const invoke = { Type: 'CHAINED_INVOKE', SubType: 'ChainedInvoke', Name: 'i' } as const;
  const context = { Type: 'CONTEXT', SubType: 'RunInChildContext', Name: 'k' } as const;

  test.each(['SUCCEEDED', 'CANCELLED', 'STOPPED'] as const)(
    'sdk 3.3.3: a wait that is %s is over',
    async (Status) => {
      const service = recorded({ '1': { ...wait, Status } });
      const run = await drive(async (_event, ctx) => ctx.wait('w', { hours: 1 }), { service });
      expect([run.outputs.length, resultOf(run)]).toEqual([1, undefined]);
    },
  );

  const lateness = { ErrorType: 'Callback.Timeout', ErrorMessage: 'late', ErrorData: 'data' };
  test.each([
    ['TIMED_OUT', CallbackTimeoutError],
    ['FAILED', CallbackExternalError],
    ['STOPPED', CallbackExternalError],
  ] as const)('sdk 3.4.4: a callback that is %s throws its class', async (Status, ErrorClass) => {
    const CallbackDetails = { CallbackId: 'id', Error: lateness };
    const error = await caughtOn({ '1': { ...callback, Status, CallbackDetails } }, async (_event, ctx) => {
      const [answer] = await ctx.createCallback('c');
      await answer;
    });
    expect(error).toBeInstanceOf(ErrorClass);
    expect(error).toMatchObject({ message: 'late', errorData: 'data', cause: { name: 'Callback.Timeout' } });
  });

  test('sdk 3.4.2: a callback without an id cannot be used', async () => {
    const error = await caughtOn({ '1': { ...callback, Status: 'SUCCEEDED' } }, (_event, ctx) =>
      ctx.createCallback('c'),
    );
    expect(error.message).toBe('No callback ID found for callback: 1');
  });

  test.each(['FAILED', 'TIMED_OUT', 'STOPPED'] as const)(
    'sdk 3.7.3: an invoke that is %s throws an InvokeError that knows the remote type',
    async (Status) => {
      const ChainedInvokeDetails = { Error: { ErrorType: 'Remote', ErrorMessage: 'no', ErrorData: 'data' } };
      const error = await caughtOn({ '1': { ...invoke, Status, ChainedInvokeDetails } }, (_event, ctx) =>
        ctx.invoke('i', 'function'),
      );
      expect(error).toBeInstanceOf(InvokeError);
      expect(error).toMatchObject({ message: 'no', errorData: 'data', cause: { name: 'Remote' } });
    },
  );

  test('sdk 3.8: a child that failed is not run again, even if its children are kept', async () => {
    const ContextDetails = { ReplayChildren: true, Error: { ErrorType: 'RangeError', ErrorMessage: 'no' } };
    const error = await caughtOn({ '1': { ...context, Status: 'FAILED', ContextDetails } }, (_event, ctx) =>
      ctx.runInChildContext('k', never),
    );
    expect(error).toBeInstanceOf(ChildContextError);
    expect(error).toMatchObject({ cause: { name: 'StepError', cause: { name: 'RangeError' } } });
  });

  test('sdk 2.5.4: a rebuilt child gets past a callback that timed out and was caught', async () => {
    const service = recorded({
      '1': { ...context, Status: 'SUCCEEDED', ContextDetails: { ReplayChildren: true, Result: '' } },
      '1-1': { ...callback, Status: 'TIMED_OUT', CallbackDetails: { CallbackId: 'id' } },
      '1-2': { Status: 'SUCCEEDED', Name: 's', StepDetails: { Result: '2' } },
    });
    const run = await drive(
      async (_event, ctx) =>
        ctx.runInChildContext('k', async (child) => {
          const [answer] = await child.createCallback('c');
          const first = await answer.catch(() => 'late');
          return [first, await child.step('s', never)];
        }),
      { service },
    );
    expect(resultOf(run)).toEqual(['late', 2]);
    expect(service.requests).toEqual([]);
  });

  test('sdk 3.6: a condition that failed without an error throws a WaitForConditionError', async () => {
    const error = await caughtOn(
      { '1': { SubType: 'WaitForCondition', Name: 'p', Status: 'FAILED' } },
      (_event, ctx) =>
        ctx.waitForCondition('p', never, {
          initialState: 0,
          waitStrategy: () => ({ shouldContinue: false }),
        }),
    );
    expect(error).toBeInstanceOf(WaitForConditionError);
  });

  test('sdk 3.6.2: a condition goes on with the state of its last check', async () => {
    const service = recorded({
      '1': {
        SubType: 'WaitForCondition',
        Name: 'p',
        Status: 'READY',
        StepDetails: { Attempt: 3, Result: '{"n":41}' },
      },
    });
    const run = await drive(
      async (_event, ctx) =>
        ctx.waitForCondition('p', async (state: { n: number }) => ({ n: state.n + 1 }), {
          initialState: { n: 0 },
          waitStrategy: () => ({ shouldContinue: false }),
        }),
      { service },
    );
    expect(resultOf(run)).toEqual({ n: 42 });
  });
});

describe('sdk 2.3.2, 2.3.3, 2.3.4: a record that does not fit', () => {
  const mismatches: [string, Partial<WireOperation>, string][] = [
    ['type', { Type: 'WAIT', SubType: 'Wait', Name: 's' }, 'Expected type "WAIT", but got "STEP"'],
    ['name', { Name: 'other' }, 'Expected name "other", but got "s"'],
    ['name', { Name: undefined }, 'Expected name "undefined", but got "s"'],
    [
      'subtype',
      { Name: 's', SubType: 'WaitForCondition' },
      'Expected subtype "WaitForCondition", but got "Step"',
    ],
  ];
  for (const [aspect, record, expectation] of mismatches) {
    test(`in its ${aspect} fails the execution, and no code runs after it: ${expectation}`, async () => {
      const ran: string[] = [];
      const run = await drive(
        async (_event, ctx) => {
          try {
            await ctx.step('s', async () => ran.push('step'));
          } finally {
            ran.push('finally');
          }
        },
        { service: recorded({ '1': { ...record, Status: 'STARTED' } }) },
      );
      expect(run.output).toMatchObject({
        Status: 'FAILED',
        Error: { ErrorType: 'NonDeterministicExecutionError' },
      });
      const message = run.output.Status === 'FAILED' ? run.output.Error.ErrorMessage : '';
      expect(message).toContain(
        `[Unrecoverable Execution] Non-deterministic execution detected: Operation ${aspect} mismatch for step "1". ${expectation}. This indicates`,
      );
      expect(ran).toEqual([]);
    });
  }

  test('is reported with what was recorded, what was asked for, and where that is recorded', async () => {
    const run = await drive(async (_event, ctx) => ctx.step('second', async () => 1), {
      service: recorded({
        '1': { Name: 'first', Status: 'SUCCEEDED' },
        '2': { Name: 'second', Status: 'SUCCEEDED' },
      }),
    });
    expect(run.output.Status === 'FAILED' && run.output.Error.ErrorMessage).toContain(
      'Recorded here: Step "first"; asked for: Step "second". The same operation is recorded at "2".',
    );
  });

  const mismatchIn = async (service: ServiceDouble, handler: DurableExecutionHandler): Promise<string> => {
    const run = await drive(handler, { service });
    return run.output.Status === 'FAILED' ? String(run.output.Error.ErrorMessage) : '';
  };
  const done = { Status: 'SUCCEEDED' } as const;
  const child = { Type: 'CONTEXT', SubType: 'RunInChildContext' } as const;

  test('is reported with the place in the tree, and what was meant is found in another context', async () => {
    const service = recorded({
      '1': { ...child, ...done, Name: 'before' },
      '1-1': { ...done, ParentId: wireId('1'), Name: 'far' },
      '2': { ...child, Name: 'order' },
      '2-1': { ...child, ParentId: wireId('2'), Name: 'line' },
      '2-1-1': { ...done, ParentId: wireId('2-1'), Name: 'check' },
      // In a virtual context at 2-2, which has no record.
      '2-2-1': { ...done, ParentId: wireId('2'), Name: 'price' },
      '2-3': { ...child, ParentId: wireId('2'), Name: 'line' },
      '2-3-1': { ...done, ParentId: wireId('2-3'), Name: 'price' },
    });
    const asking =
      (name: string): DurableExecutionHandler =>
      async (_event, ctx) => {
        ctx.runInChildContext('before', never);
        await ctx.runInChildContext('order', (order) =>
          order.runInChildContext('line', (line) => line.step(name, never)),
        );
      };
    expect(await mismatchIn(service, asking('price'))).toContain(
      'Recorded here, in RunInChildContext "order" at "2" > RunInChildContext "line" at "2-1": Step "check"; ' +
        'asked for: Step "price". The same operation is recorded at "2-2-1", which is the nearest of 2.',
    );
    expect(await mismatchIn(service, asking('far'))).toContain('The same operation is recorded at "1-1".');
    expect(await mismatchIn(service, asking('new'))).toContain(
      'No such operation is recorded in this execution: it is new, or has another name.',
    );
  });

  test('is reported from among thousands of records', async () => {
    const positions = Array.from({ length: 3000 }, (_, index) => String(index + 1));
    const service = recorded(
      Object.fromEntries(positions.map((at) => [at, { ...done, Name: `step ${at}` }])),
    );
    expect(await mismatchIn(service, async (_event, ctx) => ctx.step('step 2999', never))).toContain(
      'The same operation is recorded at "2999".',
    );
  });

  test('sdk 2.3.6: is found for conditions too', async () => {
    const run = await drive(
      async (_event, ctx) =>
        ctx.waitForCondition('p', async (state: number) => state, {
          initialState: 0,
          waitStrategy: () => ({ shouldContinue: false }),
        }),
      { service: recorded({ '1': { Name: 'p', SubType: 'Step', Status: 'STARTED' } }) },
    );
    expect(run.output).toMatchObject({ Error: { ErrorType: 'NonDeterministicExecutionError' } });
  });
});

describe('a record that fits', () => {
  test('sdk 2.3.1: one without a type is not compared', async () => {
    const service = recorded({
      '1': { Type: undefined, SubType: 'Other', Name: 'other', Status: 'SUCCEEDED' },
    });
    expect(
      resultOf(await drive(async (_event, ctx) => (await ctx.step('s', never)) ?? 'nothing', { service })),
    ).toBe('nothing');
  });

  test('sdk 2.3.5: records that nobody asks for, and operations beyond the records, are no mismatch', async () => {
    const done = { Status: 'SUCCEEDED', Name: 's', StepDetails: { Result: '1' } } as const;
    const fewer = await drive(async (_event, ctx) => ctx.step('s', never), {
      service: recorded({ '1': done, '2': done }),
    });
    expect(resultOf(fewer)).toBe(1);
    const more = await drive(
      async (_event, ctx) => [await ctx.step('s', never), await ctx.step('new', async () => 2)],
      { service: recorded({ '1': done }) },
    );
    expect(resultOf(more)).toEqual([1, 2]);
  });
});
