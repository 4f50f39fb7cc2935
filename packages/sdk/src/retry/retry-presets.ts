import { JitterStrategy } from './jitter.ts';
import { createLinearRetryStrategy } from './linear-retry-strategy.ts';
import { createRetryStrategy } from './retry-strategy.ts';

/** Ready-made strategies. */
export const retryPresets = {
  /** What every step has: 6 attempts, about 5, 10, 20, 40 and 60 seconds apart. */
  default: createRetryStrategy({ maxAttempts: 6, maxDelay: { seconds: 60 } }),
  /** 6 attempts, exactly 1, 2, 3, 4 and 5 seconds apart. */
  linear: createLinearRetryStrategy({ jitter: JitterStrategy.NONE }),
  /** The first failure is final. */
  noRetry: createRetryStrategy({ maxAttempts: 1 }),
};
