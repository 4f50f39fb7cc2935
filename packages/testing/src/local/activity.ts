// Owns: the count of what the machinery of a run has under way, and the word that nothing is.
//
// A1  What runs between two tracked pieces is promise continuations only. They are all done when a turn of the event
//     loop begins, so that a count of zero seen then means: nothing moves any more unless user code or time moves it.

import { inLaterTurn } from './real-timers.ts';

export class Activity {
  #pending = 0;
  #isLooking = false;
  #onQuiet: () => void = () => undefined;

  /** Whoever is told that nothing is under way. Set once. */
  listen(onQuiet: () => void): void {
    this.#onQuiet = onQuiet;
  }

  get isQuiet(): boolean {
    return this.#pending === 0;
  }

  begin(): void {
    this.#pending += 1;
  }

  end(): void {
    this.#pending -= 1;
    this.touch();
  }

  /** Something changed that may leave nothing under way. */
  touch(): void {
    if (this.#pending > 0 || this.#isLooking) return;
    this.#isLooking = true;
    inLaterTurn(() => {
      this.#isLooking = false;
      if (this.#pending === 0) this.#onQuiet();
    });
  }

  /** Follows a promise of the machinery to its end. */
  async track<Value>(work: Promise<Value>): Promise<Value> {
    this.begin();
    try {
      return await work;
    } finally {
      this.end();
    }
  }
}
