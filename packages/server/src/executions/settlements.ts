// Callers who wait for executions to end: synchronous invocations. They may want the end of the log too, which is gathered
// for as long as somebody waits.

import type { ExecutionState } from '@perdure/engine';
import type { ExecutionId } from '@perdure/protocol';
import { LogTail } from '../environments/log-tail.ts';
import type { Outcome, Settled } from './execution-service.ts';

type Waiter = (settled: Settled) => void;

interface Wait {
  waiters: Set<Waiter>;
  log: LogTail;
}

export class Settlements {
  readonly #waits = new Map<ExecutionId, Wait>();

  /** Answers the waiters of an execution that has just closed. */
  settle(state: ExecutionState): void {
    const { executionId } = state.reference;
    const wait = this.#waits.get(executionId);
    if (wait === undefined || state.closed === undefined) return;
    this.#waits.delete(executionId);
    const settled = withLog(state.closed.outcome, wait.log.toString());
    for (const waiter of wait.waiters) waiter(settled);
  }

  /** What an invocation of the execution printed. */
  hear(executionId: ExecutionId, log: string): void {
    if (log !== '') this.#waits.get(executionId)?.log.add(log.replace(/\n$/, ''));
  }

  /** Waits until the execution closes; a caller that gives up is forgotten, and its promise stays open. */
  wait(executionId: ExecutionId, signal: AbortSignal): Promise<Settled> {
    return new Promise((resolve) => {
      const wait = this.#waits.get(executionId) ?? { waiters: new Set(), log: new LogTail() };
      this.#waits.set(executionId, wait);
      wait.waiters.add(resolve);
      signal.addEventListener(
        'abort',
        () => {
          wait.waiters.delete(resolve);
          if (wait.waiters.size === 0) this.#waits.delete(executionId);
        },
        { once: true },
      );
    });
  }
}

const withLog = (outcome: Outcome, logTail: string): Settled =>
  logTail === '' ? outcome : { ...outcome, logTail };
