import { describe, expect, test } from 'vitest';
import { type ExecutionFilter, readFilter, searchAt, writeFilter } from './execution-filter.ts';

const filters: ExecutionFilter[] = [
  { statuses: [], oldestFirst: false },
  { statuses: ['FAILED', 'TIMED_OUT'], oldestFirst: true, name: 'order-', started: { kind: 'today' } },
  { statuses: [], oldestFirst: false, functionName: 'order', qualifier: 'live', errorText: 'a & b = c?' },
  { statuses: [], oldestFirst: false, waiting: 'callback', waitingMinutes: 60 },
  { statuses: [], oldestFirst: false, started: { kind: 'last', amount: 24, unit: 'hour' } },
  {
    statuses: [],
    oldestFirst: false,
    started: { kind: 'between', from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' },
  },
];

describe('a filter of executions', () => {
  test.each(filters)('comes back from the address as it was written: %j', (filter) => {
    expect(readFilter(new URLSearchParams(writeFilter(filter).toString()))).toEqual(filter);
  });

  test('what the address holds beside it is kept, and what makes no sense in it is left out', () => {
    expect(
      writeFilter(
        { statuses: [], oldestFirst: false },
        new URLSearchParams('tab=executions&name=x'),
      ).toString(),
    ).toBe('tab=executions');
    const odd = new URLSearchParams('status=HAPPY&waiting=godot&waiting-minutes=-1&started=last-x-hour');
    expect(readFilter(odd)).toEqual({ statuses: [], oldestFirst: false });
  });

  test('relative times are fixed at the moment of asking', () => {
    const now = Date.parse('2026-11-25T12:00:00Z');
    const search = searchAt(
      {
        statuses: [],
        oldestFirst: false,
        waiting: 'retry',
        waitingMinutes: 60,
        started: { kind: 'last', amount: 2, unit: 'day' },
      },
      now,
      'UTC',
    );
    expect(search).toMatchObject({
      waitingSince: '2026-11-25T11:00:00.000Z',
      startedAfter: '2026-11-23T12:00:00.000Z',
    });
  });

  test('today begins at midnight of the zone that the user chose', () => {
    const today: ExecutionFilter = { statuses: [], oldestFirst: false, started: { kind: 'today' } };
    const now = Date.parse('2026-11-25T22:30:00Z');
    const beginsIn = (zone: string) => searchAt(today, now, zone).startedAfter;
    expect(beginsIn('UTC')).toBe('2026-11-25T00:00:00.000Z');
    expect(beginsIn('America/Los_Angeles')).toBe('2026-11-25T08:00:00.000Z');
    expect(beginsIn('Asia/Tokyo')).toBe('2026-11-25T15:00:00.000Z');
  });
});
