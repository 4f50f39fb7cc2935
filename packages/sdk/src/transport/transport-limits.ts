// The numbers of the transport, with their units last.

const KIB = 1024;

export const transportLimits = {
  connectMsMax: 5000,
  /** No byte in either direction. */
  silenceMsMax: 50_000,
  readBufferBytes: 16 * KIB,
  /** To one origin. Requests beyond wait for a connection. */
  connectionsMax: 512,
  /** The first attempt included. A checkpoint that is given up costs a whole invocation. */
  attemptsMax: 6,
  backoffMsFirst: 50,
  backoffMsMax: 5000,
  /** Credentials that expire sooner than this are fetched anew. */
  credentialsMarginMs: 300_000,
  credentialsFetchMsMax: 5000,
} as const;
