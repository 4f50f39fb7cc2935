// The nouns of the durable-execution wire protocol, named and cased as AWS Lambda names them.
//
// Times are generic, because one shape travels in three forms: epoch milliseconds in the invocation event,
// epoch seconds in API bodies, and `Date` inside an SDK.

import type { Millis } from './time.ts';

export const operationTypes = ['EXECUTION', 'CONTEXT', 'STEP', 'WAIT', 'CALLBACK', 'CHAINED_INVOKE'] as const;
export type OperationType = (typeof operationTypes)[number];

export const operationActions = ['START', 'SUCCEED', 'FAIL', 'RETRY', 'CANCEL'] as const;
export type OperationAction = (typeof operationActions)[number];

export const operationStatuses = [
  'STARTED',
  'PENDING',
  'READY',
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
  'TIMED_OUT',
  'STOPPED',
] as const;
export type OperationStatus = (typeof operationStatuses)[number];

export const executionStatuses = [
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'STOPPED',
  'PAUSING',
  'PAUSED',
  'DELETING',
] as const;
export type ExecutionStatus = (typeof executionStatuses)[number];

/** An error as it travels: all members optional, as a function in any language may know only some of them. */
export interface ErrorObject {
  ErrorMessage?: string;
  ErrorType?: string;
  ErrorData?: string;
  StackTrace?: string[];
}

export interface ExecutionDetails {
  InputPayload?: string;
}
export interface ContextDetails {
  Result?: string;
  Error?: ErrorObject;
  ReplayChildren?: boolean;
}
export interface StepDetails<Time = Millis> {
  /** Finished attempts. The attempt that runs now is `Attempt + 1`. */
  Attempt?: number;
  NextAttemptTimestamp?: Time;
  Result?: string;
  Error?: ErrorObject;
}
export interface WaitDetails<Time = Millis> {
  ScheduledEndTimestamp?: Time;
}
export interface CallbackDetails {
  CallbackId?: string;
  Result?: string;
  Error?: ErrorObject;
}
export interface ChainedInvokeDetails {
  Result?: string;
  Error?: ErrorObject;
}

/** The current state of one checkpointed unit of an execution. */
export interface Operation<Time = Millis> {
  Id: string;
  Type: OperationType;
  Status: OperationStatus;
  StartTimestamp: Time;
  EndTimestamp?: Time;
  ParentId?: string;
  Name?: string;
  SubType?: string;
  ExecutionDetails?: ExecutionDetails;
  ContextDetails?: ContextDetails;
  StepDetails?: StepDetails<Time>;
  WaitDetails?: WaitDetails<Time>;
  CallbackDetails?: CallbackDetails;
  ChainedInvokeDetails?: ChainedInvokeDetails;
}

export interface ContextOptions {
  ReplayChildren?: boolean;
}
export interface StepOptions {
  NextAttemptDelaySeconds?: number;
}
export interface WaitOptions {
  WaitSeconds?: number;
}
export interface CallbackOptions {
  TimeoutSeconds?: number;
  HeartbeatTimeoutSeconds?: number;
}
export interface ChainedInvokeOptions {
  FunctionName: string;
  TenantId?: string;
  XAmznTraceId?: string;
}

/** One change that a handler asks for in a checkpoint. */
export interface OperationUpdate {
  /** Absent only on EXECUTION updates, whose id is ignored. */
  Id?: string;
  Type: OperationType;
  Action: OperationAction;
  ParentId?: string;
  Name?: string;
  SubType?: string;
  Payload?: string;
  Error?: ErrorObject;
  ContextOptions?: ContextOptions;
  StepOptions?: StepOptions;
  WaitOptions?: WaitOptions;
  CallbackOptions?: CallbackOptions;
  ChainedInvokeOptions?: ChainedInvokeOptions;
}

export interface CheckpointRequest {
  CheckpointToken: string;
  Updates?: OperationUpdate[];
  ClientToken?: string;
}
export interface CheckpointResponse<Time = Millis> {
  /** Absent once the execution is closed: there is nothing more to write. */
  CheckpointToken?: string;
  NewExecutionState: { Operations: Operation<Time>[]; NextMarker?: string };
}
export interface StatePage<Time = Millis> {
  Operations: Operation<Time>[];
  NextMarker?: string;
}

/** What a durable function is invoked with. Times in it are epoch milliseconds. */
export interface InvocationInput {
  DurableExecutionArn: string;
  CheckpointToken: string;
  InitialExecutionState: { Operations: Operation[]; NextMarker: string };
  UpdatedOperationIds: string[];
}

/** What a durable function answers. */
export type InvocationOutput =
  | { Status: 'SUCCEEDED'; Result?: string }
  | { Status: 'FAILED'; Error?: ErrorObject }
  | { Status: 'PENDING' };

export interface DurableConfig {
  /** Seconds, 1 to 31,622,400. */
  ExecutionTimeout: number;
  /** Days, 1 to 90. */
  RetentionPeriodInDays: number;
  KMSKeyArn?: string;
}
