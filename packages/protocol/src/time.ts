// Units of time. A bare `number` never crosses a border: it is one of these.

/** Milliseconds since the Unix epoch. The unit of every time inside Perdure. */
export type Millis = number;

/** Seconds since the Unix epoch, with a fraction. The unit of times in API bodies. */
export type EpochSeconds = number;

/** Converts an internal time to the form of API bodies. */
export const toEpochSeconds = (at: Millis): EpochSeconds => at / 1000;

export const MILLIS_PER_SECOND = 1000;
export const MILLIS_PER_DAY = 86_400_000;
