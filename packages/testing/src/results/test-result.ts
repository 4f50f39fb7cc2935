// What a run came to, as tests read it.

import type { OperationStatus } from '@perdure/sdk';
import type { DurableOperation, Event } from '../operations/durable-operation.ts';
import type { ExecutionStatus } from './execution-status.ts';

export interface TestResultError {
  errorMessage: string | undefined;
  errorType: string | undefined;
  errorData: string | undefined;
  stackTrace: string[] | undefined;
}

/** One run of the handler within the execution. */
export interface Invocation {
  startTimestamp: Date | undefined;
  endTimestamp: Date | undefined;
  requestId: string | undefined;
  error: TestResultError | undefined;
}

/** Columns of the printed table; each is shown unless it is set to false. */
export interface PrintConfig {
  parentId?: boolean;
  name?: boolean;
  type?: boolean;
  subType?: boolean;
  status?: boolean;
  startTime?: boolean;
  endTime?: boolean;
  duration?: boolean;
}

// biome-ignore-start lint/suspicious/noExplicitAny: a runner without a type argument gives results that need no cast, as AWS's library does.
export interface TestResult<TResult = any> {
  // biome-ignore-end lint/suspicious/noExplicitAny: see above.
  /** All operations in the order in which they began, or those with a status. */
  getOperations(params?: { status: OperationStatus }): DurableOperation[];
  getInvocations(): Invocation[];
  getStatus(): ExecutionStatus | undefined;
  /** What the handler returned, parsed from JSON. Throws its error unless the execution succeeded. */
  getResult(): TResult | undefined;
  /** Throws if the execution succeeded. */
  getError(): TestResultError;
  /** The history as the service shows it, payloads included. */
  getHistoryEvents(): Event[];
  /** Prints a table of the operations. */
  print(config?: PrintConfig): void;
}

export interface InvokeRequest {
  /** The event of the handler; anything that JSON can carry. Default: none, which handlers see as `{}`. */
  payload?: unknown;
}
