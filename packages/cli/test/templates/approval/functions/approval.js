import { withDurableExecution } from '@perdure/sdk';

export const handler = withDurableExecution(async (request, context) => {
  const answer = await context.waitForCallback('approval', async () => {}, { timeout: { days: 3 } });
  return { request, answer, table: process.env.REQUESTS };
});
