// Suite 3: child contexts.

import { exit } from 'node:process';
import { retryPresets, withDurableExecution } from 'durable-sdk';
import { nextAttempt } from './attempt-count.ts';
import type { HandlerSet } from './handler-set.ts';
import { everySecond } from './retries.ts';
import { uppercaseSerdes } from './uppercase-serdes.ts';

/** More than a checkpoint may carry, which is 256 KiB. */
const OVERSIZED_CHARACTERS = 300 * 1024;

export const handlers: HandlerSet = {
  '3-1': withDurableExecution(async (event: string, context) =>
    context.runInChildContext(async (child) => child.step(async () => event)),
  ),

  '3-2': withDurableExecution(async (event: { name: string; value: string }, context) =>
    context.runInChildContext(event.name, async (child) => child.step(async () => event.value)),
  ),

  '3-3': withDurableExecution(async (event: string, context) =>
    context.runInChildContext('two-steps', async (child) => {
      const first = await child.step(async () => event);
      return child.step(async () => first);
    }),
  ),

  '3-5': withDurableExecution(async (event: string, context) => {
    try {
      return await context.runInChildContext(async (child) =>
        child.step(
          async (): Promise<string> => {
            throw new Error('the inner step fails');
          },
          { retryStrategy: retryPresets.noRetry },
        ),
      );
    } catch {
      return context.step(async () => event);
    }
  }),

  '3-6': withDurableExecution(async (event: string, context) =>
    context.runInChildContext('outer', async (outer) => {
      await outer.step(async () => event);
      return outer.runInChildContext('inner', async (inner) => inner.step(async () => event));
    }),
  ),

  '3-7': withDurableExecution(async (event: string, context) =>
    context.runInChildContext('retrying', async (child) =>
      child.step(
        async () => {
          if (nextAttempt(context) === 1) throw new Error('the first attempt fails');
          return event;
        },
        { retryStrategy: everySecond(3) },
      ),
    ),
  ),

  '3-9': withDurableExecution(async (event: string, context) => {
    const result = await context.runInChildContext(async (child) => child.step(async () => event));
    await context.wait({ seconds: 1 });
    return result;
  }),

  '3-10': withDurableExecution(async (event: string, context) =>
    context.runInChildContext('step-and-wait', async (child) => {
      const result = await child.step(async () => event);
      await child.wait({ seconds: 1 });
      return result;
    }),
  ),

  '3-11': withDurableExecution(async (event: string, context) => {
    const large = await context.runInChildContext('large', async (child) => {
      child.configureLogger({ modeAware: false });
      child.logger.info(event);
      const small = await child.step(async () => 'small');
      return small.padEnd(OVERSIZED_CHARACTERS, '.');
    });
    await context.wait({ seconds: 1 });
    return large.length;
  }),

  '3-12': withDurableExecution(async (event: string, context) =>
    context.runInChildContext('crashing', async (child) =>
      child.step(async () => {
        if (nextAttempt(context) === 1) exit(1);
        return event;
      }),
    ),
  ),

  '3-13': withDurableExecution(async (event: string, context) => {
    const result = await context.runInChildContext('only-a-wait', async (child) => {
      await child.wait({ seconds: 1 });
      return event;
    });
    return context.step(async () => result);
  }),

  '3-14': withDurableExecution(async (event: string, context) =>
    context.runInChildContext('uppercase', async (child) => child.step(async () => event), {
      serdes: uppercaseSerdes,
    }),
  ),

  '3-15': withDurableExecution(async (_event, context) =>
    context.runInChildContext('throwing', async () => {
      throw new Error('thrown by the child itself');
    }),
  ),

  '3-16': withDurableExecution(async (_event, context) =>
    context.runInChildContext('null', async (child) => {
      await child.step(async () => null);
      return null;
    }),
  ),

  '3-17': withDurableExecution(async (event: string, context) => {
    const result = await context.runInChildContext('only-logs', async (child) => {
      child.configureLogger({ modeAware: false });
      child.logger.info(event);
      return event;
    });
    await context.wait({ seconds: 1 });
    return result;
  }),

  '3-18': withDurableExecution(async (event: string, context) => {
    const inner = await context.runInChildContext('mixed', async (child) => {
      const result = await child.step(async () => event);
      await child.wait({ seconds: 1 });
      return result;
    });
    const outer = await context.step(async () => inner);
    await context.wait({ seconds: 1 });
    return outer;
  }),
};
