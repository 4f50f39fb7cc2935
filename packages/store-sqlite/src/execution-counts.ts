// Questions about many executions: who waits, and how many started, ended or are open. Each is answered from one index, so
// that it costs about a microsecond for each execution counted and never reads a row of those that are not.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ExecutionStatus } from '@perdure/protocol';
import {
  CLASSES_PER_DOUBLING,
  type Head,
  type OpenCount,
  type Tally,
  type TallyQuery,
  type WaitingQuery,
} from '@perdure/store';
import { functionNames } from './function-names.ts';
import { type HeadRow, headColumns, toHead } from './head-row.ts';
import { everyRow, oneRow } from './typed-rows.ts';

const waitingColumns = { callback: 'callback_since', retry: 'retrying_since' } as const;

const sql = {
  started: `
    SELECT CAST((started_at - ?2) / ?4 AS INTEGER) AS bucket, count(*) AS count FROM executions
    WHERE function_name = ?1 AND started_at >= ?2 AND started_at < ?3 GROUP BY bucket ORDER BY bucket`,
  // The class is \`durationClassOf\` of the store's port.
  ended: `
    SELECT CAST((ended_at - ?2) / ?4 AS INTEGER) AS bucket, status,
      CAST(log2(max(0, ended_at - started_at) + 1) * ${CLASSES_PER_DOUBLING} AS INTEGER) AS duration_class, count(*) AS count
    FROM executions
    WHERE function_name = ?1 AND ended_at >= ?2 AND ended_at < ?3
    GROUP BY bucket, status, duration_class ORDER BY bucket, status, duration_class`,
  lastStart: 'SELECT max(started_at) AS at FROM executions WHERE function_name = ?',
  open: `
    SELECT function_name, function_version, count(*) AS count FROM executions WHERE ended_at IS NULL
    GROUP BY function_name, function_version ORDER BY function_name, function_version`,
  functions: `WITH RECURSIVE ${functionNames} SELECT name FROM names WHERE name IS NOT NULL`,
} as const;

export class ExecutionCounts {
  readonly #db: DatabaseSync;
  readonly #statements: { readonly [Name in keyof typeof sql]: StatementSync };
  readonly #waiting = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#statements = {
      started: db.prepare(sql.started),
      ended: db.prepare(sql.ended),
      lastStart: db.prepare(sql.lastStart),
      open: db.prepare(sql.open),
      functions: db.prepare(sql.functions),
    };
  }

  waiting({ for: kind, functionName, since, order, after, limit }: WaitingQuery): readonly Head[] {
    const column = waitingColumns[kind];
    const conditions = [`${column} IS NOT NULL`];
    const values: (string | number)[] = [];
    const add = (condition: string, ...given: (string | number)[]): void => {
      conditions.push(condition);
      values.push(...given);
    };
    const [atOrBeyond, beyond, direction] =
      order === 'longest-first' ? ['>=', '>', 'ASC'] : ['<=', '<', 'DESC'];
    if (functionName !== undefined) add('function_name = ?', functionName);
    if (since !== undefined) add(`${column} <= ?`, since);
    // The first comparison is for the index; the second settles the ties.
    if (after !== undefined) {
      add(
        `${column} ${atOrBeyond} ? AND (${column} ${beyond} ? OR execution_id ${beyond} ?)`,
        after.since,
        after.since,
        after.executionId,
      );
    }
    const text = `
      SELECT ${headColumns} FROM executions WHERE ${conditions.join(' AND ')}
      ORDER BY ${column} ${direction}, execution_id ${direction} LIMIT ?`;
    const statement = this.#waiting.get(text) ?? this.#db.prepare(text);
    this.#waiting.set(text, statement);
    return everyRow<HeadRow>(statement, ...values, limit).map(toHead);
  }

  tally({ functionName, from, to, bucketMillis }: TallyQuery): Tally {
    const { started, ended, lastStart } = this.#statements;
    const values = [functionName, from, to, bucketMillis] as const;
    const at = oneRow<{ at: number | null }>(lastStart, functionName)?.at ?? undefined;
    return {
      started: everyRow<{ bucket: number; count: number }>(started, ...values).map((row) => ({ ...row })),
      ended: everyRow<EndedRow>(ended, ...values).map(({ bucket, status, duration_class, count }) => ({
        bucket,
        status,
        durationClass: duration_class,
        count,
      })),
      ...(at === undefined ? {} : { lastStartedAt: at }),
    };
  }

  openCounts(): readonly OpenCount[] {
    return everyRow<OpenRow>(this.#statements.open).map(({ function_name, function_version, count }) => ({
      functionName: function_name,
      functionVersion: function_version,
      count,
    }));
  }

  functionsWithExecutions(): readonly string[] {
    return everyRow<{ name: string }>(this.#statements.functions).map(({ name }) => name);
  }
}

interface EndedRow {
  bucket: number;
  status: ExecutionStatus;
  duration_class: number;
  count: number;
}

interface OpenRow {
  function_name: string;
  function_version: string;
  count: number;
}
