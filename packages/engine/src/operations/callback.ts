// CALLBACK: a promise that somebody outside keeps, through the callback APIs, or a deadline breaks.
//
//   (none) ──START──▶ STARTED ──success API──▶ SUCCEEDED
//                        │ └────failure API──▶ FAILED
//                        └──────deadline─────▶ TIMED_OUT      A heartbeat moves only the heartbeat deadline.

import type { ErrorObject, Millis, OperationId, OperationUpdate } from '@perdure/protocol';
import { assert, MILLIS_PER_SECOND } from '@perdure/protocol';
import type { Draft } from '../draft.ts';
import type { CallbackEvent } from '../event.ts';
import { headerOf, type Ruling, refuse } from '../ruling.ts';
import { baseOf, carryBase, type OperationBase, withError, withResult } from './operation.ts';

interface CallbackBase extends OperationBase {
  readonly type: 'CALLBACK';
  readonly callbackId: string;
}

export type Callback = CallbackBase &
  (
    | {
        readonly status: 'STARTED';
        readonly timeoutAt?: Millis;
        readonly heartbeatSeconds?: number;
        readonly heartbeatAt?: Millis;
      }
    | { readonly status: 'SUCCEEDED'; readonly endedAt: Millis; readonly result?: string }
    | { readonly status: 'FAILED' | 'TIMED_OUT'; readonly endedAt: Millis; readonly error?: ErrorObject }
  );

export type OpenCallback = Extract<Callback, { status: 'STARTED' }>;

export const callbackErrors = {
  timeout: { ErrorType: 'Callback.Timeout', ErrorMessage: 'Callback timed out' },
  heartbeat: { ErrorType: 'Callback.Heartbeat', ErrorMessage: 'Callback timed out on heartbeat' },
} as const satisfies Record<string, ErrorObject>;

export function updateCallback(
  draft: Draft,
  id: OperationId,
  existing: Callback | undefined,
  update: OperationUpdate,
): Ruling {
  if (update.Action !== 'START') return refuse('Invalid action for the given operation type.');
  if (existing !== undefined) return refuse('Cannot start a CALLBACK that already exist.');
  // A timeout of 0 means that there is none.
  const timeoutSeconds = update.CallbackOptions?.TimeoutSeconds || undefined;
  const heartbeatSeconds = update.CallbackOptions?.HeartbeatTimeoutSeconds || undefined;
  draft.record({
    type: 'CallbackStarted',
    id,
    ...headerOf(existing, update),
    callbackId: draft.newCallbackId(id),
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }),
  });
  return undefined;
}

/** When the callback times out if nobody answers, and by which of its two deadlines. A tie is the timeout's. */
export function callbackDeadline(
  callback: OpenCallback,
): { at: Millis; deadline: 'timeout' | 'heartbeat' } | undefined {
  const { timeoutAt, heartbeatAt } = callback;
  if (heartbeatAt !== undefined && (timeoutAt === undefined || heartbeatAt < timeoutAt)) {
    return { at: heartbeatAt, deadline: 'heartbeat' };
  }
  return timeoutAt === undefined ? undefined : { at: timeoutAt, deadline: 'timeout' };
}

export function evolveCallback(existing: Callback | undefined, event: CallbackEvent, at: Millis): Callback {
  if (event.type === 'CallbackStarted') {
    const { callbackId, timeoutSeconds, heartbeatSeconds } = event;
    return {
      ...baseOf(event, at),
      type: 'CALLBACK',
      status: 'STARTED',
      callbackId,
      ...(timeoutSeconds === undefined ? {} : { timeoutAt: at + timeoutSeconds * MILLIS_PER_SECOND }),
      ...(heartbeatSeconds === undefined
        ? {}
        : { heartbeatSeconds, heartbeatAt: at + heartbeatSeconds * MILLIS_PER_SECOND }),
    };
  }
  assert(existing?.status === 'STARTED', 'a callback changes only while it is open');
  const base: CallbackBase = { ...carryBase(existing), type: 'CALLBACK', callbackId: existing.callbackId };
  switch (event.type) {
    case 'CallbackHeartbeat':
      assert(
        existing.heartbeatSeconds !== undefined,
        'only a callback with a heartbeat timeout records heartbeats',
      );
      return { ...existing, heartbeatAt: at + existing.heartbeatSeconds * MILLIS_PER_SECOND };
    case 'CallbackSucceeded':
      return { ...base, status: 'SUCCEEDED', endedAt: at, ...withResult(event.result) };
    case 'CallbackFailed':
      return { ...base, status: 'FAILED', endedAt: at, ...withError(event.error) };
    case 'CallbackTimedOut':
      return { ...base, status: 'TIMED_OUT', endedAt: at, error: callbackErrors[event.deadline] };
  }
}
