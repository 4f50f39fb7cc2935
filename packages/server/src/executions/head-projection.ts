// Heads are a projection of journals. When a new version of Perdure projects more than the one that wrote a store, the heads
// that are there already are written anew: in the background, a few at a time, going on where a server before this one was
// stopped. Until it is done, lists know less of older executions; nothing else depends on it.

import type { Store } from '@perdure/store';
import type { ExecutionLoop } from '../loop/execution-loop.ts';
import { decodePosition, encodePosition } from './list-position.ts';

/** Counts the changes of what a head holds. 2: errors, and since when an execution waits. */
const PROJECTION = 2;
const RECORD = { kind: 'head-projection', key: 'progress' } as const;
/** Few enough that requests go on between two rounds. */
const ROUND_EXECUTIONS = 100;

interface Progress {
  projection: number;
  /** Where the last round ended; absent when all is done. */
  after?: string;
}

export interface HeadProjectionOptions {
  store: Store;
  loop: ExecutionLoop;
  onFault(fault: unknown): void;
}

export class HeadProjection {
  readonly #options: HeadProjectionOptions;
  #isStopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: HeadProjectionOptions) {
    this.#options = options;
  }

  /** Begins, and goes on in the background. */
  start(): void {
    this.#running = this.#bringUpToDate().catch(this.#options.onFault);
  }

  /** Resolves when every head is of this projection. */
  finished(): Promise<void> {
    return this.#running;
  }

  /** Stops after the round under way. */
  async close(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #bringUpToDate(): Promise<void> {
    const { store, loop } = this.#options;
    const record = await store.record(RECORD.kind, RECORD.key);
    const progress = record === undefined ? undefined : (JSON.parse(record.body) as Progress);
    let after = progress?.projection === PROJECTION ? progress.after : '';
    let expectedRevision = record?.revision ?? 0;
    while (after !== undefined && !this.#isStopped) {
      const heads = await store.list({
        order: 'oldest-first',
        limit: ROUND_EXECUTIONS,
        ...(after === '' ? {} : { after: decodePosition(after) }),
      });
      await Promise.all(heads.map(({ executionId }) => loop.project(executionId)));
      const last = heads.at(-1);
      after = last === undefined ? undefined : encodePosition(last);
      const body = JSON.stringify({ projection: PROJECTION, ...(after === undefined ? {} : { after }) });
      await store.writeRecords([{ ...RECORD, expectedRevision, body }]);
      expectedRevision += 1;
    }
  }
}
