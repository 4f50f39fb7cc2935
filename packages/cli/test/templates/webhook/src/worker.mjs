import { withDurableExecution } from '@perdure/sdk';

export const handler = withDurableExecution(async (hook, context) =>
  context.step('take', async () => ({ ...hook, mode: process.env.MODE, extra: process.env.EXTRA ?? 'none' })),
);
