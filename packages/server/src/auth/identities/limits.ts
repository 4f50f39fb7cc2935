// Limits of identities and sessions, with their units last.

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;

export const identityLimits = {
  /** Two, so that a new key can be in use everywhere before the old one is deleted. */
  accessKeysMax: 2,
  usersMax: 5000,
  rolesMax: 5000,
  /** Of users, roles and sessions. */
  nameCharsMax: 64,
  /** Random bytes of a secret access key. */
  secretBytes: 30,
  /** Random characters behind the prefix of an id. */
  idChars: 17,
  /** Keys of the box that secrets lie in. */
  boxKeyBytes: 32,
  boxNonceBytes: 12,
  boxTagBytes: 16,
  roleSessionSecondsMin: 15 * MINUTE_SECONDS,
  roleSessionSecondsDefault: HOUR_SECONDS,
  roleSessionSecondsMax: 12 * HOUR_SECONDS,
  /** How long the credentials of an environment are good. It is replaced before they end. */
  functionSessionSeconds: 12 * HOUR_SECONDS,
  consoleSessionSeconds: 8 * HOUR_SECONDS,
  loginLinkSeconds: 10 * MINUTE_SECONDS,
  loginLinksMax: 1000,
  consoleTokenBytes: 32,
  /** Opened session tokens that are kept, so that a function's calls do not open theirs anew each time. */
  sessionsCachedMax: 10_000,
} as const;

/** Of users, roles and sessions, as IAM has it. */
export const identityName = /^[\w+=,.@-]{1,64}$/;
