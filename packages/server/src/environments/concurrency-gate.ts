// How many invocations of one function may run at a time: its reserved concurrency.

export class ConcurrencyGate {
  /** Infinite when nothing is reserved. */
  limit = Number.POSITIVE_INFINITY;
  #inside = 0;

  get isOpen(): boolean {
    return this.#inside < this.limit;
  }

  /** How many more may enter. */
  get room(): number {
    return Math.max(0, this.limit - this.#inside);
  }

  get isEmpty(): boolean {
    return this.#inside === 0;
  }

  enter(): void {
    this.#inside += 1;
  }

  leave(): void {
    this.#inside -= 1;
  }
}
