// The time of the simulated world, and the queue of what is to happen in it.
//
// Every happening runs alone: after it, all promises that it settled are followed to their end before the next one
// begins. So the whole run is one sequence, and the same seed gives the same one.

import type { Millis } from '@perdure/protocol';

export type Cancel = () => void;

interface Happening {
  at: Millis;
  /** Of two at the same time, the one that was planned first comes first. */
  order: number;
  run: (() => void) | undefined;
}

const comesBefore = (left: Happening, right: Happening): boolean =>
  left.at < right.at || (left.at === right.at && left.order < right.order);

/** A macrotask: it comes after every microtask there is and those that they make. */
const settlePromises = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class SimulatedTime {
  readonly #heap: Happening[] = [];
  #now: Millis = 0;
  #planned = 0;
  #tick = 0;

  /** Milliseconds since the world began. No clock in the world shows this time: clocks may be wrong. */
  get now(): Millis {
    return this.#now;
  }

  /** How many happenings there were. */
  get tick(): number {
    return this.#tick;
  }

  after(delay: Millis, run: () => void): Cancel {
    const happening: Happening = { at: this.#now + Math.max(0, delay), order: this.#planned, run };
    this.#planned += 1;
    this.#push(happening);
    return () => {
      happening.run = undefined;
    };
  }

  /** Lets things happen until `isOver` says so, or nothing more is planned. */
  async run(isOver: () => boolean): Promise<void> {
    await settlePromises();
    while (!isOver()) {
      const next = this.#pop();
      if (next === undefined) return;
      if (next.run === undefined) continue;
      this.#now = next.at;
      this.#tick += 1;
      next.run();
      await settlePromises();
    }
  }

  #push(happening: Happening): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(happening);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !comesBefore(happening, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = happening;
  }

  #pop(): Happening | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || last === top) return top;
    let index = 0;
    for (;;) {
      const left = heap[index * 2 + 1];
      const right = heap[index * 2 + 2];
      const isRightLess = left !== undefined && right !== undefined && comesBefore(right, left);
      const least = isRightLess ? right : left;
      if (least === undefined || !comesBefore(least, last)) break;
      heap[index] = least;
      index = index * 2 + (isRightLess ? 2 : 1);
    }
    heap[index] = last;
    return top;
  }
}
