// How long something took or may take, in words that fit a column.

import { grouped } from './number.ts';

const MILLIS_PER_SECOND = 1000;
const units = [
  { name: 'day', short: 'd', millis: 86_400_000 },
  { name: 'hour', short: 'h', millis: 3_600_000 },
  { name: 'minute', short: 'min', millis: 60_000 },
  { name: 'second', short: 's', millis: MILLIS_PER_SECOND },
] as const;

/** `340 ms`, `3.81 s`, `2 min 5 s`, `1 d 3 h`: at most two units. */
export function shortDuration(millis: number): string {
  const rounded = Math.max(0, Math.round(millis));
  if (rounded < MILLIS_PER_SECOND) return `${rounded} ms`;
  if (rounded < units[2].millis) return `${Number((rounded / MILLIS_PER_SECOND).toFixed(2))} s`;
  const index = units.findIndex((unit) => rounded >= unit.millis);
  const [unit, smaller] = [units[index] ?? units[3], units[index + 1]];
  const whole = Math.floor(rounded / unit.millis);
  const rest = smaller === undefined ? 0 : Math.floor((rounded % unit.millis) / smaller.millis);
  const first = `${whole} ${unit.short}`;
  return smaller === undefined || rest === 0 ? first : `${first} ${rest} ${smaller.short}`;
}

/** Of what goes on: whole seconds, `just started` before the first. */
export function passedDuration(millis: number): string {
  if (millis < MILLIS_PER_SECOND) return 'just started';
  return shortDuration(Math.floor(millis / MILLIS_PER_SECOND) * MILLIS_PER_SECOND);
}

/** `1 hour`, `7 days`, `90 seconds`: the largest unit that divides it, as a setting is read. */
export function settingDuration(seconds: number): string {
  const unit = units.find(({ millis }) => (seconds * MILLIS_PER_SECOND) % millis === 0 && seconds > 0);
  const { name, millis } = unit ?? units[3];
  return counted((seconds * MILLIS_PER_SECOND) / millis, name);
}

/** `1 step`, `3 steps`. */
export const counted = (count: number, noun: string): string =>
  `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;

/** `5 seconds ago`, `2 days ago`: one unit, for what changes while it is read. */
export function ago(millis: number): string {
  if (millis < MILLIS_PER_SECOND) return 'now';
  const unit = units.find((unit) => millis >= unit.millis) ?? units[3];
  return `${counted(Math.floor(millis / unit.millis), unit.name)} ago`;
}
