// Suite 10: instrumentation plugins, registered in code, and the handlers that exercise them. The plugins themselves are
// in recording-plugins.ts.

import { type DurableContext, retryPresets, withDurableExecution } from 'durable-sdk';
import { nextAttempt } from './attempt-count.ts';
import type { HandlerSet } from './handler-set.ts';
import { lifecyclePlugin } from './recording-plugin.ts';
import {
  attemptDump,
  attemptPlugin,
  branchFunctionPlugin,
  changeDump,
  changePlugin,
  contextDump,
  faultyPlugin,
  healthyPlugin,
  invocationDump,
  namedLifecyclePlugin,
  operationEndDump,
  operationPlugin,
  outcomePlugin,
  parentPlugin,
  pendingWaitPlugin,
  replayPlugin,
  updatedWaitPlugin,
  waitPlugin,
} from './recording-plugins.ts';
import { everySecond } from './retries.ts';

const greet = async (event: string, context: DurableContext) => context.step(async () => `Hello, ${event}!`);

const waitTwoSeconds = async (_event: unknown, context: DurableContext) => {
  await context.wait({ seconds: 2 });
};

/** Fails on the first attempt. */
const unreliable = (context: DurableContext, result: string) => async () => {
  if (nextAttempt(context) === 1) throw new Error('the first attempt fails');
  return result;
};

const boom = async () => {
  throw new Error('boom');
};

export const handlers: HandlerSet = {
  '10-1': withDurableExecution(
    async (event: string, context) =>
      context.step(async ({ logger }) => {
        logger.info(`Greeting step running for: ${event}`);
        return `Hello, ${event}!`;
      }),
    { plugins: [lifecyclePlugin()] },
  ),

  '10-2': withDurableExecution(greet, { plugins: [operationPlugin()] }),

  '10-3': withDurableExecution(
    async (_event, context) =>
      context.step(unreliable(context, 'Operation succeeded'), { retryStrategy: everySecond(3) }),
    { plugins: [attemptPlugin()] },
  ),

  '10-4': withDurableExecution(greet, { plugins: [faultyPlugin()] }),

  '10-5': withDurableExecution(greet, {
    plugins: [namedLifecyclePlugin('CONFPLUGIN-A'), namedLifecyclePlugin('CONFPLUGIN-B')],
  }),

  '10-6': withDurableExecution(waitTwoSeconds, { plugins: [lifecyclePlugin()] }),

  '10-7': withDurableExecution(
    async (_event, context) => context.step(boom, { retryStrategy: retryPresets.noRetry }),
    { plugins: [lifecyclePlugin()] },
  ),

  '10-8': withDurableExecution(greet, { plugins: [changePlugin()] }),

  '10-9': withDurableExecution(waitTwoSeconds, { plugins: [updatedWaitPlugin()] }),

  '10-10': withDurableExecution(waitTwoSeconds, { plugins: [waitPlugin()] }),

  '10-11': withDurableExecution(
    async (event: string, context) =>
      context.runInChildContext(async (child) => child.step(async () => `Hello, ${event}!`)),
    { plugins: [parentPlugin()] },
  ),

  '10-12': withDurableExecution(
    async (_event, context) => {
      const branches = ['a', 'b'].map((name) => ({ name, func: async () => `${name}-done` }));
      const batch = await context.parallel('branches', branches, { maxConcurrency: 1 });
      return batch.getResults();
    },
    { plugins: [branchFunctionPlugin()] },
  ),

  '10-13': withDurableExecution(
    async (_event, context) => {
      await context.step(async () => 'first');
      return context.step(unreliable(context, 'Operation succeeded'), { retryStrategy: everySecond(3) });
    },
    { plugins: [replayPlugin()] },
  ),

  '10-14': withDurableExecution(
    async (_event, context) => {
      await context.step(async () => 'task-a');
      return context.step(boom, { retryStrategy: retryPresets.noRetry });
    },
    { plugins: [outcomePlugin()] },
  ),

  '10-15': withDurableExecution(
    async (_event, context) => context.step(boom, { retryStrategy: everySecond(2) }),
    { plugins: [attemptPlugin()] },
  ),

  '10-16': withDurableExecution(waitTwoSeconds, { plugins: [invocationDump()] }),

  '10-17': withDurableExecution(greet, { plugins: [faultyPlugin(), healthyPlugin()] }),

  '10-18': withDurableExecution(
    async (_event, context) => {
      const wait = (name: string, seconds: number) => async (branch: DurableContext) => {
        await branch.wait(name, { seconds });
        return `${name}-done`;
      };
      const batch = await context.parallel('waits', [wait('short', 2), wait('long', 8)], {
        maxConcurrency: 2,
      });
      return batch.getResults();
    },
    { plugins: [pendingWaitPlugin()] },
  ),

  '10-19': withDurableExecution(
    async (event: string, context) => {
      await context.wait({ seconds: 2 });
      return `done-${event}`;
    },
    { plugins: [invocationDump()] },
  ),

  '10-20': withDurableExecution(
    async (_event, context) => {
      await context.step('task-a', async () => 'task-a');
      return context.step('task-b', boom, { retryStrategy: retryPresets.noRetry });
    },
    { plugins: [operationEndDump()] },
  ),

  '10-21': withDurableExecution(
    async (_event, context) =>
      context.step('flaky', unreliable(context, 'ok'), { retryStrategy: everySecond(3) }),
    { plugins: [attemptDump()] },
  ),

  '10-22': withDurableExecution(async (_event, context) => context.step('greet', async () => 'task-a'), {
    plugins: [changeDump()],
  }),

  '10-23': withDurableExecution(
    async (_event, context) => {
      const branches = [
        {
          name: 'branch-a',
          func: async (branch: DurableContext) => {
            await branch.step('inner', async () => 'x');
            await branch.wait({ seconds: 2 });
            return 'a-done';
          },
        },
        { name: 'branch-b', func: async () => 'b-done' },
      ];
      const batch = await context.parallel('ctx', branches, { maxConcurrency: 1 });
      return batch.getResults();
    },
    { plugins: [contextDump()] },
  ),
};
