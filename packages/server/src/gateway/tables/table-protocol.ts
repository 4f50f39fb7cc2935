// What passes between the server and the thread that holds the tables.

import type { Realm } from '@perdure/protocol';
import type { TableAnswer, TableOperation } from './table-service.ts';

export interface TableThreadData {
  file: string;
  realm: Realm;
}

export type ToTables = { id: number; operation: TableOperation; body: string } | { close: true };

export type FromTables =
  /** The file is open. */
  { opened: true } | ({ id: number } & TableAnswer) | { fault: Error };
