// A disk under the server that keeps what was synced and nothing else.
//
// A commit takes time. Until its sync point it is nowhere; from there on it is on the disk; later its promise resolves. A
// crash before the sync point loses the commit whole, or keeps it whole although nobody was told. The rows and the rules
// of the store are those of the memory store, the oracle of the contract.

import { decodeEntry } from '@perdure/engine';
import {
  type Change,
  type ChangeOutcome,
  MemoryStore,
  type Store,
  StoreFault,
  type StoreSnapshot,
} from '@perdure/store';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { SimulatedTime } from './simulated-time.ts';
import type { Trace } from './trace.ts';
import type { WallClock } from './wall-clock.ts';

const SYNC_MILLIS_MAX = 3;
const ACKNOWLEDGE_MILLIS_MAX = 2;
const READ_MILLIS_MAX = 2;
const SLOW_SYNC_MILLIS_MAX = 2000;

/** A disk that breaks the store's contract shows whether the checkers notice. */
export type DiskKind = 'honest' | 'acknowledges-early' | 'forgets-wake-ups';

export interface DiskOptions {
  kind: DiskKind;
  time: SimulatedTime;
  wall: WallClock;
  faults: Faults;
  random: Random;
  trace: Trace;
}

/** A crash of the server at one commit, for who wants to try each in turn. */
export interface Interruption {
  /** The commit, counted from 1. */
  at: number;
  /** Whether the commit has reached the disk by then. */
  isKept: boolean;
  crash(): void;
}

/** The disk, which outlives every server. */
export class SimulatedDisk {
  readonly #options: DiskOptions;
  readonly #rows = new MemoryStore();
  /** Until then every access fails: the disk is full, or the store cannot be reached. */
  #outageUntil = 0;
  #commits = 0;
  #interruption: Interruption | undefined;

  constructor(options: DiskOptions) {
    this.#options = options;
  }

  snapshot(): StoreSnapshot {
    return this.#rows.snapshot();
  }

  failFor(millis: number): void {
    this.#outageUntil = this.#options.time.now + millis;
  }

  endOutage(): void {
    this.#outageUntil = 0;
  }

  get isOut(): boolean {
    return this.#options.time.now < this.#outageUntil;
  }

  /** Opens the store for one server process. */
  open(): DiskSession {
    return new DiskSession(this, this.#rows, this.#options);
  }

  /** Commits that have reached their sync point, whatever became of them. */
  get commits(): number {
    return this.#commits;
  }

  interrupt(interruption: Interruption): void {
    this.#interruption = interruption;
  }

  /** Syncs a commit, unless it is the one to be interrupted: then the server crashes, right before or right after. */
  async sync(changes: readonly Change[]): Promise<readonly ChangeOutcome[]> {
    this.#commits += 1;
    const interruption = this.#interruption?.at === this.#commits ? this.#interruption : undefined;
    const outcomes = interruption?.isKept === false ? [] : await this.apply(changes);
    interruption?.crash();
    return outcomes;
  }

  /** Applies the changes, and tells the trace what is on the disk from now on. */
  async apply(changes: readonly Change[]): Promise<readonly ChangeOutcome[]> {
    const outcomes = await this.#rows.commit(changes);
    const clock = this.#options.wall.latest();
    for (const [index, { executionId, expectedVersion, entry, head, remove }] of changes.entries()) {
      if (outcomes[index] !== 'committed') continue;
      if (remove) this.#options.trace.observe({ kind: 'removed', executionId, clock });
      if (entry === '') continue;
      this.#options.trace.observe({
        kind: 'committed',
        executionId,
        version: expectedVersion + 1,
        entry: decodeEntry(entry),
        ...(head === undefined ? {} : { head }),
        clock,
      });
    }
    return outcomes;
  }
}

interface PendingCommit {
  changes: readonly Change[];
  isSynced: boolean;
}

/** The store as one server process has it open. After a crash none of its promises settles. */
export class DiskSession {
  readonly #disk: SimulatedDisk;
  readonly #rows: MemoryStore;
  readonly #options: DiskOptions;
  readonly #pending = new Set<PendingCommit>();
  #isCrashed = false;
  #isClosed = false;
  readonly store: Store;

  constructor(disk: SimulatedDisk, rows: MemoryStore, options: DiskOptions) {
    this.#disk = disk;
    this.#rows = rows;
    this.#options = options;
    this.store = this.#makeStore();
  }

  /** From now on every call is refused. What was not synced yet is not applied. */
  close(): void {
    this.#isClosed = true;
  }

  /** The process is gone: of what was not synced yet, chance decides, and nobody hears of it. */
  async crash(): Promise<void> {
    this.#isCrashed = true;
    for (const commit of this.#pending) {
      if (!commit.isSynced && this.#options.faults.strikes('commitSurvives')) {
        commit.isSynced = true;
        await this.#disk.apply(commit.changes);
      }
    }
  }

  #makeStore(): Store {
    const rows = this.#rows;
    const { kind } = this.#options;
    return {
      commit: (changes) => this.#commit(changes),
      read: (ids) => this.#read(() => rows.read(ids)),
      head: (id) => this.#read(() => rows.head(id)),
      findByName: (functionName, executionName) =>
        this.#read(() => rows.findByName(functionName, executionName)),
      list: (query) => this.#read(() => rows.list(query)),
      listAmong: (query, among) => this.#read(() => rows.listAmong(query, among)),
      waiting: (query) => this.#read(() => rows.waiting(query)),
      tally: (query) => this.#read(() => rows.tally(query)),
      openCounts: () => this.#read(() => rows.openCounts()),
      functionsWithExecutions: () => this.#read(() => rows.functionsWithExecutions()),
      due: (until, limit, from) =>
        this.#read(() => (kind === 'forgets-wake-ups' ? [] : rows.due(until, limit, from))),
      running: (limit) => this.#read(() => rows.running(limit)),
      messages: (limit, after) => this.#read(() => rows.messages(limit, after)),
      writeRecords: (writes) => rows.writeRecords(writes),
      record: (kind, key) => rows.record(kind, key),
      records: (kind, prefix) => rows.records(kind, prefix),
      writeBlob: (hash, bytes) => rows.writeBlob(hash, bytes),
      blob: (hash) => rows.blob(hash),
      removeBlob: (hash) => rows.removeBlob(hash),
      blobHashes: () => rows.blobHashes(),
      close: async () => undefined,
    };
  }

  async #commit(changes: readonly Change[]): Promise<readonly ChangeOutcome[]> {
    const { random, faults, kind } = this.#options;
    const commit: PendingCommit = { changes, isSynced: false };
    this.#pending.add(commit);
    const slow = faults.strikes('commitSlow') ? random.between(0, SLOW_SYNC_MILLIS_MAX) : 0;
    await this.#pass(random.between(0, SYNC_MILLIS_MAX) + slow);
    if (this.#isClosed || this.#disk.isOut || faults.strikes('commitRejected')) {
      this.#pending.delete(commit);
      throw new StoreFault('full', 'The disk is full.', 'Make room.');
    }
    if (kind === 'acknowledges-early') return this.#promise(commit);
    commit.isSynced = true;
    const outcomes = await this.#disk.sync(changes);
    await this.#pass(random.between(0, ACKNOWLEDGE_MILLIS_MAX));
    this.#pending.delete(commit);
    return outcomes;
  }

  /** Says that all is done, and does it later, if nothing comes between. */
  #promise(commit: PendingCommit): ChangeOutcome[] {
    void this.#pass(SLOW_SYNC_MILLIS_MAX).then(() => this.#disk.apply(commit.changes));
    return commit.changes.map(() => 'committed');
  }

  async #read<Rows>(read: () => Promise<Rows> | Rows): Promise<Rows> {
    const { random, faults } = this.#options;
    await this.#pass(random.between(0, READ_MILLIS_MAX));
    if (this.#isClosed || this.#disk.isOut || faults.strikes('readRejected')) {
      throw new StoreFault('unreachable', 'The store does not answer.', 'Look whether it runs.');
    }
    const rows = await read();
    await this.#pass(random.between(0, READ_MILLIS_MAX));
    return rows;
  }

  /** Time passes, unless the process dies meanwhile: then whoever waits here waits for ever. */
  #pass(millis: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.time.after(millis, () => {
        if (!this.#isCrashed) resolve();
      });
    });
  }
}
