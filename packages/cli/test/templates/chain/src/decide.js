import { withDurableExecution } from '@aws/durable-execution-sdk-js';

export const handler = withDurableExecution(async (event, context) => {
  const collected = await context.invoke('collect', `${process.env.COLLECT}:$LATEST`, event);
  const points = await context.invoke('score', `${process.env.SCORE}:$LATEST`, collected);
  return { customer: event.customer, points };
});
