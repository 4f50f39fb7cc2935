// Limits of signatures, with their units last.

const MINUTE_MILLIS = 60_000;

export const signatureLimits = {
  /** How far the clocks of client and server may lie apart. */
  clockSkewMillisMax: 5 * MINUTE_MILLIS,
  /** For how long a presigned URL can be good: a week. */
  expiresSecondsMax: 604_800,
  /** Derived keys that are kept; each is good for a day and costs four HMACs to derive anew. */
  keysCachedMax: 1000,
  accessKeyIdCharsMax: 128,
  signedHeadersMax: 100,
} as const;
