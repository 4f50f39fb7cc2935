// The handle of one operation, as tests use it.

import type { Event } from '@aws-sdk/client-lambda';
import type { ErrorObject, Operation, OperationStatus, OperationSubType, OperationType } from '@perdure/sdk';
import type { TestResultError } from '../results/test-result.ts';
import type { WaitingOperationStatus } from './waiting-operation-status.ts';

export type { Event };

export interface ContextDetails<TResult = unknown> {
  /** Parsed from JSON. */
  readonly result: TResult | undefined;
  readonly error: TestResultError | undefined;
}

export interface StepDetails<TResult = unknown> {
  /** Attempts that have ended. */
  readonly attempt: number | undefined;
  /** Present while a retry is pending. */
  readonly nextAttemptTimestamp: Date | undefined;
  /** Parsed from JSON. */
  readonly result: TResult | undefined;
  readonly error: TestResultError | undefined;
}

export interface CallbackDetails<TResult = unknown> {
  readonly callbackId: string;
  readonly error?: TestResultError;
  /** Parsed from JSON if it is JSON; otherwise the text. */
  readonly result?: TResult;
}

export interface ChainedInvokeDetails<TResult = unknown> {
  readonly error?: TestResultError;
  /** Parsed from JSON. */
  readonly result?: TResult;
}

export interface WaitResultDetails {
  readonly waitSeconds?: number;
  readonly scheduledEndTimestamp?: Date;
}

/** What the callback APIs answer: nothing that a test needs. */
export type CallbackResponse = { $metadata: { httpStatusCode?: number } };

// biome-ignore-start lint/suspicious/noExplicitAny: a handle without a type argument gives results that need no cast, as AWS's library does.
/**
 * An operation of the execution. It may be asked for before it exists: then the getters answer undefined.
 */
export interface DurableOperation<TResult = any> {
  // biome-ignore-end lint/suspicious/noExplicitAny: see above.
  /**
   * Waits until the operation has the status. Default: STARTED, that is, until it exists.
   * Rejects when the run ends before.
   */
  waitForData(status?: WaitingOperationStatus): Promise<DurableOperation<TResult>>;
  /** Throws unless the operation is a context: runInChildContext, map, parallel, their branches, waitForCallback. */
  getContextDetails(): ContextDetails<TResult> | undefined;
  /** Throws unless the operation is a step or a waitForCondition. */
  getStepDetails(): StepDetails<TResult> | undefined;
  /** Throws unless the operation is an invoke. */
  getChainedInvokeDetails(): ChainedInvokeDetails<TResult> | undefined;
  /** Throws unless the operation is a createCallback or a waitForCallback. */
  getCallbackDetails(): CallbackDetails<TResult> | undefined;
  /** Throws unless the operation is a wait. */
  getWaitDetails(): WaitResultDetails | undefined;
  /** The operations directly in this one. */
  getChildOperations(): DurableOperation[] | undefined;
  getOperationData(): Operation | undefined;
  /** The events of this operation, in their order. */
  getEvents(): Event[] | undefined;
  /** The id on the wire: sixteen hexadecimal digits. */
  getId(): string | undefined;
  getParentId(): string | undefined;
  getName(): string | undefined;
  getType(): OperationType | undefined;
  getSubType(): OperationSubType | undefined;
  isWaitForCallback(): boolean;
  isCallback(): boolean;
  getStatus(): OperationStatus | undefined;
  getStartTimestamp(): Date | undefined;
  getEndTimestamp(): Date | undefined;
  /**
   * Answers the callback. The text is sent as it is: write JSON if the handler parses it.
   * Rejects when the callback does not exist or is answered already.
   */
  sendCallbackSuccess(result?: string): Promise<CallbackResponse>;
  sendCallbackFailure(error?: ErrorObject): Promise<CallbackResponse>;
  /** Restarts the heartbeat timeout of the callback. */
  sendCallbackHeartbeat(): Promise<CallbackResponse>;
}
