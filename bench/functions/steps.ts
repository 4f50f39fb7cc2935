// The function under load: as many sequential steps as the event asks for, each doing nothing, so that what is measured is
// the cost of durability.

import { type DurableContext, withDurableExecution } from '@perdure/sdk';

export const handler = withDurableExecution(async (event: { steps: number }, context: DurableContext) => {
  let sum = 0;
  for (let index = 0; index < event.steps; index += 1) sum += await context.step(async () => index);
  return sum;
});
