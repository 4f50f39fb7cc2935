// The timers of the machine, taken when the package is loaded: fake timers that a test installs later do not reach the
// runner, and the runner does not touch what the test uses.

const { setTimeout: startTimer, clearTimeout: stopTimer, setImmediate: nextTurn } = globalThis;
const readClock = Date.now;

/** Runs a task once, later in real time. The answer cancels it. */
export function afterRealTime(delayMillis: number, task: () => void): () => void {
  const timer = startTimer(task, delayMillis);
  return () => stopTimer(timer);
}

/** Runs a task in a later turn of the event loop: by then no promise is left to continue. */
export function inLaterTurn(task: () => void): void {
  nextTurn(task);
}

export const realNow = (): number => readClock();
