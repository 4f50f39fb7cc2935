// A bug here refuses histories that servers and command lines write, or takes one that has a hole for the whole.

import { describe, expect, test } from 'vitest';
import { InvalidHistoryError, readHistory } from './read-history.ts';
import { recordedExecution } from './recorded-execution.ts';

const started = {
  EventId: 1,
  EventType: 'ExecutionStarted',
  EventTimestamp: 1_795_502_531.221,
  Id: 'e1',
  Name: 'order-1',
  ExecutionStartedDetails: { Input: { Payload: '{"n":1}', Truncated: false }, ExecutionTimeout: 60 },
};
const waiting = {
  EventId: 2,
  EventType: 'WaitStarted',
  EventTimestamp: 1_795_502_532,
  Id: 'c4ca4238a0b92382',
  SubType: 'Wait',
  Name: 'pause',
  WaitStartedDetails: { Duration: 5, ScheduledEndTimestamp: 1_795_502_537 },
};

describe('forms of a history', () => {
  const forms: { [title: string]: string | object } = {
    'the text of one page': JSON.stringify({ Events: [started, waiting] }),
    'one page': { Events: [started, waiting], $metadata: {} },
    'an array of events': [started, waiting],
    'events in reverse order': [waiting, started],
    'an array of pages': [{ Events: [started], NextMarker: 'more' }, { Events: [waiting] }],
    'one event per line': `${JSON.stringify(started)}\n${JSON.stringify(waiting)}\n`,
    'times as ISO 8601': [
      { ...started, EventTimestamp: '2026-11-24T06:42:11.221000+00:00' },
      {
        ...waiting,
        EventTimestamp: '2026-11-24T06:42:12.000Z',
        WaitStartedDetails: { Duration: 5, ScheduledEndTimestamp: '2026-11-24T06:42:17Z' },
      },
    ],
    'times as Date': [
      { ...started, EventTimestamp: new Date(1_795_502_531_221) },
      {
        ...waiting,
        EventTimestamp: new Date(1_795_502_532_000),
        WaitStartedDetails: { Duration: 5, ScheduledEndTimestamp: new Date(1_795_502_537_000) },
      },
    ],
  };
  const [, expected] = Object.entries(forms).map(([, form]) => form);
  for (const [title, form] of Object.entries(forms)) {
    test(`${title} is read`, () => {
      expect(readHistory(form)).toEqual(readHistory(expected ?? ''));
      expect(readHistory(form)[1]?.WaitStartedDetails?.ScheduledEndTimestamp).toEqual(
        new Date(1_795_502_537_000),
      );
    });
  }

  test('the execution is what its events say', () => {
    const { operations, ...execution } = recordedExecution(readHistory([started, waiting]));
    expect(execution).toMatchObject({ name: 'order-1', input: '{"n":1}', status: 'RUNNING' });
    expect([...operations.values()]).toEqual([
      {
        eventId: 2,
        operation: {
          Id: 'c4ca4238a0b92382',
          Name: 'pause',
          Type: 'WAIT',
          SubType: 'Wait',
          Status: 'STARTED',
          StartTimestamp: new Date(1_795_502_532_000),
          WaitDetails: { ScheduledEndTimestamp: new Date(1_795_502_537_000) },
        },
      },
    ]);
  });
});

describe('what is no whole history is refused with a reason', () => {
  const refused: [string, string | object, RegExp][] = [
    ['text that is not JSON', 'nonsense', /is not JSON/],
    ['an object without events', { Executions: [] }, /member Events/],
    ['a page with a marker', { Events: [started], NextMarker: 'x' }, /goes on after its last page/],
    ['a hole', [started, { ...waiting, EventId: 3 }], /no event 2/],
    ['a missing beginning', [{ ...waiting, EventId: 1 }], /does not begin with ExecutionStarted/],
    ['nothing', [], /does not begin with ExecutionStarted/],
    [
      'an event of an unknown type',
      [started, { ...waiting, EventType: 'Lunch' }],
      /not an event of a history: .*Lunch/,
    ],
    [
      'an unreadable time',
      [started, { ...waiting, EventTimestamp: 'noon' }],
      /Event 2 has a time that cannot be read: "noon"/,
    ],
    [
      'payloads that were left out',
      [{ ...started, ExecutionStartedDetails: { Input: { Truncated: true } } }],
      /payload of event 1 \(ExecutionStarted\) was left out.*--include-execution-data/,
    ],
  ];
  for (const [title, history, message] of refused) {
    test(title, () => {
      expect(() => readHistory(history)).toThrow(InvalidHistoryError);
      expect(() => readHistory(history)).toThrow(message);
    });
  }
});
