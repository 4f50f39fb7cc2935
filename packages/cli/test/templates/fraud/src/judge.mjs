import { withDurableExecution } from '@perdure/sdk';
import { score } from 'scoring';

export const handler = withDurableExecution(async ({ amount }, context) => {
  const points = await context.step('score', async () => score(amount));
  return { verdict: points > Number(process.env.THRESHOLD) ? 'stop' : 'pass', model: process.env.MODEL };
});
