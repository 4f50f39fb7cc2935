// Lists of executions. The query names only the conditions it has, so that SQLite sees which index serves it; there are
// few shapes, and each is prepared once.
//
// Every index that a list is read from is in the order of the list. So executions of several statuses are read status by
// status, each from its own place in the index, and merged: asked for all at once, SQLite would read all of them.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ExecutionStatus } from '@perdure/protocol';
import type { Among, Head, ListQuery } from '@perdure/store';
import { functionNames } from './function-names.ts';
import { type HeadRow, headColumns, toHead } from './head-row.ts';
import { everyRow, LAST_CHARACTER, oneRow } from './typed-rows.ts';

interface Condition {
  sql: string;
  values: (string | number)[];
}

/** The executions that a list is made of; all of them when absent. */
interface Source {
  /** A query that answers their numbers. */
  sql: string;
  values: (string | number)[];
}

export class ExecutionList {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  list(query: ListQuery): readonly Head[] {
    return this.#list(query, undefined);
  }

  listAmong(query: ListQuery, among: Among): readonly Head[] | undefined {
    const source = sourceOf(among);
    const count = this.#prepare(`SELECT count(*) AS count FROM (${source.sql} LIMIT ?)`);
    const found = oneRow<{ count: number }>(count, ...source.values, among.max + 1)?.count ?? 0;
    return found > among.max ? undefined : this.#list(query, source);
  }

  #list(query: ListQuery, source: Source | undefined): readonly Head[] {
    const statuses = new Set(query.statuses);
    const direction = query.order === 'newest-first' ? 'DESC' : 'ASC';
    const order = `ORDER BY started_at ${direction}, execution_id ${direction} LIMIT ?`;
    const parts = (statuses.size === 0 ? [undefined] : [...statuses]).map((status) =>
      partOf(conditionsOf(query, status), source, indexFor(query, status)),
    );
    const sql = `${parts.map((part) => part.sql).join(' UNION ALL ')} ${order}`;
    const values = parts.flatMap((part) => part.values);
    return everyRow<HeadRow>(this.#prepare(sql), ...values, query.limit).map(toHead);
  }

  #prepare(sql: string): StatementSync {
    const prepared = this.#prepared.get(sql) ?? this.#db.prepare(sql);
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}

/** SQLite takes any two indexes with an equality for much the same, and the narrower one for better. */
const indexFor = ({ functionName, executionName }: ListQuery, status: ExecutionStatus | undefined): string =>
  functionName !== undefined && status !== undefined && executionName === undefined
    ? 'INDEXED BY executions_by_function_status'
    : '';

function partOf(conditions: readonly Condition[], source: Source | undefined, index: string): Condition {
  const where = conditions.length > 0 ? `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}` : '';
  const values = conditions.flatMap((condition) => condition.values);
  if (source === undefined) return { sql: `SELECT ${headColumns} FROM executions ${index} ${where}`, values };
  // The left side of a CROSS JOIN is read first: the rows are looked up by their numbers, and by nothing else.
  return {
    sql: `SELECT ${headColumns} FROM (${source.sql}) AS source CROSS JOIN executions ON executions.n = source.n ${where}`,
    values: [...source.values, ...values],
  };
}

/** Answered from an index alone, so that too many are counted in a moment. */
function sourceOf(among: Among): Source {
  if ('namePrefix' in among) {
    return {
      sql: 'SELECT n FROM executions WHERE execution_name BETWEEN ? AND ?',
      values: [among.namePrefix, among.namePrefix + LAST_CHARACTER],
    };
  }
  return {
    sql: `
      WITH RECURSIVE ${functionNames}
      SELECT n FROM names CROSS JOIN executions ON function_name = name WHERE ended_at > ?`,
    values: [among.endedAfter],
  };
}

function conditionsOf(query: ListQuery, status: ExecutionStatus | undefined): readonly Condition[] {
  const conditions: Condition[] = [];
  const equal = (column: string, value: string | undefined): void => {
    if (value !== undefined) conditions.push({ sql: `${column} = ?`, values: [value] });
  };
  equal('function_name', query.functionName);
  equal('function_version', query.functionVersion);
  equal('execution_name', query.executionName);
  equal('status', status);
  if (query.startedAfter !== undefined) {
    conditions.push({ sql: 'started_at > ?', values: [query.startedAfter] });
  }
  if (query.startedBefore !== undefined) {
    conditions.push({ sql: 'started_at < ?', values: [query.startedBefore] });
  }
  if (query.after) conditions.push(afterPosition(query.after, query.order));
  return conditions;
}

/** The first comparison is for the index; the second settles the ties. */
function afterPosition(
  { startedAt, executionId }: NonNullable<ListQuery['after']>,
  order: ListQuery['order'],
) {
  const [atOrBeyond, beyond] = order === 'newest-first' ? ['<=', '<'] : ['>=', '>'];
  return {
    sql: `started_at ${atOrBeyond} ? AND (started_at ${beyond} ? OR execution_id ${beyond} ?)`,
    values: [startedAt, startedAt, executionId],
  };
}
