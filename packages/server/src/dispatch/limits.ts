// The bounds of dispatch, with their reasons.

const MILLIS_PER_MINUTE = 60_000;

/**
 * How long the end of a chained invoke is held back for the invocation of its caller to end. SDKs linger some 20 ms before
 * they suspend; a machine under load takes a multiple of that.
 */
export const callerHoldMillisMax = 250;

/** Asynchronous invocations of plain functions, as AWS Lambda retries them. */
export const asyncInvocationLimits = {
  attemptsMax: 3,
  /** Before the second attempt; twice this before the third. */
  retryMillis: MILLIS_PER_MINUTE,
  /** Six hours. */
  ageMillisMax: 360 * MILLIS_PER_MINUTE,
} as const;

/** How often in a row an invocation of a function that is not durable is repeated because its machine went away. */
export const lossesMax = 10;

/** How long a caller who waits for the answer of a function waits for a place to run it, before it is told to come again. */
export const placeWaitMillisMax = 30_000;
