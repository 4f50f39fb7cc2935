// What an event costs, as the quotas count: an operation when it is created, one more for each retry or poll; and the bytes
// of every payload and error written.

import { bytesOf } from './bytes.ts';
import type { Event, OperationEvent } from './event.ts';

export function operationsOf(event: OperationEvent, creates: boolean): number {
  const isDelayed = 'delaySeconds' in event && event.delaySeconds !== undefined;
  return (creates ? 1 : 0) + (isDelayed ? 1 : 0);
}

export function payloadBytesOf(event: Event): number {
  let bytes = 0;
  if ('input' in event) bytes += bytesOf(event.input);
  if ('result' in event) bytes += bytesOf(event.result);
  if ('error' in event) bytes += bytesOf(event.error);
  return bytes;
}
