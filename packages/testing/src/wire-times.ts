// Times of operations and events: numbers inside the engine, `Date` in the hands of an SDK or a test.

import type { Operation as EngineOperation, HistoryEvent, HistoryEventDetails } from '@perdure/protocol';
import type { Operation, WireOperation } from '@perdure/sdk';
import type { RecordedEvent } from './history/recorded-event.ts';

const asDate = (time: unknown): Date | undefined => (typeof time === 'number' ? new Date(time) : undefined);

/** The operation with its times as `Date`, as clients of the service deliver it. */
export function withDates(operation: EngineOperation): Operation {
  const { StartTimestamp, EndTimestamp, StepDetails, WaitDetails, ...rest } = operation;
  const dated: Operation = { ...rest, StartTimestamp: new Date(StartTimestamp) };
  if (EndTimestamp !== undefined) dated.EndTimestamp = new Date(EndTimestamp);
  if (StepDetails !== undefined) {
    const { NextAttemptTimestamp, ...details } = StepDetails;
    dated.StepDetails = details;
    if (NextAttemptTimestamp !== undefined) {
      dated.StepDetails = { ...details, NextAttemptTimestamp: new Date(NextAttemptTimestamp) };
    }
  }
  if (WaitDetails !== undefined) {
    const ScheduledEndTimestamp = asDate(WaitDetails.ScheduledEndTimestamp);
    dated.WaitDetails = ScheduledEndTimestamp === undefined ? {} : { ScheduledEndTimestamp };
  }
  return dated;
}

/**
 * The operations as the event of a real environment has them, where times are epoch milliseconds, which AWS's public
 * type of the event leaves out. A year of days brings a hundred thousand: they are handed on, not copied.
 */
export const asInEvent = (operations: EngineOperation[]): WireOperation[] =>
  operations as unknown as WireOperation[];

const timeMembers = ['ScheduledEndTimestamp', 'StartTimestamp', 'EndTimestamp'] as const;

/** The event with its times as `Date`. */
export function eventWithDates(event: HistoryEvent): RecordedEvent {
  const { EventId, EventType, Id, Name, SubType, ParentId } = event;
  const key = `${EventType}Details` as const;
  return {
    EventId,
    EventType,
    EventTimestamp: new Date(event.EventTimestamp),
    ...(Id === undefined ? {} : { Id }),
    ...(Name === undefined ? {} : { Name }),
    ...(SubType === undefined ? {} : { SubType }),
    ...(ParentId === undefined ? {} : { ParentId }),
    [key]: detailsWithDates(event[key] ?? {}),
  };
}

function detailsWithDates(details: HistoryEventDetails): HistoryEventDetails<Date> {
  const dated: Record<string, unknown> = { ...details };
  for (const member of timeMembers) {
    const time = asDate(details[member]);
    if (time !== undefined) dated[member] = time;
  }
  return dated;
}
