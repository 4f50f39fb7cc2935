// The bounds of what is sent out of the server, with their reasons.

const MILLIS_PER_HOUR = 3_600_000;

export const outboundLimits = {
  /** What waits for one target in memory; the rest lies in the outbox until there is room. About 5 MiB. */
  queuedLettersMax: 10_000,
  /** Letters on their way to one target at a time. Those of one execution go one after the other. */
  inFlightMax: 16,
  /** Pause of a target after its first failure; doubled after each further one. */
  pauseMillisMin: 1000,
  pauseMillisMax: 60_000,
  /** What could not be delivered for this long is dropped. As EventBridge keeps events. */
  ageMillisMax: 24 * MILLIS_PER_HOUR,
  /** A webhook must have answered by then. As EventBridge waits for an API destination. */
  answerMillisMax: 5000,
  /** Letters read from the outbox at a time. */
  readLettersMax: 1000,
  /** Letters that are removed from the outbox in one commit. */
  removedTogetherMax: 500,
} as const;
