/** Which errors are worth another attempt. With neither list given, all are. */
export interface RetryableErrors {
  /** Matched against the message: text is searched, expressions are tested. */
  retryableErrors?: (string | RegExp)[];
  /** Matched with `instanceof`. */
  retryableErrorTypes?: (new () => Error)[];
}

/** Whether an error is on one of the lists. */
export function isRetryable(error: Error, config: RetryableErrors): boolean {
  const { retryableErrors, retryableErrorTypes } = config;
  if (retryableErrors === undefined && retryableErrorTypes === undefined) return true;
  return (
    (retryableErrors ?? []).some((pattern) => matches(pattern, error.message)) ||
    (retryableErrorTypes ?? []).some((type) => error instanceof type)
  );
}

// `test` moves the position of a global expression, which would make every other call miss; `search` does not.
const matches = (pattern: string | RegExp, message: string): boolean =>
  typeof pattern === 'string' ? message.includes(pattern) : message.search(pattern) >= 0;
