// The parts of a history event that differ from type to type, in few words.

import type { EpochSeconds, ErrorObject, HistoryEvent, HistoryEventDetails } from '@perdure/protocol';
import { formatDuration } from './duration.ts';
import { failureText } from './execution-summary.ts';
import { compact, printable } from './printable.ts';

type Event = HistoryEvent<EpochSeconds>;

/** Every event has exactly one details member, named after its type. */
export const detailsOf = (event: Event): HistoryEventDetails<EpochSeconds> =>
  event[`${event.EventType}Details`] ?? {};

export function detailsText(event: Event): string {
  const details = detailsOf(event);
  const { RetryDetails: retry } = details;
  const parts = [
    details.ExecutionTimeout !== undefined && `Timeout: ${formatDuration(details.ExecutionTimeout)}`,
    details.Duration !== undefined && `Duration: ${formatDuration(details.Duration)}`,
    details.Timeout !== undefined && `Timeout: ${formatDuration(details.Timeout)}`,
    details.HeartbeatTimeout !== undefined && `Heartbeat: ${formatDuration(details.HeartbeatTimeout)}`,
    retry !== undefined && retry.CurrentAttempt > 1 && `Attempt: ${retry.CurrentAttempt}`,
    retry?.NextAttemptDelaySeconds !== undefined &&
      `Next in: ${formatDuration(retry.NextAttemptDelaySeconds)}`,
    details.FunctionName !== undefined && `Function: ${details.FunctionName}`,
    details.RequestId !== undefined && `Invocation Id: ${details.RequestId}`,
  ];
  return printable(parts.filter((part) => part !== false).join(', '));
}

export function payloadText(event: Event): string {
  const { Input: input, Result: result } = detailsOf(event);
  const payload = input?.Payload ?? result?.Payload;
  return payload === undefined ? '' : compact(payload);
}

/** Of an invocation that failed and will be repeated; undefined for every other event. */
export const invocationError = (event: Event): ErrorObject | undefined =>
  event.EventType === 'InvocationCompleted' ? detailsOf(event).Error?.Payload : undefined;

export function errorText(event: Event): string {
  const error = detailsOf(event).Error?.Payload;
  if (error !== undefined) return printable(failureText(error));
  return event.EventType === 'ExecutionTimedOut' ? 'Execution exceeded timeout' : '';
}
