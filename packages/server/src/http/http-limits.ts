// Limits of the HTTP layer, with their units last and the reason beside them. Those of the API itself are in
// @perdure/protocol.

import { limits } from '@perdure/protocol';

const KIB = 1024;
const MIB = 1024 * KIB;

/** Room for what travels around a payload of the maximum size: tokens, names, and the escapes that JSON adds. */
const ENVELOPE_BYTES = MIB;

export const httpLimits = {
  /** Body of most requests. A checkpoint batch may carry one payload of the synchronous maximum. */
  bodyBytesMax: limits.syncPayloadBytesMax + ENVELOPE_BYTES,
  /** A larger body, and one of unknown length, is read only from somebody who is known. */
  unscreenedBodyBytesMax: 64 * KIB,
  /** Body of CreateFunction and UpdateFunctionCode: 50 MiB of zip file, a third more as base64, and the settings. */
  codeBodyBytesMax: 70 * MIB,
  /** Length of one path label. Node refuses longer request lines before we see them. */
  pathLabelCharsMax: 16 * KIB,
  /** Objects and lists within one another in a value that is kept as it came. Deeper ones cannot be written safely. */
  nestingMax: 64,
  /** Characters of a refused value that an error message repeats. */
  quotedCharsMax: 256,
  /** Violations that one error message lists; a larger number is only counted. */
  violationsListedMax: 50,
  /** What the header X-Amz-Client-Context may hold, as AWS has it. */
  clientContextCharsMax: 3583,
  /** What a 429 asks the client to wait. A full inbox drains in milliseconds; the header knows whole seconds only. */
  retryAfterSeconds: 1,
  /** A request must have arrived whole by then, body included; slow and half-open clients are cut off. */
  requestArrivalMillisMax: 60_000,
  /** Headers must have arrived by then. */
  headersArrivalMillisMax: 15_000,
  /** How often is looked for requests that did not arrive in time. */
  arrivalCheckMillis: 5000,
  /** Connections at a time: each costs a few KiB and a file descriptor, and systems give processes 20,000 of those and more. */
  connectionsMax: 16_000,
  /** A system takes smaller answers off our hands; a larger one that its client does not take is kept until it is given up. */
  keptAnswerBytesMin: 64 * KIB,
  /** Longer than the idle time of the AWS clients' connection pools and of common proxies, so that they close first. */
  keepAliveMillis: 72_000,
} as const;
