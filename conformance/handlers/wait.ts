// Suite 2: waits.

import { withDurableExecution } from 'durable-sdk';
import type { HandlerSet } from './handler-set.ts';

export const handlers: HandlerSet = {
  '2-1': withDurableExecution(async (_event, context) => {
    await context.wait({ seconds: 2 });
  }),

  '2-2': withDurableExecution(async (_event, context) => {
    await context.wait('custom_wait_name', { seconds: 2 });
  }),

  '2-3': withDurableExecution(async (_event, context) => {
    await context.wait('wait-1', { seconds: 2 });
    await context.wait('wait-2', { seconds: 2 });
    return { completedWaits: 2 };
  }),

  '2-5': withDurableExecution(async (_event, context) => {
    await context.wait({ hours: 1 });
  }),
};
