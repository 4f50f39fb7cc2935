// The border between SQLite's untyped rows and ours. A query and the row type it is read as stand side by side at each
// call; the tables are STRICT, so a column has the type that schema.sql gives it.

import type { SQLInputValue, StatementSync } from 'node:sqlite';

export function oneRow<Row>(statement: StatementSync, ...values: SQLInputValue[]): Row | undefined {
  return statement.get(...values) as Row | undefined;
}

export function everyRow<Row>(statement: StatementSync, ...values: SQLInputValue[]): Row[] {
  return statement.all(...values) as Row[];
}
