// Suite 8: branches side by side. With one branch at a time the order of the events is determined.

import { type DurableContext, NestingType, type Serdes, withDurableExecution } from 'durable-sdk';
import { project, withoutStatus } from './batch-projection.ts';
import type { HandlerSet } from './handler-set.ts';

type Branch = (branch: DurableContext) => Promise<string>;

const answers =
  (value: string): Branch =>
  async () =>
    value;

const steps =
  (value: string): Branch =>
  async (branch) =>
    branch.step(async () => value);

const fails: Branch = async () => {
  throw new Error('this branch fails');
};

const oneAtATime = { maxConcurrency: 1 };

const wrappingSerdes: Serdes<string> = {
  serialize: async (value) => JSON.stringify({ wrapped: value }),
  deserialize: async (data) => (data === undefined ? undefined : JSON.parse(data).wrapped),
};

export const handlers: HandlerSet = {
  '8-1': withDurableExecution(async (_event, context) => {
    const batch = await context.parallel('parallel', [steps('task-1'), steps('task-2')], oneAtATime);
    return batch.getResults();
  }),

  '8-2': withDurableExecution(async (_event, context) => {
    const batch = await context.parallel([answers('alpha'), answers('beta')], oneAtATime);
    return batch.getResults();
  }),

  '8-3': withDurableExecution(async (_event, context) => {
    const branches = [
      { name: 'first', func: answers('one') },
      { name: 'second', func: answers('two') },
    ];
    const batch = await context.parallel('named', branches, oneAtATime);
    return batch.getResults();
  }),

  '8-5': withDurableExecution(async (_event, context) => {
    const none: Branch[] = [];
    const batch = await context.parallel('empty', none);
    return batch.getResults();
  }),

  '8-6': withDurableExecution(async (_event, context) => {
    const batch = await context.parallel('failfast', [answers('ok'), fails, answers('never')], {
      ...oneAtATime,
      completionConfig: { toleratedFailureCount: 0 },
    });
    return project(batch);
  }),

  '8-7': withDurableExecution(async (_event, context) => {
    const batch = await context.parallel('throwing', [fails, answers('never')], {
      ...oneAtATime,
      completionConfig: { toleratedFailureCount: 0 },
    });
    batch.throwIfError();
    return batch.getResults();
  }),

  '8-8': withDurableExecution(async (_event, context) => {
    const branches = [answers('first'), answers('second'), answers('never'), answers('never')];
    const batch = await context.parallel('min-successful', branches, {
      ...oneAtATime,
      completionConfig: { minSuccessful: 2 },
    });
    return project(batch, ['completionReason', 'successCount', 'totalCount']);
  }),

  '8-9': withDurableExecution(async (_event, context) => {
    const batch = await context.parallel('tolerated', [answers('first'), fails, answers('third')], {
      ...oneAtATime,
      completionConfig: { toleratedFailureCount: 1 },
    });
    return project(batch);
  }),

  '8-10': withDurableExecution(async (_event, context) => {
    const batch = await context.parallel('tolerated-exceeded', [fails, fails, answers('never')], {
      ...oneAtATime,
      completionConfig: { toleratedFailureCount: 1 },
    });
    return project(batch, withoutStatus);
  }),

  '8-11': withDurableExecution(async (_event, context) => {
    const branches = [answers('r0'), answers('r1'), answers('r2')];
    const batch = await context.parallel('concurrent', branches, { maxConcurrency: 2 });
    return batch.getResults();
  }),

  '8-12': withDurableExecution(async (_event, context) => {
    const batch = await context.parallel('flat', [steps('task-1'), steps('task-2')], {
      ...oneAtATime,
      nesting: NestingType.FLAT,
    });
    return batch.getResults();
  }),

  '8-13': withDurableExecution(async (_event, context) => {
    const branches = [fails, fails, answers('never'), answers('never')];
    const batch = await context.parallel('tolerated-pct', branches, {
      ...oneAtATime,
      completionConfig: { toleratedFailurePercentage: 25 },
    });
    return project(batch, withoutStatus);
  }),

  '8-14': withDurableExecution(async (_event, context) => {
    const waits: Branch = async (branch) => {
      await branch.wait({ seconds: 2 });
      return 'b1';
    };
    const batch = await context.parallel('replay', [steps('b0'), waits], oneAtATime);
    return batch.getResults();
  }),

  '8-15': withDurableExecution(async (_event, context) => {
    const batch = await context.parallel('serde', [answers('x'), answers('y')], {
      ...oneAtATime,
      itemSerdes: wrappingSerdes,
    });
    return batch.getResults();
  }),

  '8-16': withDurableExecution(async (_event, context) => {
    const batch = await context.parallel('tolerated-pct', [answers('first'), fails, answers('third')], {
      ...oneAtATime,
      completionConfig: { toleratedFailurePercentage: 50 },
    });
    return project(batch);
  }),

  '8-17': withDurableExecution(async (_event, context) => {
    const batch = await context.parallel('min-not-reached', [answers('first'), fails, answers('third')], {
      ...oneAtATime,
      completionConfig: { minSuccessful: 3 },
    });
    return project(batch);
  }),

  '8-18': withDurableExecution(async (_event, context) => {
    const batch = await context.parallel('combined', [fails, fails, answers('never'), answers('never')], {
      ...oneAtATime,
      completionConfig: { minSuccessful: 3, toleratedFailureCount: 1 },
    });
    return project(batch, withoutStatus);
  }),

  '8-19': withDurableExecution(async (_event, context) => {
    const branches = [answers('never'), answers('never')];
    const batch = await context.parallel('bad-concurrency', branches, { maxConcurrency: 0 });
    return batch.getResults();
  }),

  '8-21': withDurableExecution(async (_event, context) => {
    const outer = await context.parallel(
      'outer',
      [
        async (branch: DurableContext) => {
          const inner = await branch.parallel('inner', [steps('i1'), steps('i2')], oneAtATime);
          return inner.getResults();
        },
      ],
      oneAtATime,
    );
    return outer.getResults();
  }),

  '8-22': withDurableExecution(async (_event, context) => {
    const branches = [fails, answers('second'), answers('third'), answers('fourth')];
    const batch = await context.parallel('pct-boundary', branches, {
      ...oneAtATime,
      completionConfig: { toleratedFailurePercentage: 25 },
    });
    return project(batch);
  }),
};
