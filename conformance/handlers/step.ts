// Suite 1: steps.

import { exit } from 'node:process';
import {
  createRetryStrategy,
  type DurableContext,
  JitterStrategy,
  retryPresets,
  StepSemantics,
  withDurableExecution,
} from 'durable-sdk';
import { nextAttempt } from './attempt-count.ts';
import type { HandlerSet } from './handler-set.ts';
import { everySecond } from './retries.ts';
import { uppercaseSerdes } from './uppercase-serdes.ts';

class TransientError extends Error {
  override name = 'TransientError';
}

/** Fails until its `succeedsAt`-th attempt. */
const unreliable = (context: DurableContext, succeedsAt: number) => async () => {
  const attempt = nextAttempt(context);
  if (attempt < succeedsAt) throw new Error(`attempt ${attempt} fails`);
  return 'Operation succeeded';
};

const alwaysFails = async () => {
  throw new Error('this step always fails');
};

export const handlers: HandlerSet = {
  '1-1': withDurableExecution(async (event: string, context) => context.step(async () => `Hello, ${event}!`)),

  '1-2': withDurableExecution(async (event: string, context) =>
    context.step('custom_step_name', async () => `Hello, ${event}!`),
  ),

  '1-3': withDurableExecution(async (_event, context) => {
    const first = await context.step(async () => 'first');
    return context.step(async () => `${first}_second`);
  }),

  '1-5': withDurableExecution(async (_event, context) => context.step(async () => null)),

  '1-6': withDurableExecution(async (event: string, context) =>
    context.step(async () => event, { serdes: uppercaseSerdes }),
  ),

  '1-7': withDurableExecution(async (event: string, context) =>
    context.step(async ({ logger }) => {
      logger.info(`Greeting step started for: ${event}`);
      const greeting = `Hello, ${event}!`;
      logger.info(`Greeting step completed with: ${greeting}`);
      return greeting;
    }),
  ),

  '1-9': withDurableExecution(async (_event, context) => {
    const value = await context.step(async ({ logger }) => {
      logger.info('step executed');
      return 'cached_value';
    });
    await context.wait({ seconds: 1 });
    return value;
  }),

  '1-10': withDurableExecution(async (_event, context) => {
    let caught = 'nothing';
    try {
      await context.step(
        async ({ logger }) => {
          logger.info('step executed');
          throw new Error('permanent failure');
        },
        { retryStrategy: retryPresets.noRetry },
      );
    } catch (error) {
      caught = error instanceof Error ? error.message : String(error);
    }
    await context.wait({ seconds: 1 });
    return caught;
  }),

  '1-11': withDurableExecution(async (_event, context) =>
    context.step(unreliable(context, 2), { retryStrategy: everySecond(3) }),
  ),

  '1-13': withDurableExecution(async (_event, context) => context.step(unreliable(context, 3))),

  '1-14': withDurableExecution(async (_event, context) =>
    context.step(unreliable(context, 3), {
      retryStrategy: createRetryStrategy({
        maxAttempts: 5,
        initialDelay: { seconds: 2 },
        backoffRate: 3,
        jitter: JitterStrategy.NONE,
      }),
    }),
  ),

  '1-15': withDurableExecution(async (_event, context) =>
    context.step(
      async () => {
        if (nextAttempt(context) === 1) throw new TransientError('busy for a moment');
        return 'Operation succeeded';
      },
      {
        retryStrategy: (error) => ({ shouldRetry: error instanceof TransientError, delay: { seconds: 1 } }),
      },
    ),
  ),

  '1-17': withDurableExecution(async (event: string, context) =>
    context.step(
      'at_most_once_flaky_step',
      async ({ logger }) => {
        logger.info(event);
        exit(1);
      },
      { semantics: StepSemantics.AtMostOncePerRetry, retryStrategy: retryPresets.noRetry },
    ),
  ),

  '1-18': withDurableExecution(async (event: string, context) =>
    context.step(
      async ({ logger }) => {
        logger.info(event);
        if (nextAttempt(context) === 1) exit(1);
        return 'succeeded on second attempt';
      },
      { semantics: StepSemantics.AtMostOncePerRetry, retryStrategy: everySecond(3) },
    ),
  ),

  '1-19': withDurableExecution(async (_event, context) =>
    context.step(alwaysFails, { retryStrategy: retryPresets.noRetry }),
  ),
};
