// How long the run waits, and how much it does at a time.

/** Between two looks at a running execution. */
export const POLL_MILLIS = 200;
/** An execution that has not ended after this long has failed its requirement. The longest sleep for some 20 s. */
export const EXECUTION_MILLIS_MAX = 180_000;
/** Lines that a function printed are in the server's files after this long. */
export const LOG_SETTLE_MILLIS = 1500;
/**
 * Most requirements sleep most of the time, so more of them than processors run side by side. Many more would not: their waits of
 * a second or two would be over before the machine has ended the invocation that began them, and histories are compared in order.
 */
export const REQUIREMENTS_AT_ONCE = 4;
/** Of a requirement whose pauses are over before the machine has ended the invocations that began them. */
export const OVERTAKEN_RUNS_MAX = 6;
export const ENVIRONMENTS_MAX = 64;
/** Limit of one invocation. */
export const FUNCTION_SECONDS_MAX = 60;
export const FUNCTION_MEGABYTES = 256;
/** A synchronous invocation may last fifteen minutes, so an execution that is invoked so may not last longer. */
export const SYNCHRONOUS_EXECUTION_SECONDS = 900;
export const ASYNCHRONOUS_EXECUTION_SECONDS = 7200;
/** Of an execution that is to time out: after its first invocation, which may come late on a busy machine. */
export const TIMED_OUT_EXECUTION_SECONDS = 12;
export const HISTORY_PAGE_EVENTS = 1000;
