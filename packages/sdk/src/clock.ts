// The port through which an invocation knows the time. Every timer of the SDK's heart goes through it, so that a test
// can run invocations on a virtual clock without replacing any global.

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Runs a task once, later. The answer cancels it. */
  setTimeout(task: () => void, delayMs: number): () => void;
  /** Runs a task in a later turn of the event loop, after input that has arrived already. */
  setImmediate(task: () => void): void;
  /**
   * Time is made by somebody who goes by what is on record, such as a local run: nothing is kept back from the record for a
   * while, since that while would be taken for one that the run waits for.
   */
  readonly isModelled?: boolean;
}

/** The real clock. Globals are looked up at each call, so that fake timers which a test installs are honoured. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (task, delayMs) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
  setImmediate: (task) => {
    setImmediate(task);
  },
};
