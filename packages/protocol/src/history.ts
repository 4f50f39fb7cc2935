// The events of GetDurableExecutionHistory, as a client sees them.

import type { Millis } from './time.ts';
import type { ErrorObject } from './wire.ts';

export const historyEventTypes = [
  'ExecutionStarted',
  'ExecutionSucceeded',
  'ExecutionFailed',
  'ExecutionTimedOut',
  'ExecutionStopped',
  'ExecutionPaused',
  'ExecutionResumed',
  'ContextStarted',
  'ContextSucceeded',
  'ContextFailed',
  'WaitStarted',
  'WaitSucceeded',
  'WaitCancelled',
  'StepStarted',
  'StepSucceeded',
  'StepFailed',
  'ChainedInvokeStarted',
  'ChainedInvokeSucceeded',
  'ChainedInvokeFailed',
  'ChainedInvokeTimedOut',
  'ChainedInvokeStopped',
  'CallbackStarted',
  'CallbackSucceeded',
  'CallbackFailed',
  'CallbackTimedOut',
  'InvocationCompleted',
] as const;
export type HistoryEventType = (typeof historyEventTypes)[number];

/** A payload in the history. `Truncated` is true when the caller asked for no data. */
export interface Recorded<Payload> {
  Payload?: Payload;
  Truncated: boolean;
}

export interface RetryDetails {
  /** The attempt that just ended, counted from 1. */
  CurrentAttempt: number;
  NextAttemptDelaySeconds?: number;
}

/** The union of all details members; which are present depends on the event type. */
export interface HistoryEventDetails<Time = Millis> {
  Input?: Recorded<string>;
  Result?: Recorded<string>;
  Error?: Recorded<ErrorObject>;
  Reason?: Recorded<string>;
  ExecutionTimeout?: number;
  ExecutionTimeoutPaused?: boolean;
  PauseRequestTimestamp?: Time;
  ResumeRequestTimestamp?: Time;
  Duration?: number;
  ScheduledEndTimestamp?: Time;
  RetryDetails?: RetryDetails;
  CallbackId?: string;
  Timeout?: number;
  HeartbeatTimeout?: number;
  FunctionName?: string;
  TenantId?: string;
  ExecutedVersion?: string;
  DurableExecutionArn?: string;
  StartTimestamp?: Time;
  EndTimestamp?: Time;
  RequestId?: string;
}

/** One event. Exactly one `<EventType>Details` member is present, even if it is empty. */
export type HistoryEvent<Time = Millis> = {
  EventId: number;
  EventType: HistoryEventType;
  EventTimestamp: Time;
  Id?: string;
  Name?: string;
  SubType?: string;
  ParentId?: string;
} & { [Type in HistoryEventType as `${Type}Details`]?: HistoryEventDetails<Time> };
