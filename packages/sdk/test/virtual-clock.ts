// Time that passes only when nothing else can happen: whoever waits for a timer gets it at once, at its time.

import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../src/internal.ts';

/** Turns of the event loop without a timer being due, after which the handler is taken to wait for the next one. */
const QUIET_TURNS = 20;

interface Timer {
  at: number;
  order: number;
  task: () => void;
}

export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(now = Date.UTC(2026, 0, 1)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  setTimeout(task: () => void, delayMs: number): () => void {
    this.#order++;
    const timer: Timer = { at: this.#now + delayMs, order: this.#order, task };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  setImmediate(task: () => void): void {
    setImmediate(task);
  }

  /** Settles after a time. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.setTimeout(resolve, ms));
  }

  /** Lets time pass until a promise settles. Rejects when it does not and no timer is left. */
  async runUntil<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = (): void => {
      isSettled = true;
    };
    promise.then(settle, settle);
    while (!isSettled) {
      for (let quiet = 0; quiet < QUIET_TURNS && !isSettled; quiet++) await turn();
      if (isSettled) break;
      if (!this.#fireNext())
        throw new Error('Nothing is left that could happen, and the promise is not settled.');
    }
    return promise;
  }

  #fireNext(): boolean {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (next === undefined || timer.at < next.at || (timer.at === next.at && timer.order < next.order))
        next = timer;
    }
    if (next === undefined) return false;
    this.#timers.delete(next);
    this.#now = Math.max(this.#now, next.at);
    next.task();
    return true;
  }
}
