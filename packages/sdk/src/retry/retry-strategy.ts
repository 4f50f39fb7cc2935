import type { Duration } from '../api/duration.ts';
import type { RetryDecision } from '../api/step.ts';
import { durationSeconds } from '../duration-seconds.ts';
import { JitterStrategy, spreadDelaySeconds } from './jitter.ts';
import { isRetryable, type RetryableErrors } from './retryable-errors.ts';

/** Decides after a failed attempt; `attemptsMade` is 1 after the first. */
export type RetryStrategy = (error: Error, attemptsMade: number) => RetryDecision;

export interface RetryStrategyConfig extends RetryableErrors {
  /** The first attempt included. Default: 3. */
  maxAttempts?: number;
  /** Default: 5 seconds. */
  initialDelay?: Duration;
  /** Default: 5 minutes. */
  maxDelay?: Duration;
  /** The delay grows by this factor with each attempt. Default: 2. */
  backoffRate?: number;
  /** Default: `JitterStrategy.FULL`. */
  jitter?: JitterStrategy;
}

/** A strategy whose delays grow by a factor. */
export function createRetryStrategy(config: RetryStrategyConfig = {}): RetryStrategy {
  const { maxAttempts = 3, backoffRate = 2, jitter = JitterStrategy.FULL } = config;
  const initialSeconds = durationSeconds(config.initialDelay ?? { seconds: 5 });
  const maxSeconds = durationSeconds(config.maxDelay ?? { minutes: 5 });
  return (error, attemptsMade) => {
    if (attemptsMade >= maxAttempts || !isRetryable(error, config)) return { shouldRetry: false };
    const delaySeconds = Math.min(initialSeconds * backoffRate ** (attemptsMade - 1), maxSeconds);
    return { shouldRetry: true, delay: { seconds: spreadDelaySeconds(delaySeconds, jitter) } };
  };
}
