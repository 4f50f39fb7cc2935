// A function that sleeps, and tells when it should have woken and when it did.

import { type DurableContext, withDurableExecution } from '@perdure/sdk';

export const handler = withDurableExecution(async (event: { seconds: number }, context: DurableContext) => {
  await context.wait({ seconds: event.seconds });
  return Date.now();
});
