// If these broke, the command would still work but mislead: a cut payload without a word, a colour code in a file, a
// payload that draws on the screen.

import type { EpochSeconds, HistoryEvent } from '@perdure/protocol';
import { describe, expect, it } from 'vitest';
import { boxTable } from './box-table.ts';
import { formatBytes } from './byte-count.ts';
import { formatDuration } from './duration.ts';
import { summaryText } from './execution-summary.ts';
import { executionTable } from './execution-table.ts';
import { historyTable } from './history-table.ts';
import { colourless, palette } from './palette.ts';
import { compact, cutTo, printable } from './printable.ts';
import { wireJson } from './wire-json.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:order:7/durable-execution/o-1/0197';
const seconds = (value: number) => value as EpochSeconds;
const START = seconds(1_767_225_600.5);

const event = (id: number, type: string, more: object = {}) =>
  ({ EventId: id, EventType: type, EventTimestamp: START + id - 1, ...more }) as HistoryEvent<EpochSeconds>;

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [-3, '0 ms'],
    [0.0124, '12 ms'],
    [0.9996, '1 s'],
    [2.31, '2.31 s'],
    [5, '5 s'],
    [5.8, '5.80 s'],
    [65, '1 min 5 s'],
    [120, '2 min'],
    [11_040, '3 h 4 min'],
    [183_600, '2 d 3 h'],
  ])('%d s reads %s', (length, text) => {
    expect(formatDuration(length)).toBe(text);
  });
});

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [6 * 1024 * 1024, '6.0 MiB'],
  ])('%d bytes read %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('text from outside', () => {
  it('cannot move the cursor', () => {
    expect(printable('a\x1b[2J\r\nb\tc')).toBe('a\\u001b[2J\\u000d\\nb\\tc');
  });

  it('is compacted when it is JSON, and left alone when it is not', () => {
    expect(compact('{ "a": [1, 2] }')).toBe('{"a":[1,2]}');
    expect(compact('plain text')).toBe('plain text');
  });

  it('is cut with dots, by characters and not by code units', () => {
    expect(cutTo('😀😀😀😀😀', 4)).toBe('😀...');
    expect(cutTo('abcd', 4)).toBe('abcd');
  });
});

describe('the box table', () => {
  it('pads to the widest cell of each column', () => {
    const columns = [
      { title: 'Id', align: 'centre' },
      { title: 'Name', align: 'left' },
      { title: 'ms', align: 'right' },
    ] as const;
    expect(
      boxTable(columns, [
        ['1', 'validate', '7'],
        ['10', '-', '1200'],
      ]),
    ).toBe(
      [
        '┌────┬──────────┬──────┐',
        '│ Id │   Name   │  ms  │',
        '├────┼──────────┼──────┤',
        '│ 1  │ validate │    7 │',
        '│ 10 │ -        │ 1200 │',
        '└────┴──────────┴──────┘',
      ].join('\n'),
    );
  });
});

describe('the summary', () => {
  const running = {
    DurableExecutionArn: ARN,
    DurableExecutionName: 'o-1',
    FunctionArn: ARN,
    Status: 'RUNNING',
    StartTimestamp: START,
    InputPayload: '{"qty":2}',
  } as const;

  it('has the values in one column and no end before there is one', () => {
    expect(summaryText(running)).toBe(
      [
        '',
        'Execution Summary:',
        '=========================',
        `ARN:      ${ARN}`,
        'Name:     o-1',
        'Duration: N/A',
        'Status:   RUNNING',
        'Input:    {"qty":2}',
      ].join('\n'),
    );
  });

  it('shows type and message of the error', () => {
    const failed = {
      ...running,
      Status: 'FAILED',
      EndTimestamp: seconds(START + 2.25),
      Error: { ErrorType: 'PaymentDeclined', ErrorMessage: 'no funds' },
    } as const;
    expect(summaryText(failed).split('\n').slice(5)).toEqual([
      'Duration: 2.25 s',
      'Status:   FAILED ❌',
      'Input:    {"qty":2}',
      'Error:    PaymentDeclined: no funds',
    ]);
  });
});

describe('the history table', () => {
  const events = [
    event(1, 'ExecutionStarted', {
      Name: 'o-1',
      ExecutionStartedDetails: {
        Input: { Payload: '{ "qty": 2 }', Truncated: false },
        ExecutionTimeout: 3600,
      },
    }),
    event(2, 'StepStarted', { Id: 's', Name: 'pay', SubType: 'Step', StepStartedDetails: {} }),
    event(3, 'StepSucceeded', {
      Id: 's',
      Name: 'pay',
      SubType: 'Step',
      StepSucceededDetails: {
        Result: { Payload: `"${'x'.repeat(200)}"`, Truncated: false },
        RetryDetails: { CurrentAttempt: 2 },
      },
    }),
  ];
  const failure = event(4, 'ExecutionFailed', {
    ExecutionFailedDetails: { Error: { Payload: { ErrorType: 'E', ErrorMessage: 'm' }, Truncated: false } },
  });

  it('shows what differs between events, and the time since the start', () => {
    const { text } = historyTable(events, colourless);
    const rows = text.split('\n').map((line) => line.split('│').map((cell) => cell.trim()));
    expect(rows[1]).toEqual([
      '',
      'Event Id',
      'Event Type',
      'SubType',
      'Name',
      'Timestamp',
      'After',
      'Details',
      'Payload',
      '',
    ]);
    expect(rows[3]?.slice(7, 9)).toEqual(['Timeout: 1 h', '{"qty":2}']);
    expect(rows[5]?.[6]).toBe('2 s');
    expect(rows[5]?.[7]).toBe('Attempt: 2');
  });

  it('has a column of errors only when there is one', () => {
    expect(historyTable(events, colourless).text).not.toContain('Error');
    expect(historyTable([...events, failure], colourless).text).toContain('E: m');
  });

  it('says when a cell was cut', () => {
    expect(historyTable(events, colourless).cut).toBe(true);
    expect(historyTable(events.slice(0, 2), colourless).cut).toBe(false);
  });

  it.each([80, 100, 150, 200])('fits a terminal of %d columns', (columns) => {
    const { text } = historyTable([...events, failure], colourless, columns);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(text).toContain('E: m');
  });

  it('has a word for an empty history', () => {
    expect(historyTable([], colourless).text).toBe('No execution events found.');
  });
});

describe('the list of executions', () => {
  it('shows version and length, and the zone of the times', () => {
    const execution = {
      DurableExecutionArn: ARN,
      DurableExecutionName: 'o-1',
      FunctionArn: ARN,
      Status: 'SUCCEEDED',
      StartTimestamp: START,
      EndTimestamp: seconds(START + 61),
    } as const;
    const text = executionTable([execution], colourless);
    expect(text).toMatch(/│ o-1 +│ SUCCEEDED │ +7 +│ 20\d\d-\d\d-\d\d [\d:.]+ │ +1 min 1 s │/);
    expect(text).toMatch(/Times are in UTC[+-]\d\d:\d\d\.$/);
    expect(executionTable([], colourless)).toBe('No executions found.');
  });
});

describe('JSON', () => {
  it('has the times in ISO 8601 and everything else as the API gave it', () => {
    expect(
      JSON.parse(wireJson({ StartTimestamp: START, Result: '{"at":1}', Nested: [{ EndTimestamp: 1 }] })),
    ).toEqual({
      StartTimestamp: '2026-01-01T00:00:00.500Z',
      Result: '{"at":1}',
      Nested: [{ EndTimestamp: '1970-01-01T00:00:01.000Z' }],
    });
  });
});

describe('colours', () => {
  it('are there only for a terminal that has them', () => {
    expect(palette({ colours: false }).bad('x')).toBe('x');
    expect(palette({ colours: true }).bad('x')).toBe('\x1b[31mx\x1b[39m');
  });
});
