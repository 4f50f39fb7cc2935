// The form in which an error leaves the function.

export interface ErrorReport {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

/** An error of the runtime itself, such as a handler that is not there. Its type is one of Lambda's own. */
export class RuntimeError extends Error {
  readonly errorType: string;

  constructor(errorType: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = errorType;
    this.errorType = errorType;
  }
}

/** Describes whatever was thrown: errors, and values that are none. */
export function reportError(thrown: unknown): ErrorReport {
  if (thrown instanceof RuntimeError) {
    return {
      errorType: thrown.errorType,
      errorMessage: thrown.message,
      trace: traceOf(thrown.cause ?? thrown),
    };
  }
  if (thrown instanceof Error || isErrorLike(thrown)) {
    return {
      errorType: String(thrown.name || 'Error'),
      errorMessage: String(thrown.message),
      trace: traceOf(thrown),
    };
  }
  return { errorType: typeof thrown, errorMessage: describe(thrown), trace: [] };
}

/** Errors from other realms (`vm`, workers) are no instances of our Error. */
function isErrorLike(thrown: unknown): thrown is { name: string; message: string; stack?: string } {
  return typeof thrown === 'object' && thrown !== null && 'name' in thrown && 'message' in thrown;
}

function traceOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null || !('stack' in error)) return [];
  return typeof error.stack === 'string' ? error.stack.split('\n') : [];
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return Object.prototype.toString.call(value);
  }
}
