// The retry strategies that the requirements name.

import { createRetryStrategy, JitterStrategy } from 'durable-sdk';

/** So many attempts in all, a second apart. */
export const everySecond = (maxAttempts: number) =>
  createRetryStrategy({
    maxAttempts,
    initialDelay: { seconds: 1 },
    backoffRate: 1,
    jitter: JitterStrategy.NONE,
  });
