// What happens to executions, for those who watch: status changes of all, and whatever is committed of the one that somebody
// watches. Fed by the loop after each commit; a commit costs it two look-ups when nobody watches.
//
// F1  A watcher is told in the order of commits, and of everything since it came.
// F2  The last `ringChangesMax` status changes are kept, so that who was cut off for a moment goes on where it was.

import type { ExecutionId } from '@perdure/protocol';
import type { Head } from '@perdure/store';
import type { CommittedChange } from '../loop/submission.ts';
import { feedLimits } from './limits.ts';

/** A status change: the head that it has left, and its number. */
export interface StatusChange {
  readonly number: number;
  readonly head: Head;
}

export type StopWatching = () => void;

export class ExecutionFeed {
  readonly #statusWatchers = new Set<(change: StatusChange) => void>();
  readonly #executionWatchers = new Map<ExecutionId, Set<(change: CommittedChange) => void>>();
  /** The change number n lies at n modulo the size. */
  readonly #ring: StatusChange[] = [];
  #lastNumber = 0;

  /** The number of the newest status change; 0 before the first one. */
  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** Told of each commit. */
  onCommitted(change: CommittedChange): void {
    if (change.head.status !== change.statusBefore) this.#onStatusChange(change.head);
    const watchers = this.#executionWatchers.get(change.head.executionId);
    if (watchers !== undefined) for (const watcher of watchers) watcher(change);
  }

  /** Status changes behind that number, oldest first; undefined when they are not all known any more. */
  since(number: number): readonly StatusChange[] | undefined {
    const oldest = Math.max(1, this.#lastNumber - feedLimits.ringChangesMax + 1);
    if (!Number.isInteger(number) || number + 1 < oldest || number > this.#lastNumber) return undefined;
    const changes: StatusChange[] = [];
    for (let next = number + 1; next <= this.#lastNumber; next += 1) {
      const change = this.#ring[next % feedLimits.ringChangesMax];
      if (change !== undefined) changes.push(change);
    }
    return changes;
  }

  watchStatuses(watcher: (change: StatusChange) => void): StopWatching {
    this.#statusWatchers.add(watcher);
    return () => this.#statusWatchers.delete(watcher);
  }

  watchExecution(executionId: ExecutionId, watcher: (change: CommittedChange) => void): StopWatching {
    const watchers = this.#executionWatchers.get(executionId) ?? new Set();
    this.#executionWatchers.set(executionId, watchers);
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0) this.#executionWatchers.delete(executionId);
    };
  }

  #onStatusChange(head: Head): void {
    this.#lastNumber += 1;
    const change = { number: this.#lastNumber, head };
    this.#ring[change.number % feedLimits.ringChangesMax] = change;
    for (const watcher of this.#statusWatchers) watcher(change);
  }
}
