// The border between SQLite's untyped rows and ours. A query and the row type it is read as stand side by side at each
// call; the tables are STRICT, so a column has the type that schema.sql gives it.

import type { SQLInputValue, StatementSync } from 'node:sqlite';

/** Sorts after every text, so that it ends the range of the texts with a prefix. */
export const LAST_CHARACTER = '\u{10FFFF}';

export function oneRow<Row>(statement: StatementSync, ...values: SQLInputValue[]): Row | undefined {
  return statement.get(...values) as Row | undefined;
}

export function everyRow<Row>(statement: StatementSync, ...values: SQLInputValue[]): Row[] {
  return statement.all(...values) as Row[];
}
