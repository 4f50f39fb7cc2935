// The two ways between a thrown value and its record.

import type { ErrorObject } from '../api/wire.ts';
import { DurableOperationError } from './durable-operation-error.ts';
import './operation-errors.ts';

/** The record of anything that can be thrown. A value that is no error leaves only the words "Unknown error". */
export function toErrorObject(thrown: unknown): ErrorObject {
  if (thrown instanceof DurableOperationError) {
    const { ErrorType, ErrorMessage, ErrorData } = thrown.toErrorObject();
    return ErrorData === undefined ? { ErrorType, ErrorMessage } : { ErrorType, ErrorMessage, ErrorData };
  }
  if (isErrorLike(thrown)) return { ErrorMessage: thrown.message, ErrorType: thrown.name };
  return { ErrorMessage: 'Unknown error' };
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
