// Callers who wait for executions to end: synchronous invocations.

import type { ExecutionState } from '@perdure/engine';
import type { ExecutionId } from '@perdure/protocol';
import type { Outcome } from './execution-service.ts';

type Waiter = (outcome: Outcome) => void;

export class Settlements {
  readonly #waiters = new Map<ExecutionId, Set<Waiter>>();

  /** Answers the waiters of an execution that has just closed. */
  settle(state: ExecutionState): void {
    const { executionId } = state.reference;
    const waiters = this.#waiters.get(executionId);
    if (waiters === undefined || state.closed === undefined) return;
    this.#waiters.delete(executionId);
    for (const waiter of waiters) waiter(state.closed.outcome);
  }

  /** Waits until the execution closes; a caller that gives up is forgotten, and its promise stays open. */
  wait(executionId: ExecutionId, signal: AbortSignal): Promise<Outcome> {
    return new Promise((resolve) => {
      const waiters = this.#waiters.get(executionId) ?? new Set();
      this.#waiters.set(executionId, waiters);
      waiters.add(resolve);
      signal.addEventListener(
        'abort',
        () => {
          waiters.delete(resolve);
          if (waiters.size === 0) this.#waiters.delete(executionId);
        },
        { once: true },
      );
    });
  }
}
