// The events of an execution as they happen, by asking for the newest ones again and again.

import { setTimeout as sleep } from 'node:timers/promises';
import type { EpochSeconds, HistoryEvent, HistoryEventType } from '@perdure/protocol';
import type { LambdaApi } from '../lambda-api.ts';

export type FollowedEvent = HistoryEvent<EpochSeconds>;

const POLL_MS_DEFAULT = 100;

const terminalEvents: ReadonlySet<HistoryEventType> = new Set([
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionTimedOut',
  'ExecutionStopped',
]);

export const isTerminalEvent = ({ EventType: type }: FollowedEvent): boolean => terminalEvents.has(type);

/**
 * Yields what is new since the last time, oldest first; an empty list when nothing is, so that the caller can redraw.
 * Ends after the event that closes the execution, or when the signal fires.
 */
export async function* followExecution(
  api: LambdaApi,
  executionArn: string,
  { pollMs = POLL_MS_DEFAULT, signal }: { pollMs?: number; signal?: AbortSignal } = {},
): AsyncGenerator<FollowedEvent[]> {
  let lastId = 0;
  while (!signal?.aborted) {
    const events = await eventsAfter(api, executionArn, lastId);
    lastId = events.at(-1)?.EventId ?? lastId;
    yield events;
    if (events.some(isTerminalEvent)) return;
    await sleep(pollMs);
  }
}

/** Reads backwards until it meets what is known already: a long history is not read anew each time. */
async function eventsAfter(api: LambdaApi, executionArn: string, lastId: number): Promise<FollowedEvent[]> {
  const events: FollowedEvent[] = [];
  for await (const event of api.history(executionArn, { newestFirst: true })) {
    if (event.EventId <= lastId) break;
    events.push(event);
  }
  return events.reverse();
}
