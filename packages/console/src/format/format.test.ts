import { describe, expect, test } from 'vitest';
import { ago, counted, settingDuration, shortDuration } from './duration.ts';
import { fullMoment, timeOfDay } from './moment.ts';
import { byteCount, indented, jsonProblem } from './payload.ts';

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
});
