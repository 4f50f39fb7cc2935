export const DurableExecutionClientErrorScope = {
  /** This invocation cannot go on; the service repeats it. */
  INVOCATION: 'INVOCATION',
  /** The execution cannot go on: it fails. */
  EXECUTION: 'EXECUTION',
} as const;
export type DurableExecutionClientErrorScope =
  (typeof DurableExecutionClientErrorScope)[keyof typeof DurableExecutionClientErrorScope];

export interface DurableExecutionClientErrorOptions {
  /** Default: INVOCATION. */
  scope?: DurableExecutionClientErrorScope;
  cause?: unknown;
}

/** Thrown by a client that knows what its failure means for the execution. */
export class DurableExecutionClientError extends Error {
  readonly isDurableExecutionClientError = true;
  readonly scope: DurableExecutionClientErrorScope;

  constructor(message: string, options: DurableExecutionClientErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'DurableExecutionClientError';
    this.scope = options.scope ?? DurableExecutionClientErrorScope.INVOCATION;
  }
}

const scopes: ReadonlySet<unknown> = new Set(Object.values(DurableExecutionClientErrorScope));

/** Recognises the error by its marker and its scope, so that a second copy of the package counts as well. */
export function isDurableExecutionClientError(error: unknown): error is DurableExecutionClientError {
  return (
    error instanceof Error &&
    'isDurableExecutionClientError' in error &&
    error.isDurableExecutionClientError === true &&
    'scope' in error &&
    scopes.has(error.scope)
  );
}
