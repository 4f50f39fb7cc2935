// Cron expressions against a minute hand that looks at every minute: whatever the fields, the next time is the first minute
// that fits.

import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { CronExpression } from './cron-expression.ts';

const MINUTE = 60_000;
const LOOKED_AHEAD = 4 * 1440;
/** Days around which clocks change, and one around which nothing does. */
const beginnings = ['2026-03-27T20:00Z', '2026-10-23T20:00Z', '2026-02-26T12:00Z', '2027-12-30T23:30Z'];

interface Fields {
  minutes: number[];
  hours: number[];
  weekdays: number[] | undefined;
  monthDays: number[] | undefined;
}

const listed = (numbers: readonly number[]): string => [...new Set(numbers)].join(',');
const textOf = ({ minutes, hours, weekdays, monthDays }: Fields): string =>
  `${listed(minutes)} ${listed(hours)} ${monthDays === undefined ? '?' : listed(monthDays)} * ${weekdays === undefined ? '?' : listed(weekdays)} *`;

/** The first fitting minute after, found by looking; the second showing of a minute in autumn does not count. */
function byLooking(fields: Fields, zone: string, after: number): number | undefined {
  const first = Math.floor(after / MINUTE) * MINUTE + MINUTE;
  for (let at = first; at < first + LOOKED_AHEAD * MINUTE; at += MINUTE) {
    const shown = DateTime.fromMillis(at, { zone });
    const isDay =
      fields.weekdays === undefined
        ? (fields.monthDays ?? []).includes(shown.day)
        : fields.weekdays.includes((shown.weekday % 7) + 1);
    if (!isDay || !fields.minutes.includes(shown.minute) || !fields.hours.includes(shown.hour)) continue;
    const isSecondShowing = DateTime.fromMillis(at - 60 * MINUTE, { zone }).hour === shown.hour;
    if (!isSecondShowing) return at;
  }
  return undefined;
}

const numbers = (min: number, max: number) =>
  fc.array(fc.integer({ min, max }), { minLength: 1, maxLength: 3 });
const fields: fc.Arbitrary<Fields> = fc
  .record({
    minutes: numbers(0, 59),
    hours: numbers(0, 4),
    days: numbers(1, 7),
    isWeekday: fc.boolean(),
    monthDays: numbers(1, 31),
  })
  .map(({ minutes, hours, days, isWeekday, monthDays }) => ({
    minutes,
    hours,
    weekdays: isWeekday ? days : undefined,
    monthDays: isWeekday ? undefined : monthDays,
  }));

test('the next time is the first minute that fits, over changes of clocks, months and years', () => {
  fc.assert(
    fc.property(
      fields,
      fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'),
      fc.constantFrom(...beginnings),
      fc.integer({ min: 0, max: 300 * MINUTE }),
      (given, zone, beginning, later) => {
        const after = Date.parse(beginning) + later;
        const looked = byLooking(given, zone, after);
        const next = new CronExpression(textOf(given), zone).next(after);
        if (looked === undefined)
          expect(next ?? Number.POSITIVE_INFINITY).toBeGreaterThan(after + (LOOKED_AHEAD - 1) * MINUTE);
        else expect(next).toBe(looked);
      },
    ),
    { numRuns: 60, seed: 17 },
  );
});
