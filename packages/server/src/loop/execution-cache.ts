// States kept in memory because they may be needed again soon. Only a cache: the store has the truth, and any entry may be
// dropped at any time between two turns.

import type { ExecutionState } from '@perdure/engine';
import type { ExecutionId } from '@perdure/protocol';
import type { Head } from '@perdure/store';
import { loopLimits } from './limits.ts';

export interface CachedExecution {
  state: ExecutionState;
  /** The number of the last commit of this execution. */
  version: number;
  /** The head as the store has it. */
  head: Head | undefined;
}

export class ExecutionCache {
  readonly #bytesMax: number;
  /** In order of use, the least recent first. */
  readonly #entries = new Map<ExecutionId, CachedExecution>();
  readonly #sizes = new Map<ExecutionId, number>();
  #bytes = 0;

  constructor(bytesMax: number = loopLimits.cacheBytesMax) {
    this.#bytesMax = bytesMax;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(executionId: ExecutionId): CachedExecution | undefined {
    return this.#entries.get(executionId);
  }

  put(executionId: ExecutionId, entry: CachedExecution): void {
    this.drop(executionId);
    const size = estimateBytes(entry.state);
    this.#entries.set(executionId, entry);
    this.#sizes.set(executionId, size);
    this.#bytes += size;
  }

  drop(executionId: ExecutionId): void {
    if (!this.#entries.delete(executionId)) return;
    this.#bytes -= this.#sizes.get(executionId) ?? 0;
    this.#sizes.delete(executionId);
  }

  /** Drops the least recently used entries until the bound holds. */
  trim(): void {
    for (const executionId of this.#entries.keys()) {
      if (this.#bytes <= this.#bytesMax) return;
      this.drop(executionId);
    }
  }
}

const estimateBytes = (state: ExecutionState): number =>
  loopLimits.stateBytes + state.storageBytes + state.operations.size * loopLimits.operationBytes;
