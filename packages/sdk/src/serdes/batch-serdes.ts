// The record of a batch (WIRE): {"all":[{"result"|"error","index","status"}...],"completionReason"}. An error is kept
// with its chain of causes: {"ErrorType","ErrorMessage","ErrorData"?,"Cause"?}.

import type { BatchItem, BatchResult, CompletionReason } from '../api/batch.ts';
import type { Serdes } from '../api/serdes.ts';
import { DurableOperationError } from '../errors/durable-operation-error.ts';
import type { ChildContextError } from '../errors/operation-errors.ts';
import { recordedErrorClasses } from '../errors/operation-errors.ts';
import { limits } from '../limits.ts';
import { BatchOutcome } from '../operations/batch-result.ts';

interface RecordedError {
  ErrorType?: string;
  ErrorMessage?: string;
  ErrorData?: string;
  Cause?: RecordedError;
}

/** The serdes of a batch; with one of the author's, what comes out of it is made a batch again. */
export function batchSerdes<R>(custom?: Serdes<BatchResult<R>>): Serdes<BatchResult<R>> {
  if (custom === undefined)
    return { serialize: async (batch) => write(batch), deserialize: async (data) => read<R>(data) };
  return {
    serialize: (batch, context) => custom.serialize(batch, context),
    deserialize: async (data, context) => {
      const value = await custom.deserialize(data, context);
      return isBatchLike<R>(value) && !(value instanceof BatchOutcome) ? restore<R>(value) : value;
    },
  };
}

function write<R>(batch: BatchResult<R> | undefined): string | undefined {
  if (batch === undefined) return undefined;
  const all = batch.all.map(({ result, error, index, status }) => ({
    ...(result === undefined ? {} : { result }),
    ...(error === undefined ? {} : { error: recordError(error, 0) }),
    index,
    status,
  }));
  return JSON.stringify({ all, completionReason: batch.completionReason });
}

function read<R>(data: string | undefined): BatchResult<R> | undefined {
  if (data === undefined) return undefined;
  const value: unknown = JSON.parse(data);
  return isBatchLike<R>(value) ? restore<R>(value) : undefined;
}

interface BatchLike<R> {
  all: (Omit<BatchItem<R>, 'error'> & { error?: unknown })[];
  completionReason?: CompletionReason;
}

const isBatchLike = <R>(value: unknown): value is BatchLike<R> =>
  typeof value === 'object' && value !== null && 'all' in value && Array.isArray(value.all);

function restore<R>({ all, completionReason }: BatchLike<R>): BatchResult<R> {
  const items = all.map(({ error, ...item }): BatchItem<R> => {
    if (error === undefined) return item;
    const rebuilt = error instanceof Error ? error : rebuildError(error as RecordedError);
    return { error: rebuilt as ChildContextError, ...item };
  });
  return new BatchOutcome<R>(items, completionReason ?? 'ALL_COMPLETED');
}

function recordError(error: Error, depth: number): RecordedError {
  const isOurs = error instanceof DurableOperationError;
  const recorded: RecordedError = {
    ErrorType: isOurs ? error.errorType : error.name,
    ErrorMessage: error.message,
  };
  if (isOurs && error.errorData !== undefined) recorded.ErrorData = error.errorData;
  if (error.cause instanceof Error && depth < limits.errorCauseDepthMax) {
    recorded.Cause = recordError(error.cause, depth + 1);
  }
  return recorded;
}

function rebuildError(recorded: RecordedError): Error {
  const cause = recorded.Cause === undefined ? undefined : rebuildError(recorded.Cause);
  const Recorded = recordedErrorClasses.get(recorded.ErrorType ?? '');
  if (Recorded !== undefined) return new Recorded(recorded.ErrorMessage, cause, recorded.ErrorData);
  const error = new Error(recorded.ErrorMessage, cause === undefined ? undefined : { cause });
  error.name = recorded.ErrorType ?? 'Error';
  return error;
}
