// map, parallel and their outcome. A bug would show as a batch that ends too early, too late or with another reason
// than under AWS's SDK, or that loses an item.

import * as aws from '@aws/durable-execution-sdk-js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BatchCompletionError,
  type BatchResult,
  ChildContextError,
  type CompletionConfig,
  type DurableExecutionHandler,
  NestingType,
} from '../src/index.ts';
import { drive, resultOf, shape, type Wrapper } from './drive.ts';

const awsWrapper = aws.withDurableExecution as unknown as Wrapper;

const view = (batch: BatchResult<unknown>): unknown => ({
  all: batch.all.map(({ index, status, result, error }) => ({
    index,
    status,
    result,
    error: error?.message,
  })),
  completionReason: batch.completionReason,
  status: batch.status,
  counts: [batch.successCount, batch.failureCount, batch.startedCount, batch.totalCount],
  results: batch.getResults(),
  errors: batch.getErrors().map((error) => [error.name, error.cause?.name]),
  hasFailure: batch.hasFailure,
});

/** Runs the four items of the worked cases: 0 and 1 fail, one at a time. */
const worked =
  (completionConfig?: CompletionConfig): DurableExecutionHandler =>
  async (_event, ctx) => {
    const batch = await ctx.map(
      'map',
      [0, 1, 2, 3],
      async (_child, item) => {
        if (item < 2) throw new Error('no');
        return item;
      },
      { maxConcurrency: 1, ...(completionConfig && { completionConfig }) },
    );
    return [batch.totalCount, batch.completionReason, batch.status];
  };

describe('sdk 6.4: completion', () => {
  test.each([
    [undefined, [1, 'FAILURE_TOLERANCE_EXCEEDED', 'FAILED']],
    [{ toleratedFailureCount: 0 }, [1, 'FAILURE_TOLERANCE_EXCEEDED', 'FAILED']],
    [{ toleratedFailurePercentage: 50 }, [4, 'ALL_COMPLETED', 'FAILED']],
    [{ minSuccessful: 1 }, [3, 'MIN_SUCCESSFUL_REACHED', 'FAILED']],
    [{ minSuccessful: 3 }, [4, 'ALL_COMPLETED', 'FAILED']],
    [{ toleratedFailureCount: 1, minSuccessful: 3 }, [2, 'FAILURE_TOLERANCE_EXCEEDED', 'FAILED']],
  ])('with %j: %j', async (config, expected) => {
    expect(resultOf(await drive(worked(config)))).toEqual(expected);
  });

  // Nothing may follow the batch here: under AWS's SDK a step that runs on in a finished batch keeps the invocation
  // from ever suspending.
  test('any batch ends as under the SDK of AWS', async () => {
    const threshold = fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { maxLength: 8 }),
        fc.constantFrom(undefined, 1, 1, 2, 3, 9),
        fc.record({
          minSuccessful: threshold,
          toleratedFailureCount: threshold,
          toleratedFailurePercentage: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
        }),
        fc.constantFrom(NestingType.NESTED, NestingType.FLAT),
        async (failures, maxConcurrency, thresholds, nesting) => {
          const handler: DurableExecutionHandler = async (_event, ctx) => {
            const batch = await ctx.map(
              'map',
              failures,
              async (child, fails, index) => {
                if (fails) throw new Error(`no ${index}`);
                return child.step('s', async () => index);
              },
              { completionConfig: thresholds as never, nesting, ...(maxConcurrency && { maxConcurrency }) },
            );
            return view(batch);
          };
          const [ours, theirs] = [await drive(handler), await drive(handler, {}, awsWrapper)];
          expect(ours.outputs).toEqual(theirs.outputs);
          // With several at a time, which of two branches is first is a matter of microtasks.
          if (maxConcurrency === 1) expect(shape(ours.service)).toEqual(shape(theirs.service));
        },
      ),
      { numRuns: 100, seed: 17 },
    );
  });

  test('sdk 6.1: shouldComplete that throws before the first start fails the batch', async () => {
    const run = await drive(async (_event, ctx) => {
      const completionConfig: CompletionConfig = {
        shouldComplete: () => {
          throw new RangeError('mine');
        },
      };
      return ctx
        .map('map', [1], async () => 1, { completionConfig })
        .catch((error) => (error as Error).message);
    });
    expect(resultOf(run)).toBe('mine');
  });

  test('sdk 6.1: shouldComplete that throws later fails the batch too', async () => {
    const run = await drive(async (_event, ctx) => {
      const completionConfig: CompletionConfig = {
        shouldComplete: ({ completedCount }) => {
          if (completedCount > 0) throw new RangeError('mine');
          return { complete: false };
        },
      };
      return ctx
        .map('map', [1, 2], async () => 1, { completionConfig })
        .catch((error) => (error as Error).message);
    });
    expect(resultOf(run)).toBe('mine');
  });

  test('sdk 6.2: thresholds beside shouldComplete fail the execution and record nothing', async () => {
    const completionConfig = { shouldComplete: () => ({ complete: false }), minSuccessful: 1 } as never;
    const run = await drive(async (_event, ctx) => ctx.map('map', [1], async () => 1, { completionConfig }));
    expect(run.output).toMatchObject({
      Status: 'FAILED',
      Error: {
        ErrorMessage: expect.stringContaining('completionConfig.shouldComplete is mutually exclusive with'),
      },
    });
    expect(run.service.requests).toEqual([]);
  });
});

describe('sdk 6.5: the outcome', () => {
  test('throwIfError throws the error of the first item that failed', async () => {
    const run = await drive(async (_event, ctx) => {
      const batch = await ctx.parallel(
        'parallel',
        [async () => 1, () => Promise.reject(new TypeError('no'))],
        {
          completionConfig: { toleratedFailureCount: 1 },
        },
      );
      try {
        batch.throwIfError();
      } catch (error) {
        return (
          error instanceof ChildContextError && [
            error.message,
            error.cause?.name,
            error.cause instanceof Error,
          ]
        );
      }
    });
    expect(resultOf(run)).toEqual(['no', 'StepError', true]);
  });

  test('throwIfError throws a BatchCompletionError when the batch failed without an item that did', async () => {
    let caught: unknown;
    await drive(async (_event, ctx) => {
      const batch = await ctx.map('map', [1, 2], async (_child, item) => item, {
        completionConfig: { shouldComplete: () => ({ complete: true, outcome: 'FAILED' }) },
      });
      try {
        batch.throwIfError();
      } catch (error) {
        caught = error;
      }
    });
    expect(caught).toBeInstanceOf(BatchCompletionError);
    expect(caught).toMatchObject({
      completionReason: 'CUSTOM_COMPLETION_FAILED',
      message: 'Batch completed as failed by shouldComplete (CUSTOM_COMPLETION_FAILED)',
    });
  });
});

describe('sdk 6.6: records of batches', () => {
  test('sdk 6.6.5: a rebuilt batch still knows the items that were running when it ended', async () => {
    const seen: unknown[] = [];
    const service = await drive(async (_event, ctx) => {
      const batch = await ctx.map(
        'map',
        [0, 1, 2],
        async (child, item) => {
          if (item === 1) await child.wait({ hours: 1 });
          return child.step('large', async () => 'x'.repeat(200_000));
        },
        { completionConfig: { minSuccessful: 2 } },
      );
      seen.push([batch.totalCount, batch.startedCount, batch.completionReason]);
      await ctx.wait({ seconds: 1 });
    });
    expect(service.output.Status).toBe('SUCCEEDED');
    expect(seen).toEqual([
      [3, 1, 'MIN_SUCCESSFUL_REACHED'],
      [3, 1, 'MIN_SUCCESSFUL_REACHED'],
    ]);
  });

  test('sdk 2.2: flat items have no records of their own', async () => {
    const run = await drive(async (_event, ctx) => {
      await ctx.map('map', [1, 2], async (child, item) => child.step(`s${item}`, async () => item), {
        nesting: 'FLAT',
      });
    });
    expect(shape(run.service).flat()).toEqual([
      'START Map map',
      'START Step s1',
      'START Step s2',
      'SUCCEED Step s1',
      'SUCCEED Step s2',
      'SUCCEED Map map',
    ]);
    expect(run.service.at('1-2-1').ParentId).toBe(run.service.at('1').Id);
  });

  test('sdk 6.6.2: what a serdes of the author reads back is made a batch again', async () => {
    const serdes = {
      serialize: async (batch: BatchResult<number> | undefined) => `mine:${JSON.stringify(batch)}`,
      deserialize: async (data: string | undefined) => JSON.parse((data ?? '').slice('mine:'.length)),
    };
    const run = await drive(async (_event, ctx) => {
      const batch = await ctx.map('map', [1, 2], async (_child, item) => item, { serdes });
      await ctx.wait({ seconds: 1 });
      return batch.getResults();
    });
    expect(resultOf(run)).toEqual([1, 2]);
    expect(run.service.at('1').ContextDetails?.Result).toMatch(/^mine:/);
  });
});
