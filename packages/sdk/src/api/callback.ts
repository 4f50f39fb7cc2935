import type { DurablePromise } from '../durable-promise.ts';
import type { Duration } from './duration.ts';
import type { DurableLogger, OperationContext } from './logger.ts';
import type { Serdes } from './serdes.ts';
import type { RetryDecision } from './step.ts';

export interface CreateCallbackConfig<TOutput = string> {
  /** Longest time until the answer. Default: none. */
  timeout?: Duration;
  /** Longest time between two heartbeats. Default: none. */
  heartbeatTimeout?: Duration;
  /** Only `deserialize` is used. Default: the text as it was sent. */
  serdes?: Omit<Serdes<TOutput>, 'serialize'>;
}

export interface WaitForCallbackConfig<TOutput = string> extends CreateCallbackConfig<TOutput> {
  /** For the submitter, which runs as a step. Default: `retryPresets.default`. */
  retryStrategy?: (error: Error, attemptCount: number) => RetryDecision;
}

/** The promise of the answer, and the id under which it is to be sent. */
export type CreateCallbackResult<T = string> = [DurablePromise<T>, string];

export type WaitForCallbackContext<Logger extends DurableLogger> = OperationContext<Logger>;

export type WaitForCallbackSubmitterFunc<TLogger extends DurableLogger = DurableLogger> = (
  callbackId: string,
  context: WaitForCallbackContext<TLogger>,
) => Promise<void>;
