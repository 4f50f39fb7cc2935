// A history without what differs from run to run: ids are names, times count from the start, stacks are gone.

import type { HistoryEventDetails } from '@perdure/protocol';
import { readPayload } from '../results/payload.ts';
import type { TestResult } from '../results/test-result.ts';
import { detailsOf } from './event-details.ts';
import { type RecordedHistory, readHistory } from './read-history.ts';
import type { RecordedEvent } from './recorded-event.ts';

export interface NormalizedEvent {
  /** As in the API: `StepSucceeded`. */
  event: string;
  /** The names from the outermost context to the operation: `charge > (Callback)`. */
  operation?: string;
  /** Milliseconds since the execution began. */
  afterMillis?: number;
  /** What else the event tells: `input`, `result`, `error`, `attempt`, `nextAttemptSeconds`, `seconds`, … */
  [detail: string]: unknown;
}

export interface NormalizeOptions {
  /** Whether times are kept. Default: true. Retry delays with jitter differ from run to run. */
  times?: boolean;
  /** Whether ends of invocations are kept. Default: true. Where they lie depends on the server's timing. */
  invocations?: boolean;
}

/**
 * The history in a form for snapshots. Ids of callbacks, requests and executions are replaced wherever they occur.
 *
 * @example
 * expect(normalizedHistory(await runner.run())).toMatchSnapshot();
 */
export function normalizedHistory(
  source: TestResult | RecordedHistory,
  { times = true, invocations = true }: NormalizeOptions = {},
): NormalizedEvent[] {
  const events = readHistory(isResult(source) ? source.getHistoryEvents() : source);
  const names = operationNames(events);
  const anonymous = anonymizer(events);
  const begin = events[0]?.EventTimestamp.getTime() ?? 0;
  return events
    .filter(({ EventType }) => invocations || EventType !== 'InvocationCompleted')
    .map((event) => {
      const operation = event.Id === undefined ? undefined : names.get(event.Id);
      return {
        event: event.EventType,
        ...(operation === undefined ? {} : { operation }),
        ...(times ? { afterMillis: event.EventTimestamp.getTime() - begin } : {}),
        ...describe(detailsOf(event), times, anonymous),
      };
    });
}

const isResult = (source: TestResult | RecordedHistory): source is TestResult =>
  typeof source === 'object' && 'getHistoryEvents' in source;

/** By id, the path of names of each operation. */
function operationNames(events: readonly RecordedEvent[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { EventType, Id, Name, SubType, ParentId } of events) {
    if (Id === undefined || names.has(Id) || EventType.startsWith('Execution')) continue;
    const own = Name ?? `(${SubType ?? EventType.replace('Started', '')})`;
    const around = ParentId === undefined ? undefined : names.get(ParentId);
    names.set(Id, around === undefined ? own : `${around} > ${own}`);
  }
  return names;
}

type Anonymize = (text: string) => string;

/** Puts a word in the place of every id that belongs to this run. */
function anonymizer(events: readonly RecordedEvent[]): Anonymize {
  const words = new Map<string, string>();
  const add = (id: string | undefined, word: string): void => {
    if (id !== undefined && !words.has(id)) words.set(id, `<${word} ${words.size + 1}>`);
  };
  for (const event of events) {
    const { CallbackId, RequestId, DurableExecutionArn } = detailsOf(event);
    add(CallbackId, 'callback');
    add(RequestId, 'request');
    add(DurableExecutionArn, 'execution');
  }
  return (text) => {
    let anonymous = text;
    for (const [id, word] of words) anonymous = anonymous.replaceAll(id, word);
    return anonymous;
  };
}

function describe(
  details: HistoryEventDetails<Date>,
  times: boolean,
  anonymous: Anonymize,
): Record<string, unknown> {
  const {
    Input,
    Result,
    Error: error,
    RetryDetails,
    Duration,
    Timeout,
    HeartbeatTimeout,
    FunctionName,
  } = details;
  const payload = (text: string | undefined): unknown =>
    text === undefined ? undefined : readPayload(anonymous(text));
  const { StackTrace: _, ...failure } = error?.Payload ?? {};
  return withoutUndefined({
    input: payload(Input?.Payload),
    result: payload(Result?.Payload),
    error: error?.Payload === undefined ? undefined : JSON.parse(anonymous(JSON.stringify(failure))),
    attempt: RetryDetails?.CurrentAttempt,
    nextAttemptSeconds: times ? RetryDetails?.NextAttemptDelaySeconds : undefined,
    seconds: Duration,
    timeoutSeconds: Timeout,
    heartbeatSeconds: HeartbeatTimeout,
    functionName: FunctionName,
  });
}

const withoutUndefined = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
