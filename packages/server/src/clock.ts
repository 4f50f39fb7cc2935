// The port to time. Everything in the server that waits or asks the time does it through a clock, so that a simulation can
// own time.

import type { Millis } from '@perdure/protocol';

export interface Clock {
  /** Never runs backwards. */
  now(): Millis;
  /** Calls back once at or after the time; never before it. */
  at(time: Millis, callback: () => void): Cancel;
  /** Calls back once, after everything that is ready now has run. */
  soon(callback: () => void): void;
}

export type Cancel = () => void;

/** Node's timers wrap around past this delay. */
const TIMER_MILLIS_MAX = 2_147_483_647;

/** The clock of the machine. A step back of the wall clock is held, not followed, so that no timer fires early (P4). */
export class SystemClock implements Clock {
  #latest: Millis = 0;

  now(): Millis {
    this.#latest = Math.max(this.#latest, Date.now());
    return this.#latest;
  }

  at(time: Millis, callback: () => void): Cancel {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const delay = time - this.now();
      timer = setTimeout(fire, Math.min(Math.max(delay, 0), TIMER_MILLIS_MAX));
    };
    // Node may fire a timer up to a millisecond early, and a far one is set in legs.
    const fire = (): void => (this.now() >= time ? callback() : arm());
    arm();
    return () => clearTimeout(timer);
  }

  soon(callback: () => void): void {
    setImmediate(callback);
  }
}
