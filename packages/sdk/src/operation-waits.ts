// Owns: waiting, inside a living invocation, for an operation that something outside completes.
//
// Usually the invocation suspends and this wait is forgotten. It matters while other branches keep the invocation
// busy: then the service is asked when the operation is due, and again at growing intervals until it has changed.
//
// W1  A change that any answer brings releases the wait at once; the timer is only for when no answer comes.
// W2  No timer outlives the invocation, and none is set that could not fire before its deadline.

import type { CheckpointQueue } from './checkpoint-queue.ts';
import type { Clock } from './clock.ts';
import { limits } from './limits.ts';
import { never } from './never.ts';
import { isTerminal, type OperationRecords } from './operation-records.ts';

export interface OperationWaitPorts {
  clock: Clock;
  records: OperationRecords;
  queue: CheckpointQueue;
  remainingMs: () => number;
}

export class OperationWaits {
  readonly #ports: OperationWaitPorts;
  readonly #cancels = new Set<() => void>();
  #isDisposed = false;

  constructor(ports: OperationWaitPorts) {
    this.#ports = ports;
  }

  /** Settles when the status of an operation differs from now. Without a due time, the first poll is after a second. */
  untilChanged(id: string, dueMs: number | undefined): Promise<void> {
    const { records, clock } = this.#ports;
    const status = records.get(id)?.Status;
    if (isTerminal(status)) return Promise.resolve();
    if (this.#isDisposed) return never();
    return new Promise((resolve) => {
      const poll: Poll = { count: 0, cancelTimer: undefined, isOver: false };
      const end = (): void => {
        poll.isOver = true;
        poll.cancelTimer?.();
        unwatch();
        this.#cancels.delete(end);
      };
      const unwatch = records.watch(id, () => {
        end();
        resolve();
      });
      this.#cancels.add(end);
      this.#arm(poll, dueMs === undefined ? limits.pollDelayMsFirst : Math.max(0, dueMs - clock.now()));
    });
  }

  /** Forgets all waits; their promises never settle. */
  dispose(): void {
    this.#isDisposed = true;
    for (const cancel of [...this.#cancels]) cancel();
  }

  #arm(poll: Poll, delayMs: number): void {
    const longest = Math.min(this.#ports.remainingMs() - limits.pollRemainingMsMin, limits.timerDelayMsMax);
    if (delayMs > longest) return;
    poll.cancelTimer = this.#ports.clock.setTimeout(() => void this.#poll(poll), delayMs);
  }

  async #poll(poll: Poll): Promise<void> {
    if (this.#ports.remainingMs() < limits.pollRemainingMsMin) return;
    await this.#ports.queue.refresh();
    if (poll.isOver) return;
    poll.count++;
    const longest =
      poll.count >= limits.pollsBeforeExtendedDelay ? limits.pollDelayMsMaxExtended : limits.pollDelayMsMax;
    this.#arm(poll, Math.min(poll.count * limits.pollDelayMsStep, longest));
  }
}

interface Poll {
  count: number;
  cancelTimer: (() => void) | undefined;
  isOver: boolean;
}
