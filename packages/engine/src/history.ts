// The history as the API shows it: the public events of the log, numbered from 1 without a gap.

import {
  assert,
  type ErrorObject,
  type HistoryEvent,
  type HistoryEventDetails,
  MILLIS_PER_SECOND,
  type Millis,
  parseExecutionArn,
  type Recorded,
  unreachable,
} from '@perdure/protocol';
import type { Entry, Event, InvocationStarted, OperationHeader, PublicEvent } from './event.ts';

export interface HistoryPage {
  /** Payloads are left out, and marked as truncated, when false. */
  includeData: boolean;
  /** The ids wanted, both inclusive. */
  firstEventId: number;
  lastEventId: number;
}

/** Renders the events with the given ids, in ascending order. */
export function describeHistory(entries: Iterable<Entry>, page: HistoryPage): HistoryEvent[] {
  const reader = new HistoryReader(page.includeData);
  const events: HistoryEvent[] = [];
  for (const entry of entries) {
    for (const event of entry.events) {
      if (!isPublic(event)) {
        reader.follow(event, entry.at);
        continue;
      }
      if (event.type === 'ExecutionStarted') reader.identify(event.arn);
      const eventId = reader.nextEventId();
      if (eventId > page.lastEventId) return events;
      if (eventId >= page.firstEventId) events.push(reader.describe(event, eventId, entry.at));
      reader.follow(event, entry.at);
    }
  }
  return events;
}

function isPublic(event: Event): event is PublicEvent {
  switch (event.type) {
    case 'InvocationStarted':
    case 'CheckpointAccepted':
    case 'StepReady':
    case 'CallbackHeartbeat':
    case 'PauseRequested':
    case 'PauseCancelled':
    case 'DeletionRequested':
      return false;
    default:
      return true;
  }
}

interface OperationTrail extends OperationHeader {
  attempts: number;
  seconds: number;
}

/** Follows the log and remembers what later events refer to: labels, attempts, durations, the invocation in flight. */
export class HistoryReader {
  readonly #includeData: boolean;
  readonly #trails = new Map<string, OperationTrail>();
  #execution: { id: string; name: string } = { id: '', name: '' };
  #invocation: { started: InvocationStarted; at: Millis } | undefined;
  #eventId = 0;

  /** Payloads are left out, and marked as truncated, when `includeData` is false. */
  constructor(includeData: boolean) {
    this.#includeData = includeData;
  }

  /** Reads on: the history events of the next entry of the journal. Entries come whole, in order, from the first one on. */
  read(entry: Entry): HistoryEvent[] {
    const described: HistoryEvent[] = [];
    for (const event of entry.events) {
      if (isPublic(event)) {
        if (event.type === 'ExecutionStarted') this.identify(event.arn);
        described.push(this.describe(event, this.nextEventId(), entry.at));
      }
      this.follow(event, entry.at);
    }
    return described;
  }

  /** The end of the execution bears its name too, also on a page that does not show the start. */
  identify(arn: string): void {
    this.#execution = identityOf(arn);
  }

  /** The id of the event that was read last; 0 before the first one. */
  get lastEventId(): number {
    return this.#eventId;
  }

  nextEventId(): number {
    this.#eventId += 1;
    return this.#eventId;
  }

  follow(event: Event, at: Millis): void {
    if (event.type === 'InvocationStarted') this.#invocation = { started: event, at };
    if (event.type === 'StepSucceeded' || event.type === 'StepFailed') this.#trail(event).attempts += 1;
    else if ('id' in event) this.#trail(event);
  }

  #trail(event: OperationHeader & { id: string }): OperationTrail {
    let trail = this.#trails.get(event.id);
    if (trail === undefined) {
      const seconds = 'seconds' in event && typeof event.seconds === 'number' ? event.seconds : 0;
      const { name, subType, parentId } = event;
      trail = { attempts: 0, seconds, ...(name === undefined ? {} : { name }) };
      if (subType !== undefined) trail.subType = subType;
      if (parentId !== undefined) trail.parentId = parentId;
      this.#trails.set(event.id, trail);
    }
    return trail;
  }

  describe(event: PublicEvent, eventId: number, at: Millis): HistoryEvent {
    const described: HistoryEvent = { EventId: eventId, EventType: event.type, EventTimestamp: at };
    if ('id' in event) {
      const trail = this.#trail(event);
      described.Id = event.id;
      if (trail.name !== undefined) described.Name = trail.name;
      if (trail.subType !== undefined) described.SubType = trail.subType;
      if (trail.parentId !== undefined) described.ParentId = trail.parentId;
    } else if (event.type !== 'InvocationCompleted') {
      described.Id = this.#execution.id;
      described.Name = this.#execution.name;
    }
    described[`${event.type}Details`] = this.#details(event, at);
    return described;
  }

  #details(event: PublicEvent, at: Millis): HistoryEventDetails {
    switch (event.type) {
      case 'ExecutionStarted':
        return { Input: this.#data(event.input), ExecutionTimeout: event.config.ExecutionTimeout };
      case 'ExecutionSucceeded':
      case 'ContextSucceeded':
      case 'CallbackSucceeded':
      case 'ChainedInvokeSucceeded':
        return { Result: this.#data(event.result) };
      case 'ExecutionFailed':
      case 'ExecutionStopped':
      case 'ContextFailed':
      case 'CallbackFailed':
      case 'ChainedInvokeFailed':
      case 'ChainedInvokeTimedOut':
      case 'ChainedInvokeStopped':
        return { Error: this.#data(event.error) };
      case 'StepSucceeded':
        return { Result: this.#data(event.result), ...this.#retry(event) };
      case 'StepFailed':
        return { Error: this.#data(event.error), ...this.#retry(event) };
      case 'ExecutionPaused':
        return {
          ExecutionTimeoutPaused: event.timeoutPaused,
          PauseRequestTimestamp: event.requestedAt,
          ...(event.reason === undefined ? {} : { Reason: this.#data(event.reason) }),
        };
      case 'ExecutionResumed':
        return {
          ResumeRequestTimestamp: at,
          ...(event.reason === undefined ? {} : { Reason: this.#data(event.reason) }),
        };
      case 'ExecutionTimedOut':
      case 'StepStarted':
      case 'ContextStarted':
      case 'WaitCancelled':
        return {};
      case 'WaitStarted':
        return { Duration: event.seconds, ScheduledEndTimestamp: at + event.seconds * MILLIS_PER_SECOND };
      case 'WaitSucceeded':
        return { Duration: this.#trail(event).seconds };
      case 'CallbackStarted':
        return {
          CallbackId: event.callbackId,
          ...(event.timeoutSeconds === undefined ? {} : { Timeout: event.timeoutSeconds }),
          ...(event.heartbeatSeconds === undefined ? {} : { HeartbeatTimeout: event.heartbeatSeconds }),
        };
      case 'CallbackTimedOut': {
        const ErrorType = event.deadline === 'timeout' ? 'Callback.Timeout' : 'Callback.Heartbeat';
        return { Error: this.#data({ ErrorType }) };
      }
      case 'ChainedInvokeStarted':
        return this.#chainedInvokeStarted(event);
      case 'InvocationCompleted':
        return this.#invocationCompleted(event, at);
      default:
        return unreachable(event);
    }
  }

  #chainedInvokeStarted(event: Extract<Event, { type: 'ChainedInvokeStarted' }>): HistoryEventDetails {
    const details: HistoryEventDetails = { FunctionName: event.functionName };
    if (event.tenantId !== undefined) details.TenantId = event.tenantId;
    // Of a target that could not be resolved, only the name is known to have been asked for.
    if (event.executedVersion === undefined) return details;
    details.Input = this.#data(event.input);
    details.ExecutedVersion = event.executedVersion;
    if (event.childArn !== undefined) details.DurableExecutionArn = event.childArn;
    return details;
  }

  #invocationCompleted(
    event: Extract<Event, { type: 'InvocationCompleted' }>,
    at: Millis,
  ): HistoryEventDetails {
    assert(this.#invocation !== undefined, 'an invocation ends only after it started');
    return {
      StartTimestamp: this.#invocation.at,
      EndTimestamp: at,
      RequestId: this.#invocation.started.requestId,
      ...(event.error === undefined ? {} : { Error: this.#data(event.error) }),
    };
  }

  #retry(event: { id: string; delaySeconds?: number }): HistoryEventDetails {
    const CurrentAttempt = this.#trail(event as OperationHeader & { id: string }).attempts + 1;
    const delay = event.delaySeconds === undefined ? {} : { NextAttemptDelaySeconds: event.delaySeconds };
    return { RetryDetails: { CurrentAttempt, ...delay } };
  }

  #data<Payload extends string | ErrorObject>(payload: Payload | undefined): Recorded<Payload> {
    if (payload === undefined) return { Truncated: false };
    return this.#includeData ? { Payload: payload, Truncated: false } : { Truncated: true };
  }
}

function identityOf(arn: string): { id: string; name: string } {
  const reference = parseExecutionArn(arn);
  assert(reference !== undefined, 'ExecutionStarted carries the ARN of the execution');
  return { id: reference.executionId, name: reference.executionName };
}
