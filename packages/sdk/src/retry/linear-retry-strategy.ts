import type { Duration } from '../api/duration.ts';
import { durationSeconds } from '../duration-seconds.ts';
import { JitterStrategy, spreadDelaySeconds } from './jitter.ts';
import type { RetryStrategy } from './retry-strategy.ts';
import { isRetryable, type RetryableErrors } from './retryable-errors.ts';

export interface LinearRetryStrategyConfig extends RetryableErrors {
  /** The first attempt included. Default: 6. */
  maxAttempts?: number;
  /** Default: 1 second. */
  initialDelay?: Duration;
  /** What is added to the delay with each attempt. Default: 1 second. */
  increment?: Duration;
  /** Default: 5 minutes. */
  maxDelay?: Duration;
  /** Default: `JitterStrategy.FULL`. */
  jitter?: JitterStrategy;
}

/** A strategy whose delays grow by the same amount each time. */
export function createLinearRetryStrategy(config: LinearRetryStrategyConfig = {}): RetryStrategy {
  const { maxAttempts = 6, jitter = JitterStrategy.FULL } = config;
  const initialSeconds = durationSeconds(config.initialDelay ?? { seconds: 1 });
  const incrementSeconds = durationSeconds(config.increment ?? { seconds: 1 });
  const maxSeconds = durationSeconds(config.maxDelay ?? { minutes: 5 });
  return (error, attemptsMade) => {
    if (attemptsMade >= maxAttempts || !isRetryable(error, config)) return { shouldRetry: false };
    const delaySeconds = Math.min(initialSeconds + incrementSeconds * (attemptsMade - 1), maxSeconds);
    return { shouldRetry: true, delay: { seconds: spreadDelaySeconds(delaySeconds, jitter) } };
  };
}
