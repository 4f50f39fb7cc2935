// Work between the requests: copying the log into the data file, and giving free pages back to the file system.
//
// H1  The log is longer than `walPagesMax` only by what was committed since the last step. As there is one connection and
//     no reader beside it, a copy always comes to the end, and the next commit starts the log over.
// H2  At most `freePagesKept` pages lie free once all steps are done.
// Neither acknowledges anything, so a crash within loses nothing.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { limits } from './limits.ts';
import { oneRow } from './typed-rows.ts';

export class Housekeeping {
  readonly #db: DatabaseSync;
  readonly #walLength: StatementSync;
  readonly #copyWal: StatementSync;
  readonly #freePages: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#walLength = db.prepare('PRAGMA wal_checkpoint(NOOP)');
    this.#copyWal = db.prepare('PRAGMA wal_checkpoint(PASSIVE)');
    this.#freePages = db.prepare('PRAGMA freelist_count');
  }

  /** True when more is to be done. */
  step(): boolean {
    const wal = oneRow<{ log: number; checkpointed: number }>(this.#walLength);
    if (wal && wal.log - wal.checkpointed >= limits.walPagesMax) {
      this.#copyWal.get();
      return this.#isCluttered();
    }
    if (!this.#isCluttered()) return false;
    this.#db.exec(`PRAGMA incremental_vacuum(${limits.freePagesStep})`);
    return true;
  }

  #isCluttered(): boolean {
    const free = oneRow<{ freelist_count: number }>(this.#freePages);
    return free !== undefined && free.freelist_count >= limits.freePagesKept + limits.freePagesStep;
  }
}
