// A clock that stands still until a test moves it.

import type { Millis } from '@perdure/protocol';
import type { Cancel, Clock } from '../clock.ts';

interface Alarm {
  time: Millis;
  ring: () => void;
}

export class HandClock implements Clock {
  #now: Millis;
  #alarms: Alarm[] = [];

  constructor(now: Millis = 1_767_225_600_000) {
    this.#now = now;
  }

  now(): Millis {
    return this.#now;
  }

  at(time: Millis, callback: () => void): Cancel {
    const alarm = { time, ring: callback };
    this.#alarms.push(alarm);
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  soon(callback: () => void): void {
    setImmediate(callback);
  }

  /** Moves on, ringing what is due in the order of time, and lets everything that follows from it happen. */
  async advance(millis: Millis): Promise<void> {
    const until = this.#now + millis;
    await this.#settle();
    for (let next = this.#nextBy(until); next !== undefined; next = this.#nextBy(until)) {
      this.#now = Math.max(this.#now, next.time);
      this.#alarms = this.#alarms.filter((alarm) => alarm !== next);
      next.ring();
      await this.#settle();
    }
    this.#now = until;
    await this.#settle();
  }

  #nextBy(until: Millis): Alarm | undefined {
    return this.#alarms
      .filter((alarm) => alarm.time <= until)
      .sort((left, right) => left.time - right.time)[0];
  }

  /** Macrotasks run only when no promise is left to continue; a few rounds let chains over several turns end. */
  async #settle(): Promise<void> {
    const ROUNDS = 20;
    for (let round = 0; round < ROUNDS; round += 1) {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    }
  }
}
