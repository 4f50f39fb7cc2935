// The bounds of what stacks bring, with their reasons. Where AWS has a quota, it is AWS's.

const KIB = 1024;
const MILLIS_PER_MINUTE = 60_000;
const MIB = KIB * KIB;

export const gatewayLimits = {
  /** A request's body. Larger ones cannot reach a function, whose payload ends at 6 MiB. */
  requestBytesMax: 10 * MIB,
  /** What a function may answer. */
  responseBytesMax: 6 * MIB,
  /** How long a function may take to answer a request: of an HTTP API, and of a REST API. */
  httpIntegrationMillis: 30_000,
  restIntegrationMillis: 29_000,
  /** What a function URL waits: the longest that a function may run, and a bit for its start. */
  urlIntegrationMillis: 910_000,
} as const;

export const deliveryLimits = {
  retryAttemptsMax: 185,
  /** A day. */
  ageMillisMax: 1440 * MILLIS_PER_MINUTE,
  /** Before a delivery that could not be made is tried again. */
  pauseMillisMax: MILLIS_PER_MINUTE,
} as const;

export const eventLimits = {
  /** Entries of one PutEvents request. */
  entriesMax: 10,
  /** One entry, by AWS's way of counting. */
  entryBytesMax: MIB,
  /** How AWS counts the time of an entry. */
  timeBytes: 14,
  /** Buses that an event may pass through, the first included. */
  busesMax: 2,
} as const;

export const scheduleLimits = {
  /** Before a time that could not be sent is tried again. */
  retryMillis: 1000,
} as const;
