// When schedules are due: AWS's expressions, in zones whose clocks change.

import { expect, test } from 'vitest';
import { recurrenceOf, type ScheduleTimes, scheduleProblem } from './schedule-expression.ts';

/** The first times after one, in UTC, to the minute. */
function times(
  given: string | ScheduleTimes,
  after: string,
  count: number,
  origin = { since: Date.parse('2026-01-01T00:00:30Z'), isDueAtOnce: true },
): string[] {
  const recurrence = recurrenceOf(typeof given === 'string' ? { ScheduleExpression: given } : given, origin);
  const found: string[] = [];
  let at: number | undefined = Date.parse(`${after}Z`);
  while (found.length < count) {
    at = recurrence.next(at);
    if (at === undefined) break;
    found.push(new Date(at).toISOString().slice(0, 16));
  }
  return found;
}

test.each([
  ['every ten minutes', 'cron(0/10 * * * ? *)', ['2026-11-25T09:10', '2026-11-25T09:20']],
  [
    'at 9:30 on workdays',
    'cron(30 9 ? * MON-FRI *)',
    ['2026-11-25T09:30', '2026-11-26T09:30', '2026-11-27T09:30', '2026-11-30T09:30'],
  ],
  [
    'the same by numbers, from Sunday as 1',
    'cron(30 9 ? * 2-6 *)',
    ['2026-11-25T09:30', '2026-11-26T09:30', '2026-11-27T09:30', '2026-11-30T09:30'],
  ],
  [
    'over the end of the week',
    'cron(0 0 ? * SAT-MON *)',
    ['2026-11-28T00:00', '2026-11-29T00:00', '2026-11-30T00:00', '2026-12-05T00:00'],
  ],
  [
    'on the last day of the month',
    'cron(0 12 L * ? *)',
    ['2026-11-30T12:00', '2026-12-31T12:00', '2027-01-31T12:00', '2027-02-28T12:00'],
  ],
  [
    'on the last workday of the month',
    'cron(0 12 LW * ? *)',
    ['2026-11-30T12:00', '2026-12-31T12:00', '2027-01-29T12:00'],
  ],
  [
    'on the workday nearest to the 15th',
    'cron(0 8 15W * ? *)',
    ['2026-12-15T08:00', '2027-01-15T08:00', '2027-02-15T08:00'],
  ],
  ['nearest to a 1st that is a Saturday', 'cron(0 8 1W 5 ? *)', ['2027-05-03T08:00']],
  ['on the third Friday', 'cron(15 10 ? * 6#3 *)', ['2026-12-18T10:15', '2027-01-15T10:15']],
  ['on the last Friday', 'cron(15 10 ? * FRIL *)', ['2026-11-27T10:15', '2026-12-25T10:15']],
  ['in given months and years', 'cron(0 0 29 2 ? 2027-2033)', ['2028-02-29T00:00', '2032-02-29T00:00']],
  [
    'from a list',
    'cron(0,45 18,6 ? JAN,DEC SUN 2026)',
    ['2026-12-06T06:00', '2026-12-06T06:45', '2026-12-06T18:00', '2026-12-06T18:45'],
  ],
])('%s: %s', (_what, expression, expected) => {
  expect(times(expression, '2026-11-25T09:00', expected.length)).toEqual(expected);
});

test('an expression whose years are over is never due again', () => {
  expect(times('cron(0 0 1 1 ? 2020)', '2026-01-01T00:00', 1)).toEqual([]);
});

const inBerlin = (ScheduleExpression: string): ScheduleTimes => ({
  ScheduleExpression,
  ScheduleExpressionTimezone: 'Europe/Berlin',
});

test('a zone moves a cron with its clocks', () => {
  const daily = times(inBerlin('cron(0 9 * * ? *)'), '2026-03-27T12:00', 3);
  expect(daily).toEqual(['2026-03-28T08:00', '2026-03-29T07:00', '2026-03-30T07:00']);
});

test('a time that the clocks skip in spring does not come', () => {
  const skipped = times(inBerlin('cron(30 2 * * ? *)'), '2026-03-27T12:00', 2);
  expect(skipped).toEqual(['2026-03-28T01:30', '2026-03-30T00:30']);
});

test('a time that the clocks show twice in autumn comes once, the first time', () => {
  const twice = times(inBerlin('cron(30 2 * * ? *)'), '2026-10-24T12:00', 2);
  expect(twice).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
});

test('a rate of a schedule is due at once and then once in each period', () => {
  expect(times('rate(5 minutes)', '2025-12-31T00:00', 3)).toEqual([
    '2026-01-01T00:00',
    '2026-01-01T00:05',
    '2026-01-01T00:10',
  ]);
  expect(times('rate(1 day)', '2026-11-25T12:00', 2)).toEqual(['2026-11-26T00:00', '2026-11-27T00:00']);
});

test('a rate of a rule is due first after one period', () => {
  const origin = { since: Date.parse('2026-01-01T00:00:30Z'), isDueAtOnce: false };
  expect(times('rate(1 hour)', '2025-12-31T00:00', 2, origin)).toEqual([
    '2026-01-01T01:00',
    '2026-01-01T02:00',
  ]);
});

test('at is due once, on the clocks of its zone', () => {
  expect(times(inBerlin('at(2026-12-24T18:00:00)'), '2026-01-01T00:00', 2)).toEqual(['2026-12-24T17:00']);
});

test('nothing is due before the start or after the end, and a rate counts from the start', () => {
  const bounded = {
    ScheduleExpression: 'rate(1 hour)',
    StartDate: '2026-06-01T10:30:00Z',
    EndDate: '2026-06-01T12:30:00Z',
  };
  expect(times(bounded, '2026-01-01T00:00', 9)).toEqual([
    '2026-06-01T10:30',
    '2026-06-01T11:30',
    '2026-06-01T12:30',
  ]);
});

test.each([
  ['every day', 'every day is no schedule'],
  ['rate(0 minutes)', 'write rate(5 minutes)'],
  ['rate(1 minutes)', 'write rate(1 minute)'],
  ['rate(5 minute)', 'write rate(5 minutes)'],
  ['cron(0 9 * * *)', 'cron has six fields'],
  ['cron(0 9 * * * *)', 'must be ?, and only one'],
  ['cron(0 9 ? * ? *)', 'must be ?, and only one'],
  ['cron(60 9 * * ? *)', '60 is no value for minutes: it goes from 0 to 59'],
  ['cron(0 9 ? * 0 *)', '0 is no value for day of week'],
  ['cron(0 9 ? * MON#6 *)', 'MON#6 is no value'],
  ['cron(0/0 9 * * ? *)', '0 is no value for minutes'],
  ['at(tomorrow)', 'write at(2026-12-24T18:00:00)'],
  ['at(2026-02-30T00:00:00)', 'at(2026-02-30T00:00:00) cannot be read'],
])('%s is refused', (ScheduleExpression, message) => {
  expect(scheduleProblem({ ScheduleExpression })).toContain(message);
});

test('an unknown zone and a broken date are refused', () => {
  const ScheduleExpression = 'rate(1 day)';
  expect(scheduleProblem({ ScheduleExpression, ScheduleExpressionTimezone: 'Mars' })).toContain(
    'Mars is no time zone',
  );
  expect(scheduleProblem({ ScheduleExpression, StartDate: 'soon' })).toContain('StartDate soon is no time');
});
