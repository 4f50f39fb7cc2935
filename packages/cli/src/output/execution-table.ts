// Many executions as a table.

import { parseExecutionArn } from '@perdure/protocol';
import type { ExecutionSummary } from '../lambda-api.ts';
import { boxTable, type Column } from './box-table.ts';
import { formatDuration } from './duration.ts';
import { calendarDay, clockTime, zoneName } from './moment.ts';
import type { Palette } from './palette.ts';

const columns: readonly Column[] = [
  { title: 'Name', align: 'left' },
  { title: 'Status', align: 'left' },
  { title: 'Version', align: 'centre' },
  { title: 'Start', align: 'left' },
  { title: 'Duration', align: 'right' },
  { title: 'ARN', align: 'left' },
];
const STATUS_COLUMN = 1;

export function executionTable(executions: readonly ExecutionSummary[], colours: Palette): string {
  const [first] = executions;
  if (first === undefined) return 'No executions found.';
  const rows = executions.map((execution) => [
    execution.DurableExecutionName,
    execution.Status,
    parseExecutionArn(execution.DurableExecutionArn)?.functionVersion ?? '-',
    `${calendarDay(execution.StartTimestamp)} ${clockTime(execution.StartTimestamp)}`,
    execution.EndTimestamp === undefined
      ? '-'
      : formatDuration(execution.EndTimestamp - execution.StartTimestamp),
    execution.DurableExecutionArn,
  ]);
  const table = boxTable(columns, rows, (cell, row, column) =>
    column === STATUS_COLUMN ? statusColour(executions[row]?.Status, colours)(cell) : cell,
  );
  return `${table}\nTimes are in ${zoneName(first.StartTimestamp)}.`;
}

function statusColour(status: string | undefined, colours: Palette): (text: string) => string {
  if (status === 'SUCCEEDED') return colours.good;
  return status === 'RUNNING' ? colours.waiting : colours.bad;
}
