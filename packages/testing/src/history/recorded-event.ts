import type { HistoryEvent } from '@perdure/protocol';

/** One event of a history. Times are `Date`, as the official client gives them. */
export type RecordedEvent = HistoryEvent<Date>;
