// Executions and their journals: what one change of a commit does to the rows, and how they are read back.
// The transaction around it is sqlite-database.ts's. D1 and D2 of schema.sql are kept here.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ExecutionId } from '@perdure/protocol';
import { assert } from '@perdure/protocol';
import type { Change, ChangeOutcome, DueExecution, Head, StoredExecution } from '@perdure/store';
import type { HeadRow } from './head-row.ts';
import { fromHead, headColumns, headParameters, toHead } from './head-row.ts';
import { everyRow, oneRow } from './typed-rows.ts';

const NUMBER_OF_ID = '(SELECT n FROM executions WHERE execution_id = ?1)';

const sql = {
  createExecution: `INSERT INTO executions (${headColumns}) VALUES (${headParameters}) ON CONFLICT DO NOTHING`,
  createJournal: 'INSERT INTO journal (execution, version, entry) VALUES (?, 1, ?)',
  // The version check (S3) is in here; see schema.sql.
  append: `
    INSERT INTO journal (execution, version, entry)
    SELECT n, ?2 + 1, ?3 FROM executions
    WHERE execution_id = ?1 AND EXISTS (SELECT 1 FROM journal WHERE execution = n AND version = ?2)
    ON CONFLICT DO NOTHING`,
  takeBack: `DELETE FROM journal WHERE execution = ${NUMBER_OF_ID} AND version = ?2`,
  // Most heads change only in when to wake and who runs: then most of the indexes stay untouched.
  moveHead: `
    UPDATE executions SET wake_at = ?8, running_on = ?9
    WHERE execution_id = ?1 AND function_name = ?2 AND function_version = ?3 AND execution_name = ?4 AND status = ?5
      AND started_at = ?6 AND ended_at IS ?7 AND error_type IS ?10 AND error_message IS ?11 AND callback_since IS ?12
      AND retrying_since IS ?13`,
  replaceHead: `
    UPDATE OR IGNORE executions SET function_name = ?2, function_version = ?3, execution_name = ?4, status = ?5,
      started_at = ?6, ended_at = ?7, wake_at = ?8, running_on = ?9, error_type = ?10, error_message = ?11,
      callback_since = ?12, retrying_since = ?13
    WHERE execution_id = ?1`,
  version: `SELECT max(version) AS version FROM journal WHERE execution = ${NUMBER_OF_ID}`,
  removeJournal: `DELETE FROM journal WHERE execution = ${NUMBER_OF_ID}`,
  removeExecution: 'DELETE FROM executions WHERE execution_id = ?',
  head: `SELECT n, ${headColumns} FROM executions WHERE execution_id = ?`,
  entries: 'SELECT entry FROM journal WHERE execution = ? ORDER BY version',
  byName: 'SELECT execution_id FROM executions WHERE execution_name = ?2 AND function_name = ?1',
  due: 'SELECT execution_id, wake_at FROM executions WHERE wake_at BETWEEN ? AND ? ORDER BY wake_at LIMIT ?',
  running: `SELECT ${headColumns} FROM executions WHERE running_on IS NOT NULL LIMIT ?`,
} as const;

export class ExecutionRows {
  readonly #statements: { readonly [Name in keyof typeof sql]: StatementSync };

  constructor(db: DatabaseSync) {
    this.#statements = {
      createExecution: db.prepare(sql.createExecution),
      createJournal: db.prepare(sql.createJournal),
      append: db.prepare(sql.append),
      takeBack: db.prepare(sql.takeBack),
      moveHead: db.prepare(sql.moveHead),
      replaceHead: db.prepare(sql.replaceHead),
      version: db.prepare(sql.version),
      removeJournal: db.prepare(sql.removeJournal),
      removeExecution: db.prepare(sql.removeExecution),
      head: db.prepare(sql.head),
      entries: db.prepare(sql.entries),
      byName: db.prepare(sql.byName),
      due: db.prepare(sql.due),
      running: db.prepare(sql.running),
    };
  }

  /** Applies everything of the change but its messages, or nothing. */
  apply(change: Change): ChangeOutcome {
    if (change.expectedVersion === 0 && change.head) return this.#create(change, change.head);
    if (change.entry !== '') return this.#advance(change);
    if (this.#version(change.executionId) !== change.expectedVersion) return 'stale';
    if (change.remove) this.#remove(change.executionId);
    else if (change.head && !this.#setHead(change.head)) return 'name-taken';
    return 'committed';
  }

  read(executionId: ExecutionId): StoredExecution | undefined {
    const row = oneRow<HeadRow & { n: number }>(this.#statements.head, executionId);
    if (!row) return undefined;
    const entries = everyRow<{ entry: string }>(this.#statements.entries, row.n).map(({ entry }) => entry);
    return { head: toHead(row), version: entries.length, entries };
  }

  head(executionId: ExecutionId): Head | undefined {
    const row = oneRow<HeadRow>(this.#statements.head, executionId);
    return row && toHead(row);
  }

  findByName(functionName: string, executionName: string): ExecutionId | undefined {
    return oneRow<HeadRow>(this.#statements.byName, functionName, executionName)?.execution_id;
  }

  due(until: number, limit: number, from = 0): readonly DueExecution[] {
    const rows = everyRow<{ execution_id: ExecutionId; wake_at: number }>(
      this.#statements.due,
      from,
      until,
      limit,
    );
    return rows.map((row) => ({ executionId: row.execution_id, wakeAt: row.wake_at }));
  }

  running(limit: number): readonly Head[] {
    return everyRow<HeadRow>(this.#statements.running, limit).map(toHead);
  }

  #create(change: Change, head: Head): ChangeOutcome {
    const created = this.#statements.createExecution.run(...fromHead(head));
    if (created.changes === 0) return this.#version(change.executionId) === 0 ? 'name-taken' : 'stale';
    this.#statements.createJournal.run(created.lastInsertRowid, change.entry);
    return 'committed';
  }

  #advance({ executionId, expectedVersion, entry, head }: Change): ChangeOutcome {
    const appended = this.#statements.append.run(executionId, expectedVersion, entry);
    if (appended.changes === 0) return 'stale';
    if (!head || this.#setHead(head)) return 'committed';
    this.#statements.takeBack.run(executionId, expectedVersion + 1);
    return 'name-taken';
  }

  /** False if another execution bears the name. */
  #setHead(head: Head): boolean {
    const values = fromHead(head);
    if (this.#statements.moveHead.run(...values).changes === 1) return true;
    return this.#statements.replaceHead.run(...values).changes === 1;
  }

  #remove(executionId: ExecutionId): void {
    this.#statements.removeJournal.run(executionId);
    this.#statements.removeExecution.run(executionId);
  }

  #version(executionId: ExecutionId): number {
    const row = oneRow<{ version: number | null }>(this.#statements.version, executionId);
    assert(row !== undefined, 'an aggregate without groups returns one row');
    return row.version ?? 0;
  }
}
