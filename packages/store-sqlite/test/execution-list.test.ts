// What a bug would look like: a list that is right and reads every row of a large store.

import type { ListQuery } from '@perdure/store';
import { expect, test } from 'vitest';
import { openConnection } from '../src/connection.ts';
import { ExecutionList } from '../src/execution-list.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const makeDirectory = temporaryDirectories();

/** How SQLite answers what the list asks: one line for each of its steps. */
function plansOf(ask: (list: ExecutionList) => void): string[] {
  const db = openConnection({ directory: makeDirectory() });
  const steps: string[] = [];
  const prepare = db.prepare.bind(db);
  db.prepare = (sql: string) => {
    steps.push(
      ...prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => String(detail)),
    );
    return prepare(sql);
  };
  ask(new ExecutionList(db));
  db.close();
  return steps;
}

const statuses = ['FAILED', 'STOPPED'] as const;
const startedBefore = 9;

test.each<[string, Partial<ListQuery>, string]>([
  ['all', {}, 'executions_by_start'],
  ['those of a function', { functionName: 'order' }, 'executions_by_function (function_name=?'],
  [
    'those of a version',
    { functionName: 'order', functionVersion: '7' },
    'executions_by_function (function_name=?',
  ],
  ['those in a status', { statuses: ['FAILED'] }, 'executions_by_status (status=?'],
  ['those in several', { statuses }, 'executions_by_status (status=?'],
  [
    'those of a function in several',
    { functionName: 'order', statuses },
    'executions_by_function_status (function_name=? AND status=?',
  ],
])('a list of %s is read in the order of one index, from where its page begins', (_name, query, index) => {
  const after = { startedAt: 5, executionId: 'x' as never };
  const steps = plansOf((list) =>
    list.list({ ...query, startedBefore, after, order: 'newest-first', limit: 9 }),
  );
  const reads = steps.filter((step) => /^(SEARCH|SCAN) executions/.test(step));
  expect(reads).toHaveLength(query.statuses?.length ?? 1);
  for (const read of reads) {
    expect(read).toContain(`USING INDEX ${index}`);
    expect(read).toContain('started_at<?');
  }
});

test('a list among others looks each of them up, and counts them without reading a row', () => {
  for (const among of [
    { namePrefix: 'order-', max: 9 },
    { endedAfter: 5, max: 9 },
  ]) {
    const steps = plansOf((list) =>
      list.listAmong({ functionName: 'order', statuses, order: 'newest-first', limit: 9 }, among),
    );
    const reads = steps.filter((step) => /^(SEARCH|SCAN) executions/.test(step));
    const covered = reads.filter((read) => read.includes('COVERING INDEX'));
    const lookedUp = reads.filter((read) => read.includes('INTEGER PRIMARY KEY'));
    expect(lookedUp).toHaveLength(statuses.length);
    expect(covered.length + lookedUp.length).toBe(reads.length);
  }
});
