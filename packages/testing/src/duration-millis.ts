import { MILLIS_PER_SECOND } from '@perdure/protocol';
import type { Duration } from '@perdure/sdk';

const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;
const SECONDS_PER_DAY = 86_400;

/** The length of a duration in milliseconds. */
export function durationMillis(duration: Duration): number {
  const {
    days = 0,
    hours = 0,
    minutes = 0,
    seconds = 0,
  }: Partial<Record<'days' | 'hours' | 'minutes' | 'seconds', number>> = duration;
  const total = days * SECONDS_PER_DAY + hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE + seconds;
  if (Number.isFinite(total) && total >= 0) return total * MILLIS_PER_SECOND;
  throw new TypeError(
    'A duration such as { minutes: 3 } is required, of finite units that are not negative.',
  );
}
