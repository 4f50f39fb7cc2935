// One error class per decision that a handler can take about a failed operation.

import type { CompletionReason } from '../api/batch.ts';
import type { ErrorObject } from '../api/wire.ts';
import { DurableOperationError, onRebuild } from './durable-operation-error.ts';

/** A step, or a condition, failed for good. `cause.name` is the name of what was thrown. */
export class StepError extends DurableOperationError {
  readonly errorType = 'StepError';
  constructor(message = 'Step failed', cause?: Error, errorData?: string) {
    super(message, cause, errorData);
  }
}

/** A callback failed. */
export class CallbackError extends DurableOperationError {
  readonly errorType: string = 'CallbackError';
  constructor(message = 'Callback failed', cause?: Error, errorData?: string) {
    super(message, cause, errorData);
  }
}

/** The outside world answered a callback with a failure. */
export class CallbackExternalError extends CallbackError {
  override readonly errorType = 'CallbackExternalError';
}

/** No answer, or no heartbeat, came in time; `cause.name` tells which. */
export class CallbackTimeoutError extends CallbackError {
  override readonly errorType = 'CallbackTimeoutError';
  constructor(message = 'Callback timed out', cause?: Error, errorData?: string) {
    super(message, cause, errorData);
  }
}

/** The submitter of `waitForCallback` failed for good. */
export class CallbackSubmitterError extends CallbackError {
  override readonly errorType = 'CallbackSubmitterError';
  constructor(message = 'Callback submitter failed', cause?: Error, errorData?: string) {
    super(message, cause, errorData);
  }
}

/** An invoked function failed, timed out or was stopped. */
export class InvokeError extends DurableOperationError {
  readonly errorType = 'InvokeError';
  constructor(message = 'Invoke failed', cause?: Error, errorData?: string) {
    super(message, cause, errorData);
  }
}

/** A child context, a batch item or a branch failed. `cause` is the error inside, rebuilt from its record. */
export class ChildContextError extends DurableOperationError {
  readonly errorType = 'ChildContextError';
  constructor(message = 'Child context failed', cause?: Error, errorData?: string) {
    super(message, cause, errorData);
  }
}

/** Failures of conditions that are recorded, and so rebuilt, as those of steps. */
const conditionFailures = new WeakSet<object>();

/** Marks the failure of a condition, so that it can be told from that of a step. */
export function conditionFailure(error: DurableOperationError): DurableOperationError {
  conditionFailures.add(error);
  return error;
}

/**
 * A condition failed. What is caught is a `StepError`, as AWS's SDK has it and as it is recorded; `instanceof` this class
 * is true for it as well.
 */
export class WaitForConditionError extends DurableOperationError {
  readonly errorType = 'WaitForConditionError';
  constructor(message = 'Wait for condition failed', cause?: Error, errorData?: string) {
    super(message, cause, errorData);
  }

  // biome-ignore-start lint/complexity/noThisInStatic: a subclass inherits this method, and means itself by it.
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
    const isMarked = typeof value === 'object' && value !== null && conditionFailures.has(value);
    return isMarked && this === WaitForConditionError;
  }
  // biome-ignore-end lint/complexity/noThisInStatic: see above.
}

/** A combinator of `ctx.promise` was rejected. */
export class PromiseCombinatorError extends DurableOperationError {
  readonly errorType = 'PromiseCombinatorError';
  constructor(message = 'Promise combinator failed', cause?: Error, errorData?: string) {
    super(message, cause, errorData);
  }
}

/** `throwIfError` of a batch that `shouldComplete` ended as failed although no item had failed. */
export class BatchCompletionError extends DurableOperationError {
  readonly errorType = 'BatchCompletionError';
  readonly completionReason: CompletionReason;
  constructor(
    completionReason: CompletionReason,
    message = `Batch completed as failed by shouldComplete (${completionReason})`,
    cause?: Error,
    errorData?: string,
  ) {
    super(message, cause, errorData);
    this.completionReason = completionReason;
  }
}

type RecordedErrorClass = new (message?: string, cause?: Error, errorData?: string) => DurableOperationError;

/** The classes that are rebuilt from their recorded type. */
export const recordedErrorClasses: ReadonlyMap<string, RecordedErrorClass> = new Map<
  string,
  RecordedErrorClass
>([
  ['StepError', StepError],
  ['CallbackError', CallbackError],
  ['CallbackExternalError', CallbackExternalError],
  ['CallbackTimeoutError', CallbackTimeoutError],
  ['CallbackSubmitterError', CallbackSubmitterError],
  ['InvokeError', InvokeError],
  ['ChildContextError', ChildContextError],
  ['WaitForConditionError', WaitForConditionError],
  ['PromiseCombinatorError', PromiseCombinatorError],
]);

/** The error as it was before it was recorded, as far as the record knows it. */
export function causeFromRecord(errorObject: ErrorObject): Error {
  const cause = new Error(errorObject.ErrorMessage);
  cause.name = errorObject.ErrorType || 'Error';
  const stack = errorObject.StackTrace?.join('\n');
  // A stack made here would point into the SDK and mislead.
  Object.defineProperty(cause, 'stack', {
    value: stack,
    configurable: true,
    writable: true,
    enumerable: false,
  });
  return cause;
}

onRebuild((errorObject) => {
  const cause = causeFromRecord(errorObject);
  const Recorded = recordedErrorClasses.get(errorObject.ErrorType ?? '');
  return Recorded === undefined
    ? new StepError(errorObject.ErrorMessage || 'Unknown error', cause, errorObject.ErrorData)
    : new Recorded(errorObject.ErrorMessage, cause, errorObject.ErrorData);
});
