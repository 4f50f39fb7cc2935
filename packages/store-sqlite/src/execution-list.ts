// Lists of executions. The query names only the conditions it has, so that SQLite sees which index serves it; there are
// few shapes, and each is prepared once.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Head, ListQuery } from '@perdure/store';
import type { HeadRow } from './head-row.ts';
import { headColumns, toHead } from './head-row.ts';
import { everyRow } from './typed-rows.ts';

interface Condition {
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
    const conditions = conditionsOf(query);
    const where = conditions.length > 0 ? `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}` : '';
    const direction = query.order === 'newest-first' ? 'DESC' : 'ASC';
    const order = `ORDER BY started_at ${direction}, execution_id ${direction}`;
    const statement = this.#prepare(`SELECT ${headColumns} FROM executions ${where} ${order} LIMIT ?`);
    const values = conditions.flatMap((condition) => condition.values);
    return everyRow<HeadRow>(statement, ...values, query.limit).map(toHead);
  }

  #prepare(sql: string): StatementSync {
    const prepared = this.#prepared.get(sql) ?? this.#db.prepare(sql);
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}

function conditionsOf(query: ListQuery): readonly Condition[] {
  const conditions: Condition[] = [];
  const equal = (column: string, value: string | undefined): void => {
    if (value !== undefined) conditions.push({ sql: `${column} = ?`, values: [value] });
  };
  equal('function_name', query.functionName);
  equal('function_version', query.functionVersion);
  equal('execution_name', query.executionName);
  const [first, ...others] = query.statuses ?? [];
  if (others.length === 0) equal('status', first);
  else {
    // One parameter however many statuses there are, so that the statement is prepared once.
    conditions.push({
      sql: 'status IN (SELECT value FROM json_each(?))',
      values: [JSON.stringify(query.statuses)],
    });
  }
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
