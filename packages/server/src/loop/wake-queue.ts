// A priority queue of executions by the time at which they are due. An execution has at most one place in it.

import type { ExecutionId, Millis } from '@perdure/protocol';

interface Place {
  executionId: ExecutionId;
  at: Millis;
}

/** A binary heap; a place that was moved stays where it was and is skipped when it comes up. */
export class WakeQueue {
  readonly #heap: Place[] = [];
  readonly #times = new Map<ExecutionId, Millis>();

  get size(): number {
    return this.#times.size;
  }

  set(executionId: ExecutionId, at: Millis): void {
    if (this.#times.get(executionId) === at) return;
    this.#times.set(executionId, at);
    this.#heap.push({ executionId, at });
    this.#rise(this.#heap.length - 1);
  }

  delete(executionId: ExecutionId): void {
    this.#times.delete(executionId);
  }

  /** The earliest time in the queue. */
  nextAt(): Millis | undefined {
    return this.#settleTop()?.at;
  }

  /** Takes out the earliest execution that is due by `now`. */
  takeDue(now: Millis): ExecutionId | undefined {
    const top = this.#settleTop();
    if (top === undefined || top.at > now) return undefined;
    this.#pop();
    this.#times.delete(top.executionId);
    return top.executionId;
  }

  /** Discards places that were moved or deleted until a true one is on top. */
  #settleTop(): Place | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (this.#times.get(top.executionId) === top.at) return top;
      this.#pop();
    }
    return undefined;
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink();
  }

  #rise(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#at(parent) <= this.#at(index)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #sink(): void {
    let index = 0;
    for (;;) {
      const left = index * 2 + 1;
      const right = left + 1;
      let least = index;
      if (this.#at(left) < this.#at(least)) least = left;
      if (this.#at(right) < this.#at(least)) least = right;
      if (least === index) return;
      this.#swap(index, least);
      index = least;
    }
  }

  #at(index: number): Millis {
    return this.#heap[index]?.at ?? Number.POSITIVE_INFINITY;
  }

  #swap(left: number, right: number): void {
    const [first, second] = [this.#heap[left], this.#heap[right]];
    if (first === undefined || second === undefined) return;
    this.#heap[left] = second;
    this.#heap[right] = first;
  }
}
