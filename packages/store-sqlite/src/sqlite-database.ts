// The store's methods on one connection, synchronous. Runs on whichever thread holds the connection.
//
// T1  A method that writes is one transaction, synced once when it commits (S1, S2).
// T2  A failed transaction is rolled back. If it may be in the log nevertheless, the database closes for good (S5).
//
// Why T2 closes on an I/O error: 1. a sync of the log fails  2. the kernel drops the dirty pages and forgets the error
// 3. the next sync succeeds  4. the commit it acknowledges stands in the log behind frames that never reached the disk,
// and a crash loses both. After closing, the log as it is on disk is read anew, and what it holds is the truth. A full disk
// is another matter: it shows before the frame that marks the commit is written, so the store stays open.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
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
import { assertWellFormed, StoreFault } from '@perdure/store';
import type { ConnectionOptions } from './connection.ts';
import { openConnection } from './connection.ts';
import { DocumentRows } from './document-rows.ts';
import { ExecutionCounts } from './execution-counts.ts';
import { ExecutionList } from './execution-list.ts';
import { ExecutionRows } from './execution-rows.ts';
import { toStoreFault } from './faults.ts';
import { Housekeeping } from './housekeeping.ts';
import { MessageRows } from './message-rows.ts';

/** The store's methods without their promises. */
export type Synchronous<Port> = {
  [Method in keyof Port]: Port[Method] extends (...values: infer Values) => Promise<infer Result>
    ? (...values: Values) => Result
    : never;
};

export class SqliteDatabase implements Synchronous<Store> {
  readonly #db: DatabaseSync;
  readonly #directory: string;
  readonly #executions: ExecutionRows;
  readonly #executionList: ExecutionList;
  readonly #executionCounts: ExecutionCounts;
  readonly #messages: MessageRows;
  readonly #documents: DocumentRows;
  readonly #housekeeping: Housekeeping;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  #closedBy: StoreFault | undefined;

  constructor(options: ConnectionOptions) {
    this.#directory = options.directory;
    this.#db = openConnection(options);
    this.#executions = new ExecutionRows(this.#db);
    this.#executionList = new ExecutionList(this.#db);
    this.#executionCounts = new ExecutionCounts(this.#db);
    this.#messages = new MessageRows(this.#db);
    this.#documents = new DocumentRows(this.#db);
    this.#housekeeping = new Housekeeping(this.#db);
    this.#begin = this.#db.prepare('BEGIN IMMEDIATE');
    this.#commit = this.#db.prepare('COMMIT');
  }

  commit(changes: readonly Change[]): readonly ChangeOutcome[] {
    for (const change of changes) assertWellFormed(change);
    return this.#write(() => changes.map((change) => this.#apply(change)));
  }

  read(executionIds: readonly ExecutionId[]): readonly (StoredExecution | undefined)[] {
    return this.#read(() => executionIds.map((executionId) => this.#executions.read(executionId)));
  }

  head(executionId: ExecutionId): Head | undefined {
    return this.#read(() => this.#executions.head(executionId));
  }

  findByName(functionName: string, executionName: string): ExecutionId | undefined {
    return this.#read(() => this.#executions.findByName(functionName, executionName));
  }

  list(query: ListQuery): readonly Head[] {
    return this.#read(() => this.#executionList.list(query));
  }

  listAmong(query: ListQuery, among: Among): readonly Head[] | undefined {
    return this.#read(() => this.#executionList.listAmong(query, among));
  }

  waiting(query: WaitingQuery): readonly Head[] {
    return this.#read(() => this.#executionCounts.waiting(query));
  }

  tally(query: TallyQuery): Tally {
    return this.#read(() => this.#executionCounts.tally(query));
  }

  openCounts(): readonly OpenCount[] {
    return this.#read(() => this.#executionCounts.openCounts());
  }

  functionsWithExecutions(): readonly string[] {
    return this.#read(() => this.#executionCounts.functionsWithExecutions());
  }

  due(until: number, limit: number, from?: number): readonly DueExecution[] {
    return this.#read(() => this.#executions.due(until, limit, from));
  }

  running(limit: number): readonly Head[] {
    return this.#read(() => this.#executions.running(limit));
  }

  messages(limit: number, after?: string): readonly Message[] {
    return this.#read(() => this.#messages.messages(limit, after));
  }

  writeRecords(writes: readonly RecordWrite[]): boolean {
    const refused = new RevisionRefused();
    try {
      this.#write(() => {
        for (const write of writes) if (!this.#documents.write(write)) throw refused;
      });
      return true;
    } catch (error) {
      if (error === refused) return false;
      throw error;
    }
  }

  record(kind: string, key: string): StoredRecord | undefined {
    return this.#read(() => this.#documents.record(kind, key));
  }

  records(kind: string, prefix?: string): readonly StoredRecord[] {
    return this.#read(() => this.#documents.records(kind, prefix));
  }

  writeBlob(hash: string, bytes: Uint8Array): void {
    this.#write(() => this.#documents.writeBlob(hash, bytes));
  }

  blob(hash: string): Uint8Array | undefined {
    return this.#read(() => this.#documents.blob(hash));
  }

  blobHashes(): readonly string[] {
    return this.#read(() => this.#documents.blobHashes());
  }

  removeBlob(hash: string): void {
    this.#write(() => this.#documents.removeBlob(hash));
  }

  /** One step of the work that is nobody's request. True when more of it is waiting. */
  tidy(): boolean {
    if (this.#closedBy) return false;
    try {
      return this.#read(() => this.#housekeeping.step());
    } catch {
      // A full disk: there is nothing to gain before somebody makes room. Any other fault has closed the database, which
      // the next request will learn.
      return false;
    }
  }

  close(): void {
    this.#closedBy ??= new StoreFault('closed', 'The store is closed.', 'Open it anew.');
    if (this.#db.isOpen) this.#db.close();
  }

  #apply(change: Change): ChangeOutcome {
    const outcome = this.#executions.apply(change);
    if (outcome === 'committed') this.#messages.apply(change);
    return outcome;
  }

  #read<Result>(work: () => Result): Result {
    if (this.#closedBy) throw this.#closedBy;
    try {
      return work();
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #write<Result>(work: () => Result): Result {
    return this.#read(() => {
      this.#begin.run();
      try {
        const result = work();
        this.#commit.run();
        return result;
      } catch (error) {
        // SQLite has already rolled back by itself after some of its errors.
        if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
        throw error;
      }
    });
  }

  /** T2: every fault but a full disk ends the database. Errors that are not the store's own pass as they are. */
  #failed(error: unknown): unknown {
    const fault = toStoreFault(error, this.#directory);
    if (!fault) return error;
    if (fault.kind === 'full') return fault;
    this.#closedBy = new StoreFault('closed', `The store is closed since: ${fault.message}`, fault.now, {
      cause: fault,
    });
    try {
      this.#db.close();
    } catch {
      // The connection is given up; why is already known.
    }
    return fault;
  }
}

/** Carries a refusal out of the transaction, so that it is rolled back. */
class RevisionRefused extends Error {
  override readonly name = 'RevisionRefused';
}
