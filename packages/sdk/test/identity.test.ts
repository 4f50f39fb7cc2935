// Positions and ids of operations. A bug would show as an execution that one SDK cannot go on with after the other, or as a
// record that is read by another operation than the one that wrote it.

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type DurableContext, type DurableExecutionHandler, NestingType, withRetry } from '../src/index.ts';
import { wireId } from '../src/internal.ts';
import { drive } from './drive.ts';
import { sameOnBoth } from './same-on-both.ts';

const one = async (): Promise<number> => 1;

/** The position of each operation, found among all that a small tree can have. */
const positions: ReadonlyMap<string | undefined, string> = new Map(
  [
    '',
    ...['1', '2', '3', '4', '5'].flatMap((a) => [
      a,
      ...['1', '2', '3'].flatMap((b) => [`${a}-${b}`, `${a}-${b}-1`, `${a}-${b}-2`]),
    ]),
  ].map((rawId) => [wireId(rawId), rawId]),
);

/** `Wait 3 below 2`, for each operation that is started. */
async function startedBy(handler: DurableExecutionHandler): Promise<string[]> {
  const { service } = await sameOnBoth(handler, { invocationsMax: 1 });
  return service.requests
    .flat()
    .filter(({ Action }) => Action === 'START')
    .map(({ SubType, Id, ParentId }) => {
      const below = ParentId === undefined ? '' : ` below ${positions.get(ParentId)}`;
      return `${SubType} ${positions.get(Id)}${below}`;
    });
}

test('sdk 2.1.1: each context counts its operations from 1', async () => {
  const started = await startedBy(async (_event, ctx) => {
    await ctx.step(one);
    await ctx.runInChildContext((child) => child.step(one));
    await ctx.step(one);
  });
  expect(started).toEqual(['Step 1', 'RunInChildContext 2', 'Step 2-1 below 2', 'Step 3']);
});

test('sdk 2.1.2: the position of an operation is that of its context and its own number', async () => {
  const started = await startedBy(async (_event, ctx) => {
    await ctx.runInChildContext((child) => child.runInChildContext((grandchild) => grandchild.step(one)));
  });
  expect(started).toEqual(['RunInChildContext 1', 'RunInChildContext 1-1 below 1', 'Step 1-1-1 below 1-1']);
});

test.each([
  ['1', 'c4ca4238a0b92382'],
  ['2', 'c81e728d9d4c2f63'],
  ['3', 'eccbc87e4b5ce2fe'],
  ['1-1', 'ea66c06c1e1c05fa'],
  ['1-2', '98c6f2c2287f4c73'],
  ['1-1-1', '2f221a18eb863803'],
])('sdk 2.1.3: the position %s is %s on the wire', (rawId, id) => {
  expect(wireId(rawId)).toBe(id);
  expect(createHash('md5').update(rawId).digest('hex').startsWith(id)).toBe(true);
});

test('sdk 2.1.4: operations of the handler have no parent', async () => {
  const run = await drive(async (_event, ctx) => ctx.step(one));
  expect(run.service.requests[0]?.[0]).not.toHaveProperty('ParentId');
});

test('sdk 2.1.5: positions are taken in the order of the calls, whatever is awaited first', async () => {
  const started = await startedBy(async (_event, ctx) => {
    const first = ctx.wait({ seconds: 1 });
    const second = ctx.invoke('function', { a: 1 });
    const third = ctx.createCallback();
    await third;
    await second;
    await first;
  });
  expect(started.sort()).toEqual(['Callback 3', 'ChainedInvoke 2', 'Wait 1']);
});

test('sdk 2.1.5: a call with arguments that are refused takes no position', async () => {
  const started = await startedBy(async (_event, ctx) => {
    await ctx.map('map', 'items' as never, one).catch(() => undefined);
    await ctx.parallel('parallel', [1] as never).catch(() => undefined);
    await ctx.waitForCallback('callback', 'submitter' as never).catch(() => undefined);
    await ctx.step(one);
  });
  expect(started).toEqual(['Step 1']);
});

test('sdk 2.1.6: a combinator takes its position when it is awaited', async () => {
  const started = await startedBy(async (_event, ctx) => {
    const all = ctx.promise.all([]);
    await ctx.step(one);
    await all;
  });
  expect(started).toEqual(['Step 1', 'RunInChildContext 2']);
});

test('sdk 2.1.7: names play no part in identity', async () => {
  const idsOf = async (name: string): Promise<unknown> => {
    const run = await drive(async (_event, ctx) => ctx.step(name, one));
    return run.service.requests.flat().map(({ Id }) => Id);
  };
  expect(await idsOf('a')).toEqual(await idsOf('b'));
});

describe('sdk 2.1.8: what composite operations are made of', () => {
  const composites: Record<string, [(ctx: DurableContext) => PromiseLike<unknown>, string[]]> = {
    waitForCallback: [
      (ctx) => ctx.waitForCallback('c', async () => undefined),
      ['WaitForCallback 1', 'Callback 1-1 below 1', 'Step 1-2 below 1'],
    ],
    map: [
      (ctx) => ctx.map('m', [1, 2], (child) => child.step(one), { maxConcurrency: 1 }),
      [
        'Map 1',
        'MapIteration 1-1 below 1',
        'Step 1-1-1 below 1-1',
        'MapIteration 1-2 below 1',
        'Step 1-2-1 below 1-2',
      ],
    ],
    'a flat map': [
      (ctx) =>
        ctx.map('m', [1, 2], (child) => child.step(one), { maxConcurrency: 1, nesting: NestingType.FLAT }),
      ['Map 1', 'Step 1-1-1 below 1', 'Step 1-2-1 below 1'],
    ],
    'a virtual context': [
      (ctx) => ctx.runInChildContext('v', (child) => child.step(one), { virtualContext: true }),
      ['Step 1-1'],
    ],
    'promise.all': [(ctx) => ctx.promise.all('p', []), ['RunInChildContext 1']],
  };
  for (const [title, [run, expected]] of Object.entries(composites)) {
    test(title, async () => {
      // The nesting types of both SDKs have the same values, so that one handler serves both.
      expect(await startedBy(async (_event, ctx) => void (await run(ctx)))).toEqual(expected);
    });
  }

  test('withRetry', async () => {
    const run = await drive(
      async (_event, ctx) =>
        withRetry(
          ctx,
          'r',
          (child) =>
            child.step('s', () => Promise.reject(new Error('no')), {
              retryStrategy: () => ({ shouldRetry: false }),
            }),
          {
            retryStrategy: () => ({ shouldRetry: true, delay: { seconds: 1 } }),
          },
        ),
      { invocationsMax: 1 },
    );
    const started = run.service.requests.flat().filter(({ Action }) => Action === 'START');
    expect(started.map(({ Name, Id }) => [Name, positions.get(Id)])).toEqual([
      ['r', '1'],
      ['s', '1-1'],
      ['r-backoff-1', '1-2'],
    ]);
  });
});
