import type { HistoryEventDetails } from '@perdure/protocol';
import type { RecordedEvent } from './recorded-event.ts';

/** The one details member that an event has. */
export const detailsOf = (event: RecordedEvent): HistoryEventDetails<Date> =>
  event[`${event.EventType}Details`] ?? {};
