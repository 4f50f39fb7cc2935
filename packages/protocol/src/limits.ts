// Every limit of the protocol in one place, with its unit last and its reason beside it.
// The numbers are AWS Lambda's unless a line says otherwise.

const KIB = 1024;
const MIB = 1024 * KIB;

export const limits = {
  /** Start payload and result of a synchronous invocation. */
  syncPayloadBytesMax: 6 * MIB,
  /** Start payload and result of an asynchronous invocation, chained children included. */
  asyncPayloadBytesMax: MIB,
  /** Payload of one STEP, CONTEXT or CHAINED_INVOKE update. Older emulators stop at 256 KiB; accept more, never less. */
  operationPayloadBytesMax: MIB,
  /** An error object as compact JSON. */
  errorBytesMax: MIB,
  /** The result that a callback API delivers. */
  callbackPayloadBytesMax: MIB,
  /** Operations of one execution; retries and polls count as AWS counts them. */
  operationsMax: 3000,
  /** Payloads, errors, input and output written by one execution. */
  storageBytesMax: 100 * MIB,
  /** One page of operations in the invocation event or in a state response. */
  statePageBytesMax: 5 * MIB,
  /** One page of history. A response must stay under 6 MiB. */
  historyPageBytesMax: 5 * MIB,
  pageItemsDefault: 100,
  pageItemsMax: 1000,
  functionPageItemsMax: 50,
  /** How long a page marker stays good. */
  markerSecondsMax: 86_400,
  /** A repeated ClientToken is answered from the record within this time. */
  clientTokenSecondsMax: 900,
  executionTimeoutSecondsMax: 31_622_400,
  /** A durable function with a longer ExecutionTimeout cannot be invoked synchronously. */
  syncExecutionSecondsMax: 900,
  waitSecondsMax: 31_622_400,
  retryDelaySecondsMax: 31_622_400,
  callbackTimeoutSecondsMax: 99_999_999,
  retentionDaysDefault: 14,
  retentionDaysMax: 90,
  functionTimeoutSecondsDefault: 3,
  functionTimeoutSecondsMax: 5400,
  memoryMegabytesDefault: 128,
  memoryMegabytesMin: 128,
  memoryMegabytesMax: 32_768,
  executionArnCharsMax: 1024,
  executionNameCharsMax: 64,
  operationIdCharsMax: 64,
  operationNameCharsMax: 256,
  operationSubTypeCharsMax: 32,
  checkpointTokenCharsMax: 2048,
  callbackIdCharsMax: 1024,
  clientTokenCharsMax: 64,
  /** Of a pause or resume. */
  reasonCharsMax: 1024,
  tenantIdCharsMax: 256,
  traceIdCharsMax: 8192,
  descriptionCharsMax: 256,
  /** What LogType=Tail returns. */
  logTailBytesMax: 4 * KIB,
} as const;

export type Limits = { readonly [Name in keyof typeof limits]: number };

/** Patterns of the API model, anchored. */
export const patterns = {
  executionName: /^[a-zA-Z0-9-_]+$/,
  operationId: /^[a-zA-Z0-9-_]+$/,
  operationName: /^[\x20-\x7E]+$/,
  operationSubType: /^[a-zA-Z0-9-_]+$/,
  checkpointToken: /^[A-Za-z0-9+/]+={0,2}$/,
  callbackId: /^[A-Za-z0-9+/]+={0,2}$/,
  clientToken: /^[\x21-\x7E]+$/,
  tenantId: /^[a-zA-Z0-9._:/=+\-@ ]+$/,
  qualifier: /^(\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+)$/,
  aliasName: /^(?!^[0-9]+$)[a-zA-Z0-9-_]+$/,
  version: /^(\$LATEST(\.PUBLISHED)?|[0-9]+)$/,
} as const;
