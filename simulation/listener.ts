// Somebody outside who is told of status changes, over a network that loses what is said and what is answered. He outlives
// every server.

import type { StatusChangeEvent, StatusTarget } from '@perdure/server/embedded';
import { isOfAws } from '@perdure/server/embedded';
import type { World } from './world.ts';

const HEARING_MILLIS_MAX = 3000;

export const listener = (world: World): StatusTarget => ({
  name: 'listener',
  ageMillisMax: Number.POSITIVE_INFINITY,
  wants: isOfAws,
  deliver: (event) => hear(world, event),
});

async function hear({ time, random, faults, trace }: World, event: StatusChangeEvent): Promise<void> {
  await new Promise<void>((resolve) => {
    time.after(random.between(0, HEARING_MILLIS_MAX), resolve);
  });
  if (faults.strikes('eventLost')) throw new Error('The listener did not hear.');
  const { durableExecutionArn: executionArn, status } = event.detail;
  trace.observe({ kind: 'status-told', executionArn, status, eventId: event.id });
  if (faults.strikes('eventAnswerLost')) throw new Error('The listener was not heard.');
}
