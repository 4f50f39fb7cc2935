// Whether time was faster than the machine: a pause was over before the invocation that began it had ended. The handler then goes
// on in that invocation, which is as legal as another one, but is another history than the one that a requirement describes.

import type { Event } from '@aws-sdk/client-lambda';

const begins: ReadonlySet<unknown> = new Set(['WaitStarted', 'StepFailed', 'CallbackStarted']);
const ends: ReadonlySet<unknown> = new Set(['WaitSucceeded', 'StepStarted', 'CallbackTimedOut']);

export function isOvertaken(history: readonly Event[]): boolean {
  const begunAt = new Map<string, number>();
  let invocationEndedAt = -1;
  for (const [index, { EventType, Id = '' }] of history.entries()) {
    if (EventType === 'InvocationCompleted') invocationEndedAt = index;
    if (ends.has(EventType) && invocationEndedAt < (begunAt.get(Id) ?? Number.NEGATIVE_INFINITY)) return true;
    if (begins.has(EventType)) begunAt.set(Id, index);
  }
  return false;
}
