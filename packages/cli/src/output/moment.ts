// Points in time, as people and programs read them. The API gives epoch seconds.

import { MILLIS_PER_SECOND } from '@perdure/protocol';

const MINUTES_PER_HOUR = 60;

const dateOf = (seconds: number): Date => new Date(seconds * MILLIS_PER_SECOND);
const two = (value: number): string => String(value).padStart(2, '0');

/** `14:03:27.412`, local time. */
export function clockTime(seconds: number): string {
  const date = dateOf(seconds);
  const millis = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${millis}`;
}

/** `2026-11-24`, local time. */
export function calendarDay(seconds: number): string {
  const date = dateOf(seconds);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `UTC+01:00`, at that time. */
export function zoneName(seconds: number): string {
  const minutes = -dateOf(seconds).getTimezoneOffset();
  const size = Math.abs(minutes);
  const hours = Math.floor(size / MINUTES_PER_HOUR);
  return `UTC${minutes < 0 ? '-' : '+'}${two(hours)}:${two(size % MINUTES_PER_HOUR)}`;
}

export const isoTime = (seconds: number): string => dateOf(seconds).toISOString();
