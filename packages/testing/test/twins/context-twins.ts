import { skippedSuspensions, type Twin } from './twin.ts';

export const contextTwins: { [title: string]: Twin } = {
  'a child context': {
    differs: { invocations: skippedSuspensions },
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.runInChildContext('child', async (child) => {
          const one = await child.step('one', async () => 1);
          await child.wait('pause', { seconds: 1 });
          return child.step('two', async () => one + 1);
        }),
      ),
  },
  'contexts in contexts': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.runInChildContext('outer', (outer) =>
          outer.runInChildContext('middle', (middle) =>
            middle.runInChildContext('inner', (inner) => inner.step('deep', async () => 'found')),
          ),
        ),
      ),
  },
  'a child context that fails': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.runInChildContext('child', async () => {
          throw new RangeError('too far');
        }),
      ),
  },
  'a child context with a sub-type of its own': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.runInChildContext('saga', (child) => child.step('one', async () => 1), { subType: 'Saga' }),
      ),
  },
  'a virtual context': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.runInChildContext('virtual', (child) => child.step('inside', async () => 1), {
          virtualContext: true,
        }),
      ),
  },
  'a map': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const squares = await context.map('squares', [1, 2, 3], (item, value) =>
          item.step('square', async () => value * value),
        );
        return squares.getResults();
      }),
  },
  'a map over nothing': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const batch = await context.map('none', [] as number[], (item, value) =>
          item.step(async () => value),
        );
        return { status: batch.status, total: batch.totalCount };
      }),
  },
  'a map with names and little concurrency': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const batch = await context.map(
          'users',
          ['ann', 'bob', 'cy'],
          (item, user) => item.step(async () => `${user}!`),
          {
            maxConcurrency: 1,
            itemNamer: (user) => `user-${user}`,
          },
        );
        return batch.getResults();
      }),
  },
  'a map with items that fail': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const batch = await context.map(
          'some',
          [1, 2, 3, 4],
          async (_item, value) => {
            if (value % 2 === 0) throw new Error(`no ${value}`);
            return value;
          },
          { completionConfig: { toleratedFailureCount: 4 } },
        );
        return {
          succeeded: batch.getResults(),
          failed: batch.getErrors().map(({ message }) => message),
          reason: batch.completionReason,
        };
      }),
  },
  'a flat map': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const batch = await context.map(
          'flat',
          [1, 2],
          (item, value) => item.step(`s-${value}`, async () => value),
          {
            nesting: sdk.NestingType.FLAT,
          },
        );
        return batch.getResults();
      }),
  },
  'parallel branches': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const batch = await context.parallel('both', [
          (branch) => branch.step('left', async () => 'l'),
          (branch) => branch.step('right', async () => 'r'),
        ]);
        return batch.getResults();
      }),
  },
  'named branches': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const batch = await context.parallel('named', [
          { name: 'first', func: async () => 1 },
          { name: 'second', func: async () => 2 },
        ]);
        return batch.all.map(({ index, status, result }) => ({ index, status, result }));
      }),
  },
  'branches that wait': {
    differs: { invocations: skippedSuspensions },
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const batch = await context.parallel('waiting', [
          async (branch) => {
            await branch.wait('w1', { seconds: 1 });
            return 1;
          },
          async (branch) => {
            await branch.wait('w2', { seconds: 2 });
            return 2;
          },
        ]);
        return batch.getResults();
      }),
  },
  'a combinator over steps': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.promise.all('all', [context.step('a', async () => 'a'), context.step('b', async () => 'b')]),
      ),
  },
  'all settled': {
    differs: { details: 'the SDK of AWS records stacks, with the paths of one machine' },
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) => {
        const settled = await context.promise.allSettled('settled', [
          context.step('good', async () => 1),
          context.step('bad', () => Promise.reject(new Error('bad')), {
            retryStrategy: sdk.retryPresets.noRetry,
          }),
        ]);
        return settled.map(({ status }) => status);
      }),
  },
  any: {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.promise.any('any', [
          context.step('bad', () => Promise.reject(new Error('bad')), {
            retryStrategy: sdk.retryPresets.noRetry,
          }),
          context.step('good', async () => 'good'),
        ]),
      ),
  },
  'a race': {
    handler: (sdk) =>
      sdk.withDurableExecution(async (_event, context) =>
        context.promise.race('race', [
          context.step('fast', async () => 'fast'),
          context.step('other', async () => 'other'),
        ]),
      ),
  },
};
