// The operations of a run that has ended, each below the context that it belongs to.

import type { RanOperation } from '../local-run/local-run-message.ts';
import { boxTable, type Column } from './box-table.ts';
import { formatDuration } from './duration.ts';
import type { Palette } from './palette.ts';
import { printable } from './printable.ts';

const MISSING = '-';
const INDENT = '  ';

const columns: readonly Column[] = [
  { title: 'Name', align: 'left' },
  { title: 'Type', align: 'left' },
  { title: 'SubType', align: 'left' },
  { title: 'Status', align: 'left' },
  { title: 'Attempts', align: 'right' },
  { title: 'After', align: 'right' },
  { title: 'Duration', align: 'right' },
];
const STATUS = columns.findIndex(({ title }) => title === 'Status');

/** `start` is when the execution began, in epoch seconds. */
export function operationsTable(
  operations: readonly RanOperation[],
  start: number,
  colours: Palette,
): string {
  if (operations.length === 0) return 'No operations found.';
  const ordered = inTree(operations);
  const rows = ordered.map(({ operation, depth }) => {
    const { name, type, subType, status, attempts, startTimestamp, endTimestamp } = operation;
    return [
      INDENT.repeat(depth) + (name === undefined ? MISSING : printable(name)),
      type,
      subType ?? MISSING,
      status,
      attempts === undefined ? MISSING : String(attempts),
      formatDuration(startTimestamp - start),
      endTimestamp === undefined ? MISSING : formatDuration(endTimestamp - startTimestamp),
    ];
  });
  return boxTable(columns, rows, (cell, row, column) =>
    column === STATUS ? statusColour(ordered[row]?.operation.status, colours)(cell) : cell,
  );
}

interface Placed {
  operation: RanOperation;
  depth: number;
}

function inTree(operations: readonly RanOperation[], parentId?: string, depth = 0): Placed[] {
  return operations
    .filter((operation) => operation.parentId === parentId)
    .flatMap((operation) => [{ operation, depth }, ...inTree(operations, operation.id, depth + 1)]);
}

function statusColour(status: string | undefined, colours: Palette): (text: string) => string {
  if (status === 'SUCCEEDED') return colours.good;
  return status === 'STARTED' || status === 'PENDING' || status === 'READY' ? colours.waiting : colours.bad;
}
