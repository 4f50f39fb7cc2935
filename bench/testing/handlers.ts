// The functions that both testing libraries run, each with its own SDK.

import type * as perdure from '@perdure/sdk';

/** Either SDK, in the types of ours. */
export type Sdk = typeof perdure;

export const handlers = {
  steps: ({ withDurableExecution }: Sdk, count: number) =>
    withDurableExecution(async (_event, context) => {
      for (let n = 0; n < count; n++) await context.step(`step-${n}`, async () => n);
    }),

  /** A step and a wait each. */
  days: ({ withDurableExecution }: Sdk, count: number) =>
    withDurableExecution(async (_event, context) => {
      for (let day = 0; day < count; day++) {
        await context.step(`day-${day}`, async () => day);
        await context.wait(`night-${day}`, { days: 1 });
      }
    }),

  map: ({ withDurableExecution }: Sdk, count: number) =>
    withDurableExecution(async (_event, context) => {
      const items = Array.from({ length: count }, (_, index) => index);
      await context.map('items', items, (item, value) => item.step('one', async () => value));
    }),
};
