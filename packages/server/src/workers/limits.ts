// Every number of the workers in one place, with its unit last and its reason beside it.

const KIB = 1024;
const MIB = 1024 * KIB;

export const workerLimits = {
  /** A result of 6 MiB, which doubles when its quotes are escaped, and what travels around it. */
  frameBytesMax: 16 * MIB,
  /** Output that waits for a slow connection. What functions print beyond it is dropped and counted; results never are. */
  outputBytesMax: 8 * MIB,
  /** Both sides say this often that they are there. */
  heartbeatMillis: 3000,
  /** Who has not been heard for this long is gone: the connection may be half open, or the machine frozen. */
  silenceMillisMax: 10_000,
  /** A connection must have said what it is by then. */
  helloMillisMax: 10_000,
  /** Waits between attempts to reach the server; they double up to the maximum. */
  reconnectMillisMin: 250,
  reconnectMillisMax: 5000,
  /** How long a worker that is told to end lets its invocations run. */
  leaveMillisMax: 10_000,
  /** Code that no environment has used for so long is removed when a worker starts. */
  codeKeptDays: 7,
  nameCharsMax: 128,
  /** No machine is larger; what is more is a mistake. */
  environmentsMax: 10_000,
  /** Of a token: its name in the store, and its secret. */
  tokenIdBytes: 8,
  tokenSecretBytes: 32,
  tokensMax: 1000,
} as const;
