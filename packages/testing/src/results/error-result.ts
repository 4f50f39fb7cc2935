import type { ErrorObject } from '@perdure/sdk';
import type { TestResultError } from './test-result.ts';

/** An error as tests read it; undefined when there is none. */
export function errorResult(error: ErrorObject): TestResultError;
export function errorResult(error: ErrorObject | undefined): TestResultError | undefined;
export function errorResult(error: ErrorObject | undefined): TestResultError | undefined {
  if (error === undefined) return undefined;
  return {
    errorMessage: error.ErrorMessage,
    errorType: error.ErrorType,
    errorData: error.ErrorData,
    stackTrace: error.StackTrace,
  };
}
