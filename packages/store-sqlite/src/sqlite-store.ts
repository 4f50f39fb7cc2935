// The embedded store: one data directory, one thread that holds the database, and this face of it.
//
// Why a thread of its own: a commit blocks whoever runs it for the time of a sync, and while the server's thread is
// blocked nothing gathers for the next commit, so that every request would be synced alone. docs/decisions.md has figures.

import type { ExecutionId } from '@perdure/protocol';
import type {
  Among,
  Change,
  ChangeOutcome,
  DueExecution,
  Head,
  ListQuery,
  Message,
  OpenCount,
  RecordWrite,
  Store,
  StoredExecution,
  StoredRecord,
  Tally,
  TallyQuery,
  WaitingQuery,
} from '@perdure/store';
import type { ConnectionOptions } from './connection.ts';
import { DatabaseThread } from './database-thread.ts';

export type SqliteStoreOptions = ConnectionOptions;

/**
 * Opens the store of a data directory, making both if they are not there, and holds it until `close` or the end of the
 * process. Opening takes about 50 ms, and up to about half a second more for a large data file, which is checked.
 *
 * Rejects with a StoreFault: `held-by-another`, `read-only`, `full`, `corrupt`, `newer-format`, or `unreachable` when the
 * directory cannot be reached at all.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  return new SqliteStore(await DatabaseThread.open(options));
}

class SqliteStore implements Store {
  readonly #thread: DatabaseThread;

  constructor(thread: DatabaseThread) {
    this.#thread = thread;
  }

  commit(changes: readonly Change[]): Promise<readonly ChangeOutcome[]> {
    return this.#thread.call('commit', [changes]);
  }

  read(executionIds: readonly ExecutionId[]): Promise<readonly (StoredExecution | undefined)[]> {
    return this.#thread.call('read', [executionIds]);
  }

  head(executionId: ExecutionId): Promise<Head | undefined> {
    return this.#thread.call('head', [executionId]);
  }

  findByName(functionName: string, executionName: string): Promise<ExecutionId | undefined> {
    return this.#thread.call('findByName', [functionName, executionName]);
  }

  list(query: ListQuery): Promise<readonly Head[]> {
    return this.#thread.call('list', [query]);
  }

  listAmong(query: ListQuery, among: Among): Promise<readonly Head[] | undefined> {
    return this.#thread.call('listAmong', [query, among]);
  }

  waiting(query: WaitingQuery): Promise<readonly Head[]> {
    return this.#thread.call('waiting', [query]);
  }

  tally(query: TallyQuery): Promise<Tally> {
    return this.#thread.call('tally', [query]);
  }

  openCounts(): Promise<readonly OpenCount[]> {
    return this.#thread.call('openCounts', []);
  }

  functionsWithExecutions(): Promise<readonly string[]> {
    return this.#thread.call('functionsWithExecutions', []);
  }

  due(until: number, limit: number, from?: number): Promise<readonly DueExecution[]> {
    return this.#thread.call('due', [until, limit, from]);
  }

  running(limit: number): Promise<readonly Head[]> {
    return this.#thread.call('running', [limit]);
  }

  messages(limit: number, after?: string): Promise<readonly Message[]> {
    return this.#thread.call('messages', [limit, after]);
  }

  writeRecords(writes: readonly RecordWrite[]): Promise<boolean> {
    return this.#thread.call('writeRecords', [writes]);
  }

  record(kind: string, key: string): Promise<StoredRecord | undefined> {
    return this.#thread.call('record', [kind, key]);
  }

  records(kind: string, prefix?: string): Promise<readonly StoredRecord[]> {
    return this.#thread.call('records', [kind, prefix]);
  }

  writeBlob(hash: string, bytes: Uint8Array): Promise<void> {
    return this.#thread.call('writeBlob', [hash, bytes]);
  }

  blob(hash: string): Promise<Uint8Array | undefined> {
    return this.#thread.call('blob', [hash]);
  }

  blobHashes(): Promise<readonly string[]> {
    return this.#thread.call('blobHashes', []);
  }

  removeBlob(hash: string): Promise<void> {
    return this.#thread.call('removeBlob', [hash]);
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}
