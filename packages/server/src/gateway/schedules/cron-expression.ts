// AWS's cron expressions: minutes, hours, day of month, month, day of week, year.
//
// They are read on the clocks of a zone. A time that the clocks skip in spring does not come; one that they show twice in
// autumn comes once. One of the two kinds of day is `?`: the other decides.

import type { Millis } from '@perdure/protocol';
import { type CivilMinute, civilMinute, dayOfWeek, daysInMonth, instantOf } from './civil-time.ts';
import { MalformedSchedule } from './malformed-schedule.ts';

const FIELDS = 6;
const YEAR_MAX = 2199;
const MILLIS_PER_MINUTE = 60_000;
const weekdayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const fields = {
  minutes: { name: 'minutes', min: 0, max: 59 },
  hours: { name: 'hours', min: 0, max: 23 },
  dayOfMonth: { name: 'day of month', min: 1, max: 31 },
  month: { name: 'month', min: 1, max: 12, names: monthNames },
  dayOfWeek: { name: 'day of week', min: 1, max: 7, names: weekdayNames },
  year: { name: 'year', min: 1970, max: YEAR_MAX },
} satisfies Record<string, Field>;

type DayTest = (year: number, month: number, day: number) => boolean;

export class CronExpression {
  readonly #minutes: readonly number[];
  readonly #hours: readonly number[];
  readonly #months: readonly number[];
  readonly #years: readonly number[];
  readonly #isDay: DayTest;
  readonly #zone: string;

  /** `text` is what stands in `cron(…)`. Throws MalformedSchedule. */
  constructor(text: string, zone: string) {
    const parts = text.trim().toUpperCase().split(/\s+/);
    if (parts.length !== FIELDS) {
      throw new MalformedSchedule(
        `cron has six fields: minutes, hours, day of month, month, day of week, year; there are ${parts.length}`,
      );
    }
    const [minutes = '', hours = '', dayOfMonth = '', month = '', weekday = '', year = ''] = parts;
    this.#minutes = numbersOf(minutes, fields.minutes);
    this.#hours = numbersOf(hours, fields.hours);
    this.#months = numbersOf(month, fields.month);
    this.#years = numbersOf(year, fields.year);
    if ((dayOfMonth === '?') === (weekday === '?')) {
      throw new MalformedSchedule('one of day of month and day of week must be ?, and only one');
    }
    this.#isDay = dayOfMonth === '?' ? weekdayTest(weekday) : monthDayTest(dayOfMonth);
    this.#zone = zone;
  }

  /** The first time after the given one; undefined when there is none. */
  next(after: Millis): Millis | undefined {
    const from = civilMinute(after, this.#zone);
    for (const year of this.#years) {
      if (year < from.year) continue;
      for (const month of this.#months) {
        if (year === from.year && month < from.month) continue;
        const found = this.#inMonth(year, month, from, after);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #inMonth(year: number, month: number, from: CivilMinute, after: Millis): Millis | undefined {
    const isFirst = year === from.year && month === from.month;
    const days = daysInMonth(year, month);
    for (let day = isFirst ? from.day : 1; day <= days; day += 1) {
      if (!this.#isDay(year, month, day)) continue;
      const found = this.#inDay(year, month, day, after);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #inDay(year: number, month: number, day: number, after: Millis): Millis | undefined {
    const last = Math.floor(after / MILLIS_PER_MINUTE) * MILLIS_PER_MINUTE;
    for (const hour of this.#hours) {
      for (const minute of this.#minutes) {
        const at = instantOf({ year, month, day, hour, minute }, this.#zone);
        if (at !== undefined && at > last) return at;
      }
    }
    return undefined;
  }
}

/** `*`, `5`, `1-5`, `0/15`, `MON-FRI`, and lists of them; in order. */
function numbersOf(text: string, field: Field): number[] {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step] = part.split('/');
    const stride = step === undefined ? 1 : numberOf(step, { ...field, min: 1 });
    const [first = '', last] = range.split('-');
    const isAll = range === '*';
    const start = isAll ? field.min : numberOf(first, field);
    const end =
      isAll || (last === undefined && step !== undefined) ? field.max : numberOf(last ?? first, field);
    // SAT-MON goes over the end of the week.
    const span = end >= start ? end - start : end + field.max - field.min + 1 - start;
    for (let offset = 0; offset <= span; offset += stride) {
      const value = start + offset;
      found.add(value > field.max ? value - (field.max - field.min + 1) : value);
    }
  }
  return [...found].sort((left, right) => left - right);
}

function numberOf(text: string, { name, min, max, names = [] }: Field): number {
  const named = names.indexOf(text);
  const value = named >= 0 ? named + 1 : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new MalformedSchedule(`${text || 'nothing'} is no value for ${name}: it goes from ${min} to ${max}`);
}

/** `L` is the last day, `15W` the weekday nearest to the 15th, `LW` the last weekday. */
function monthDayTest(text: string): DayTest {
  if (text === 'L') return (year, month, day) => day === daysInMonth(year, month);
  if (text === 'LW')
    return (year, month, day) => day === nearestWeekday(year, month, daysInMonth(year, month));
  const nearest = /^(\d+)W$/.exec(text);
  if (nearest !== null) {
    const wanted = numberOf(nearest[1] ?? '', fields.dayOfMonth);
    return (year, month, day) =>
      wanted <= daysInMonth(year, month) && day === nearestWeekday(year, month, wanted);
  }
  const days = new Set(numbersOf(text, fields.dayOfMonth));
  return (_year, _month, day) => days.has(day);
}

const SUNDAY = 1;
const SATURDAY = 7;
const DAYS_PER_WEEK = 7;

/** Never in another month: from a Saturday that is the 1st, forward; from a Sunday that is the last, back. */
function nearestWeekday(year: number, month: number, day: number): number {
  switch (dayOfWeek(year, month, day)) {
    case SATURDAY:
      return day === 1 ? day + 2 : day - 1;
    case SUNDAY:
      return day === daysInMonth(year, month) ? day - 2 : day + 1;
    default:
      return day;
  }
}

/** `L` is Saturday, `6L` the last Friday of the month, `6#3` the third. */
function weekdayTest(text: string): DayTest {
  const special = /^(\w+?)(L|#([1-5]))$/.exec(text);
  if (special === null) {
    const weekdays = new Set(text === 'L' ? [SATURDAY] : numbersOf(text, fields.dayOfWeek));
    return (year, month, day) => weekdays.has(dayOfWeek(year, month, day));
  }
  const [, name = '', , count] = special;
  const weekday = numberOf(name, fields.dayOfWeek);
  const isIt: DayTest = (year, month, day) => dayOfWeek(year, month, day) === weekday;
  if (count === undefined) {
    return (year, month, day) => isIt(year, month, day) && day + DAYS_PER_WEEK > daysInMonth(year, month);
  }
  return (year, month, day) => isIt(year, month, day) && Math.ceil(day / DAYS_PER_WEEK) === Number(count);
}
