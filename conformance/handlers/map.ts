// Suite 9: one function over many items. With one item at a time the order of the events is determined.

import {
  type BatchResult,
  type DurableContext,
  NestingType,
  type Serdes,
  withDurableExecution,
} from 'durable-sdk';
import { project, withoutStatus } from './batch-projection.ts';
import type { HandlerSet } from './handler-set.ts';

const oneAtATime = { maxConcurrency: 1 };

/** Four of these are more than a checkpoint may carry, one is not. */
const LARGE_ITEM_CHARACTERS = 70 * 1024;

/** The item itself, or a failure where the item says so. */
const answers = async (_context: DurableContext, item: string) => {
  if (item === 'fail') throw new Error('this item fails');
  return item;
};

const uppercased = async (_context: DurableContext, item: string) => item.toUpperCase();

const PREFIX = 'wrapped:';

const prefixingSerdes: Serdes<string> = {
  serialize: async (value) => `${PREFIX}${value}`,
  deserialize: async (data) => data?.slice(PREFIX.length),
};

const BATCH_PREFIX = 'OPSERDE:';

/** The whole batch as its results, comma-separated. What is read back has as much of a batch as the SDK asks for. */
const batchSerdes: Serdes<BatchResult<string>> = {
  serialize: async (batch) => `${BATCH_PREFIX}${batch?.getResults().join(',')}`,
  deserialize: async (data) => {
    const results = data?.slice(BATCH_PREFIX.length).split(',') ?? [];
    const all = results.map((result, index) => ({ result, index, status: 'SUCCEEDED' }));
    return JSON.parse(JSON.stringify({ all, completionReason: 'ALL_COMPLETED' }));
  },
};

const failFast = { ...oneAtATime, completionConfig: { toleratedFailureCount: 0 } };

export const handlers: HandlerSet = {
  '9-1': withDurableExecution(async (event: string[], context) => {
    const batch = await context.map(
      'map',
      event,
      async (item, name) => item.step(async () => `Hello, ${name}!`),
      oneAtATime,
    );
    return batch.getResults();
  }),

  '9-2': withDurableExecution(async (event: number[], context) => {
    const batch = await context.map(event, async (_item, value) => value * 2, oneAtATime);
    return batch.getResults();
  }),

  '9-3': withDurableExecution(async (event: number[], context) => {
    const batch = await context.map(
      'indexed',
      event,
      async (_item, value, index) => value + index,
      oneAtATime,
    );
    return batch.getResults();
  }),

  '9-4': withDurableExecution(async (_event, context) => {
    const none: string[] = [];
    const batch = await context.map('empty', none, answers);
    return batch.getResults();
  }),

  '9-5': withDurableExecution(async (_event, context) =>
    project(await context.map('failfast', ['ok', 'fail', 'never'], answers, failFast)),
  ),

  '9-6': withDurableExecution(async (_event, context) => {
    const batch = await context.map('throwing', ['fail', 'never'], answers, failFast);
    batch.throwIfError();
    return batch.getResults();
  }),

  '9-7': withDurableExecution(async (_event, context) => {
    const batch = await context.map('min-successful', ['a', 'b', 'c', 'd'], answers, {
      ...oneAtATime,
      completionConfig: { minSuccessful: 2 },
    });
    return project(batch, ['completionReason', 'successCount', 'totalCount']);
  }),

  '9-8': withDurableExecution(async (_event, context) => {
    const batch = await context.map('tolerated', ['a', 'fail', 'c'], answers, {
      ...oneAtATime,
      completionConfig: { toleratedFailureCount: 1 },
    });
    return project(batch);
  }),

  '9-9': withDurableExecution(async (_event, context) => {
    const batch = await context.map('tolerated-exceeded', ['fail', 'fail', 'never'], answers, {
      ...oneAtATime,
      completionConfig: { toleratedFailureCount: 1 },
    });
    return project(batch, withoutStatus);
  }),

  '9-10': withDurableExecution(async (_event, context) => {
    const batch = await context.map('tolerated-pct', ['fail', 'fail', 'never', 'never'], answers, {
      ...oneAtATime,
      completionConfig: { toleratedFailurePercentage: 25 },
    });
    return project(batch, withoutStatus);
  }),

  '9-11': withDurableExecution(async (_event, context) => {
    const batch = await context.map('concurrent', ['r0', 'r1', 'r2'], answers, { maxConcurrency: 2 });
    return batch.getResults();
  }),

  '9-12': withDurableExecution(async (_event, context) => {
    const batch = await context.map(
      'flat',
      ['r0', 'r1'],
      async (item, value) => item.step(async () => value),
      { ...oneAtATime, nesting: NestingType.FLAT },
    );
    return batch.getResults();
  }),

  '9-13': withDurableExecution(async (event: number[], context) => {
    const batch = await context.map('named-items', event, async (_item, value) => value * 10, {
      ...oneAtATime,
      itemNamer: (value) => `item-${value}`,
    });
    return batch.getResults();
  }),

  '9-14': withDurableExecution(async (_event, context) => {
    const batch = await context.map('serdes', ['x', 'y'], uppercased, {
      ...oneAtATime,
      itemSerdes: prefixingSerdes,
    });
    return batch.getResults();
  }),

  '9-15': withDurableExecution(async (_event, context) => {
    const batch = await context.map(
      'suspend',
      ['r0', 'r1'],
      async (item, value, index) => {
        if (index === 1) await item.wait({ seconds: 1 });
        return item.step(async () => value);
      },
      oneAtATime,
    );
    return batch.getResults();
  }),

  '9-16': withDurableExecution(async (_event, context) => {
    const batch = await context.map(
      'large',
      ['a', 'b', 'c', 'd'],
      async (_item, value) => value.repeat(LARGE_ITEM_CHARACTERS),
      oneAtATime,
    );
    await context.wait({ seconds: 1 });
    return batch.getResults().map(({ length }) => length);
  }),

  '9-17': withDurableExecution(async (_event, context) => {
    const batch = await context.map('then-wait', ['a', 'b'], uppercased, oneAtATime);
    await context.wait({ seconds: 1 });
    return batch.getResults();
  }),

  '9-18': withDurableExecution(async (_event, context) => {
    const batch = await context.map('fail-then-wait', ['ok', 'fail'], answers, {
      ...oneAtATime,
      completionConfig: { toleratedFailureCount: 1 },
    });
    await context.wait({ seconds: 1 });
    return project(batch);
  }),

  '9-19': withDurableExecution(async (_event, context) => {
    const batch = await context.map('op-serde', ['x', 'y'], uppercased, {
      ...oneAtATime,
      serdes: batchSerdes,
    });
    return batch.getResults();
  }),

  '9-20': withDurableExecution(async (_event, context) => {
    const batch = await context.map('op-serde', ['x', 'y'], uppercased, {
      ...oneAtATime,
      serdes: batchSerdes,
    });
    await context.wait({ seconds: 1 });
    return batch.getResults();
  }),
};
