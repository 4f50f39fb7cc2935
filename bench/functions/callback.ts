// A function that waits for an answer from outside.

import { type DurableContext, withDurableExecution } from '@perdure/sdk';

export const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const [answer] = await context.createCallback('answer');
  return await answer;
});
