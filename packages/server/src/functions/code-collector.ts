// Removes code that no version of any function has any more.
//
// Code is kept by its hash, so several versions may share it, and nobody counts them. A collection reads what all records
// name and removes the rest. It runs when the server starts, which picks up what a crash has left, and some time after
// code was let go: an environment that is just being made for it still finds it.
//
// G1  Code is not removed between its upload and the record that names it: both happen inside `whileUploading`, and a
//     collection waits until no upload is under way and holds back those that follow.

import type { Store } from '@perdure/store';
import type { FunctionConfiguration } from './function-api.ts';
import { type FunctionRecord, readRecord, recordKinds } from './function-record.ts';
import { functionLimits } from './limits.ts';

export interface CodeCollectorOptions {
  store: Pick<Store, 'records' | 'blobHashes' | 'removeBlob'>;
  /** Calls back after the delay, unless what it answers is called before. */
  later(millis: number, action: () => void): () => void;
  /** Told after each collection which code there still is. */
  onCollected(kept: ReadonlySet<string>): void;
  onFault(fault: unknown): void;
}

export class CodeCollector {
  readonly #options: CodeCollectorOptions;
  #last: Promise<unknown> = Promise.resolve();
  #cancelPlanned: (() => void) | undefined;

  constructor(options: CodeCollectorOptions) {
    this.#options = options;
  }

  whileUploading<Value>(upload: () => Promise<Value>): Promise<Value> {
    return this.#alone(upload);
  }

  /** Some code may have lost its last version. */
  codeWasLetGo(): void {
    this.#cancelPlanned ??= this.#options.later(functionLimits.codeKeptMillis, () => {
      this.#cancelPlanned = undefined;
      this.collect().catch(this.#options.onFault);
    });
  }

  collect(): Promise<void> {
    return this.#alone(() => this.#collect());
  }

  close(): Promise<void> {
    this.#cancelPlanned?.();
    return this.#alone(async () => {});
  }

  async #collect(): Promise<void> {
    const { store, onCollected } = this.#options;
    const named = new Set<string>();
    for (const { body } of await store.records(recordKinds.function)) {
      named.add(readRecord<FunctionRecord>(body).latest.CodeSha256);
    }
    for (const { body } of await store.records(recordKinds.version)) {
      named.add(readRecord<FunctionConfiguration>(body).CodeSha256);
    }
    for (const hash of await store.blobHashes()) if (!named.has(hash)) await store.removeBlob(hash);
    onCollected(named);
  }

  #alone<Value>(work: () => Promise<Value>): Promise<Value> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }
}
