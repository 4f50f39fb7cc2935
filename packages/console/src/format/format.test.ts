import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ago, counted, settingDuration, shortDuration } from './duration.ts';
import { fullMoment, LOCAL_ZONE, localTimeZone, offsetAt, startOfDay, timeOfDay } from './moment.ts';
import { grouped } from './number.ts';
import { compareNames } from './order.ts';
import { byteCount, indented, jsonProblem } from './payload.ts';
import { successRate } from './success-rate.ts';

describe('figures as people read them', () => {
  test.each([
    [0, '0 ms'],
    [999.4, '999 ms'],
    [3810, '3.81 s'],
    [125_000, '2 min 5 s'],
    [3_600_000, '1 h'],
    [97_200_000, '1 d 3 h'],
  ])('%d ms is %s', (millis, text) => expect(shortDuration(millis)).toBe(text));

  test('settings have the largest unit that divides them', () => {
    expect([3600, 604_800, 90].map(settingDuration)).toEqual(['1 hour', '7 days', '90 seconds']);
    expect([ago(500), ago(65_000)]).toEqual(['now', '1 minute ago']);
    expect(counted(3000, 'operation')).toBe('3,000 operations');
  });

  test('a moment is shown in the zone that was chosen, with milliseconds and its offset', () => {
    const at = Date.parse('2026-11-25T21:53:07.123Z');
    expect(fullMoment(at, 'Europe/Vienna')).toBe('2026-11-25, 22:53:07.123 (UTC+01:00)');
    expect(fullMoment(at, 'UTC')).toBe('2026-11-25, 21:53:07.123 (UTC+00:00)');
    expect(timeOfDay(at, 'Asia/Tokyo')).toBe('06:53:07.123');
  });

  test('a moment in the own zone of the browser reads as it does under the name of that zone, in summer and winter', () => {
    for (const at of ['2026-01-05T03:04:05.006Z', '2026-07-25T21:53:07.123Z'].map(Date.parse)) {
      expect(fullMoment(at, LOCAL_ZONE)).toBe(fullMoment(at, localTimeZone()));
    }
  });

  test.each([
    ['Asia/Kolkata', '2026-11-26, 03:23:07.123 (UTC+05:30)'],
    ['America/St_Johns', '2026-11-25, 18:23:07.123 (UTC-03:30)'],
    ['UTC', '2026-11-25, 21:53:07.123 (UTC+00:00)'],
  ])('in a browser in %s that is %s', (zone, text) => {
    vi.stubEnv('TZ', zone);
    onTestFinished(() => void vi.unstubAllEnvs());
    const at = Date.parse('2026-11-25T21:53:07.123Z');
    expect(fullMoment(at, LOCAL_ZONE)).toBe(text);
    expect(text).toContain(offsetAt(at, LOCAL_ZONE));
  });

  test('figures are grouped by thousands, and names are ordered without regard to capitals', () => {
    expect([0, 999, 1000, -1_234_567, 1234.5].map(grouped)).toEqual([
      '0',
      '999',
      '1,000',
      '-1,234,567',
      '1,234.5',
    ]);
    expect(['b', 'C', 'a', 'B'].toSorted(compareNames)).toEqual(['a', 'B', 'b', 'C']);
  });

  test.each([
    ['Europe/Vienna', '2026-03-29T10:00:00Z', '2026-03-28T23:00:00.000Z', 'clocks were put forward since'],
    ['Europe/Vienna', '2026-10-25T10:00:00Z', '2026-10-24T22:00:00.000Z', 'clocks were put back since'],
    ['Africa/Cairo', '2026-04-24T10:00:00Z', '2026-04-23T22:00:00.000Z', 'midnight was skipped'],
    ['America/Havana', '2026-11-01T10:00:00Z', '2026-11-01T04:00:00.000Z', 'midnight was twice'],
    ['Asia/Kathmandu', '2026-11-25T20:00:00Z', '2026-11-25T18:15:00.000Z', 'the offset is no whole hour'],
  ])('the day of %s at %s began at %s: %s', (zone, now, began) => {
    expect(new Date(startOfDay(Date.parse(now), zone)).toISOString()).toBe(began);
  });

  test('JSON is indented, other text is left alone, and what is wrong is said with its place', () => {
    expect(indented('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(indented('<b>not JSON</b>')).toBe('<b>not JSON</b>');
    expect(jsonProblem('{"a": 1}')).toBeUndefined();
    expect(jsonProblem('{"a": 1\n "b": 2}')).toMatch(/not JSON.*line 2/);
    expect([byteCount(812), byteCount(3482), byteCount(1_258_291)]).toEqual([
      '812 bytes',
      '3.4 KiB',
      '1.2 MiB',
    ]);
  });

  test('what somebody stopped counts neither as a success nor against it', () => {
    const counts = { Started: 9, Succeeded: 3, Failed: 1, TimedOut: 0, Stopped: 5 };
    expect(successRate(counts)).toBe(0.75);
    expect(successRate({ ...counts, Succeeded: 0, Failed: 0 })).toBeUndefined();
  });
});
