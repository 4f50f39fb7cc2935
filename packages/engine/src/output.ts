// Reading what a handler returned. The text comes from user code: everything about it is checked.

import type { ErrorObject } from '@perdure/protocol';

export type Output =
  | { kind: 'succeeded'; result?: string }
  | { kind: 'failed'; error: ErrorObject }
  | { kind: 'pending' }
  | { kind: 'violation'; message: string };

const violation = (message: string): Output => ({ kind: 'violation', message });

export function readOutput(body: string): Output {
  const output = parseObject(body);
  if (output === undefined || output.Status === undefined || output.Status === null) {
    return violation('Response status is required.');
  }
  switch (output.Status) {
    case 'SUCCEEDED':
      return readSucceeded(output);
    case 'FAILED':
      if (isPresent(output.Result)) return violation('Cannot provide a Result for FAILED status.');
      return { kind: 'failed', error: readError(output.Error) };
    case 'PENDING':
      return { kind: 'pending' };
    default:
      return violation('Invalid Status in invocation output.');
  }
}

function readSucceeded(output: Record<string, unknown>): Output {
  if (isPresent(output.Error)) return violation('Cannot provide an Error for SUCCEEDED status.');
  if (!isPresent(output.Result)) return { kind: 'succeeded' };
  if (typeof output.Result !== 'string') return violation('Result in invocation output must be a string.');
  return { kind: 'succeeded', result: output.Result };
}

const isPresent = (value: unknown): boolean => value !== undefined && value !== null;

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keeps of an error what is an error's, and only in the right types. */
export function readError(value: unknown): ErrorObject {
  if (!isRecord(value)) return {};
  const error: ErrorObject = {};
  if (typeof value.ErrorMessage === 'string') error.ErrorMessage = value.ErrorMessage;
  if (typeof value.ErrorType === 'string') error.ErrorType = value.ErrorType;
  if (typeof value.ErrorData === 'string') error.ErrorData = value.ErrorData;
  const { StackTrace: stack } = value;
  if (Array.isArray(stack) && stack.every((line) => typeof line === 'string')) error.StackTrace = stack;
  return error;
}
