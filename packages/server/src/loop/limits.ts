// The bounds of the loop, with their reasons.

export const loopLimits = {
  /** Requests that may wait for a turn. Past it the server answers TooManyRequestsException instead of growing. */
  inboxCommandsMax: 10_000,
  /** Commands decided in one turn: enough to share a sync among everyone, few enough to answer the first in milliseconds. */
  turnCommandsMax: 512,
  /** Memory for the states of executions that may be needed again, by estimate. */
  cacheBytesMax: 32 * 1024 * 1024,
  /** The same for executions whose function runs now: several at AWS's limit of 100 MB. */
  busyCacheBytesMax: 256 * 1024 * 1024,
  /** Memory of a state without its payloads, and of each operation, as measured. */
  stateBytes: 3072,
  operationBytes: 768,
  /** What a list can show and search of an error: its type and the beginning of its message. */
  headErrorTypeCharsMax: 128,
  headErrorMessageCharsMax: 512,
  /** How often a command is decided again when another server was faster. */
  staleRetriesMax: 20,
  /** How far ahead due executions are held in memory, and how many. */
  horizonMillis: 60_000,
  horizonExecutionsMax: 20_000,
  /** How often somebody looks for letters that nobody delivers, and how many are looked at. */
  outboxSweepMillis: 60_000,
  sweptLettersMax: 20_000,
  /** Outbox messages read at a time when a server takes up what another left. */
  recoveryRowsMax: 1000,
  /** Invocations taken over from a lost server: more than the environments of any one server can run. */
  runningReclaimedMax: 100_000,
  /** Executions of a deleted function that are stopped at a time. */
  endedTogetherMax: 1000,
  /** Before a word to another execution, or an answer that the store refused, is tried again. */
  redeliveryMillis: 1000,
} as const;
