// Every number of the environments in one place, with its unit last and its reason beside it.

const KIB = 1024;
const MIB = 1024 * KIB;

export const environmentLimits = {
  /** Environments mostly wait for others, so a core carries several. */
  environmentsPerCore: 4,
  /** An environment that may run so many invocations at a time keeps a core busy by itself. */
  sharedInvocationsLeast: 16,
  /** Functions that call each other need several environments even on one core. */
  environmentsMaxLeast: 8,
  /** How long a warm environment waits for work before it is ended. */
  idleMillis: 300_000,
  /** Environments are replaced this long before an invocation could outlive their credentials. */
  credentialsMarginMillis: 300_000,
  /**
   * After this time an environment takes no more invocations, however busy it is: what leaks does not leak for ever, and
   * its credentials are good for twice as long.
   */
  ageMillisMax: 21_600_000,
  /** The share of that time by which some are replaced earlier than others. */
  ageSpread: 0.25,
  /** How often idle and stuck environments are looked for. */
  sweepMillis: 1000,
  /** From SIGTERM to SIGKILL when an environment is no longer needed: Lambda's shutdown phase. */
  shutdownGraceMillis: 2000,
  /** From SIGTERM to SIGKILL when an invocation is out of time: its retry waits for this, so it is short. */
  timeoutGraceMillis: 300,
  /** Until the process runs: a worker may have to fetch 50 MB of code over a slow line. */
  launchMillisMax: 300_000,
  /** From the start of the process to its first request for an invocation. Lambda gives 10 s; small machines need more. */
  initMillisMax: 30_000,
  /** An environment that answered and does not ask for more within this time hangs, and is replaced. */
  returnMillisMax: 10_000,
  /** After the process ended, its last output may still be in the pipes; a grandchild may hold them open for ever. */
  outputDrainMillis: 100,
  /** Node's timers hold no more; a longer delay would fire at once. */
  timerMillisMax: 2_147_483_647,
  /** 6 MiB and the 100 bytes that Lambda adds for the envelope. */
  responseBytesMax: 6 * MIB + 100,
  /** An error report is a message and a stack. */
  errorReportBytesMax: MIB,
  /** A longer line is cut in pieces: what one log event of CloudWatch holds. */
  logLineBytesMax: 256 * KIB,
  /** Half of it would do against guessing. */
  secretBytes: 24,
  /** How often the memory of processes is looked at: what a process can take beyond its limit is what it takes in this time. */
  memoryLookMillis: 200,
  /** Every so many looks, the new processes of the machine are read, to find those that functions started. */
  memoryLooksPerCensus: 5,
  /** A third of a millisecond. */
  processesReadTogether: 32,
  /** The share of a function's memory given to the old generation of the JavaScript heap; the rest is for the runtime. */
  heapShare: 0.9,
} as const;

/** The HTTP statuses that the Runtime API answers with. */
export const runtimeStatus = {
  ok: 200,
  accepted: 202,
  badRequest: 400,
  forbidden: 403,
  notFound: 404,
  tooLarge: 413,
} as const;
