// A point in time as people type it: `10m`, `2h ago`, `5mins ago`, `2026-11-24T09:31`, `2026-11-24`.

import { MILLIS_PER_SECOND } from '@perdure/protocol';
import { InvalidArgumentError } from 'commander';

const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;
const SECONDS_PER_DAY = 86_400;

const agoPattern = /^(\d+)\s*(s|sec|secs|seconds?|m|min|mins|minutes?|h|hrs?|hours?|d|days?)(\s+ago)?$/i;
const secondsOf: Record<string, number> = {
  s: 1,
  m: SECONDS_PER_MINUTE,
  h: SECONDS_PER_HOUR,
  d: SECONDS_PER_DAY,
};

/** As ISO 8601. A time without a zone is local. */
export function pointInTime(text: string, now = Date.now()): string {
  const ago = agoPattern.exec(text.trim());
  if (ago !== null) {
    const [, count = '', unit = ''] = ago;
    const seconds = Number(count) * (secondsOf[unit.charAt(0).toLowerCase()] ?? 0);
    return new Date(now - seconds * MILLIS_PER_SECOND).toISOString();
  }
  const date = new Date(text);
  if (Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('Give a time such as 10m, "2h ago" or 2026-11-24T09:31.');
  return date.toISOString();
}
