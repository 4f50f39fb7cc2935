// The head as SQLite returns it. The casts are the border: the columns are STRICT and only this package writes them.

import type { ExecutionId, ExecutionStatus } from '@perdure/protocol';
import type { Head } from '@perdure/store';

export interface HeadRow {
  execution_id: ExecutionId;
  function_name: string;
  function_version: string;
  execution_name: string;
  status: ExecutionStatus;
  started_at: number;
  ended_at: number | null;
  wake_at: number | null;
  running_on: string | null;
  error_type: string | null;
  error_message: string | null;
  callback_since: number | null;
  retrying_since: number | null;
}

const columns = [
  'execution_id',
  'function_name',
  'function_version',
  'execution_name',
  'status',
  'started_at',
  'ended_at',
  'wake_at',
  'running_on',
  'error_type',
  'error_message',
  'callback_since',
  'retrying_since',
] as const satisfies readonly (keyof HeadRow)[];

export const headColumns = columns.join(', ');
/** A parameter for each of `headColumns`. */
export const headParameters = columns.map(() => '?').join(', ');

export function toHead(row: HeadRow): Head {
  const head: Head = {
    executionId: row.execution_id,
    functionName: row.function_name,
    functionVersion: row.function_version,
    executionName: row.execution_name,
    status: row.status,
    startedAt: row.started_at,
  };
  if (row.ended_at !== null) head.endedAt = row.ended_at;
  if (row.wake_at !== null) head.wakeAt = row.wake_at;
  if (row.running_on !== null) head.runningOn = row.running_on;
  if (row.error_type !== null) head.errorType = row.error_type;
  if (row.error_message !== null) head.errorMessage = row.error_message;
  if (row.callback_since !== null) head.callbackSince = row.callback_since;
  if (row.retrying_since !== null) head.retryingSince = row.retrying_since;
  return head;
}

/** In the order of `headColumns`. */
export function fromHead(head: Head): (string | number | null)[] {
  return [
    head.executionId,
    head.functionName,
    head.functionVersion,
    head.executionName,
    head.status,
    head.startedAt,
    head.endedAt ?? null,
    head.wakeAt ?? null,
    head.runningOn ?? null,
    head.errorType ?? null,
    head.errorMessage ?? null,
    head.callbackSince ?? null,
    head.retryingSince ?? null,
  ];
}
