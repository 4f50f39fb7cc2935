// The memory store: the oracle of the storage contract, and the store of tests, simulations and the local runner.
//
// Owns: what every store must answer. Where another store differs from this one, the other is wrong. So it is written to
// be obviously right rather than fast: lists are filtered and sorted, nothing is indexed but the names.
// Does not own: durability. S1 holds only as long as the process lives; `snapshot` lets a simulation decide what survives.
//
// M1  An execution is in `#executions` exactly when its journal has an entry; the number of entries is its version.
// M2  `#names` has one row for each execution, under the names in its head (S4).
// M3  A change is checked wholly before anything of it is applied (S3), and `commit` never suspends between its changes (S2).

import type { ExecutionId } from '@perdure/protocol';
import { functionNamesOf, openCountsOf, tallyHeads, waitingHeads } from './memory-counts.ts';
import { MemoryDocuments } from './memory-documents.ts';
import type {
  Among,
  Change,
  ChangeOutcome,
  DueExecution,
  Head,
  ListPosition,
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
} from './store.ts';
import { StoreFault } from './store.ts';
import { assertWellFormed } from './well-formed-change.ts';

/** Everything a store keeps, in one order: executions, messages and blobs by id, records by kind and key. */
export interface StoreSnapshot {
  executions: readonly StoredExecution[];
  messages: readonly Message[];
  records: readonly StoredRecord[];
  blobs: readonly { hash: string; bytes: Uint8Array }[];
}

interface Execution {
  head: Head;
  entries: string[];
}

export class MemoryStore implements Store {
  readonly #executions = new Map<ExecutionId, Execution>();
  readonly #names = new Map<string, ExecutionId>();
  readonly #messages = new Map<string, Message>();
  readonly #documents = new MemoryDocuments();
  #closed = false;

  async commit(changes: readonly Change[]): Promise<readonly ChangeOutcome[]> {
    this.#assertOpen();
    for (const change of changes) assertWellFormed(change);
    return changes.map((change) => this.#apply(change));
  }

  async read(executionIds: readonly ExecutionId[]): Promise<readonly (StoredExecution | undefined)[]> {
    this.#assertOpen();
    return executionIds.map((executionId) => {
      const execution = this.#executions.get(executionId);
      return execution && toStored(execution);
    });
  }

  async head(executionId: ExecutionId): Promise<Head | undefined> {
    this.#assertOpen();
    return this.#executions.get(executionId)?.head;
  }

  async findByName(functionName: string, executionName: string): Promise<ExecutionId | undefined> {
    this.#assertOpen();
    return this.#names.get(nameKey({ functionName, executionName }));
  }

  async list(query: ListQuery): Promise<readonly Head[]> {
    this.#assertOpen();
    return listed(this.#heads(), query);
  }

  async listAmong(query: ListQuery, among: Among): Promise<readonly Head[] | undefined> {
    this.#assertOpen();
    const heads = this.#heads().filter((head) => isAmong(head, among));
    return heads.length > among.max ? undefined : listed(heads, query);
  }

  async waiting(query: WaitingQuery): Promise<readonly Head[]> {
    this.#assertOpen();
    return waitingHeads(this.#heads(), query);
  }

  async tally(query: TallyQuery): Promise<Tally> {
    this.#assertOpen();
    return tallyHeads(this.#heads(), query);
  }

  async openCounts(): Promise<readonly OpenCount[]> {
    this.#assertOpen();
    return openCountsOf(this.#heads());
  }

  async functionsWithExecutions(): Promise<readonly string[]> {
    this.#assertOpen();
    return functionNamesOf(this.#heads());
  }

  async due(until: number, limit: number, from = 0): Promise<readonly DueExecution[]> {
    this.#assertOpen();
    return this.#heads()
      .flatMap(({ executionId, wakeAt }) =>
        wakeAt !== undefined && wakeAt >= from && wakeAt <= until ? [{ executionId, wakeAt }] : [],
      )
      .sort((left, right) => left.wakeAt - right.wakeAt || byText(left.executionId, right.executionId))
      .slice(0, limit);
  }

  async running(limit: number): Promise<readonly Head[]> {
    this.#assertOpen();
    return this.#heads()
      .filter((head) => head.runningOn !== undefined)
      .sort((left, right) => byText(left.executionId, right.executionId))
      .slice(0, limit);
  }

  async messages(limit: number, after?: string): Promise<readonly Message[]> {
    this.#assertOpen();
    return this.#sortedMessages()
      .filter((message) => after === undefined || message.messageId > after)
      .slice(0, limit);
  }

  async writeRecords(writes: readonly RecordWrite[]): Promise<boolean> {
    this.#assertOpen();
    return this.#documents.write(writes);
  }

  async record(kind: string, key: string): Promise<StoredRecord | undefined> {
    this.#assertOpen();
    return this.#documents.record(kind, key);
  }

  async records(kind: string, prefix = ''): Promise<readonly StoredRecord[]> {
    this.#assertOpen();
    return this.#documents
      .records()
      .filter((record) => record.kind === kind && record.key.startsWith(prefix));
  }

  async writeBlob(hash: string, bytes: Uint8Array): Promise<void> {
    this.#assertOpen();
    this.#documents.writeBlob(hash, bytes);
  }

  async blob(hash: string): Promise<Uint8Array | undefined> {
    this.#assertOpen();
    return this.#documents.blob(hash);
  }

  async blobHashes(): Promise<readonly string[]> {
    this.#assertOpen();
    return this.#documents.blobs().map(({ hash }) => hash);
  }

  async removeBlob(hash: string): Promise<void> {
    this.#assertOpen();
    this.#documents.removeBlob(hash);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  /** What the store keeps now, also after `close`. Later commits do not change it. */
  snapshot(): StoreSnapshot {
    return {
      executions: [...this.#executions.values()]
        .sort((left, right) => byText(left.head.executionId, right.head.executionId))
        .map(toStored),
      messages: this.#sortedMessages(),
      records: this.#documents.records(),
      blobs: this.#documents.blobs(),
    };
  }

  #apply(change: Change): ChangeOutcome {
    const existing = this.#executions.get(change.executionId);
    if ((existing?.entries.length ?? 0) !== change.expectedVersion) return 'stale';
    if (change.head) {
      const bearer = this.#names.get(nameKey(change.head));
      if (bearer !== undefined && bearer !== change.executionId) return 'name-taken';
    }
    if (change.remove) this.#remove(change.executionId);
    else this.#write(change, existing);
    for (const messageId of change.messagesRemoved ?? []) this.#messages.delete(messageId);
    for (const message of change.messagesAdded ?? []) {
      if (!this.#messages.has(message.messageId)) this.#messages.set(message.messageId, message);
    }
    return 'committed';
  }

  #write(change: Change, existing: Execution | undefined): void {
    if (change.head) {
      const head = Object.freeze({ ...change.head });
      if (existing) this.#names.delete(nameKey(existing.head));
      this.#names.set(nameKey(head), change.executionId);
      if (existing) existing.head = head;
      else this.#executions.set(change.executionId, { head, entries: [] });
    }
    if (change.entry !== '') this.#executions.get(change.executionId)?.entries.push(change.entry);
  }

  #remove(executionId: ExecutionId): void {
    const execution = this.#executions.get(executionId);
    if (execution) this.#names.delete(nameKey(execution.head));
    this.#executions.delete(executionId);
  }

  #heads(): readonly Head[] {
    return [...this.#executions.values()].map((execution) => execution.head);
  }

  #sortedMessages(): readonly Message[] {
    return [...this.#messages.values()].sort((left, right) => byText(left.messageId, right.messageId));
  }

  #assertOpen(): void {
    if (this.#closed) throw new StoreFault('closed', 'The store is closed.', 'Open it anew.');
  }
}

function toStored({ head, entries }: Execution): StoredExecution {
  return { head, version: entries.length, entries: [...entries] };
}

/** Names never hold a NUL: the function's name has its pattern, and so has the execution's. */
function nameKey({ functionName, executionName }: Pick<Head, 'functionName' | 'executionName'>): string {
  return `${functionName}\0${executionName}`;
}

function listed(heads: readonly Head[], query: ListQuery): readonly Head[] {
  const direction = query.order === 'newest-first' ? -1 : 1;
  return heads
    .filter((head) => isListed(head, query))
    .filter((head) => !query.after || direction * byStart(head, query.after) > 0)
    .sort((left, right) => direction * byStart(left, right))
    .slice(0, query.limit);
}

function isAmong({ executionName, endedAt }: Head, among: Among): boolean {
  if ('namePrefix' in among) return executionName.startsWith(among.namePrefix);
  return endedAt !== undefined && endedAt > among.endedAfter;
}

function isListed(head: Head, query: ListQuery): boolean {
  return (
    (query.functionName === undefined || head.functionName === query.functionName) &&
    (query.functionVersion === undefined || head.functionVersion === query.functionVersion) &&
    (query.executionName === undefined || head.executionName === query.executionName) &&
    (!query.statuses?.length || query.statuses.includes(head.status)) &&
    (query.startedAfter === undefined || head.startedAt > query.startedAfter) &&
    (query.startedBefore === undefined || head.startedAt < query.startedBefore)
  );
}

function byStart(left: ListPosition, right: ListPosition): number {
  return left.startedAt - right.startedAt || byText(left.executionId, right.executionId);
}

function byText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
