import { withDurableExecution } from '@aws/durable-execution-sdk-js';

export const handler = withDurableExecution(async (event: { orderId: string }, context) => {
  const priced = await context.step('price', async () => ({ ...event, total: 12 }));
  await context.wait('cool-down', { seconds: 1 });
  return { ...priced, table: process.env.ORDERS };
});
