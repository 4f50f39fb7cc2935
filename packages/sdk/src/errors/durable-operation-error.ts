import type { ErrorObject } from '../api/wire.ts';
import { limits } from '../limits.ts';

/**
 * The failure of an operation. It is rebuilt from the record at every replay, so that only what the record keeps
 * survives: the class, the message, `errorData`, and as `cause` an `Error` with the name and message of the original.
 */
export abstract class DurableOperationError extends Error {
  /** The class as it is recorded; unlike `name` it survives minification. */
  abstract readonly errorType: string;
  override cause?: Error;
  errorData?: string;
  stackTrace?: string[];

  constructor(message: string, cause?: Error, errorData?: string) {
    super(message);
    this.name = this.constructor.name;
    if (cause !== undefined) this.cause = cause;
    if (errorData !== undefined) this.errorData = errorData;
  }

  /** Rebuilds an error from its record. Types that are not the SDK's become a `StepError`. */
  static fromErrorObject(errorObject: ErrorObject): DurableOperationError {
    return rebuild(errorObject);
  }

  /** The record of this error. Stack traces are never recorded: they hold paths and change with every build. */
  toErrorObject(): ErrorObject {
    return { ErrorType: this.errorType, ErrorMessage: this.message, ErrorData: firstErrorData(this) };
  }
}

type Rebuild = (errorObject: ErrorObject) => DurableOperationError;

// The subclasses register how they are rebuilt, as this file cannot import them without a cycle.
let rebuild: Rebuild = () => {
  throw new Error('The operation errors are not loaded. Import errors from the door of the package.');
};
export function onRebuild(implementation: Rebuild): void {
  rebuild = implementation;
}

/** Detail that an outer error lacks is taken from the nearest cause that has it. */
function firstErrorData(error: DurableOperationError): string | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < limits.errorDataDepthMax && current instanceof Error; depth++) {
    if (current instanceof DurableOperationError && current.errorData !== undefined) return current.errorData;
    current = current.cause;
  }
  return undefined;
}
