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

interface Weight {
  bytes: number;
  isBusy: boolean;
}

/**
 * Two shares. One is for executions whose function runs now: its next checkpoint asks for them again, and reading the journal
 * of a large one for each checkpoint would cost the square of its size. The other is for all the rest.
 */
export class ExecutionCache {
  readonly #idleBytesMax: number;
  readonly #busyBytesMax: number;
  /** In order of use, the least recent first. */
  readonly #entries = new Map<ExecutionId, CachedExecution>();
  readonly #weights = new Map<ExecutionId, Weight>();
  #idleBytes = 0;
  #busyBytes = 0;

  /** `bytesMax` is the bound of either share. */
  constructor(bytesMax?: number) {
    this.#idleBytesMax = bytesMax ?? loopLimits.cacheBytesMax;
    this.#busyBytesMax = bytesMax ?? loopLimits.busyCacheBytesMax;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(executionId: ExecutionId): CachedExecution | undefined {
    return this.#entries.get(executionId);
  }

  put(executionId: ExecutionId, entry: CachedExecution): void {
    this.drop(executionId);
    const weight = { bytes: estimateBytes(entry.state), isBusy: entry.state.invocation !== undefined };
    this.#entries.set(executionId, entry);
    this.#weights.set(executionId, weight);
    this.#count(weight, weight.bytes);
  }

  drop(executionId: ExecutionId): void {
    const weight = this.#weights.get(executionId);
    if (weight === undefined) return;
    this.#entries.delete(executionId);
    this.#weights.delete(executionId);
    this.#count(weight, -weight.bytes);
  }

  /** Drops the least recently used entries of each share until its bound holds. */
  trim(): void {
    if (!this.#isOver(true) && !this.#isOver(false)) return;
    for (const [executionId, { isBusy }] of this.#weights) if (this.#isOver(isBusy)) this.drop(executionId);
  }

  #isOver(isBusy: boolean): boolean {
    return isBusy ? this.#busyBytes > this.#busyBytesMax : this.#idleBytes > this.#idleBytesMax;
  }

  #count({ isBusy }: Weight, bytes: number): void {
    if (isBusy) this.#busyBytes += bytes;
    else this.#idleBytes += bytes;
  }
}

const estimateBytes = (state: ExecutionState): number =>
  loopLimits.stateBytes + state.storageBytes + state.operations.size * loopLimits.operationBytes;
