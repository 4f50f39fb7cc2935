// From events to a view: each event changes the operation that it names, or the execution.

import type { HistoryEventDetails, HistoryEventType, OperationStatus } from '@perdure/protocol';
import type { ApiEvent } from '../../api/executions.ts';
import type {
  Attempt,
  ExecutionView,
  InvocationView,
  OperationKind,
  OperationView,
} from './execution-view.ts';

const MILLIS_PER_SECOND = 1000;
export const millisOf = (epochSeconds: number): number => Math.round(epochSeconds * MILLIS_PER_SECOND);

type Details = HistoryEventDetails<number>;
type Mutable<View> = { -readonly [Member in keyof View]: View[Member] };

export const foldHistory = (events: readonly ApiEvent[]): ExecutionView => new HistoryFold().viewOf(events);

/**
 * Folds a history that grows: of events that begin with those of the last call, only the new ones are followed. What it has
 * answered before shares its parts with what it answers next, so a view is compared by itself and not by its members.
 */
export class HistoryFold {
  #fold = new Fold();
  #count = 0;
  #last: ApiEvent | undefined;

  viewOf(events: readonly ApiEvent[]): ExecutionView {
    const goesOn = this.#count === 0 || events[this.#count - 1] === this.#last;
    if (!goesOn) [this.#fold, this.#count] = [new Fold(), 0];
    for (const event of events.slice(this.#count)) this.#fold.follow(event);
    this.#count = events.length;
    this.#last = events.at(-1);
    return this.#fold.view();
  }
}

const kinds: readonly [prefix: string, kind: OperationKind][] = [
  ['Context', 'CONTEXT'],
  ['Step', 'STEP'],
  ['Wait', 'WAIT'],
  ['Callback', 'CALLBACK'],
  ['ChainedInvoke', 'CHAINED_INVOKE'],
];

const outcomes: readonly [suffix: string, status: OperationStatus][] = [
  ['Succeeded', 'SUCCEEDED'],
  ['Failed', 'FAILED'],
  ['TimedOut', 'TIMED_OUT'],
  ['Stopped', 'STOPPED'],
  ['Cancelled', 'CANCELLED'],
];

const kindOf = (type: HistoryEventType): OperationKind | undefined =>
  kinds.find(([prefix]) => type.startsWith(prefix))?.[1];

const outcomeOf = (type: HistoryEventType): OperationStatus | undefined =>
  outcomes.find(([suffix]) => type.endsWith(suffix))?.[1];

export const detailsOf = (event: ApiEvent): Details => event[`${event.EventType}Details`] ?? {};

class Fold {
  readonly #operations = new Map<string, OperationView>();
  readonly #roots: OperationView[] = [];
  readonly #invocations: InvocationView[] = [];
  readonly #view: Mutable<Omit<ExecutionView, 'startedAt'>> & { startedAt?: number };
  /** Times of events since the last invocation ended, which the next InvocationCompleted claims. */
  #since: number[] = [];

  constructor() {
    this.#view = {
      roots: this.#roots,
      operations: this.#operations,
      invocations: this.#invocations,
      pauses: [],
      events: [],
    };
  }

  view(): ExecutionView {
    return { ...this.#view, startedAt: this.#view.startedAt ?? 0 };
  }

  follow(event: ApiEvent): void {
    const at = millisOf(event.EventTimestamp);
    const type = event.EventType;
    this.#view.startedAt ??= at;
    const kind = kindOf(type);
    this.#view.events.push({
      eventId: event.EventId,
      type,
      at,
      ...(kind === undefined || event.Id === undefined ? {} : { operationId: event.Id }),
      ...(event.Name === undefined ? {} : { name: event.Name }),
    });
    if (kind !== undefined) this.#followOperation(event, kind, at);
    else if (type === 'InvocationCompleted') this.#followInvocation(event);
    else this.#followExecution(type, at);
    if (type !== 'InvocationCompleted') this.#since.push(at);
  }

  #followExecution(type: HistoryEventType, at: number): void {
    if (type === 'ExecutionPaused') this.#view.pauses.push({ from: at });
    else if (type === 'ExecutionResumed') {
      const pause = this.#view.pauses.at(-1);
      if (pause !== undefined) pause.to = at;
    } else if (outcomeOf(type) !== undefined) this.#view.endedAt = at;
  }

  #followInvocation(event: ApiEvent): void {
    const { StartTimestamp, EndTimestamp, RequestId = '', Error: failure } = detailsOf(event);
    const endedAt = millisOf(EndTimestamp ?? event.EventTimestamp);
    const startedAt = millisOf(StartTimestamp ?? event.EventTimestamp);
    // What others did while it ran, a callback for one, is not told apart from what it did itself.
    const during = this.#since.filter((at) => at >= startedAt && at <= endedAt);
    const [first] = during;
    this.#invocations.push({
      requestId: RequestId,
      startedAt,
      endedAt,
      failed: failure !== undefined,
      eventId: event.EventId,
      eventsCount: during.length,
      ...(first === undefined ? {} : { replayMillis: first - startedAt }),
    });
    this.#since = [];
  }

  #followOperation(event: ApiEvent, kind: OperationKind, at: number): void {
    const operation = this.#operation(event, kind, at);
    operation.eventIds.push(event.EventId);
    if (event.EventType.endsWith('Started')) start(operation, event, at);
    else end(operation, event, at);
  }

  #operation(event: ApiEvent, kind: OperationKind, at: number): OperationView {
    const { Id = '', Name, SubType, ParentId } = event;
    const known = this.#operations.get(Id);
    if (known !== undefined) return known;
    const operation: OperationView = {
      id: Id,
      kind,
      status: 'STARTED',
      startedAt: at,
      attempts: [],
      children: [],
      eventIds: [],
      ...(Name === undefined ? {} : { name: Name }),
      ...(SubType === undefined ? {} : { subType: SubType }),
      ...(ParentId === undefined ? {} : { parentId: ParentId }),
    };
    this.#operations.set(Id, operation);
    const parent = ParentId === undefined ? undefined : this.#operations.get(ParentId);
    (parent?.children ?? this.#roots).push(operation);
    return operation;
  }
}

function start(operation: OperationView, event: ApiEvent, at: number): void {
  const details = detailsOf(event);
  operation.status = 'STARTED';
  delete operation.dueAt;
  if (operation.kind === 'STEP') {
    operation.attempts.push({ startedAt: at, failed: false, startEventId: event.EventId });
  }
  if (details.ScheduledEndTimestamp !== undefined) operation.dueAt = millisOf(details.ScheduledEndTimestamp);
  if (details.CallbackId !== undefined) operation.callbackId = details.CallbackId;
  if (details.HeartbeatTimeout !== undefined) operation.heartbeatSeconds = details.HeartbeatTimeout;
  if (details.Timeout !== undefined && details.Timeout > 0) {
    operation.timeoutSeconds = details.Timeout;
    operation.dueAt = at + details.Timeout * MILLIS_PER_SECOND;
  }
  if (details.FunctionName !== undefined) operation.functionName = details.FunctionName;
  if (details.DurableExecutionArn !== undefined) operation.childArn = details.DurableExecutionArn;
}

function end(operation: OperationView, event: ApiEvent, at: number): void {
  const status = outcomeOf(event.EventType) ?? 'SUCCEEDED';
  if (operation.kind === 'STEP') {
    const delay = detailsOf(event).RetryDetails?.NextAttemptDelaySeconds;
    const attempt = openAttempt(operation, event.EventId, at);
    attempt.endedAt = at;
    attempt.failed = status === 'FAILED';
    attempt.endEventId = event.EventId;
    if (delay !== undefined) {
      attempt.nextAt = at + delay * MILLIS_PER_SECOND;
      operation.status = 'PENDING';
      operation.dueAt = attempt.nextAt;
      return;
    }
  }
  delete operation.dueAt;
  operation.status = status;
  operation.endedAt = at;
}

/** The attempt that runs. An SDK may record the end of an attempt without its start. */
function openAttempt({ attempts }: OperationView, eventId: number, at: number): Attempt {
  const last = attempts.at(-1);
  if (last !== undefined && last.endedAt === undefined) return last;
  const attempt: Attempt = { startedAt: last?.nextAt ?? at, failed: false, startEventId: eventId };
  attempts.push(attempt);
  return attempt;
}
