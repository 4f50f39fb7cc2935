// Open callbacks as a table.

import { MILLIS_PER_SECOND, parseExecutionArn } from '@perdure/protocol';
import type { OpenCallback } from '../callback/open-callbacks.ts';
import { boxTable, type Column } from './box-table.ts';
import { formatDuration } from './duration.ts';

const columns: readonly Column[] = [
  { title: 'Function', align: 'left' },
  { title: 'Execution', align: 'left' },
  { title: 'Name', align: 'left' },
  { title: 'Open for', align: 'right' },
  { title: 'Callback Id', align: 'left' },
];

export function callbackTable(callbacks: readonly OpenCallback[], now = Date.now()): string {
  if (callbacks.length === 0) return 'No open callbacks.';
  const rows = callbacks.map((callback) => [
    callback.FunctionName,
    parseExecutionArn(callback.DurableExecutionArn)?.executionName ?? '-',
    callback.Name ?? '-',
    formatDuration(Math.max(0, now / MILLIS_PER_SECOND - callback.StartTimestamp)),
    callback.CallbackId,
  ]);
  return boxTable(columns, rows);
}
