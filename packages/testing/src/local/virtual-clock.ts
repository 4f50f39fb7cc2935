import type { Millis } from '@perdure/protocol';
import type { Cancel } from '@perdure/server/embedded';
import type { Activity } from './activity.ts';
import { inLaterTurn } from './real-timers.ts';
import type { RunClock } from './run-clock.ts';

interface Alarm {
  time: Millis;
  ring: () => void;
}

/** A clock that stands still until it is moved. */
export class VirtualClock implements RunClock {
  readonly isVirtual = true;
  readonly #activity: Activity;
  readonly #alarms = new Set<Alarm>();
  readonly #appointments = new Set<Alarm>();
  #now: Millis;
  #isStopped = false;

  constructor(now: Millis, activity: Activity) {
    this.#now = now;
    this.#activity = activity;
  }

  now(): Millis {
    return this.#now;
  }

  at(time: Millis, callback: () => void): Cancel {
    return this.#set(this.#alarms, time, callback);
  }

  appoint(time: Millis, callback: () => void): Cancel {
    return this.#set(this.#appointments, time, callback);
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
    return earliest(this.#appointments)?.time;
  }

  nextAlarm(): Millis | undefined {
    return earliest(this.#alarms)?.time;
  }

  /** The time jumps: alarms on the way ring once it has come, so that housekeeping is done once and not every second. */
  moveTo(time: Millis): void {
    this.#now = Math.max(this.#now, time);
    const due = [...this.#alarms, ...this.#appointments].filter((alarm) => alarm.time <= this.#now);
    for (const alarm of due.sort((left, right) => left.time - right.time)) {
      // An alarm that rang before may have cancelled this one.
      if (this.#alarms.delete(alarm) || this.#appointments.delete(alarm)) alarm.ring();
    }
    this.#activity.touch();
  }

  stop(): void {
    this.#isStopped = true;
    this.#alarms.clear();
    this.#appointments.clear();
  }

  #set(alarms: Set<Alarm>, time: Millis, callback: () => void): Cancel {
    if (this.#isStopped) return () => undefined;
    let isCancelled = false;
    if (time <= this.#now) {
      this.soon(() => {
        if (!isCancelled) callback();
      });
      return () => {
        isCancelled = true;
      };
    }
    const alarm = { time, ring: callback };
    alarms.add(alarm);
    return () => alarms.delete(alarm);
  }
}

/** Of alarms set for the same time, the one set first. */
function earliest(alarms: Iterable<Alarm>): Alarm | undefined {
  let found: Alarm | undefined;
  for (const alarm of alarms) if (found === undefined || alarm.time < found.time) found = alarm;
  return found;
}
