// The bounds of what stacks bring, with their reasons. Where AWS has a quota, it is AWS's.

const KIB = 1024;
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
