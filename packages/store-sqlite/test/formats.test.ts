// Data of older formats becomes data of the present one. The file that is read here was written by the version of Perdure
// that had its format.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openConnection } from '../src/connection.ts';
import { ExecutionCounts } from '../src/execution-counts.ts';
import { SqliteDatabase } from '../src/sqlite-database.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const makeDirectory = temporaryDirectories();

function directoryOfFormat1(): string {
  const directory = makeDirectory();
  const packed = readFileSync(new URL('./data-of-format-1/perdure.db.gz', import.meta.url));
  writeFileSync(join(directory, 'perdure.db'), gunzipSync(packed));
  return directory;
}

/** Columns and indexes by name, without the spaces in which the scripts differ. */
function shapeOf(db: DatabaseSync): unknown {
  const indexes = db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name").all();
  const columns = db.prepare("SELECT name, type FROM pragma_table_info('executions') ORDER BY name").all();
  const shape = [indexes, columns];
  return JSON.parse(JSON.stringify(shape).replaceAll(/ +/g, ' '));
}

test('an older data file gets the shape of a new one', () => {
  const [migrated, fresh] = [directoryOfFormat1(), makeDirectory()].map((directory) =>
    openConnection({ directory }),
  );
  expect(migrated && shapeOf(migrated)).toEqual(fresh && shapeOf(fresh));
  migrated?.close();
  fresh?.close();
});

test('an older data file keeps its executions, and they count', () => {
  const database = new SqliteDatabase({ directory: directoryOfFormat1() });
  const heads = database.list({ order: 'oldest-first', limit: 99 });
  expect(heads.map(({ executionName, status }) => `${executionName} ${status}`)).toEqual([
    'succeeded SUCCEEDED',
    'failed FAILED',
    'retrying RUNNING',
    'waiting RUNNING',
    'approval RUNNING',
  ]);
  expect(database.read(heads.map(({ executionId }) => executionId)).every((one) => one !== undefined)).toBe(
    true,
  );
  expect(database.openCounts()).toEqual([
    { functionName: 'function-1', functionVersion: '$LATEST', count: 3 },
  ]);
  database.close();
});

test('questions about many executions are answered from an index alone, or row by row in its order', () => {
  const db = openConnection({ directory: makeDirectory() });
  const plans: string[] = [];
  const prepare = db.prepare.bind(db);
  db.prepare = (sql: string) => {
    if (sql.includes('FROM executions')) {
      const plan = prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
      plans.push(plan.map(({ detail }) => String(detail)).join('; '));
    }
    return prepare(sql);
  };
  const counts = new ExecutionCounts(db);
  for (const kind of ['callback', 'retry'] as const) {
    for (const functionName of [undefined, 'order']) {
      counts.waiting({
        for: kind,
        order: 'longest-first',
        since: 9,
        limit: 9,
        ...(functionName === undefined ? {} : { functionName }),
      });
    }
  }
  expect(plans.length).toBeGreaterThan(8);
  for (const plan of plans) {
    expect(plan).toContain('INDEX executions_');
    expect(plan).not.toMatch(/SCAN executions(?! USING)/);
  }
  db.close();
});
