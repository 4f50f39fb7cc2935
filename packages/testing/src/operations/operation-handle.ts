import {
  type ErrorObject,
  type Operation,
  type OperationStatus,
  type OperationSubType,
  OperationType,
} from '@perdure/sdk';
import { errorResult } from '../results/error-result.ts';
import { readPayload } from '../results/payload.ts';
import type {
  CallbackDetails,
  CallbackResponse,
  ChainedInvokeDetails,
  ContextDetails,
  DurableOperation,
  Event,
  StepDetails,
  WaitResultDetails,
} from './durable-operation.ts';
import type { ExecutionView } from './execution-view.ts';
import { describeKnown, type OperationBook, type OperationQuery } from './operation-book.ts';
import { callbackIn, isWaitForCallback } from './operation-progress.ts';
import { byId } from './operation-queries.ts';
import { WaitingOperationStatus } from './waiting-operation-status.ts';

/** A handle on the operation that a query finds in a book. */
export class OperationHandle<TResult> implements DurableOperation<TResult> {
  readonly #book: OperationBook;
  readonly #query: OperationQuery;

  constructor(book: OperationBook, query: OperationQuery) {
    this.#book = book;
    this.#query = query;
  }

  async waitForData(status: WaitingOperationStatus = WaitingOperationStatus.STARTED): Promise<this> {
    await this.#book.wait(this.#query, status);
    return this;
  }

  getContextDetails(): ContextDetails<TResult> | undefined {
    const operation = this.#findOfType(OperationType.CONTEXT);
    if (operation === undefined) return undefined;
    const { Result, Error: error } = operation.ContextDetails ?? {};
    return { result: readPayload(Result) as TResult | undefined, error: errorResult(error) };
  }

  getStepDetails(): StepDetails<TResult> | undefined {
    const operation = this.#findOfType(OperationType.STEP);
    if (operation === undefined) return undefined;
    const { Attempt, NextAttemptTimestamp, Result, Error: error } = operation.StepDetails ?? {};
    return {
      attempt: Attempt,
      nextAttemptTimestamp: NextAttemptTimestamp,
      result: readPayload(Result) as TResult | undefined,
      error: errorResult(error),
    };
  }

  getChainedInvokeDetails(): ChainedInvokeDetails<TResult> | undefined {
    const operation = this.#findOfType(OperationType.CHAINED_INVOKE);
    return operation && outcomeDetails<TResult>(operation.ChainedInvokeDetails ?? {});
  }

  getCallbackDetails(): CallbackDetails<TResult> | undefined {
    const operation = this.#find();
    if (operation === undefined) return undefined;
    const callback = this.#callbackOf(operation);
    if (callback === undefined) return undefined;
    const { CallbackId, ...outcome } = callback.CallbackDetails ?? {};
    if (CallbackId === undefined) throw new Error(`The callback ${this.#query.description} has no id yet.`);
    return { callbackId: CallbackId, ...outcomeDetails<TResult>(outcome) };
  }

  getWaitDetails(): WaitResultDetails | undefined {
    const operation = this.#findOfType(OperationType.WAIT);
    if (operation === undefined) return undefined;
    const started = this.getEvents()?.find(
      ({ EventType }) => EventType === 'WaitStarted',
    )?.WaitStartedDetails;
    return {
      ...(started?.Duration === undefined ? {} : { waitSeconds: started.Duration }),
      ...(started?.ScheduledEndTimestamp === undefined
        ? {}
        : { scheduledEndTimestamp: started.ScheduledEndTimestamp }),
    };
  }

  getChildOperations(): DurableOperation[] | undefined {
    const operation = this.#find();
    if (operation === undefined) return undefined;
    return this.#book
      .operations()
      .filter(({ ParentId }) => ParentId === operation.Id)
      .map(({ Id = '' }) => new OperationHandle(this.#book, byId(Id)));
  }

  getOperationData(): Operation | undefined {
    return this.#find();
  }

  getEvents(): Event[] | undefined {
    const id = this.#find()?.Id;
    if (id === undefined) return undefined;
    return this.#book.view?.events().filter((event) => event.Id === id) as Event[] | undefined;
  }

  getId(): string | undefined {
    return this.#find()?.Id;
  }

  getParentId(): string | undefined {
    return this.#find()?.ParentId;
  }

  getName(): string | undefined {
    return this.#find()?.Name;
  }

  getType(): OperationType | undefined {
    return this.#find()?.Type;
  }

  getSubType(): OperationSubType | undefined {
    return this.#find()?.SubType as OperationSubType | undefined;
  }

  isWaitForCallback(): boolean {
    const operation = this.#find();
    return operation !== undefined && isWaitForCallback(operation);
  }

  isCallback(): boolean {
    return this.#find()?.Type === OperationType.CALLBACK;
  }

  getStatus(): OperationStatus | undefined {
    return this.#find()?.Status;
  }

  getStartTimestamp(): Date | undefined {
    return this.#find()?.StartTimestamp;
  }

  getEndTimestamp(): Date | undefined {
    return this.#find()?.EndTimestamp;
  }

  async sendCallbackSuccess(result?: string): Promise<CallbackResponse> {
    const { view, callbackId } = this.#open();
    return view.callbacks.succeed(callbackId, result);
  }

  async sendCallbackFailure(error?: ErrorObject): Promise<CallbackResponse> {
    const { view, callbackId } = this.#open();
    return view.callbacks.fail(callbackId, error);
  }

  async sendCallbackHeartbeat(): Promise<CallbackResponse> {
    const { view, callbackId } = this.#open();
    return view.callbacks.heartbeat(callbackId);
  }

  #find(): Operation | undefined {
    return this.#book.find(this.#query);
  }

  #findOfType(type: OperationType): Operation | undefined {
    const operation = this.#find();
    if (operation === undefined || operation.Type === type) return operation;
    throw new Error(`Operation type ${operation.Type} is not ${type}: ${this.#query.description}.`);
  }

  #callbackOf(operation: Operation): Operation | undefined {
    if (operation.Type === OperationType.CALLBACK) return operation;
    if (isWaitForCallback(operation)) return callbackIn(operation, this.#book.operations());
    throw new Error(`Operation type ${operation.Type} is not a callback: ${this.#query.description}.`);
  }

  /** What is needed to answer the callback. */
  #open(): { view: ExecutionView; callbackId: string } {
    const { view } = this.#book;
    if (view === undefined) {
      throw new Error(
        `The callback ${this.#query.description} cannot be answered before the run. ` +
          'Wait for it with waitForData, or script the answer with runner.answerCallback.',
      );
    }
    const details = this.getCallbackDetails();
    if (details !== undefined) return { view, callbackId: details.callbackId };
    throw new Error(
      `There is no callback ${this.#query.description}; ${describeKnown(this.#book.operations())}`,
    );
  }
}

function outcomeDetails<TResult>(details: {
  Result?: string | undefined;
  Error?: ErrorObject | undefined;
}): ChainedInvokeDetails<TResult> {
  return {
    ...(details.Result === undefined ? {} : { result: readPayload(details.Result) as TResult }),
    ...(details.Error === undefined ? {} : { error: errorResult(details.Error) }),
  };
}
