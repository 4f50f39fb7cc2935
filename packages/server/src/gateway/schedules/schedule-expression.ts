// When a schedule is due: `rate(…)`, `cron(…)` or `at(…)`, in a zone, between a start and an end.

import type { Millis, StackSchedule } from '@perdure/protocol';
import { MILLIS_PER_DAY } from '@perdure/protocol';
import { DateTime } from 'luxon';
import { isZone } from './civil-time.ts';
import { CronExpression } from './cron-expression.ts';
import { MalformedSchedule } from './malformed-schedule.ts';

export type ScheduleTimes = Pick<
  StackSchedule,
  'ScheduleExpression' | 'ScheduleExpressionTimezone' | 'StartDate' | 'EndDate'
>;

export interface Recurrence {
  /** The first time after the given one; undefined when there is none. */
  next(after: Millis): Millis | undefined;
}

export interface RateOrigin {
  /** When the schedule came to be: rates count from here, or from the start if that is later. */
  readonly since: Millis;
  /** Whether a rate is due at once, as EventBridge Scheduler has it, or first after one period, as rules have it. */
  readonly isDueAtOnce: boolean;
}

const UTC = 'UTC';
const MILLIS_PER_MINUTE = 60_000;
const periods: Readonly<Record<string, Millis>> = {
  minute: MILLIS_PER_MINUTE,
  hour: 60 * MILLIS_PER_MINUTE,
  day: MILLIS_PER_DAY,
};

/** What is wrong with the times of a schedule, if anything is. */
export function scheduleProblem(times: ScheduleTimes): string | undefined {
  try {
    recurrenceOf(times, { since: 0, isDueAtOnce: true });
    return undefined;
  } catch (error) {
    if (error instanceof MalformedSchedule) return error.message;
    throw error;
  }
}

/** Throws MalformedSchedule. */
export function recurrenceOf(times: ScheduleTimes, origin: RateOrigin): Recurrence {
  const { ScheduleExpression, ScheduleExpressionTimezone: zone = UTC, StartDate, EndDate } = times;
  if (!isZone(zone))
    throw new MalformedSchedule(`${zone} is no time zone; write a name such as Europe/Berlin`);
  const start = StartDate === undefined ? undefined : instant(StartDate, 'StartDate');
  const end = EndDate === undefined ? Number.POSITIVE_INFINITY : instant(EndDate, 'EndDate');
  const since = Math.max(origin.since, start ?? 0);
  const recurrence = parse(ScheduleExpression, zone, { ...origin, since });
  return {
    next(after) {
      const at = recurrence.next(start === undefined ? after : Math.max(after, start - 1));
      return at === undefined || at > end ? undefined : at;
    },
  };
}

function parse(expression: string, zone: string, origin: RateOrigin): Recurrence {
  const [, kind, text = ''] = /^(rate|cron|at)\((.*)\)$/s.exec(expression.trim()) ?? [];
  switch (kind) {
    case 'rate':
      return rate(text, origin);
    case 'cron':
      return new CronExpression(text, zone);
    case 'at':
      return once(text, zone);
    default:
      throw new MalformedSchedule(`${expression} is no schedule; write rate(…), cron(…) or at(…)`);
  }
}

function rate(text: string, { since, isDueAtOnce }: RateOrigin): Recurrence {
  const [, count = '', unit = '', plural] = /^\s*(\d+)\s+(minute|hour|day)(s?)\s*$/.exec(text) ?? [];
  const value = Number(count);
  if (value < 1 || unit === '') {
    throw new MalformedSchedule(`rate(${text}) cannot be read; write rate(5 minutes), hours or days`);
  }
  if ((value === 1) === (plural === 's')) {
    throw new MalformedSchedule(`write rate(${value} ${unit}${value === 1 ? '' : 's'})`);
  }
  const period = value * (periods[unit] ?? MILLIS_PER_DAY);
  const first = isDueAtOnce ? 0 : 1;
  return {
    next: (after) => since + Math.max(first, Math.floor((after - since) / period) + 1) * period,
  };
}

function once(text: string, zone: string): Recurrence {
  const at = DateTime.fromISO(text.trim(), { zone });
  if (!at.isValid || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text.trim())) {
    throw new MalformedSchedule(`at(${text}) cannot be read; write at(2026-12-24T18:00:00)`);
  }
  const millis = at.toMillis();
  return { next: (after) => (millis > after ? millis : undefined) };
}

function instant(text: string, name: string): Millis {
  const at = DateTime.fromISO(text, { zone: UTC });
  if (!at.isValid) throw new MalformedSchedule(`${name} ${text} is no time; write 2026-12-24T18:00:00Z`);
  return at.toMillis();
}
