// Asynchronous invocations of plain functions, as AWS Lambda retries them.

const MILLIS_PER_MINUTE = 60_000;

export const asyncInvocationLimits = {
  attemptsMax: 3,
  /** Before the second attempt; twice this before the third. */
  retryMillis: MILLIS_PER_MINUTE,
  /** Six hours. */
  ageMillisMax: 360 * MILLIS_PER_MINUTE,
} as const;
