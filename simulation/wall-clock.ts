// Clocks that may be wrong. The wall clock of the machine is set forward and back by its operator; a server's clock follows
// it as `SystemClock` does: it holds still where the wall clock steps back, and its timers measure elapsed time.

import type { Millis } from '@perdure/protocol';
import type { Clock } from '@perdure/server/embedded';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { Cancel, SimulatedTime } from './simulated-time.ts';

const EPOCH_MILLIS = Date.UTC(2026, 0, 1);

export class WallClock {
  readonly #time: SimulatedTime;
  #offset = EPOCH_MILLIS;
  #latest = EPOCH_MILLIS;

  constructor(time: SimulatedTime) {
    this.#time = time;
  }

  now(): Millis {
    return this.#time.now + this.#offset;
  }

  /** The latest time that it ever showed: no clock that follows it can be past it. */
  latest(): Millis {
    this.#latest = Math.max(this.#latest, this.now());
    return this.#latest;
  }

  step(by: Millis): void {
    this.latest();
    this.#offset += by;
  }
}

const TIMER_LATE_MILLIS_MAX = 25;
const TURN_WAIT_MILLIS_MAX = 2;

/** The clock of one server process. When the process dies, nothing that it planned happens any more. */
export class ServerClock implements Clock {
  readonly #time: SimulatedTime;
  readonly #wall: WallClock;
  readonly #faults: Faults;
  readonly #random: Random;
  #latest: Millis = 0;
  #isStopped = false;

  constructor(time: SimulatedTime, wall: WallClock, faults: Faults, random: Random) {
    this.#time = time;
    this.#wall = wall;
    this.#faults = faults;
    this.#random = random;
  }

  now(): Millis {
    this.#latest = Math.max(this.#latest, this.#wall.now());
    return this.#latest;
  }

  at(time: Millis, callback: () => void): Cancel {
    let cancel: Cancel;
    const arm = (): void => {
      const late = this.#faults.strikes('timerLate') ? this.#random.between(0, TIMER_LATE_MILLIS_MAX) : 0;
      cancel = this.#time.after(time - this.now() + late, fire);
    };
    const fire = (): void => {
      if (this.#isStopped) return;
      if (this.now() >= time) callback();
      else arm();
    };
    arm();
    return () => cancel();
  }

  soon(callback: () => void): void {
    const wait = this.#random.between(0, TURN_WAIT_MILLIS_MAX);
    this.#time.after(wait, () => {
      if (!this.#isStopped) callback();
    });
  }

  stop(): void {
    this.#isStopped = true;
  }
}
