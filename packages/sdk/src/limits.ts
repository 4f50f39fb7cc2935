// Every number of the SDK in one place, with its unit last. Those marked WIRE are agreed with the service.

const KIB = 1024;
const MIB = 1024 * KIB;

export const limits = {
  /** WIRE. Updates of one checkpoint request. */
  batchUpdatesMax: 250,
  /** WIRE. Size of one checkpoint request, counted as in checkpoint-queue.ts. A single larger update goes alone. */
  batchBytesMax: 750 * KIB,
  /** WIRE. What a request is counted to weigh before its first update, beside the token. */
  batchBytesBase: 100,
  /** The longest that a function may let updates wait for company. */
  checkpointDelayMsMax: 1000,
  /** WIRE. A context's result over this is not recorded; the context runs again on replay. */
  contextPayloadBytesMax: 256 * KIB,
  /** What the service takes as the payload of one operation. */
  operationPayloadBytesMax: MIB,
  /** What the service takes as an error, in bytes of JSON. */
  errorBytesMax: MIB,
  /** What is kept of each text of a larger error. */
  errorTextCharsKept: 16 * KIB,
  /** WIRE. A handler's result over this goes into a checkpoint: 6 MiB less the envelope. */
  resultBytesMax: 6 * MIB - 50,
  /** WIRE. Operations of one page of state. */
  statePageItemsMax: 1000,
  /** WIRE. An id on the wire is so many characters of the MD5 of its position. */
  operationIdChars: 16,
  operationIdsCachedMax: 10_000,
  /** How long the handler may stay silent, with operations that nobody awaits, before the invocation suspends. */
  suspendCooldownMs: 20,
  /** The same when everything open is awaited: turns of the event loop. Two let input that has arrived be seen. */
  suspendCooldownTurns: 2,
  /** Polling of an open operation while something else keeps the invocation alive. */
  pollDelayMsFirst: 1000,
  pollDelayMsStep: 1000,
  pollDelayMsMax: 10_000,
  pollDelayMsMaxExtended: 60_000,
  pollsBeforeExtendedDelay: 95,
  /** Invocation time that must be left for a poll to make sense. */
  pollRemainingMsMin: 1000,
  /** The longest delay that a timer takes; longer ones would fire at once. */
  timerDelayMsMax: 2_147_483_647,
  /** How far `errorData` is searched along the causes of an error. */
  errorDataDepthMax: 10,
  /** How far the causes of a batch item's error are recorded. A longer chain is a loop, or of no use to anybody. */
  errorCauseDepthMax: 50,
  /** File-system serdes: an envelope over this goes to a file. 1 KiB is left for the rest of the record. */
  overflowBytesMax: 255 * KIB,
  previewBytesMax: 4096,
} as const;

export const MILLIS_PER_SECOND = 1000;
export const SECONDS_PER_MINUTE = 60;
export const SECONDS_PER_HOUR = 3600;
export const SECONDS_PER_DAY = 86_400;
