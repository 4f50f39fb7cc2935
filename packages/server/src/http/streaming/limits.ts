// The bounds of server-sent events, with their reasons.

const MIB = 1024 * 1024;

export const streamLimits = {
  /** Streams that are open at once. Each costs a connection and at most its buffer. */
  streamsMax: 1000,
  /** What a client may leave untaken: a history event with its largest payload, and then some. */
  bufferBytesMax: 2 * MIB,
  /** A comment this often keeps the connection open. */
  heartbeatMillis: 15_000,
  /** How long a client waits before it connects again. */
  retryMillis: 2000,
  /** How long a client may take for the rest when the server stops. */
  endMillisMax: 1000,
} as const;
