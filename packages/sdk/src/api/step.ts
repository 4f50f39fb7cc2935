import type { Duration } from './duration.ts';
import type { DurableLogger, OperationContext } from './logger.ts';
import type { Serdes } from './serdes.ts';

/** What a retry strategy answers. `delay` defaults to one second. */
export interface RetryDecision {
  shouldRetry: boolean;
  delay?: Duration;
}

/** What may happen to a step that an invocation left unfinished, for instance because the process died. */
export const StepSemantics = {
  /** The interruption counts as a failed attempt, and the retry strategy decides. The start is recorded first. */
  AtMostOncePerRetry: 'AT_MOST_ONCE_PER_RETRY',
  /** The body runs again. This is the default; it costs no extra request. */
  AtLeastOncePerRetry: 'AT_LEAST_ONCE_PER_RETRY',
} as const;
export type StepSemantics = (typeof StepSemantics)[keyof typeof StepSemantics];
export declare namespace StepSemantics {
  type AtMostOncePerRetry = 'AT_MOST_ONCE_PER_RETRY';
  type AtLeastOncePerRetry = 'AT_LEAST_ONCE_PER_RETRY';
}

export interface StepConfig<T> {
  /** Decides after each failed attempt; `attemptCount` is 1 after the first. Default: `retryPresets.default`. */
  retryStrategy?: (error: Error, attemptCount: number) => RetryDecision;
  /** Default: `StepSemantics.AtLeastOncePerRetry`. */
  semantics?: StepSemantics;
  /** Default: the context's serdes. */
  serdes?: Serdes<T>;
}

export interface StepContext<Logger extends DurableLogger> extends OperationContext<Logger> {
  /** 1 in the first attempt. */
  attempt: number;
}

export type StepFunc<T, Logger extends DurableLogger = DurableLogger> = (
  context: StepContext<Logger>,
) => Promise<T>;
