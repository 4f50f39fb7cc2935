// Checkpoints: batches, tokens, failures, pages. A bug would show as an update that is lost or sent twice, or as an
// execution that fails where only an invocation should.

import { withDurableExecution as withAwsDurableExecution } from '@aws/durable-execution-sdk-js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DurableExecutionClientError,
  type DurableExecutionHandler,
  withDurableExecution,
} from '../src/index.ts';
import { limits } from '../src/internal.ts';
import { drive, lambdaContext, resultOf, shape, type Wrapper } from './drive.ts';
import { ServiceDouble } from './service-double.ts';

const aws = withAwsDurableExecution as unknown as Wrapper;

const oneStep: DurableExecutionHandler = async (_event, ctx) => ctx.step('work', async () => 1);

describe('sdk 4.4: batches', () => {
  test('a request has at most 250 updates', async () => {
    const handler: DurableExecutionHandler = async (_event, ctx) => {
      await ctx.map('map', Array.from({ length: 600 }), async () => 1);
    };
    const sizes = (await drive(handler)).service.requests.map((updates) => updates.length);
    expect(sizes).toEqual([250, 250, 250, 250, 202]);
  });

  test('a request is cut at 750 KiB, at the byte where the SDK of AWS cuts it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ bytes: fc.integer({ min: 0, max: 300_000 }), name: fc.string({ maxLength: 20 }) }),
          {
            minLength: 3,
            maxLength: 12,
          },
        ),
        async (steps) => {
          const handler: DurableExecutionHandler = async (_event, ctx) => {
            let release: () => void = () => undefined;
            const gate = new Promise<void>((resolve) => {
              release = resolve;
            });
            const running = ctx.parallel(
              'parallel',
              steps.map(({ bytes, name }) => ({
                func: (child: typeof ctx) =>
                  child.step(name, async () => {
                    await gate;
                    return 'é'.repeat(bytes / 2);
                  }),
              })),
            );
            await ctx.step('begin', async () => 1);
            release();
            await running;
          };
          const [ours, theirs] = [await drive(handler), await drive(handler, {}, aws)];
          expect(ours.service.requests.map((updates) => updates.length)).toEqual(
            theirs.service.requests.map((updates) => updates.length),
          );
        },
      ),
      { numRuns: 15, seed: 17 },
    );
  });

  test('an update over the limit of a request goes alone', async () => {
    const run = await drive(async (_event, ctx) => {
      await Promise.all([
        ctx.step('small', async () => 1),
        ctx.step('large', async () => 'x'.repeat(limits.batchBytesMax)),
        ctx.step('after', async () => 2),
      ]);
    });
    expect(shape(run.service)).toContainEqual(['SUCCEED Step large']);
  });
});

const apiError = (status: number | undefined, name = 'SomeException', message = 'no'): Error =>
  Object.assign(new Error(message), { name, ...(status && { $metadata: { httpStatusCode: status } }) });

describe('sdk 4.6: what a failed checkpoint means', () => {
  const failing = (error: Error, handler = oneStep): Promise<unknown> =>
    drive(handler, {
      beforeCheckpoint: () => {
        throw error;
      },
    }).then((run) => run.output);

  test.each([
    ['a client error that ends the execution', new DurableExecutionClientError('no', { scope: 'EXECUTION' })],
    ['400', apiError(400)],
    ['403', apiError(403)],
    ['a KMS failure', apiError(502, 'KMSDisabledException')],
  ])('%s fails the execution', async (_title, error) => {
    expect(await failing(error)).toEqual({
      Status: 'FAILED',
      Error: {
        ErrorType: 'CheckpointUnrecoverableExecutionError',
        ErrorMessage: '[Unrecoverable Execution] Checkpoint failed: no',
      },
    });
  });

  test.each([
    ['a client error that ends the invocation', new DurableExecutionClientError('no')],
    ['429', apiError(429)],
    ['500', apiError(500)],
    ['no answer', apiError(undefined)],
    ['a stale token', apiError(400, 'InvalidParameterValueException', 'Invalid Checkpoint Token no')],
    [
      'a stale token in the words of the live service',
      apiError(400, 'InvalidParameterValueException', 'Invalid checkpoint token'),
    ],
  ])('%s is thrown, so that the invocation is repeated', async (_title, error) => {
    await expect(failing(error)).rejects.toMatchObject({
      name: 'CheckpointUnrecoverableInvocationError',
      message: `[Unrecoverable Invocation] Checkpoint failed: ${error.message}`,
    });
  });

  test('sdk 4.2.6: a rejected last checkpoint is not reported as success', async () => {
    const run = drive(async (_event, ctx) => ctx.runInChildContext('child', async () => 1), {
      beforeCheckpoint: () => {
        throw apiError(400);
      },
    });
    expect((await run).output.Status).toBe('FAILED');
  });

  test('sdk 12.918: an answer without a token suspends the invocation and drops what is queued', async () => {
    const service = new ServiceDouble();
    const client = {
      getExecutionState: service.getExecutionState.bind(service),
      checkpoint: async (params: Parameters<ServiceDouble['checkpoint']>[0]) => {
        const { NewExecutionState } = await service.checkpoint(params);
        return { NewExecutionState };
      },
    };
    const handler: DurableExecutionHandler = async (_event, ctx) => {
      await ctx.step('first', async () => 1);
      await ctx.step('second', async () => 2);
    };
    const run = await drive(handler, {
      service,
      config: { durableExecutionClient: client },
      invocationsMax: 1,
    });
    expect(run.output).toEqual({ Status: 'PENDING' });
    expect(shape(service)).toEqual([['START Step first', 'SUCCEED Step first']]);
  });
});

describe('sdk 5.2.5: pages of state', () => {
  const manySteps: DurableExecutionHandler = async (_event, ctx) => {
    let sum = 0;
    for (let n = 0; n < 25; n++) sum += await ctx.step(`step-${n}`, async () => n);
    await ctx.wait({ seconds: 1 });
    return sum;
  };

  test('all pages are read, with one token, before any code runs', async () => {
    const run = await drive(manySteps, { pageSize: 10 });
    expect(resultOf(run)).toBe(300);
    const { stateRequests } = run.service;
    expect(stateRequests.map((request) => [request.Marker, request.MaxItems])).toEqual([
      ['10', 1000],
      ['20', 1000],
    ]);
    expect(new Set(stateRequests.map((request) => request.CheckpointToken)).size).toBe(1);
    expect(run.service.requests.flat().filter((update) => update.Type === 'STEP')).toHaveLength(50);
  });

  test.each([
    ['a client error that ends the execution', new DurableExecutionClientError('no', { scope: 'EXECUTION' })],
    ['a KMS failure', apiError(502, 'KMSNotFoundException')],
  ])('%s while reading fails the execution', async (_title, error) => {
    expect((await readFailing(error)).Status).toBe('FAILED');
  });

  test('any other failure while reading is thrown as it is', async () => {
    const error = apiError(500);
    await expect(readFailing(error)).rejects.toBe(error);
  });

  async function readFailing(error: Error) {
    const begun = await drive(manySteps, { pageSize: 10, invocationsMax: 1 });
    const client = {
      checkpoint: begun.service.checkpoint.bind(begun.service),
      getExecutionState: () => Promise.reject(error),
    };
    return withDurableExecution(manySteps, { durableExecutionClient: client })(
      begun.service.event(),
      lambdaContext,
    );
  }
});

describe('sdk 5.3: the output', () => {
  test('a result over 6 MiB less 50 bytes is recorded and leaves an empty one', async () => {
    const quotes = 2;
    const fitting = limits.resultBytesMax - quotes;
    const small = await drive(async () => 'x'.repeat(fitting));
    expect(small.service.requests).toEqual([]);
    expect(small.output.Status === 'SUCCEEDED' && small.output.Result?.length).toBe(limits.resultBytesMax);
    const large = await drive(async () => 'x'.repeat(fitting + 1));
    expect(large.output).toEqual({ Status: 'SUCCEEDED', Result: '' });
    expect(large.service.requests).toMatchObject([[{ Type: 'EXECUTION', Action: 'SUCCEED' }]]);
    expect(large.service.result?.length).toBe(limits.resultBytesMax + 1);
  });
});

test('sdk 2.4: a combinator inside another belongs to the context in which it was called', async () => {
  const run = await drive(async (_event, ctx) =>
    ctx.promise.all('outer', [ctx.promise.race('inner', [ctx.step('step', async () => 'won')])]),
  );
  expect(resultOf(run)).toEqual(['won']);
  expect([run.service.at('2').Name, run.service.at('3').Name]).toEqual(['outer', 'inner']);
  expect(run.service.at('3').ParentId).toBeUndefined();
});
