// The scheduler: sees to it that every execution is looked at when its `wakeAt` comes.
//
// The near future is in memory, the rest in the store. The horizon is the time up to which the queue is complete: what
// is due before it is in the queue, what comes later is read when the horizon moves on. So a sleeping execution costs
// nothing but its rows.
//
// T1  Nothing is woken before its time (P4).
// T2  Everything due by the horizon is in the queue, on its way through the loop, or seen to by somebody else.
// T3  However many wait for a place in an environment, they are not looked at again and again, and hide nobody behind them:
//     the store is read in passes, each from the earliest on, in pieces.

import type { ExecutionId, Millis } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import type { Cancel, Clock } from '../clock.ts';
import { loopLimits } from './limits.ts';
import { WakeQueue } from './wake-queue.ts';

export interface SchedulerOptions {
  store: Store;
  clock: Clock;
  wake(executionId: ExecutionId): void;
  /** Whether somebody is busy with an execution that the store calls due. Default: nobody is with any. */
  isSeenTo?(executionId: ExecutionId): boolean;
  /** A read of the store failed; it is tried again. */
  onFault(fault: unknown): void;
}

export class Scheduler {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #wake: (executionId: ExecutionId) => void;
  readonly #isSeenTo: (executionId: ExecutionId) => boolean;
  readonly #onFault: (fault: unknown) => void;
  readonly #queue = new WakeQueue();
  #horizon: Millis = 0;
  /** Where the next piece of a pass through the store begins; undefined when a new pass begins. */
  #piece: { from: Millis; limit: number } | undefined;
  #timer: { at: Millis; cancel: Cancel } | undefined;
  /** Present while the store is being read: what was set meanwhile is newer than what the store answers. */
  #setWhileReading: Set<ExecutionId> | undefined;
  #isClosed = false;

  constructor(options: SchedulerOptions) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#wake = options.wake;
    this.#isSeenTo = options.isSeenTo ?? (() => false);
    this.#onFault = options.onFault;
  }

  /** Begins with everything that is due already. */
  start(): void {
    this.#fire();
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
  }

  /** Notes when an execution is to be looked at again. With `isKept` also when the store does not know that time. */
  set(executionId: ExecutionId, wakeAt: Millis | undefined, { isKept = false } = {}): void {
    this.#setWhileReading?.add(executionId);
    const isNear = wakeAt !== undefined && (wakeAt <= this.#horizon || this.#setWhileReading !== undefined);
    if (wakeAt !== undefined && (isNear || isKept)) {
      this.#queue.set(executionId, wakeAt);
      this.#arm();
    } else {
      this.#queue.delete(executionId);
    }
  }

  #fire(): void {
    if (this.#isClosed) return;
    const now = this.#clock.now();
    for (let due = this.#queue.takeDue(now); due !== undefined; due = this.#queue.takeDue(now))
      this.#wake(due);
    const isNear = this.#horizon <= now + loopLimits.horizonMillis / 2;
    if (isNear || this.#piece !== undefined) void this.#extend();
    this.#arm();
  }

  /** Reads what falls due next, and moves the horizon up to where the reading is complete. */
  async #extend(): Promise<void> {
    if (this.#setWhileReading !== undefined) return;
    const setMeanwhile = new Set<ExecutionId>();
    this.#setWhileReading = setMeanwhile;
    try {
      const until = this.#clock.now() + loopLimits.horizonMillis;
      const { from, limit } = this.#piece ?? { from: 0, limit: loopLimits.horizonExecutionsMax };
      const due = await this.#store.due(until, limit, from);
      for (const { executionId, wakeAt } of due) {
        if (!setMeanwhile.has(executionId) && !this.#isSeenTo(executionId))
          this.#queue.set(executionId, wakeAt);
      }
      const last = due.length < limit ? undefined : due.at(-1)?.wakeAt;
      // Of several executions due at the very last time read, some may not have been read.
      this.#horizon = last === undefined ? until : Math.max(this.#horizon, last - 1);
      this.#piece = last === undefined ? undefined : nextPiece(from, last, limit);
    } catch (fault) {
      this.#onFault(fault);
    } finally {
      this.#setWhileReading = undefined;
      this.#arm();
    }
  }

  #arm(): void {
    if (this.#isClosed) return;
    const now = this.#clock.now();
    const soon = now + loopLimits.redeliveryMillis;
    const isWhole = this.#piece === undefined;
    const reread = isWhole ? Math.max(this.#horizon - loopLimits.horizonMillis / 2, soon) : soon;
    const at = Math.min(this.#queue.nextAt() ?? Number.POSITIVE_INFINITY, reread);
    if (this.#timer?.at === at) return;
    this.#timer?.cancel();
    const cancel = this.#clock.at(at, () => {
      this.#timer = undefined;
      this.#fire();
    });
    this.#timer = { at, cancel };
  }
}

/** A piece that ends where it began holds more of one time than it may; the next one may hold twice as many. */
const nextPiece = (from: Millis, last: Millis, limit: number): { from: Millis; limit: number } =>
  last > from ? { from: last, limit: loopLimits.horizonExecutionsMax } : { from, limit: limit * 2 };
