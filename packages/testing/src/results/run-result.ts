import type { ErrorObject } from '@perdure/sdk';
import type { DurableOperation, Event } from '../operations/durable-operation.ts';
import type { ExecutionView } from '../operations/execution-view.ts';
import { OperationBook } from '../operations/operation-book.ts';
import { OperationHandle } from '../operations/operation-handle.ts';
import { byId } from '../operations/operation-queries.ts';
import { errorResult } from './error-result.ts';
import { ExecutionStatus } from './execution-status.ts';
import { printOperations } from './operation-table.ts';
import { readPayload } from './payload.ts';
import type { Invocation, PrintConfig, TestResult, TestResultError } from './test-result.ts';

/** How an execution ended. */
export interface ExecutionEnd {
  status: ExecutionStatus;
  /** JSON text; of a success only. */
  result?: string;
  error?: ErrorObject;
}

/** The result of a run. It keeps what it was made from: a later run of the same runner does not change it. */
export class RunResult<TResult> implements TestResult<TResult> {
  readonly #end: ExecutionEnd;
  readonly #view: ExecutionView;
  readonly #book = new OperationBook();

  constructor(end: ExecutionEnd, view: ExecutionView) {
    this.#end = end;
    this.#view = view;
    this.#book.open(view);
    this.#book.close();
  }

  getOperations(params?: { status: string }): DurableOperation[] {
    return this.#view
      .operations()
      .filter(({ Status }) => params?.status === undefined || Status === params.status)
      .map(({ Id = '' }) => new OperationHandle(this.#book, byId(Id)));
  }

  getInvocations(): Invocation[] {
    return this.#view
      .events()
      .filter(({ EventType }) => EventType === 'InvocationCompleted')
      .map(({ InvocationCompletedDetails: details = {} }) => ({
        startTimestamp: details.StartTimestamp,
        endTimestamp: details.EndTimestamp,
        requestId: details.RequestId,
        error: errorResult(details.Error?.Payload),
      }));
  }

  getStatus(): ExecutionStatus {
    return this.#end.status;
  }

  getResult(): TResult | undefined {
    if (this.#end.status === ExecutionStatus.SUCCEEDED) {
      return readPayload(this.#end.result) as TResult | undefined;
    }
    const { errorMessage, errorType, stackTrace } = this.getError();
    const error = new Error(errorMessage);
    if (errorType !== undefined) error.name = errorType;
    if (stackTrace !== undefined) error.stack = stackTrace.join('\n');
    throw error;
  }

  getError(): TestResultError {
    const { status, error } = this.#end;
    if (status === ExecutionStatus.SUCCEEDED) throw new Error('Cannot get error for succeeded execution');
    if (error !== undefined) return errorResult(error);
    return errorResult({ ErrorMessage: `Execution failed with status "${status}"` });
  }

  getHistoryEvents(): Event[] {
    return [...this.#view.events()] as Event[];
  }

  print(config?: PrintConfig): void {
    printOperations(this.#view.operations(), config);
  }
}
