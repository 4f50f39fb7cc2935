// Errors and their records. A bug would show as an error that has another face in a replay than in the first run, or another
// one than under AWS's SDK.

import * as aws from '@aws/durable-execution-sdk-js';
import { describe, expect, test } from 'vitest';
import * as ours from '../src/index.ts';
import { drive, resultOf } from './drive.ts';
import { faceOf, onTheWire, sameOnBoth } from './same-on-both.ts';

const classes = [
  'StepError',
  'CallbackError',
  'CallbackExternalError',
  'CallbackTimeoutError',
  'CallbackSubmitterError',
  'InvokeError',
  'ChildContextError',
  'WaitForConditionError',
  'PromiseCombinatorError',
] as const;

type Parameters = [message?: string, cause?: Error, errorData?: string];

const make = (SDK: typeof ours | typeof aws, name: (typeof classes)[number], parameters: Parameters) => {
  const ErrorClass: new (...all: Parameters) => ours.DurableOperationError = Reflect.get(SDK, name);
  return new ErrorClass(...parameters);
};

const face = (error: unknown): Promise<unknown> => faceOf(Promise.reject(error));
const noRetry = { retryStrategy: () => ({ shouldRetry: false }) };

const marked = (scope: string): Error =>
  Object.assign(new Error(), { isDurableExecutionClientError: true, scope });

describe('sdk 1.5: error classes have the names, types and messages of those of AWS', () => {
  test.each(classes)('%s', async (name) => {
    const cause = new RangeError('inner');
    for (const parameters of [[], ['text'], ['text', cause, 'data']] as Parameters[]) {
      const [theirs, mine] = [make(aws, name, parameters), make(ours, name, parameters)];
      expect(await face(mine)).toEqual(await face(theirs));
      expect(onTheWire(mine.toErrorObject())).toEqual(onTheWire(theirs.toErrorObject()));
      expect(make(ours, name, ['outer', mine]).toErrorObject().ErrorData).toBe(
        make(aws, name, ['outer', theirs]).toErrorObject().ErrorData,
      );
      expect(mine).toBeInstanceOf(ours.DurableOperationError);
      expect(mine instanceof ours.CallbackError).toBe(theirs instanceof aws.CallbackError);
    }
  });

  test('BatchCompletionError, StepInterruptedError, DurableExecutionClientError, PluginLoadError', async () => {
    for (const SDK of [ours, aws]) {
      const batch = new SDK.BatchCompletionError('CUSTOM_COMPLETION_FAILED');
      expect(batch).toMatchObject({
        errorType: 'BatchCompletionError',
        completionReason: 'CUSTOM_COMPLETION_FAILED',
        message: 'Batch completed as failed by shouldComplete (CUSTOM_COMPLETION_FAILED)',
      });
      expect(new SDK.StepInterruptedError('1')).toMatchObject({
        name: 'StepInterruptedError',
        message:
          'The step execution process was initiated but failed to reach completion due to an interruption.',
      });
      const client = new SDK.DurableExecutionClientError('gone', { cause: 1 });
      expect(client).toMatchObject({ scope: 'INVOCATION', cause: 1, isDurableExecutionClientError: true });
      expect(
        [client, { ...client }, marked('EXECUTION'), marked('ELSEWHERE')].map(
          SDK.isDurableExecutionClientError,
        ),
      ).toEqual([true, false, true, false]);
      expect(new SDK.PluginLoadError('no').message).toBe('Dynamic plugin configuration failed: no');
    }
  });
});

const records: ours.ErrorObject[] = [
  {},
  { ErrorMessage: 'only a message' },
  { ErrorType: 'TypeError', ErrorMessage: 'no', ErrorData: 'data', StackTrace: ['a', 'b'] },
  { ErrorType: 'TypeError' },
  ...classes.map((ErrorType) => ({ ErrorType, ErrorMessage: 'm', ErrorData: 'd' })),
  { ErrorType: 'BatchCompletionError', ErrorMessage: 'm' },
];

describe('sdk 3.10: errors and their records', () => {
  test.each(records)('%o is rebuilt as by AWS', async (record) => {
    const [theirs, mine] = [aws, ours].map(({ DurableOperationError }) =>
      DurableOperationError.fromErrorObject(record as never),
    );
    expect(await face(mine)).toEqual(await face(theirs));
    const [theirStack, myStack] = [theirs, mine].map((error) => Reflect.get(error?.cause ?? {}, 'stack'));
    expect(myStack).toBe(theirStack);
    expect(onTheWire(mine?.toErrorObject())).toEqual(onTheWire(theirs?.toErrorObject()));
  });

  const thrown: [string, () => unknown][] = [
    ['an error', () => new RangeError('no')],
    ['an error with a name of its own', () => Object.assign(new Error('no'), { name: 'Mine' })],
    ['what only looks like an error', () => ({ name: 'Likeness', message: 'm' })],
    ['a text', () => 'text'],
    ['nothing', () => undefined],
  ];
  test.each(thrown)(
    '%s is the same caught live, caught in a replay, and as the end of the execution',
    async (_title, make) => {
      const inStep = await sameOnBoth(async (_event, ctx) => {
        const live = await faceOf(ctx.step('s', () => Promise.reject(make()), noRetry));
        await ctx.wait('w', { seconds: 1 });
        return live;
      });
      expect(inStep.outputs).toHaveLength(2);
      const record = inStep.service.at('1').StepDetails?.Error;
      expect(resultOf(inStep)).toEqual(
        await face(ours.DurableOperationError.fromErrorObject(record as ours.ErrorObject)).then(onTheWire),
      );
      const run = await drive(async () => Promise.reject(make()));
      expect(run.output).toMatchObject({ Status: 'FAILED', Error: record });
    },
  );

  test('an error over the limit of the service is cut', async () => {
    const run = await drive(async (_event, ctx) =>
      faceOf(ctx.step('s', () => Promise.reject(new Error('x'.repeat(2_000_000))), noRetry)),
    );
    expect(JSON.stringify(run.service.at('1').StepDetails?.Error).length).toBeLessThan(20_000);
    expect(resultOf(run)).toMatchObject({ message: expect.stringMatching(/^x+… \(2000000 characters\)$/) });
  });

  test('the failure of a condition is a StepError and a WaitForConditionError, live and in a replay', async () => {
    const classesOf = (error: unknown): unknown => [
      error instanceof ours.StepError,
      error instanceof ours.WaitForConditionError,
      error instanceof ours.InvokeError,
    ];
    const run = await drive(async (_event, ctx) => {
      const config = { initialState: 0, waitStrategy: () => ({ shouldContinue: false as const }) };
      const broken = (): Promise<number> => Promise.reject(new Error('no'));
      const condition = await ctx.waitForCondition('c', broken, config).catch(classesOf);
      const step = await ctx.step('s', broken, noRetry).catch(classesOf);
      await ctx.wait('w', { seconds: 1 });
      return [condition, step];
    });
    expect(run.outputs).toHaveLength(2);
    expect(resultOf(run)).toEqual([
      [true, true, false],
      [true, false, false],
    ]);
  });
});
