// The time of one run: what the core, the SDK and scripted answers go by.
//
// The core sets alarms for its housekeeping as well, so an alarm is no reason for time to pass. Reasons are the store's
// `wakeAt` and appointments; whoever moves the time (time-keeper.ts) asks for those.

import type { Millis } from '@perdure/protocol';
import type { Cancel, Clock } from '@perdure/server/embedded';

export interface RunClock extends Clock {
  /** Whether time passes only when `moveTo` says so. */
  readonly isVirtual: boolean;
  /** Calls back at a time that the run is to reach. */
  appoint(time: Millis, callback: () => void): Cancel;
  /** The earliest appointment; undefined when there is none. */
  nextAppointment(): Millis | undefined;
  /** The earliest alarm of the core's housekeeping. Virtual clocks only. */
  nextAlarm(): Millis | undefined;
  /** Lets the time come, and rings what is due by then, in its order. Virtual clocks only. */
  moveTo(time: Millis): void;
  /** Rings nothing any more. */
  stop(): void;
}
