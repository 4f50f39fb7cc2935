// How many executions have not ended, by function and version. Counted by the store once, then kept by what commits: so asking
// costs nothing, however many there are.

import type { ExecutionStatus } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import type { CommittedChange } from '../loop/submission.ts';

const openStatuses: ReadonlySet<ExecutionStatus> = new Set<ExecutionStatus>(['RUNNING', 'PAUSING', 'PAUSED']);

export class RunningCounts {
  /** By function, then by version; no count is 0. */
  readonly #counts = new Map<string, Map<string, number>>();

  /** Before the first commit. */
  async load(store: Store): Promise<void> {
    for (const { functionName, functionVersion, count } of await store.openCounts()) {
      this.#add(functionName, functionVersion, count);
    }
  }

  /** Told of each commit. */
  onCommitted({ head, statusBefore }: CommittedChange): void {
    const wasOpen = statusBefore !== undefined && openStatuses.has(statusBefore);
    const isOpen = openStatuses.has(head.status);
    if (isOpen !== wasOpen) this.#add(head.functionName, head.functionVersion, isOpen ? 1 : -1);
  }

  /** Of all functions that have any. */
  *all(): Iterable<{ functionName: string; version: string; count: number }> {
    for (const [functionName, versions] of this.#counts) {
      for (const [version, count] of versions) yield { functionName, version, count };
    }
  }

  /** By version, in the order of their names. */
  of(functionName: string): ReadonlyMap<string, number> {
    return new Map(
      [...(this.#counts.get(functionName) ?? [])].sort(([left], [right]) => (left < right ? -1 : 1)),
    );
  }

  #add(functionName: string, functionVersion: string, difference: number): void {
    const versions = this.#counts.get(functionName) ?? new Map<string, number>();
    this.#counts.set(functionName, versions);
    const count = (versions.get(functionVersion) ?? 0) + difference;
    if (count === 0) versions.delete(functionVersion);
    else versions.set(functionVersion, count);
    if (versions.size === 0) this.#counts.delete(functionName);
  }
}
