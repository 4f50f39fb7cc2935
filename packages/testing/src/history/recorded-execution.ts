// An execution as its history tells it: a fold of the public events into operations, as the service would send them.

import { type HistoryEventDetails, MILLIS_PER_SECOND } from '@perdure/protocol';
import type { ErrorObject, Operation, OperationStatus, OperationType } from '@perdure/sdk';
import { ExecutionStatus } from '../results/execution-status.ts';
import { detailsOf } from './event-details.ts';
import type { RecordedEvent } from './recorded-event.ts';

export interface RecordedExecution {
  name: string;
  id: string;
  /** JSON text. */
  input: string | undefined;
  startedAt: Date;
  endedAt: Date | undefined;
  status: ExecutionStatus;
  /** JSON text; of a success only. */
  result: string | undefined;
  error: ErrorObject | undefined;
  /** By id, in the order in which they began; without the execution itself. */
  operations: ReadonlyMap<string, RecordedOperation>;
}

export interface RecordedOperation {
  operation: Operation;
  /** The event with which it began. */
  eventId: number;
}

/** The execution after these events. */
export function recordedExecution(events: readonly RecordedEvent[]): RecordedExecution {
  const operations = new Map<string, RecordedOperation>();
  const [first] = events;
  const execution: RecordedExecution = {
    name: first?.Name ?? '',
    id: first?.Id ?? '',
    input: undefined,
    startedAt: first?.EventTimestamp ?? new Date(0),
    endedAt: undefined,
    status: ExecutionStatus.RUNNING,
    result: undefined,
    error: undefined,
    operations,
  };
  for (const event of events) {
    if (event.EventType.startsWith('Execution')) followExecution(execution, event);
    else if (event.Id !== undefined) followOperation(operations, event.Id, event);
  }
  return execution;
}

const endings: { readonly [type: string]: ExecutionStatus } = {
  ExecutionSucceeded: ExecutionStatus.SUCCEEDED,
  ExecutionFailed: ExecutionStatus.FAILED,
  ExecutionTimedOut: ExecutionStatus.TIMED_OUT,
  ExecutionStopped: ExecutionStatus.STOPPED,
};

function followExecution(execution: RecordedExecution, event: RecordedEvent): void {
  const details = detailsOf(event);
  if (event.EventType === 'ExecutionStarted') execution.input = details.Input?.Payload;
  const status = endings[event.EventType];
  if (status === undefined) return;
  execution.status = status;
  execution.endedAt = event.EventTimestamp;
  execution.result = details.Result?.Payload;
  execution.error = details.Error?.Payload;
}

const kinds: readonly (readonly [prefix: string, type: OperationType])[] = [
  ['Context', 'CONTEXT'],
  ['Step', 'STEP'],
  ['Wait', 'WAIT'],
  ['Callback', 'CALLBACK'],
  ['ChainedInvoke', 'CHAINED_INVOKE'],
];

const statuses: { readonly [ending: string]: OperationStatus } = {
  Started: 'STARTED',
  Succeeded: 'SUCCEEDED',
  Failed: 'FAILED',
  TimedOut: 'TIMED_OUT',
  Stopped: 'STOPPED',
  Cancelled: 'CANCELLED',
};

function followOperation(operations: Map<string, RecordedOperation>, id: string, event: RecordedEvent): void {
  const [prefix, type] = kinds.find(([prefix]) => event.EventType.startsWith(prefix)) ?? [];
  if (prefix === undefined || type === undefined) return;
  const details = detailsOf(event);
  const delay = details.RetryDetails?.NextAttemptDelaySeconds;
  const status = delay === undefined ? statuses[event.EventType.slice(prefix.length)] : 'PENDING';
  const known = operations.get(id);
  const { Status: _, EndTimestamp: __, ...before } = known?.operation ?? begin(id, type, event);
  const operation: Operation = { ...before, Status: status };
  if (status !== 'STARTED' && status !== 'PENDING') operation.EndTimestamp = event.EventTimestamp;
  addDetails(operation, details, event.EventTimestamp);
  operations.set(id, { operation, eventId: known?.eventId ?? event.EventId });
}

const begin = (
  id: string,
  type: OperationType,
  { Name, SubType, ParentId, EventTimestamp }: RecordedEvent,
): Operation => ({
  Id: id,
  ...(ParentId === undefined ? {} : { ParentId }),
  ...(Name === undefined ? {} : { Name }),
  Type: type,
  ...(SubType === undefined ? {} : { SubType }),
  StartTimestamp: EventTimestamp,
  Status: undefined,
});

function addDetails(operation: Operation, details: HistoryEventDetails<Date>, at: Date): void {
  const outcome = outcomeOf(details);
  switch (operation.Type) {
    case 'CONTEXT':
      operation.ContextDetails = { ...operation.ContextDetails, ...outcome };
      return;
    case 'CALLBACK': {
      const { CallbackId } = details;
      const id = CallbackId === undefined ? {} : { CallbackId };
      operation.CallbackDetails = { ...operation.CallbackDetails, ...id, ...withTimeoutMessage(outcome) };
      return;
    }
    case 'CHAINED_INVOKE':
      operation.ChainedInvokeDetails = { ...operation.ChainedInvokeDetails, ...outcome };
      return;
    case 'WAIT': {
      const { ScheduledEndTimestamp } = details;
      operation.WaitDetails ??= {};
      if (ScheduledEndTimestamp !== undefined) operation.WaitDetails = { ScheduledEndTimestamp };
      return;
    }
    case 'STEP':
      operation.StepDetails = stepDetails(operation, details, at);
      return;
    default:
      return;
  }
}

function stepDetails(operation: Operation, details: HistoryEventDetails<Date>, at: Date) {
  // A further attempt begins: what the one before left behind stays in the record until it ends.
  const { NextAttemptTimestamp: _, ...before } = operation.StepDetails ?? {};
  const { RetryDetails } = details;
  if (RetryDetails === undefined) return before;
  const { CurrentAttempt, NextAttemptDelaySeconds } = RetryDetails;
  return {
    Attempt: CurrentAttempt,
    ...outcomeOf(details),
    ...(NextAttemptDelaySeconds === undefined
      ? {}
      : { NextAttemptTimestamp: new Date(at.getTime() + NextAttemptDelaySeconds * MILLIS_PER_SECOND) }),
  };
}

/** The state of a callback says in words what its history says by a type only. */
const timeoutMessages: { readonly [errorType: string]: string } = {
  'Callback.Timeout': 'Callback timed out',
  'Callback.Heartbeat': 'Callback timed out on heartbeat',
};

function withTimeoutMessage(outcome: { Result?: string; Error?: ErrorObject }): typeof outcome {
  const { ErrorType = '', ErrorMessage } = outcome.Error ?? {};
  const message = timeoutMessages[ErrorType];
  if (message === undefined || ErrorMessage !== undefined) return outcome;
  return { Error: { ...outcome.Error, ErrorMessage: message } };
}

function outcomeOf({ Result, Error: error }: HistoryEventDetails<Date>): {
  Result?: string;
  Error?: ErrorObject;
} {
  return {
    ...(Result?.Payload === undefined ? {} : { Result: Result.Payload }),
    ...(error?.Payload === undefined ? {} : { Error: error.Payload }),
  };
}
