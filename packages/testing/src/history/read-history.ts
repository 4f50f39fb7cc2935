// Reading a history that was exported from a server: JSON of GetDurableExecutionHistory, whoever wrote it.
//
// Times come as epoch seconds (the wire), as ISO 8601 text (command lines) or as `Date` (clients in JavaScript).

import {
  type HistoryEvent,
  type HistoryEventDetails,
  type HistoryEventType,
  historyEventTypes,
  MILLIS_PER_SECOND,
} from '@perdure/protocol';
import type { RecordedEvent } from './recorded-event.ts';

/**
 * A recorded history: the text of a JSON file, what it parses to, or what a client answered. All events of the execution,
 * with their payloads: an array of events, `{ Events }`, an array of such pages, or one event per line.
 */
export type RecordedHistory = string | object;

/** A recorded history cannot be read, or is not whole. The message says what is wrong and how to export it. */
export class InvalidHistoryError extends Error {
  override readonly name = 'InvalidHistoryError';
}

const HOW =
  'Export it whole and with payloads, for example with "perdure execution history <execution> --format json" or ' +
  '"aws lambda get-durable-execution-history --durable-execution-arn <arn> --include-execution-data".';

/** The events in ascending order, with times as `Date`. Throws InvalidHistoryError. */
export function readHistory(history: RecordedHistory): RecordedEvent[] {
  const events = collect(typeof history === 'string' ? parse(history) : history).map(readEvent);
  events.sort((left, right) => left.EventId - right.EventId);
  for (const [index, { EventId }] of events.entries()) {
    if (EventId === index + 1) continue;
    throw new InvalidHistoryError(`The history has no event ${index + 1}, so it is not whole. ${HOW}`);
  }
  if (events[0]?.EventType === 'ExecutionStarted') return events;
  throw new InvalidHistoryError(`The history does not begin with ExecutionStarted. ${HOW}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (whole) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    try {
      return lines.map((line) => JSON.parse(line));
    } catch {
      throw new InvalidHistoryError(`The history is not JSON (${(whole as Error).message}). ${HOW}`);
    }
  }
}

function collect(document: unknown): unknown[] {
  if (Array.isArray(document)) {
    const pages = document.some((part) => isObject(part) && 'Events' in part);
    return pages
      ? document.flatMap((page, index) => pageEvents(page, index === document.length - 1))
      : document;
  }
  return pageEvents(document, true);
}

function pageEvents(page: unknown, isLast: boolean): unknown[] {
  if (!isObject(page) || !Array.isArray(page.Events)) {
    throw new InvalidHistoryError(`A history has a member Events with all events of the execution. ${HOW}`);
  }
  if (isLast && typeof page.NextMarker === 'string' && page.NextMarker !== '') {
    throw new InvalidHistoryError(`The history goes on after its last page (it has a NextMarker). ${HOW}`);
  }
  return page.Events;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const types: ReadonlySet<unknown> = new Set(historyEventTypes);
const payloadMembers = ['Input', 'Result', 'Error'] as const;
const timeMembers = [
  'ScheduledEndTimestamp',
  'StartTimestamp',
  'EndTimestamp',
  'PauseRequestTimestamp',
  'ResumeRequestTimestamp',
] as const;

function readEvent(raw: unknown): RecordedEvent {
  if (!isObject(raw) || typeof raw.EventId !== 'number' || !types.has(raw.EventType)) {
    const shown = JSON.stringify(raw)?.slice(0, SHOWN_CHARS_MAX);
    throw new InvalidHistoryError(`This is not an event of a history: ${shown}. ${HOW}`);
  }
  const type = raw.EventType as HistoryEventType;
  const event: RecordedEvent = {
    EventId: raw.EventId,
    EventType: type,
    EventTimestamp: readTime(raw.EventTimestamp, raw.EventId),
  };
  for (const member of ['Id', 'Name', 'SubType', 'ParentId'] as const) {
    const text = raw[member];
    if (typeof text === 'string') event[member] = text;
  }
  event[`${type}Details`] = readDetails(raw, type);
  return event;
}

const SHOWN_CHARS_MAX = 120;

function readDetails(
  raw: Record<string, unknown>,
  type: HistoryEventType,
): HistoryEvent<Date>['StepStartedDetails'] & object {
  const given = raw[`${type}Details`];
  if (!isObject(given)) return {};
  const details: Record<string, unknown> = { ...given };
  for (const member of payloadMembers) {
    const recorded = given[member];
    if (!isObject(recorded) || recorded.Truncated !== true) continue;
    throw new InvalidHistoryError(
      `The payload of event ${raw.EventId} (${type}) was left out of the history. ${HOW}`,
    );
  }
  for (const member of timeMembers) {
    if (given[member] !== undefined) details[member] = readTime(given[member], Number(raw.EventId));
  }
  return details as HistoryEventDetails<Date>;
}

/** Beyond this a number counts milliseconds: in seconds it would be the year 5138. */
const SECONDS_MAX = 100_000_000_000;

function readTime(time: unknown, eventId: number): Date {
  const date =
    typeof time === 'number'
      ? new Date(time > SECONDS_MAX ? time : time * MILLIS_PER_SECOND)
      : new Date(time instanceof Date || typeof time === 'string' ? time : Number.NaN);
  if (!Number.isNaN(date.getTime())) return date;
  throw new InvalidHistoryError(
    `Event ${eventId} has a time that cannot be read: ${JSON.stringify(time)}. ${HOW}`,
  );
}
