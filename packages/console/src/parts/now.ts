// The present, for what counts up while it is looked at. One ticker for each pace, however many show it; a hidden tab rests.

import { useSyncExternalStore } from 'react';

class Ticker {
  readonly #millis: number;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #now = Date.now();

  constructor(millis: number) {
    this.#millis = millis;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#tick(), this.#millis);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  };

  readonly now = (): number => {
    // Without listeners nothing renews it.
    if (this.#timer === undefined && Date.now() - this.#now > this.#millis) this.#now = Date.now();
    return this.#now;
  };

  #tick(): void {
    if (document.visibilityState === 'hidden') return;
    this.#now = Date.now();
    for (const listener of this.#listeners) listener();
  }
}

const tickers = { slow: new Ticker(1000), fast: new Ticker(100) };
const unheard = (): (() => void) => () => undefined;

/** Milliseconds since the epoch: renewed every second, ten times a second, or not at all. */
export function useNow(pace: 'slow' | 'fast' | 'still' = 'slow'): number {
  const ticker = tickers[pace === 'fast' ? 'fast' : 'slow'];
  return useSyncExternalStore(pace === 'still' ? unheard : ticker.subscribe, ticker.now);
}
