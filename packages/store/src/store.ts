// The storage port: what a store must do for a server, and nothing about why.
//
// A store keeps rows and decides nothing. Of an execution it keeps
//   - the journal: what each commit appended, as opaque text, numbered 1, 2, 3 … (the number is the execution's version);
//   - the head: a projection for finding, listing and waking, replaced whole when a commit brings one;
//   - outbox messages: words to others, written with the commit that caused them, removed with the commit that used them.
// Besides, it keeps records: small documents (functions, aliases) and blobs (code) of the control plane.
//
// S1  A commit is durable when its promise resolves: it survives a crash of the process and loss of power.
// S2  All changes of one `commit` call that are not refused become visible together, or none of them does.
// S3  A change is applied only if the execution's version equals `expectedVersion`; otherwise nothing of it is applied.
// S4  No two executions of one function bear the same name.
// S5  A rejected promise (full disk, lost connection) means that nothing of the call was applied, or that the store is
//     closed for good and refuses every later call until it is opened anew.

import type { ExecutionId, ExecutionStatus, Millis } from '@perdure/protocol';

/** What is known of an execution without reading its journal. */
export interface Head {
  executionId: ExecutionId;
  functionName: string;
  functionVersion: string;
  executionName: string;
  status: ExecutionStatus;
  startedAt: Millis;
  endedAt?: Millis;
  /** When a server must look at the execution again; absent when only a message from outside can move it. */
  wakeAt?: Millis;
  /** The server session that runs an invocation of it now. */
  runningOn?: string;
  /** Of an execution that ended without success, each cut to a bounded length. */
  errorType?: string;
  errorMessage?: string;
  /** Since when it waits for a callback: the start of the oldest that is open. */
  callbackSince?: Millis;
  /** Since when something in it has failed that is tried again. */
  retryingSince?: Millis;
}

/** A word from one execution to somebody else, kept until it has been acted upon. */
export interface Message {
  /** Unique in the store, and the key under which the receiver recognises a repetition. */
  messageId: string;
  /** The execution that sent it. */
  sender: ExecutionId;
  /** Opaque to the store. */
  body: string;
}

export interface Change {
  executionId: ExecutionId;
  /** 0 for an execution that does not exist yet. */
  expectedVersion: number;
  /** The journal entry of this commit. Opaque to the store. Empty when the commit only removes messages or the execution. */
  entry: string;
  /** Present when the projection changed; required on the first commit. */
  head?: Head;
  messagesAdded?: readonly Message[];
  /** Ids of messages that this commit has acted upon. Unknown ids are ignored. */
  messagesRemoved?: readonly string[];
  /**
   * Removes the execution with its head and journal; its name becomes free. `entry` is then empty. Messages that it has
   * sent, with this change too, stay until they have been acted upon: a word that was sent arrives.
   */
  remove?: true;
}

export type ChangeOutcome = 'committed' | 'stale' | 'name-taken';

export interface StoredExecution {
  head: Head;
  version: number;
  /** The entries in order; `entries[0]` belongs to version 1. */
  entries: readonly string[];
}

export interface DueExecution {
  executionId: ExecutionId;
  wakeAt: Millis;
}

export interface ListQuery {
  functionName?: string;
  functionVersion?: string;
  executionName?: string;
  /** Empty or absent: every status. */
  statuses?: readonly ExecutionStatus[];
  /** Both exclusive. */
  startedAfter?: Millis;
  startedBefore?: Millis;
  order: 'newest-first' | 'oldest-first';
  /** Where the page before this one ended. */
  after?: ListPosition;
  limit: number;
}

/** Executions that lie anywhere in the order of a list. */
export type Among = {
  /** More of them, over all functions, are not sorted. */
  max: number;
} & (
  | { /** What their names begin with. */ namePrefix: string }
  | { /** When they have ended at the earliest; exclusive. */ endedAfter: Millis }
);

export interface WaitingQuery {
  /** What is waited for: a callback, or another attempt of what has failed. */
  for: 'callback' | 'retry';
  functionName?: string;
  /** Only those that wait since then or longer. */
  since?: Millis;
  /** Ties are in the order of the execution ids, in the same direction. */
  order: 'longest-first' | 'shortest-first';
  /** Where the page before this one ended. */
  after?: WaitingPosition;
  limit: number;
}

export interface WaitingPosition {
  since: Millis;
  executionId: ExecutionId;
}

/** Executions of one function that started or ended within a time, counted in buckets of equal length from `from` on. */
export interface TallyQuery {
  functionName: string;
  /** Inclusive; `to` is exclusive. */
  from: Millis;
  to: Millis;
  bucketMillis: number;
}

export interface Tally {
  started: readonly { bucket: number; count: number }[];
  ended: readonly EndedCount[];
  /** Over all time; absent when the function has no executions. */
  lastStartedAt?: Millis;
}

export interface EndedCount {
  /** Of the end. */
  bucket: number;
  status: ExecutionStatus;
  /** The class of the durations, by `durationClassOf`. */
  durationClass: number;
  count: number;
}

export interface OpenCount {
  functionName: string;
  functionVersion: string;
  count: number;
}

/** A place in a list: the order is by start time, ties by execution id. */
export interface ListPosition {
  startedAt: Millis;
  executionId: ExecutionId;
}

export interface StoredRecord {
  kind: string;
  key: string;
  /** Counts the writes of this record, from 1. */
  revision: number;
  body: string;
}

export interface RecordWrite {
  kind: string;
  key: string;
  /** 0 to create. */
  expectedRevision: number;
  /** Absent to delete. */
  body?: string;
}

export interface Store {
  /** Applies the changes in one durable transaction and reports on each, in order. */
  commit(changes: readonly Change[]): Promise<readonly ChangeOutcome[]>;
  /** Head and journal of each execution, in the order asked; undefined where there is none. */
  read(executionIds: readonly ExecutionId[]): Promise<readonly (StoredExecution | undefined)[]>;
  head(executionId: ExecutionId): Promise<Head | undefined>;
  findByName(functionName: string, executionName: string): Promise<ExecutionId | undefined>;
  list(query: ListQuery): Promise<readonly Head[]>;
  /** As `list`, of some executions only; undefined when those are too many. */
  listAmong(query: ListQuery, among: Among): Promise<readonly Head[] | undefined>;
  /** Executions that wait for a callback or for another attempt, in the order of since when they wait. */
  waiting(query: WaitingQuery): Promise<readonly Head[]>;
  /** Counts in order of bucket, then status, then class of duration. What was removed does not count. */
  tally(query: TallyQuery): Promise<Tally>;
  /** How many executions have not ended, by function and version, in that order. */
  openCounts(): Promise<readonly OpenCount[]>;
  /** The names of all functions that have executions, in order. */
  functionsWithExecutions(): Promise<readonly string[]>;
  /** Executions whose `wakeAt` is not after `until` and not before `from`, earliest first. Default of `from`: the earliest. */
  due(until: Millis, limit: number, from?: Millis): Promise<readonly DueExecution[]>;
  /** Executions whose head names a server session, whichever; what a restarted server must take over. */
  running(limit: number): Promise<readonly Head[]>;
  /** Messages not yet acted upon, in the order of their ids, those after `after`. */
  messages(limit: number, after?: string): Promise<readonly Message[]>;

  /** All of the writes or none: false when one of the revisions is not the current one. */
  writeRecords(writes: readonly RecordWrite[]): Promise<boolean>;
  record(kind: string, key: string): Promise<StoredRecord | undefined>;
  /** Records of a kind whose key begins with `prefix`, in key order. */
  records(kind: string, prefix?: string): Promise<readonly StoredRecord[]>;
  /** Keeps bytes under their hash. Writing the same hash again changes nothing. */
  writeBlob(hash: string, bytes: Uint8Array): Promise<void>;
  blob(hash: string): Promise<Uint8Array | undefined>;
  removeBlob(hash: string): Promise<void>;
  /** The hashes of all blobs, in their order. */
  blobHashes(): Promise<readonly string[]>;

  close(): Promise<void>;
}

/** The store cannot serve any more, or could not apply a commit. `now` says what the operator should do. */
export class StoreFault extends Error {
  override readonly name = 'StoreFault';
  readonly kind: StoreFaultKind;
  readonly now: string;

  constructor(kind: StoreFaultKind, message: string, now: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.now = now;
  }
}

export type StoreFaultKind =
  | 'held-by-another'
  | 'read-only'
  | 'full'
  | 'corrupt'
  | 'unreachable'
  | 'newer-format'
  | 'closed';
