// How a test says, before the run, what comes back for a callback or an invoked function.

import type { Duration, ErrorObject } from '@perdure/sdk';

interface Timing {
  /** How long it takes, in modelled time. Default: nothing. */
  after?: Duration;
}

/** A result: text as it is, anything else as JSON. Or a failure. */
export type Answer = (Timing & { success: unknown }) | (Timing & { failure: Error | ErrorObject | string });

/**
 * What an invoked function comes to: a result, which goes as JSON, or a failure. `timesOut` ends it as a durable function
 * whose time is over; `open` leaves it without an end.
 */
export type InvokeAnswer = Answer | (Timing & { timesOut: true }) | { open: true };

/** What comes back for a callback. `open` leaves it to its timeout, if it has one. */
export type CallbackAnswer = (Answer | { open: true }) & {
  /** Until the answer, heartbeats are sent at this interval. */
  heartbeatEvery?: Duration;
};

export function toPayload(value: unknown): string | undefined {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export function toErrorObject(failure: Error | ErrorObject | string): ErrorObject {
  if (typeof failure === 'string') return { ErrorMessage: failure, ErrorType: 'Error' };
  if (failure instanceof Error) return { ErrorMessage: failure.message, ErrorType: failure.name };
  return failure;
}
