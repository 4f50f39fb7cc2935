// The clock that an invocation of the SDK goes by: the run's, as long as the invocation lives.

import type { RunClock } from './run-clock.ts';

export class InvocationClock {
  /** A run knows by the record that a step is under way. */
  readonly isModelled = true;
  readonly #clock: RunClock;
  readonly #cancels = new Set<() => void>();
  #isOver = false;

  constructor(clock: RunClock) {
    this.#clock = clock;
  }

  /** Whether the SDK waits for a time to come. */
  get isWaiting(): boolean {
    return this.#cancels.size > 0;
  }

  now(): number {
    return this.#clock.now();
  }

  setTimeout(task: () => void, delayMillis: number): () => void {
    if (this.#isOver) return () => undefined;
    const cancel = this.#clock.appoint(this.#clock.now() + Math.max(0, delayMillis), () => {
      this.#cancels.delete(release);
      task();
    });
    const release = (): void => {
      cancel();
      this.#cancels.delete(release);
    };
    this.#cancels.add(release);
    return release;
  }

  setImmediate(task: () => void): void {
    this.#clock.soon(() => {
      if (!this.#isOver) task();
    });
  }

  /** The invocation has ended or crashed: nothing of it happens any more. */
  stop(): void {
    this.#isOver = true;
    for (const cancel of [...this.#cancels]) cancel();
  }
}
