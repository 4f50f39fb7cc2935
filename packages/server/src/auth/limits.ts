// Limits of access control, with their units last.

const MIB = 1_048_576;

export const accessLimits = {
  /** Callers whose rates are remembered; the one longest unseen is forgotten first. */
  callersCountedMax: 10_000,
  /** Requests that are refused for want of valid credentials, per second and address, until they are answered with 429. */
  failuresPerSecondMax: 10,
  failuresBurst: 50,
  /** A caller may save up the requests of this many seconds. */
  burstSeconds: 2,
  /** Characters of a name, user agent or message that the audit log keeps. */
  auditTextCharsMax: 512,
  /** A day's audit file is read backwards in pieces of this size. */
  auditReadBytes: MIB,
  /** Lines that one query looks at; a further page goes on behind them. */
  auditLinesLookedAtMax: 20_000,
} as const;
