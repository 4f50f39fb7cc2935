// One commit is one sync. A broken store would show here as a commit that is acknowledged before it is on disk, or as one
// that pays for several syncs.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openConnection, pragma } from '../src/connection.ts';
import { commitLoopCommand } from './commit-loop-process.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const makeDirectory = temporaryDirectories();
const SYNCHRONOUS_FULL = 2;
const AUTO_VACUUM_INCREMENTAL = 2;

test('the connection that commits writes ahead and syncs in full', () => {
  const db = openConnection({ directory: makeDirectory() });
  expect(pragma(db, 'synchronous')).toBe(SYNCHRONOUS_FULL);
  expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  expect(db.prepare('PRAGMA locking_mode').get()).toEqual({ locking_mode: 'exclusive' });
  expect(pragma(db, 'auto_vacuum')).toBe(AUTO_VACUUM_INCREMENTAL);
  db.close();
});

const hasStrace = spawnSync('strace', ['-V']).error === undefined;

test.runIf(hasStrace || process.env.CI !== undefined)('50 more commits are 50 more calls of fsync', () => {
  expect(countSyncs(70) - countSyncs(20)).toBe(50);
});

function countSyncs(commits: number): number {
  const directory = makeDirectory();
  const trace = join(directory, 'trace');
  const options = ['-f', '-qq', '-e', 'trace=fsync,fdatasync', '-e', 'signal=none', '-o', trace];
  execFileSync('strace', [...options, ...commitLoopCommand(directory, commits)], { stdio: 'pipe' });
  // A call that another thread interrupts in the trace has a second line, which says `resumed`.
  return readFileSync(trace, 'utf8').match(/ (fsync|fdatasync)\(/g)?.length ?? 0;
}

test('directories that are missing are made', () => {
  const directory = join(makeDirectory(), 'a', 'b');
  openConnection({ directory }).close();
  const db = new DatabaseSync(join(directory, 'perdure.db'));
  expect(pragma(db, 'user_version')).toBe(3);
  db.close();
});
