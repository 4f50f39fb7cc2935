// Suite 7: waiting for a callback that a submitter hands out.

import { type Serdes, withDurableExecution } from 'durable-sdk';
import type { HandlerSet } from './handler-set.ts';
import { everySecond } from './retries.ts';

const submitter = async () => {};

const failingSubmitter = async () => {
  throw new Error('the submitter fails');
};

const jsonObject: Pick<Serdes<{ status: string }>, 'deserialize'> = {
  deserialize: async (data) => (data === undefined ? undefined : JSON.parse(data)),
};

export const handlers: HandlerSet = {
  '7-1': withDurableExecution(async (event: string, context) => context.waitForCallback(event, submitter)),

  '7-2': withDurableExecution(async (_event, context) => context.waitForCallback('approval', submitter)),

  '7-3': withDurableExecution(async (_event, context) => context.waitForCallback(submitter)),

  '7-5': withDurableExecution(async (event: string, context) =>
    context.waitForCallback(event, submitter, { timeout: { seconds: 3 } }),
  ),

  '7-6': withDurableExecution(async (event: string, context) => {
    try {
      return await context.waitForCallback(event, submitter);
    } catch {
      return 'recovered';
    }
  }),

  '7-7': withDurableExecution(async (event: string, context) =>
    context.waitForCallback(event, failingSubmitter, { retryStrategy: everySecond(2) }),
  ),

  '7-9': withDurableExecution(async (_event, context) => {
    await context.waitForCallback('first', submitter);
    return context.waitForCallback('second', submitter);
  }),

  '7-10': withDurableExecution(async (event: string, context) => {
    await context.wait({ seconds: 1 });
    await context.step(async () => ({ fixed: 'data' }));
    return context.waitForCallback(event, submitter);
  }),

  '7-11': withDurableExecution(async (event: string, context) => {
    const { status } = await context.waitForCallback(event, submitter, { serdes: jsonObject });
    return status;
  }),

  '7-13': withDurableExecution(async (event: string, context) =>
    context.waitForCallback(event, submitter, { heartbeatTimeout: { seconds: 10 } }),
  ),

  '7-14': withDurableExecution(async (event: string, context) => {
    try {
      return await context.waitForCallback(event, submitter, { timeout: { seconds: 3 } });
    } catch {
      return 'timed-out-handled';
    }
  }),

  '7-15': withDurableExecution(async (event: string, context) => context.waitForCallback(event, submitter)),
};
