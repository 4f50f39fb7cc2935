// Opens the data file: takes hold of it, makes sure that it is whole, and brings it to the present format.
//
// C1  At most one connection to a data file exists, over all processes. SQLite's exclusive mode holds an operating-system
//     lock from the first read on; it goes away with the process, by whatever death.
// C2  Every commit is synced to disk before it returns: WAL with synchronous=FULL.

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreFault } from '@perdure/store';
import { ensureDirectory } from './data-directory.ts';
import { corrupt, heldByAnother, toStoreFault } from './faults.ts';
import { limits } from './limits.ts';
import { lockHolder } from './lock-holder.ts';

const FORMAT = 3;
/** What leads from format 1 to 2, and so on. */
const formatScripts = ['format-2.sql', 'format-3.sql'];
const KIB = 1024;

export interface ConnectionOptions {
  /** The data directory; made if it is not there. */
  directory: string;
  /** How large the data file may become, in bytes. Default: as large as the disk lets it. */
  fileBytesMax?: number;
}

export function openConnection({ directory, fileBytesMax }: ConnectionOptions): DatabaseSync {
  const file = join(directory, 'perdure.db');
  let db: DatabaseSync | undefined;
  try {
    ensureDirectory(directory);
    db = new DatabaseSync(file);
    configure(db);
    checkWhole(db, file);
    migrate(db, directory);
    if (fileBytesMax !== undefined) {
      db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(fileBytesMax / pragma(db, 'page_size')))}`);
    }
    return db;
  } catch (error) {
    if (db?.isOpen) db.close();
    const fault = toStoreFault(error, directory);
    if (fault?.kind === 'held-by-another') throw heldByAnother(directory, lockHolder(file), fault);
    throw fault ?? error;
  }
}

export function pragma(db: DatabaseSync, name: string): number {
  return Number(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
}

function configure(db: DatabaseSync): void {
  // The order matters: the exclusive mode before the first access keeps the index of the log out of shared memory, and
  // auto_vacuum is fixed by the first page written, which switching to the log writes.
  db.exec('PRAGMA locking_mode = EXCLUSIVE');
  db.exec('PRAGMA auto_vacuum = INCREMENTAL');
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = FULL');
  db.exec('PRAGMA wal_autocheckpoint = 0');
  db.exec(`PRAGMA journal_size_limit = ${limits.walFileBytesMax}`);
  db.exec(`PRAGMA cache_size = -${limits.cacheBytes / KIB}`);
}

/**
 * Copying the log into the file first makes the file alone the database, so that its length can be judged: a file cut
 * short still opens, and would fail only when somebody reads a page that is not there.
 */
function checkWhole(db: DatabaseSync, file: string): void {
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  const bytesPresent = statSync(file).size;
  const bytesNeeded = pragma(db, 'page_count') * pragma(db, 'page_size');
  if (bytesPresent < bytesNeeded) {
    throw corrupt(file, `it has ${bytesPresent} bytes of ${bytesNeeded}`);
  }
  if (bytesPresent > limits.checkedBytesMax) return;
  const finding = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {})[0];
  if (finding !== 'ok') throw corrupt(file, String(finding));
}

function migrate(db: DatabaseSync, directory: string): void {
  const format = pragma(db, 'user_version');
  if (format > FORMAT) {
    throw new StoreFault(
      'newer-format',
      `The data in ${directory} has format ${format}; this server knows formats up to ${FORMAT}.`,
      'Run the version of Perdure that wrote it, or a later one.',
    );
  }
  if (format === FORMAT) return;
  // A new file gets everything at once; an old one what each format after its own has brought.
  const scripts = format === 0 ? ['schema.sql'] : formatScripts.slice(format - 1);
  const statements = scripts.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')).join('');
  db.exec(`BEGIN IMMEDIATE; ${statements} PRAGMA user_version = ${FORMAT}; COMMIT`);
}
