// The rules of map and parallel, one after the other. Where AWS's SDK has the same rule, it runs beside ours and must send the
// same. A bug would show as an item that is started too early or too late, counted twice, or forgotten in a replay.

import { describe, expect, test } from 'vitest';
import { type BatchResult, type DurableExecutionHandler, NestingType } from '../src/index.ts';
import { drive, resultOf, shape } from './drive.ts';
import { faceOf, sameOnBoth } from './same-on-both.ts';

const fail = (): Promise<never> => Promise.reject(new RangeError('no'));
const double = async (_child: unknown, n: number): Promise<number> => 2 * n;
const view = ({ all, completionReason, status, totalCount }: BatchResult<unknown>): unknown => ({
  all: all.map(({ index, status: itemStatus, result }) => [index, itemStatus, result]),
  completionReason,
  status,
  totalCount,
});

describe('sdk 6.1: what a batch is made of', () => {
  test('the holes of a sparse list are items too', async () => {
    const sparse: (number | undefined)[] = Object.assign(new Array(3), { 0: 1, 2: 3 });
    const run = await drive(async (_event, ctx) => {
      const batch = await ctx.map('m', sparse, async (_child, item) => item ?? 'hole');
      return batch.getResults();
    });
    expect(resultOf(run)).toEqual([1, 'hole', 3]);
    const holes = Object.assign(new Array(3), { 0: double, 2: double });
    const refused = await drive(async (_event, ctx) => faceOf(ctx.parallel('p', holes as never)));
    expect(resultOf(refused)).toMatchObject({
      message: 'All branches must be functions or NamedParallelBranch objects',
    });
  });

  test('a container and a context for each item, under the names that were given or the usual ones', async () => {
    const run = await sameOnBoth(async (_event, ctx) => {
      await ctx.map('m', [1, 2], double, { maxConcurrency: 1, itemNamer: (n) => (n === 1 ? 'one' : '') });
      await ctx.parallel('p', [{ name: 'a', func: async () => 1 }, async () => 2], { maxConcurrency: 1 });
    });
    expect(
      run.service.requests
        .flat()
        .filter(({ Action }) => Action === 'START')
        .map(({ SubType, Name }) => `${SubType} ${Name}`),
    ).toEqual([
      'Map m',
      'MapIteration one',
      'MapIteration map-item-1',
      'Parallel p',
      'ParallelBranch a',
      'ParallelBranch parallel-branch-1',
    ]);
  });

  test('items that fail do not fail it', async () => {
    const run = await sameOnBoth(async (_event, ctx) => (await ctx.map('m', [1], fail)).status);
    expect(resultOf(run)).toBe('FAILED');
    expect(run.service.at('1').Status).toBe('SUCCEEDED');
  });

  test('the serdes of the context is for the items, never for the container', async () => {
    const defaultSerdes = {
      serialize: async (value: unknown) => `[${value}]`,
      deserialize: async (data?: string) => data,
    };
    const run = await sameOnBoth(async (_event, ctx) => {
      ctx.configureSerdes({ defaultSerdes });
      return (await ctx.map('m', [1], double)).getResults();
    });
    expect(resultOf(run)).toEqual(['[2]']);
    expect(run.service.at('1').ContextDetails?.Result).toContain('"completionReason":"ALL_COMPLETED"');
  });
});

describe('sdk 6.2: arguments', () => {
  test('that cannot be used are refused in words, and nothing is recorded', async () => {
    const run = await sameOnBoth(async (_event, ctx) => [
      await faceOf(ctx.map('m', 'items' as never, double)),
      await faceOf(ctx.map('m', [1], 'function' as never)),
      await faceOf(ctx.parallel('p', 'branches' as never)),
      await faceOf(ctx.parallel('p', [{ name: 'a' }] as never)),
    ]);
    expect((resultOf(run) as { message: string }[]).map(({ message }) => message)).toEqual([
      'Map operation requires an array of items',
      'Map operation requires a function to process items',
      'Parallel operation requires an array of branch functions',
      'All branches must be functions or NamedParallelBranch objects',
    ]);
    expect(run.service.requests).toEqual([]);
  });

  test.each([0, -1])(
    'maxConcurrency %i fails the execution, and nothing is recorded',
    async (maxConcurrency) => {
      const run = await sameOnBoth(async (_event, ctx) => ctx.map('m', [1], double, { maxConcurrency }));
      expect(run.output).toMatchObject({
        Status: 'FAILED',
        Error: {
          ErrorMessage: `Invalid maxConcurrency: ${maxConcurrency}. Must be a positive number or undefined for unlimited concurrency.`,
        },
      });
      expect(run.service.requests).toEqual([]);
    },
  );

  test.each([undefined, null, Number.NaN])('maxConcurrency %s is no limit', async (maxConcurrency) => {
    const run = await sameOnBoth(
      async (_event, ctx) =>
        (await ctx.map('m', [1, 2], double, { maxConcurrency: maxConcurrency as never })).totalCount,
    );
    expect(resultOf(run)).toBe(2);
    expect(shape(run.service)[0]).toEqual([
      'START Map m',
      'START MapIteration map-item-0',
      'START MapIteration map-item-1',
      'SUCCEED MapIteration map-item-0',
      'SUCCEED MapIteration map-item-1',
      'SUCCEED Map m',
    ]);
  });
});

describe('scheduling', () => {
  test('sdk 6.3.1, 6.3.2: items start in the order of the input, so many at a time', async () => {
    let running = 0;
    const most: number[] = [];
    const run = await drive(async (_event, ctx) => {
      const batch = await ctx.map(
        'm',
        [0, 1, 2, 3, 4],
        (child, n) =>
          child.step(`s${n}`, async () => {
            running++;
            most.push(running);
            await new Promise((resolve) => setImmediate(resolve));
            running--;
          }),
        { maxConcurrency: 2 },
      );
      return batch.successCount;
    });
    expect(resultOf(run)).toBe(5);
    expect(Math.max(...most)).toBe(2);
    const started = run.service.requests
      .flat()
      .filter(({ Action, SubType }) => Action === 'START' && SubType === 'MapIteration');
    expect(started.map(({ Name }) => Name)).toEqual([0, 1, 2, 3, 4].map((n) => `map-item-${n}`));
  });

  test('sdk 6.3.3: items that run when it ends are STARTED, those that never did are absent', async () => {
    const run = await sameOnBoth(async (_event, ctx) => {
      const batch = await ctx.map(
        'm',
        [0, 1, 2],
        async (_child, n) => (n === 0 ? n : new Promise<number>(() => undefined)),
        {
          maxConcurrency: 2,
          completionConfig: { minSuccessful: 1 },
        },
      );
      return view(batch);
    });
    expect(resultOf(run)).toEqual({
      all: [
        [0, 'SUCCEEDED', 0],
        [1, 'STARTED', null],
      ],
      completionReason: 'MIN_SUCCESSFUL_REACHED',
      status: 'SUCCEEDED',
      totalCount: 2,
    });
  });

  test('sdk 6.3.4: with nothing to do it is done; a rule that is met at once ends it at once', async () => {
    const run = await sameOnBoth(async (_event, ctx) => [
      view(await ctx.map('m', [], double)),
      view(
        await ctx.map('n', [1], double, { completionConfig: { shouldComplete: () => ({ complete: true }) } }),
      ),
    ]);
    expect(resultOf(run)).toMatchObject([
      { totalCount: 0, completionReason: 'ALL_COMPLETED' },
      { totalCount: 0, completionReason: 'CUSTOM_COMPLETION_SUCCEEDED' },
    ]);
  });
});

test('sdk 6.5: items without a result are results too', async () => {
  const run = await drive(async (_event, ctx) => {
    const batch = await ctx.map('m', [1, 2], async () => undefined);
    return [batch.successCount, batch.succeeded().length, batch.getResults().length];
  });
  expect(resultOf(run)).toEqual([2, 2, 2]);
});

const afterAWait =
  (
    batch: (ctx: Parameters<DurableExecutionHandler>[1]) => PromiseLike<BatchResult<unknown>>,
  ): DurableExecutionHandler =>
  async (_event, ctx) => {
    const result = await batch(ctx);
    await ctx.wait('w', { seconds: 1 });
    return [
      view(result),
      result.getErrors().map(({ name, cause }) => [name, cause?.name, (cause?.cause as Error)?.name]),
    ];
  };

const large = (n: number): string => `${n}${'x'.repeat(100_000)}`;

describe('records and replays', () => {
  test('sdk 6.6.1, 6.6.4: a small batch is recorded whole, errors with their causes, and is not run again', async () => {
    let runs = 0;
    const run = await sameOnBoth(
      afterAWait((ctx) =>
        ctx.map(
          'm',
          [1, 2],
          async (_child, n) => {
            runs++;
            return n === 1 ? n : fail();
          },
          { maxConcurrency: 1 },
        ),
      ),
    );
    expect(runs).toBe(4);
    expect(resultOf(run)).toMatchObject([
      { totalCount: 2 },
      [['ChildContextError', 'StepError', 'RangeError']],
    ]);
    expect(JSON.parse(run.service.at('1').ContextDetails?.Result ?? '')).toMatchObject({
      all: [
        { result: 1, index: 0, status: 'SUCCEEDED' },
        {
          error: {
            ErrorType: 'ChildContextError',
            Cause: { ErrorType: 'StepError', Cause: { ErrorType: 'RangeError' } },
          },
        },
      ],
      completionReason: 'FAILURE_TOLERANCE_EXCEEDED',
    });
  });

  test('sdk 6.6.3: of one over 256 KiB a summary is recorded, with the text of the author beside it', async () => {
    const run = await sameOnBoth(async (_event, ctx) => {
      await ctx.map('m', [1, 2, 3], async (_child, n) => large(n), {
        summaryGenerator: ({ totalCount }) => `${totalCount} images`,
      });
      await ctx.parallel(
        'p',
        [1, 2, 3].map((n) => async () => large(n)),
      );
    });
    expect(JSON.parse(run.service.at('1').ContextDetails?.Result ?? '')).toEqual({
      type: 'MapResult',
      totalCount: 3,
      successCount: 3,
      failureCount: 0,
      completionReason: 'ALL_COMPLETED',
      status: 'SUCCEEDED',
      itemStatuses: 'SSS',
      summary: '3 images',
    });
    expect(JSON.parse(run.service.at('2').ContextDetails?.Result ?? '')).toMatchObject({
      type: 'ParallelResult',
      startedCount: 0,
      itemStatuses: 'SSS',
    });
    expect(run.service.at('1').ContextDetails?.ReplayChildren).toBe(true);
  });

  test('sdk 6.6.5: a summarised batch is rebuilt from its items', async () => {
    const run = await sameOnBoth(
      afterAWait((ctx) =>
        ctx.map('m', [1, 2, 3], (child, n) => child.step('s', async () => large(n)), { maxConcurrency: 1 }),
      ),
    );
    expect(run.outputs).toHaveLength(2);
    expect(resultOf(run)).toMatchObject([{ totalCount: 3, completionReason: 'ALL_COMPLETED' }, []]);
  });

  test('sdk 6.6.6: flat items have no records; their code runs again over the records inside', async () => {
    let bodies = 0;
    let steps = 0;
    const run = await sameOnBoth(
      afterAWait((ctx) =>
        ctx.map(
          'm',
          [1, 2, 3],
          (child, n) => {
            bodies++;
            return child.step('s', async () => {
              steps++;
              return large(n);
            });
          },
          { maxConcurrency: 1, nesting: NestingType.FLAT as never },
        ),
      ),
    );
    expect(resultOf(run)).toMatchObject([{ totalCount: 3 }, []]);
    expect([bodies, steps]).toEqual([12, 6]);
  });

  test('sdk 6.6.7: in a batch that is not finished, finished items answer from their records', async () => {
    const bodies: number[] = [];
    const run = await sameOnBoth(async (_event, ctx) => {
      const batch = await ctx.map('m', [1, 2], async (child, n) => {
        bodies.push(n);
        if (n === 2) await child.wait('w', { seconds: 1 });
        return n;
      });
      return batch.getResults();
    });
    expect(resultOf(run)).toEqual([1, 2]);
    expect(bodies).toEqual([1, 2, 2, 1, 2, 2]);
  });
});
