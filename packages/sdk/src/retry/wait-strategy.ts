import type { Duration } from '../api/duration.ts';
import type { WaitForConditionDecision } from '../api/wait-for-condition.ts';
import { durationSeconds } from '../duration-seconds.ts';
import { JitterStrategy, spreadDelaySeconds } from './jitter.ts';

export interface WaitStrategyConfig<T> {
  /** Checks until the strategy throws. Default: 60. */
  maxAttempts?: number;
  /** Default: 5 seconds. */
  initialDelay?: Duration;
  /** Default: 5 minutes. */
  maxDelay?: Duration;
  /** The delay grows by this factor with each check. Default: 1.5. */
  backoffRate?: number;
  /** Default: `JitterStrategy.FULL`. */
  jitter?: JitterStrategy;
  /** Whether the condition is not met yet. */
  shouldContinuePolling: (result: T) => boolean;
  /** Accepted and without effect, as a strategy does not know when the operation began. Use `maxAttempts`. */
  timeoutSeconds?: number;
}

/** A strategy for `waitForCondition` whose delays grow by a factor. Throws when the checks are used up. */
export function createWaitStrategy<T>(
  config: WaitStrategyConfig<T>,
): (result: T, attemptsMade: number) => WaitForConditionDecision {
  const { maxAttempts = 60, backoffRate = 1.5, jitter = JitterStrategy.FULL, shouldContinuePolling } = config;
  const initialSeconds = durationSeconds(config.initialDelay ?? { seconds: 5 });
  const maxSeconds = durationSeconds(config.maxDelay ?? { minutes: 5 });
  return (result, attemptsMade) => {
    if (!shouldContinuePolling(result)) return { shouldContinue: false };
    if (attemptsMade >= maxAttempts) {
      throw new Error(`waitForCondition exceeded maximum attempts (${maxAttempts})`);
    }
    const delaySeconds = Math.min(initialSeconds * backoffRate ** (attemptsMade - 1), maxSeconds);
    return { shouldContinue: true, delay: { seconds: spreadDelaySeconds(delaySeconds, jitter) } };
  };
}
