import type { Millis } from '@perdure/protocol';
import type { Cancel } from '@perdure/server/embedded';
import { limits } from '../limits.ts';
import type { Activity } from './activity.ts';
import { afterRealTime, inLaterTurn, realNow } from './real-timers.ts';
import type { RunClock } from './run-clock.ts';

/** The clock of the machine, for runs in real time. A step back of the wall clock is held, not followed. */
export class RealClock implements RunClock {
  readonly isVirtual = false;
  readonly #activity: Activity;
  readonly #appointments = new Set<{ time: Millis }>();
  readonly #cancels = new Set<Cancel>();
  #latest: Millis = 0;
  #isStopped = false;

  constructor(activity: Activity) {
    this.#activity = activity;
  }

  now(): Millis {
    this.#latest = Math.max(this.#latest, realNow());
    return this.#latest;
  }

  at(time: Millis, callback: () => void): Cancel {
    if (this.#isStopped) return () => undefined;
    let cancelTimer: Cancel = () => undefined;
    const cancel = (): void => {
      cancelTimer();
      this.#cancels.delete(cancel);
    };
    const arm = (): void => {
      const delay = Math.min(Math.max(time - this.now(), 0), limits.timerDelayMillisMax);
      cancelTimer = afterRealTime(delay, ring);
    };
    // A timer of the machine may ring a millisecond early, and a far one rings in legs.
    const ring = (): void => {
      if (this.now() < time) {
        arm();
        return;
      }
      this.#cancels.delete(cancel);
      callback();
      this.#activity.touch();
    };
    this.#cancels.add(cancel);
    arm();
    return cancel;
  }

  appoint(time: Millis, callback: () => void): Cancel {
    const appointment = { time };
    this.#appointments.add(appointment);
    const cancel = this.at(time, () => {
      this.#appointments.delete(appointment);
      callback();
    });
    return () => {
      this.#appointments.delete(appointment);
      cancel();
    };
  }

  soon(callback: () => void): void {
    this.#activity.begin();
    inLaterTurn(() => {
      try {
        if (!this.#isStopped) callback();
      } finally {
        this.#activity.end();
      }
    });
  }

  nextAppointment(): Millis | undefined {
    let earliest: Millis | undefined;
    for (const { time } of this.#appointments) {
      if (earliest === undefined || time < earliest) earliest = time;
    }
    return earliest;
  }

  nextAlarm(): Millis | undefined {
    return undefined;
  }

  moveTo(): void {
    throw new Error('Real time passes by itself.');
  }

  stop(): void {
    this.#isStopped = true;
    for (const cancel of [...this.#cancels]) cancel();
  }
}
