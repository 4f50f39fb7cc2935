// A function with a history of some length that then invokes another one, over and over. Each invoke ends its invocation and
// begins another, with the whole history. Answers how long each took.

import { type DurableContext, withDurableExecution } from '@perdure/sdk';

interface Event {
  steps: number;
  invokes: number;
  target: string;
}

export const handler = withDurableExecution(async (event: Event, context: DurableContext) => {
  const now = (): Promise<number> => context.step(async () => performance.timeOrigin + performance.now());
  await Promise.all(Array.from({ length: event.steps }, (_, index) => context.step(async () => index)));
  const roundTrips: number[] = [];
  let before = await now();
  for (let index = 0; index < event.invokes; index += 1) {
    await context.invoke(event.target, { steps: 1 });
    const after = await now();
    roundTrips.push(after - before);
    before = after;
  }
  return roundTrips;
});
