// Rows of tables in SQLite: a space (the items of a table, the entries of an index), a key that sorts as the space is read,
// and a value as JSON.
//
// R1  What a committed transaction wrote survives a crash of the process and loss of power.
// R2  A savepoint that is rolled back leaves no trace, and what came before it in the transaction stays.

import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { KeyRange } from './dynalite-rules.ts';

export interface Row {
  key: string;
  /** JSON text. */
  value: string;
}

/** Rows that a range is read by at a time: no statement stays open while others write. */
const PAGE_ROWS = 128;
/** Sorts after every character of a key. */
const AFTER_ALL = '\u{10FFFF}';

const schema = `
  CREATE TABLE IF NOT EXISTS rows (
    space TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (space, key)
  ) WITHOUT ROWID, STRICT`;

export class TableRows {
  readonly #db: DatabaseSync;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #deleteSpace: StatementSync;
  readonly #between: StatementSync;
  /** By the signs at both ends of the range and its direction. */
  readonly #ranges = new Map<string, StatementSync>();

  constructor(file: string) {
    const db = new DatabaseSync(file);
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    db.exec(schema);
    this.#db = db;
    this.#get = db.prepare('SELECT value FROM rows WHERE space = ? AND key = ?');
    this.#put = db.prepare('INSERT OR REPLACE INTO rows (space, key, value) VALUES (?, ?, ?)');
    this.#delete = db.prepare('DELETE FROM rows WHERE space = ? AND key = ?');
    this.#deleteSpace = db.prepare('DELETE FROM rows WHERE space = ?');
    this.#between = db.prepare(
      'SELECT key, value FROM rows WHERE space = ? AND CAST(json_extract(value, ?) AS REAL) BETWEEN ? AND ? LIMIT ?',
    );
  }

  begin(): void {
    this.#db.exec('BEGIN IMMEDIATE');
  }

  commit(): void {
    this.#db.exec('COMMIT');
  }

  /** Takes back what was not committed, if anything was begun. */
  rollback(): void {
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
  }

  savepoint(): void {
    this.#db.exec('SAVEPOINT request');
  }

  release(): void {
    this.#db.exec('RELEASE request');
  }

  /** Takes back what was done since the savepoint. */
  undo(): void {
    this.#db.exec('ROLLBACK TO request; RELEASE request');
  }

  get(space: string, key: string): string | undefined {
    return this.#get.get(space, key)?.value as string | undefined;
  }

  put(space: string, key: string, value: string): void {
    this.#put.run(space, key, value);
  }

  delete(space: string, key: string): void {
    this.#delete.run(space, key);
  }

  deleteSpace(space: string): void {
    this.#deleteSpace.run(space);
  }

  /** The rows of a range in its order, read a page at a time: what is written behind the place that was read is seen. */
  *range(space: string, range: KeyRange = {}): Generator<Row> {
    const { gt, gte = '', lt, lte = AFTER_ALL, reverse = false, limit = -1 } = range;
    let lower = gt === undefined ? { sign: '>=', key: gte } : { sign: '>', key: gt };
    let upper = lt === undefined ? { sign: '<=', key: lte } : { sign: '<', key: lt };
    let left = limit < 0 ? Number.POSITIVE_INFINITY : limit;
    while (left > 0) {
      const page = this.#page(lower.sign, upper.sign, reverse);
      const rows = page.all(space, lower.key, upper.key, Math.min(left, PAGE_ROWS)) as unknown as Row[];
      yield* rows;
      left -= rows.length;
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE_ROWS) return;
      if (reverse) upper = { sign: '<', key: last.key };
      else lower = { sign: '>', key: last.key };
    }
  }

  #page(lower: string, upper: string, reverse: boolean): StatementSync {
    const order = reverse ? 'DESC' : 'ASC';
    const sql = `SELECT key, value FROM rows WHERE space = ? AND key ${lower} ? AND key ${upper} ? ORDER BY key ${order} LIMIT ?`;
    const statement = this.#ranges.get(sql) ?? this.#db.prepare(sql);
    this.#ranges.set(sql, statement);
    return statement;
  }

  /** Rows whose value has a number between the bounds at the path, in SQLite's notation. */
  between(space: string, path: string, min: number, max: number, limit: number): Row[] {
    return this.#between.all(space, path, min, max, limit) as unknown as Row[];
  }

  close(): void {
    this.#db.close();
  }
}
