// What the store says and does when the disk fails. A broken store would show here as an acknowledged commit that is gone,
// a failed one that is there, damage that is served as data, or an error that does not say what to do.

import {
  chmodSync,
  closeSync,
  copyFileSync,
  openSync,
  readdirSync,
  readlinkSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreFault } from '@perdure/store';
import { openSqliteStore } from '@perdure/store-sqlite';
import { describe, expect, test } from 'vitest';
import { SqliteDatabase } from '../src/sqlite-database.ts';
import { orderChange, orderId, orderRemoval } from './orders.ts';
import { temporaryDirectories } from './temporary-directory.ts';

const makeDirectory = temporaryDirectories();
const ENTRY_LENGTH = 3000;
const ORDERS = 50;
const orders = Array.from({ length: ORDERS }, (_, number) => number);
const NOBODY = 65_534;

/** A closed store with some orders in it. */
function filledDirectory(): string {
  const directory = makeDirectory();
  const database = new SqliteDatabase({ directory });
  database.commit(orders.map((number) => orderChange(number, 0, ENTRY_LENGTH)));
  database.close();
  return directory;
}

function faultOf(work: () => unknown): StoreFault {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreFault) return error;
    throw error;
  }
  throw new Error('there was no fault');
}

describe('a data file that is damaged', () => {
  const damages: [string, (file: string) => void][] = [
    ['cut to half its length', (file) => truncateSync(file, Math.floor(statSync(file).size / 2))],
    ['cut by one page', (file) => truncateSync(file, statSync(file).size - 4096)],
    ['cut within its header', (file) => truncateSync(file, 60)],
    ['overwritten at its start', (file) => overwrite(file, 0, 100)],
    ['overwritten in its middle', (file) => overwrite(file, 4096 * 8, 4096 * 12)],
    ['another kind of file', (file) => writeFileSync(file, 'not a database '.repeat(1000))],
  ];
  for (const [damage, inflict] of damages) {
    test(`${damage} is found when it is opened, and the error says what to do`, async () => {
      const directory = filledDirectory();
      inflict(join(directory, 'perdure.db'));
      const fault = openSqliteStore({ directory });
      await expect(fault).rejects.toMatchObject({ name: 'StoreFault', kind: 'corrupt' });
      await expect(fault).rejects.toHaveProperty('now', expect.stringContaining('restore a backup'));
    });
  }

  test('with a log cut short gives the commits before the cut, whole', () => {
    const [directory, copy] = [makeDirectory(), makeDirectory()];
    const database = new SqliteDatabase({ directory });
    for (let version = 0; version < 3; version++) database.commit([orderChange(1, version, ENTRY_LENGTH)]);
    for (const name of ['perdure.db', 'perdure.db-wal'])
      copyFileSync(join(directory, name), join(copy, name));
    database.close();
    truncateSync(join(copy, 'perdure.db-wal'), statSync(join(copy, 'perdure.db-wal')).size - 1);
    const survivor = new SqliteDatabase({ directory: copy });
    expect(survivor.read([orderId(1)])[0]?.version).toBe(2);
    survivor.close();
  });
});

describe('a directory that cannot be used', () => {
  test('because a file is in its place is refused', () => {
    const file = join(makeDirectory(), 'file');
    writeFileSync(file, '');
    for (const directory of [file, join(file, 'below')]) {
      const fault = faultOf(() => new SqliteDatabase({ directory }));
      expect(fault).toMatchObject({
        kind: 'unreachable',
        message: expect.stringContaining('a file is in its way'),
      });
    }
  });

  test('because it or its data file is read-only is refused', () => {
    const [empty, filled] = [makeDirectory(), filledDirectory()];
    chmodSync(empty, 0o555);
    chmodSync(filled, 0o755);
    chmodSync(join(filled, 'perdure.db'), 0o444);
    for (const directory of [empty, filled]) {
      const fault = asNobody(() => faultOf(() => new SqliteDatabase({ directory })));
      expect(fault).toMatchObject({ kind: 'read-only', now: expect.stringContaining('the right to write') });
    }
  });

  test('because a later version wrote it is refused', () => {
    const directory = filledDirectory();
    const db = new DatabaseSync(join(directory, 'perdure.db'));
    db.exec('PRAGMA user_version = 99');
    db.close();
    const fault = faultOf(() => new SqliteDatabase({ directory }));
    expect(fault).toMatchObject({ kind: 'newer-format', message: expect.stringContaining('format 99') });
  });

  test('because this process holds it already is refused', () => {
    const directory = makeDirectory();
    const holder = new SqliteDatabase({ directory });
    expect(faultOf(() => new SqliteDatabase({ directory })).kind).toBe('held-by-another');
    holder.close();
  });
});

describe('a commit that fails', () => {
  test('at the size limit applies nothing, and there is room again after a removal', async () => {
    const directory = makeDirectory();
    const store = await openSqliteStore({ directory, fileBytesMax: 1024 * 1024 });
    await store.commit(orders.map((number) => orderChange(number, 0, ENTRY_LENGTH)));
    const others = orders.map((number) => orderChange(number + ORDERS, 0, 10 * ENTRY_LENGTH));
    await expect(store.commit(others)).rejects.toMatchObject({ kind: 'full' });
    expect(await store.list({ order: 'newest-first', limit: 2 * ORDERS })).toHaveLength(ORDERS);
    await store.commit(orders.map((number) => orderRemoval(number, 1)));
    expect(await store.commit(others.slice(0, 5))).toEqual(Array(5).fill('committed'));
    await store.close();
  });

  test.runIf(process.platform === 'linux')(
    'for want of disk space applies nothing, and later ones succeed',
    () => {
      const directory = makeDirectory();
      const database = new SqliteDatabase({ directory });
      database.commit([orderChange(1, 0)]);
      const log = join(directory, 'perdure.db-wal');
      putInPlace(log, '/dev/full');
      expect(faultOf(() => database.commit([orderChange(1, 1), orderChange(2, 0)])).kind).toBe('full');
      putInPlace('/dev/full', log);
      expect(database.read([orderId(1), orderId(2)]).map((stored) => stored?.version)).toEqual([
        1,
        undefined,
      ]);
      expect(database.commit([orderChange(1, 1)])).toEqual(['committed']);
      database.close();
      expect(versionAfterReopening(directory)).toBe(2);
    },
  );

  test.runIf(process.platform === 'linux')('because the disk fails closes the store for good', () => {
    const directory = makeDirectory();
    const database = new SqliteDatabase({ directory });
    database.commit([orderChange(1, 0)]);
    putInPlace(join(directory, 'perdure.db-wal'), '/dev/null', 'r');
    expect(faultOf(() => database.commit([orderChange(1, 1)])).kind).toBe('unreachable');
    const later = faultOf(() => database.commit([orderChange(1, 1)]));
    expect(later).toMatchObject({ kind: 'closed', message: expect.stringContaining('failed') });
    expect(faultOf(() => database.read([])).kind).toBe('closed');
    database.close();
    expect(versionAfterReopening(directory)).toBe(1);
  });
});

function versionAfterReopening(directory: string): number | undefined {
  const database = new SqliteDatabase({ directory });
  const [stored] = database.read([orderId(1)]);
  database.close();
  return stored?.version;
}

function overwrite(file: string, from: number, to: number): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.alloc(to - from, 0xa5), 0, to - from, from);
  closeSync(descriptor);
}

/** Root may write everything, so a test that root runs lays its rights down for the time of `work`. */
function asNobody<Result>(work: () => Result): Result {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(NOBODY);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

/**
 * Makes the descriptor that SQLite has of one file lead to another, so that the kernel answers as it does for that one.
 * A closed descriptor's number is the next to be given out.
 */
function putInPlace(file: string, substitute: string, mode = 'r+'): void {
  const descriptor = readdirSync('/proc/self/fd').find((name) => leadsTo(name, file));
  expect(descriptor).toBeDefined();
  closeSync(Number(descriptor));
  expect(openSync(substitute, mode)).toBe(Number(descriptor));
}

function leadsTo(descriptor: string, file: string): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`) === file;
  } catch {
    return false;
  }
}
