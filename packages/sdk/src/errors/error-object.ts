// The two ways between a thrown value and its record.

import type { ErrorObject } from '../api/wire.ts';
import { limits } from '../limits.ts';
import { DurableOperationError } from './durable-operation-error.ts';
import './operation-errors.ts';

/** The record of anything that can be thrown. A value that is no error leaves only the words "Unknown error". */
export function toErrorObject(thrown: unknown): ErrorObject {
  if (thrown instanceof DurableOperationError) {
    const { ErrorType, ErrorMessage, ErrorData } = thrown.toErrorObject();
    return fitting(
      ErrorData === undefined ? { ErrorType, ErrorMessage } : { ErrorType, ErrorMessage, ErrorData },
    );
  }
  if (isErrorLike(thrown)) return fitting({ ErrorMessage: thrown.message, ErrorType: thrown.name });
  return { ErrorMessage: 'Unknown error' };
}

/** The service refuses an error that is too large, and with it the execution. Whoever reads it can do with its beginning. */
function fitting(error: ErrorObject): ErrorObject {
  const { ErrorMessage = '', ErrorData = '' } = error;
  // A UTF-16 unit takes at most six bytes of JSON.
  if ((ErrorMessage.length + ErrorData.length) * 6 < limits.errorBytesMax) return error;
  if (Buffer.byteLength(JSON.stringify(error)) <= limits.errorBytesMax) return error;
  const cut = (text: string): string =>
    text.length <= limits.errorTextCharsKept
      ? text
      : `${text.slice(0, limits.errorTextCharsKept)}… (${text.length} characters)`;
  return {
    ...error,
    ErrorMessage: cut(ErrorMessage),
    ...(error.ErrorData === undefined ? {} : { ErrorData: cut(ErrorData) }),
  };
}

/** The error that a replay would throw for what was just thrown, so that a first run and a replay do not differ. */
export const asRecorded = (thrown: unknown): DurableOperationError =>
  DurableOperationError.fromErrorObject(toErrorObject(thrown));

/** The error that plugins are shown for anything that was thrown. */
export const errorShown = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown));

/** What a retry strategy is asked about: the value itself when it is an error, otherwise one that stands for it. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error('Unknown Error');

// Errors of another realm, such as a test runner's sandbox, are errors too.
function isErrorLike(thrown: unknown): thrown is { name: string; message: string } {
  return (
    thrown instanceof Error ||
    (typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'name' in thrown)
  );
}
