// The body of an answer to an invocation that failed: members in small letters, as runtimes write them.

import type { ErrorObject } from '@perdure/protocol';

export function functionErrorBody(error: ErrorObject): string {
  const { ErrorMessage = '', ErrorType = 'Error', StackTrace = [], ErrorData } = error;
  return JSON.stringify({
    errorMessage: ErrorMessage,
    errorType: ErrorType,
    stackTrace: StackTrace,
    ...(ErrorData === undefined ? {} : { errorData: ErrorData }),
  });
}
