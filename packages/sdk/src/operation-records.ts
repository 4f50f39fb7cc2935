// Owns: what the service has recorded about the execution, as far as this invocation knows it, and who waits for a
// change of it. Does not own: when to ask the service (checkpoint-queue.ts, operation-wait.ts).
//
// R1  A record is replaced as a whole, never edited: a reader may keep one over an await.
// R2  A watcher is called at most once, and only when the status of its operation differs.

import type { OperationStatus } from './api/operation-enums.ts';
import type { WireOperation } from './api/wire.ts';

const terminalStatuses: ReadonlySet<OperationStatus> = new Set<OperationStatus>([
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
  'TIMED_OUT',
  'STOPPED',
]);

/** Whether a status is final. */
export const isTerminal = (status: OperationStatus | undefined): boolean =>
  status !== undefined && terminalStatuses.has(status);

export class OperationRecords {
  readonly #records = new Map<string, WireOperation>();
  readonly #watchers = new Map<string, Set<() => void>>();

  get size(): number {
    return this.#records.size;
  }

  get(id: string): WireOperation | undefined {
    return this.#records.get(id);
  }

  all(): IterableIterator<WireOperation> {
    return this.#records.values();
  }

  /** Takes records over and releases the watchers of those whose status differs. Answers the ids of these. */
  merge(operations: readonly WireOperation[]): string[] {
    const changed: string[] = [];
    for (const operation of operations) {
      const id = operation.Id;
      if (id === undefined) continue;
      const before = this.#records.get(id);
      this.#records.set(id, operation);
      if (before?.Status === operation.Status) continue;
      changed.push(id);
      this.#release(id);
    }
    return changed;
  }

  /** Calls back once, when the status of an operation differs from now. The answer ends the watch. */
  watch(id: string, onChange: () => void): () => void {
    let watchers = this.#watchers.get(id);
    if (watchers === undefined) {
      watchers = new Set();
      this.#watchers.set(id, watchers);
    }
    watchers.add(onChange);
    return () => {
      watchers.delete(onChange);
      if (watchers.size === 0 && this.#watchers.get(id) === watchers) this.#watchers.delete(id);
    };
  }

  #release(id: string): void {
    const watchers = this.#watchers.get(id);
    if (watchers === undefined) return;
    this.#watchers.delete(id);
    for (const onChange of watchers) onChange();
  }
}
