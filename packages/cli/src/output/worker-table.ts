// Workers, and their tokens, as tables.

import type { ConnectedWorker, WorkerToken } from '../worker/workers-api.ts';
import { boxTable, type Column } from './box-table.ts';
import { calendarDay, clockTime } from './moment.ts';
import { printable } from './printable.ts';

const workerColumns: readonly Column[] = [
  { title: 'Name', align: 'left' },
  { title: 'Address', align: 'left' },
  { title: 'Status', align: 'left' },
  { title: 'Environments', align: 'right' },
  { title: 'Runtimes', align: 'left' },
  { title: 'Connected', align: 'left' },
];

const tokenColumns: readonly Column[] = [
  { title: 'Id', align: 'left' },
  { title: 'Name', align: 'left' },
  { title: 'Created', align: 'left' },
];

const moment = (seconds: number): string => `${calendarDay(seconds)} ${clockTime(seconds)}`;

export function workerTable(workers: readonly ConnectedWorker[]): string {
  if (workers.length === 0)
    return 'No workers are connected. Start one on another machine: npx perdure worker';
  const rows = workers.map((worker) => [
    printable(worker.Name),
    worker.Address,
    worker.Status,
    `${worker.Environments} of ${worker.EnvironmentsMax}`,
    worker.Runtimes.join(', '),
    moment(worker.ConnectedTimestamp),
  ]);
  return boxTable(workerColumns, rows);
}

export function workerTokenTable(tokens: readonly WorkerToken[]): string {
  if (tokens.length === 0)
    return 'There are no worker tokens. Make one: npx perdure worker token create --name <name>';
  const rows = tokens.map(({ TokenId, Name, CreationTimestamp }) => [
    TokenId,
    printable(Name),
    moment(CreationTimestamp),
  ]);
  return boxTable(tokenColumns, rows);
}
