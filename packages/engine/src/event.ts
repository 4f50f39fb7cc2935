// The event log of an execution: its only truth. Everything else that is known of it is a fold of these.
//
// One journal entry holds the events of one commit, which share its time. Most events are what the history API shows;
// those of `InternalEvent` are not shown, but needed to restore the state after a crash.
//
// Format: an entry is `{"at":<epoch ms>,"events":[…]}`. Members are only ever added, never renamed: entries of every
// release stay readable.

import type { DurableConfig, ErrorObject, Millis, OperationId } from '@perdure/protocol';

export interface Entry {
  at: Millis;
  events: readonly Event[];
}

/** What identifies and labels an operation; carried by the event that creates it. */
export interface OperationHeader {
  name?: string;
  subType?: string;
  parentId?: OperationId;
}

/** The operation in another execution that waits for this one. */
export interface ParentReference {
  executionId: string;
  operationId: OperationId;
}

export interface ExecutionStarted {
  type: 'ExecutionStarted';
  arn: string;
  input?: string;
  invocationType: 'RequestResponse' | 'Event';
  config: DurableConfig;
  traceHeader?: string;
  tenantId?: string;
  parent?: ParentReference;
}
export interface ExecutionSucceeded {
  type: 'ExecutionSucceeded';
  result?: string;
}
export interface ExecutionFailed {
  type: 'ExecutionFailed';
  error: ErrorObject;
}
export interface ExecutionTimedOut {
  type: 'ExecutionTimedOut';
}
export interface ExecutionStopped {
  type: 'ExecutionStopped';
  error: ErrorObject;
}

interface PauseRequest {
  requestedAt: Millis;
  timeoutPaused: boolean;
  reason?: string;
  clientToken?: string;
}
/** From now on no invocation starts. */
export interface ExecutionPaused extends PauseRequest {
  type: 'ExecutionPaused';
}
export interface ExecutionResumed {
  type: 'ExecutionResumed';
  reason?: string;
  clientToken?: string;
}
/** A pause that waits for the invocation in flight. */
export interface PauseRequested extends PauseRequest {
  type: 'PauseRequested';
}
/** A resume that came before the pause had taken effect. */
export interface PauseCancelled {
  type: 'PauseCancelled';
  reason?: string;
  clientToken?: string;
}

/** The closed execution is to be removed as soon as somebody looks at it. */
export interface DeletionRequested {
  type: 'DeletionRequested';
}

export interface ContextStarted extends OperationHeader {
  type: 'ContextStarted';
  id: OperationId;
  replayChildren?: boolean;
}
export interface ContextSucceeded extends OperationHeader {
  type: 'ContextSucceeded';
  id: OperationId;
  result?: string;
  replayChildren?: boolean;
}
export interface ContextFailed extends OperationHeader {
  type: 'ContextFailed';
  id: OperationId;
  error?: ErrorObject;
  replayChildren?: boolean;
}

export interface StepStarted extends OperationHeader {
  type: 'StepStarted';
  id: OperationId;
}
/** An attempt ended without an error. With `delaySeconds` the step goes on: it is polled again after the delay. */
export interface StepSucceeded extends OperationHeader {
  type: 'StepSucceeded';
  id: OperationId;
  result?: string;
  delaySeconds?: number;
}
/** An attempt failed. With `delaySeconds` the step is tried again after the delay. */
export interface StepFailed extends OperationHeader {
  type: 'StepFailed';
  id: OperationId;
  error?: ErrorObject;
  delaySeconds?: number;
}

export interface WaitStarted extends OperationHeader {
  type: 'WaitStarted';
  id: OperationId;
  seconds: number;
}
export interface WaitSucceeded {
  type: 'WaitSucceeded';
  id: OperationId;
}
export interface WaitCancelled {
  type: 'WaitCancelled';
  id: OperationId;
}

export interface CallbackStarted extends OperationHeader {
  type: 'CallbackStarted';
  id: OperationId;
  callbackId: string;
  timeoutSeconds?: number;
  heartbeatSeconds?: number;
}
export interface CallbackSucceeded {
  type: 'CallbackSucceeded';
  id: OperationId;
  result?: string;
}
export interface CallbackFailed {
  type: 'CallbackFailed';
  id: OperationId;
  error?: ErrorObject;
}
export interface CallbackTimedOut {
  type: 'CallbackTimedOut';
  id: OperationId;
  deadline: 'timeout' | 'heartbeat';
}

export interface ChainedInvokeStarted extends OperationHeader {
  type: 'ChainedInvokeStarted';
  id: OperationId;
  /** As the handler wrote it. */
  functionName: string;
  input?: string;
  tenantId?: string;
  /** Absent when no target could be resolved. */
  executedVersion?: string;
  /** The child execution; durable targets only. */
  childArn?: string;
}
export interface ChainedInvokeSucceeded {
  type: 'ChainedInvokeSucceeded';
  id: OperationId;
  result?: string;
}
export interface ChainedInvokeEnded {
  type: 'ChainedInvokeFailed' | 'ChainedInvokeTimedOut' | 'ChainedInvokeStopped';
  id: OperationId;
  error: ErrorObject;
}

/** An invocation ended. Its request id and start are those of the InvocationStarted before it. */
export interface InvocationCompleted {
  type: 'InvocationCompleted';
  error?: ErrorObject;
  /** Present when the invocation itself failed and is to be repeated. */
  retry?: { at: Millis; failures: number; losses?: number };
}

export interface InvocationStarted {
  type: 'InvocationStarted';
  requestId: string;
  /** The unguessable part of this invocation's checkpoint tokens. */
  nonce: string;
  deadline: Millis;
  /** The server session that runs it. */
  runningOn: string;
}
export interface CheckpointAccepted {
  type: 'CheckpointAccepted';
  clientToken?: string;
}
export interface StepReady {
  type: 'StepReady';
  id: OperationId;
}
export interface CallbackHeartbeat {
  type: 'CallbackHeartbeat';
  id: OperationId;
}

/** Events of the log that the history does not show. */
export type InternalEvent =
  | InvocationStarted
  | CheckpointAccepted
  | StepReady
  | CallbackHeartbeat
  | PauseRequested
  | PauseCancelled
  | DeletionRequested;

export type TerminalEvent = ExecutionSucceeded | ExecutionFailed | ExecutionTimedOut | ExecutionStopped;

export type StepEvent = StepStarted | StepSucceeded | StepFailed | StepReady;
export type WaitEvent = WaitStarted | WaitSucceeded | WaitCancelled;
export type CallbackEvent =
  | CallbackStarted
  | CallbackSucceeded
  | CallbackFailed
  | CallbackTimedOut
  | CallbackHeartbeat;
export type ContextEvent = ContextStarted | ContextSucceeded | ContextFailed;
export type ChainedInvokeEvent = ChainedInvokeStarted | ChainedInvokeSucceeded | ChainedInvokeEnded;
export type OperationEvent = StepEvent | WaitEvent | CallbackEvent | ContextEvent | ChainedInvokeEvent;

export type PublicEvent = Exclude<Event, InternalEvent>;

export type Event =
  | ExecutionStarted
  | TerminalEvent
  | OperationEvent
  | ExecutionPaused
  | ExecutionResumed
  | PauseRequested
  | PauseCancelled
  | DeletionRequested
  | InvocationCompleted
  | InvocationStarted
  | CheckpointAccepted;

export const encodeEntry = (entry: Entry): string => JSON.stringify(entry);
export const decodeEntry = (text: string): Entry => JSON.parse(text) as Entry;
