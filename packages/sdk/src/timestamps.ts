// Times arrive as `Date`, as ISO-8601 text or as epoch milliseconds, depending on who delivered the record.

/** The time as a `Date`; undefined when there is none or it cannot be read. */
export function toDate(timestamp: unknown): Date | undefined {
  if (timestamp instanceof Date) return Number.isNaN(timestamp.getTime()) ? undefined : timestamp;
  if (typeof timestamp !== 'string' && typeof timestamp !== 'number') return undefined;
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** The time in epoch milliseconds; undefined when there is none or it cannot be read. */
export const toMillis = (timestamp: unknown): number | undefined => toDate(timestamp)?.getTime();
