// The numbers of the testing library, with their units and reasons.

export const limits = {
  /** The time that an invocation is given, as AWS's testing library gives it. */
  functionTimeoutSeconds: 900,
  memoryMegabytes: 1024,
  /** The longest that an execution may last: what the service allows. */
  executionTimeoutSecondsDefault: 31_622_400,
  /** Real time for which an invocation must be silent before virtual time passes beside it: as long as an SDK waits. */
  silenceMillis: 20,
  /** Real time that a test gets to answer a callback that it has not waited for, before the run is called stuck. */
  answerGraceMillis: 200,
  /** Real time without any progress after which the cause is printed: before the time limit of most test runners. */
  hangWarningMillis: 4000,
  /** Real time without any progress after which the run is given up. */
  hangTimeoutMillisDefault: 30_000,
  /** Crashes that are tried one after another: a run of a function with so many checkpoints takes up to 0.1 s. */
  crashPlacesMax: 1000,
  historyPageItemsMax: 1000,
  cloudPollMillisDefault: 1000,
  cloudAttemptsMax: 3,
  timerDelayMillisMax: 2_147_483_647,
} as const;
