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
  /** How long to go on, from the start of the operation. The last check is made then. Default: as long as it takes. */
  timeoutSeconds?: number;
}

/**
 * A strategy for `waitForCondition` whose delays grow by a factor. Throws when the checks or the time are used up.
 * `elapsedSeconds`, which `waitForCondition` passes, is the age of the operation.
 */
export function createWaitStrategy<T>(
  config: WaitStrategyConfig<T>,
): (result: T, attemptsMade: number, elapsedSeconds?: number) => WaitForConditionDecision {
  const { maxAttempts = 60, backoffRate = 1.5, jitter = JitterStrategy.FULL, shouldContinuePolling } = config;
  const initialSeconds = durationSeconds(config.initialDelay ?? { seconds: 5 });
  const maxSeconds = durationSeconds(config.maxDelay ?? { minutes: 5 });
  const timeoutSeconds = config.timeoutSeconds ?? Number.POSITIVE_INFINITY;
  return (result, attemptsMade, elapsedSeconds = 0) => {
    if (!shouldContinuePolling(result)) return { shouldContinue: false };
    if (attemptsMade >= maxAttempts) {
      throw new Error(`waitForCondition exceeded maximum attempts (${maxAttempts})`);
    }
    if (elapsedSeconds >= timeoutSeconds) {
      throw new Error(`waitForCondition exceeded its timeout (${timeoutSeconds} seconds)`);
    }
    const delaySeconds = Math.min(initialSeconds * backoffRate ** (attemptsMade - 1), maxSeconds);
    const seconds = Math.min(
      spreadDelaySeconds(delaySeconds, jitter),
      Math.max(1, Math.ceil(timeoutSeconds - elapsedSeconds)),
    );
    return { shouldContinue: true, delay: { seconds } };
  };
}
