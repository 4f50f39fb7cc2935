import type { Duration } from './api/duration.ts';
import { SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE } from './limits.ts';

/** The length of a duration in seconds, fractions included. Throws a TypeError when no duration is given. */
export function durationSeconds(duration: Duration): number {
  if (typeof duration !== 'object' || duration === null) {
    throw new TypeError(
      `A duration such as { seconds: 5 } is required, but got ${duration === null ? 'null' : typeof duration}.`,
    );
  }
  const {
    days = 0,
    hours = 0,
    minutes = 0,
    seconds = 0,
  }: Partial<Record<'days' | 'hours' | 'minutes' | 'seconds', number>> = duration;
  const total = days * SECONDS_PER_DAY + hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE + seconds;
  if (!Number.isFinite(total)) throw new TypeError('The units of a duration must be finite numbers.');
  return total;
}

/** The length that is sent: the service takes whole seconds from 1 upwards, so that fractions round up. */
export const wholeSeconds = (duration: Duration): number => Math.max(1, Math.ceil(durationSeconds(duration)));
