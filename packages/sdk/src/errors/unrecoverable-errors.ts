// Failures that no handler can catch: they end the invocation, or the whole execution. What they become is decided in
// with-durable-execution.ts; handlers meet them only in the output.

/** Ends an invocation from inside. */
export abstract class UnrecoverableError extends Error {
  /** `execution`: the execution fails. `invocation`: the error is thrown and the service repeats the invocation. */
  abstract readonly ends: 'execution' | 'invocation';

  constructor(name: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = name;
  }
}

export class UnrecoverableExecutionError extends UnrecoverableError {
  readonly ends = 'execution';
  constructor(name: string, message: string, cause?: unknown) {
    super(name, `[Unrecoverable Execution] ${message}`, cause);
  }
}

export class UnrecoverableInvocationError extends UnrecoverableError {
  readonly ends = 'invocation';
  constructor(name: string, message: string, cause?: unknown) {
    super(name, `[Unrecoverable Invocation] ${message}`, cause);
  }
}

/** The handler asked for something else than what was recorded at the same position. */
export const nonDeterminism = (message: string): UnrecoverableExecutionError =>
  new UnrecoverableExecutionError('NonDeterministicExecutionError', message);

export type SerdesDirection = 'Serialization' | 'Deserialization';

/** A serdes threw. Thrown from the invocation, as a corrected deployment may succeed where this one fails. */
export const serdesFailure = (
  direction: SerdesDirection,
  operation: { name: string | undefined; rawId: string },
  cause: unknown,
): UnrecoverableInvocationError =>
  new UnrecoverableInvocationError(
    'SerdesFailedError',
    `${direction} failed for step ${operation.name === undefined ? '' : `"${operation.name}" `}(${operation.rawId}): ${
      cause instanceof Error ? cause.message : String(cause)
    }`,
    cause,
  );
