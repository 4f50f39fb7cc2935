import type { HistoryEventDetails } from '@perdure/protocol';
import type { Event } from '../operations/durable-operation.ts';

/** The one details member that an event has. */
export const detailsOf = (event: Event): HistoryEventDetails<Date> =>
  event[`${event.EventType}Details`] ?? {};
