// Owns: which operation a handle means, and who waits for it.
//
// A handle may be made before the run: it holds the book and a way to find its operation. When the runner begins a run it
// opens the book at that run's view; handles made earlier see it from then on.

import type { Operation } from '@perdure/sdk';
import type { ExecutionView } from './execution-view.ts';
import { hasReached } from './operation-progress.ts';
import { WaitingOperationStatus } from './waiting-operation-status.ts';

/** How a handle finds its operation. */
export interface OperationQuery {
  /** Completes "no operation …" in messages. */
  description: string;
  find(operations: readonly Operation[]): Operation | undefined;
}

interface Waiter {
  query: OperationQuery;
  status: WaitingOperationStatus;
  resolve: () => void;
  reject: (error: Error) => void;
}

export class OperationBook {
  #view: ExecutionView | undefined;
  #isOver = false;
  #refusal: string | undefined;
  readonly #waiters = new Set<Waiter>();
  readonly #awaited: OperationQuery[] = [];

  get view(): ExecutionView | undefined {
    return this.#view;
  }

  /** A run begins. */
  open(view: ExecutionView): void {
    this.#view = view;
    this.#isOver = false;
  }

  /** Something happened in the run. */
  update(): void {
    if (this.#waiters.size === 0) return;
    const operations = this.operations();
    for (const waiter of [...this.#waiters]) {
      const operation = waiter.query.find(operations);
      if (operation === undefined || !hasReached(operation, waiter.status, operations)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }

  /** The run has ended: who still waits, waits in vain. */
  close(): void {
    this.update();
    this.#isOver = true;
    for (const waiter of this.#waiters) waiter.reject(this.#notFound(waiter.query, waiter.status));
    this.#waiters.clear();
  }

  operations(): readonly Operation[] {
    return this.#view?.operations() ?? [];
  }

  find(query: OperationQuery): Operation | undefined {
    return query.find(this.operations());
  }

  /** From now on nobody may wait before a run is over; the text says why. */
  refuseWaiting(refusal: string): void {
    this.#refusal = refusal;
  }

  wait(query: OperationQuery, status: WaitingOperationStatus): Promise<void> {
    if (this.#refusal !== undefined && !this.#isOver) return Promise.reject(new Error(this.#refusal));
    this.#awaited.push(query);
    const operations = this.operations();
    const operation = query.find(operations);
    if (operation !== undefined && hasReached(operation, status, operations)) return Promise.resolve();
    if (this.#isOver) return Promise.reject(this.#notFound(query, status));
    return new Promise((resolve, reject) => {
      this.#waiters.add({ query, status, resolve, reject });
    });
  }

  /** Whether the test has ever waited for this operation. */
  hasWaitedFor(operation: Operation): boolean {
    const operations = this.operations();
    return this.#awaited.some((query) => query.find(operations)?.Id === operation.Id);
  }

  #notFound(query: OperationQuery, status: WaitingOperationStatus): Error {
    const operation = this.find(query);
    const found =
      operation === undefined
        ? `There is no operation ${query.description}; ${describeKnown(this.operations())}`
        : `The operation ${query.description} ended up ${operation.Status}.`;
    const isLate = status === WaitingOperationStatus.STARTED ? '' : ` Expected status: ${status}.`;
    return new Error(`Operation was not found after execution completion.${isLate} ${found}`);
  }
}

const NAMES_SHOWN_MAX = 30;

/** Lists what there is, for messages about what there is not. */
export function describeKnown(operations: readonly Operation[]): string {
  if (operations.length === 0) return 'the execution has no operations.';
  const labels = operations.map(({ Name, SubType, Type, Id }) =>
    Name === undefined ? `an unnamed ${SubType ?? Type} (${Id})` : `"${Name}"`,
  );
  const distinct = [...new Set(labels)];
  const shown = distinct.slice(0, NAMES_SHOWN_MAX).join(', ');
  const rest = distinct.length - NAMES_SHOWN_MAX;
  return `the execution has ${shown}${rest > 0 ? ` and ${rest} more` : ''}.`;
}
