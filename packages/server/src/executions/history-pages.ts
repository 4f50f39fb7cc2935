// Pages of an execution's history. A page is bounded by count and by bytes, so that every response stays under the limit.

import { describeHistory, type Entry } from '@perdure/engine';
import { type HistoryEvent, limits } from '@perdure/protocol';

export interface HistoryPageQuery {
  includeData: boolean;
  reverseOrder: boolean;
  itemsMax: number;
  /** The id of the first event wanted; absent for the first page. */
  from?: number;
}

export interface HistoryPageResult {
  events: HistoryEvent[];
  /** Where the next page begins; absent when there is none. */
  next?: number;
}

/** Cuts one page out of the log. `eventsTotal` is the id of the newest event. */
export function historyPage(
  entries: readonly Entry[],
  eventsTotal: number,
  query: HistoryPageQuery,
): HistoryPageResult {
  const { includeData, reverseOrder, itemsMax } = query;
  const from = query.from ?? (reverseOrder ? eventsTotal : 1);
  const firstEventId = reverseOrder ? Math.max(1, from - itemsMax + 1) : from;
  const lastEventId = reverseOrder ? from : Math.min(eventsTotal, from + itemsMax - 1);
  const ascending = describeHistory(entries, { includeData, firstEventId, lastEventId });
  const events = fitting(reverseOrder ? ascending.reverse() : ascending, includeData);
  const last = events.at(-1)?.EventId;
  if (last === undefined) return { events };
  const next = reverseOrder ? last - 1 : last + 1;
  return next < 1 || next > eventsTotal ? { events } : { events, next };
}

/** As many events as fit a response, and at least one. Without payloads every page fits. */
function fitting(events: HistoryEvent[], includeData: boolean): HistoryEvent[] {
  if (!includeData) return events;
  let bytes = 0;
  const count = events.findIndex((event, index) => {
    bytes += Buffer.byteLength(JSON.stringify(event));
    return bytes > limits.historyPageBytesMax && index > 0;
  });
  return count === -1 ? events : events.slice(0, count);
}
