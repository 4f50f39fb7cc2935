// What waits for one target: in order for each execution, several executions at a time. A target that does not answer
// is left alone for a growing pause, whatever waits for it.
//
// Q1  Of the letters of one execution at most one is under way, and they go in the order in which they came.
// Q2  A letter leaves the queue delivered, or dropped for its age, or with the server.

import type { StatusChanged } from '@perdure/engine';
import type { ExecutionId, Millis } from '@perdure/protocol';
import type { Cancel, Clock } from '../clock.ts';
import { outboundLimits } from './limits.ts';
import { statusChangeEvent } from './status-change-event.ts';
import type { StatusTarget } from './status-target.ts';

export interface TargetQueueOptions {
  target: StatusTarget;
  clock: Clock;
  /** The letter is done with: it can leave the outbox. */
  onDone(letter: StatusChanged): void;
  /** The letter was given up; `onDone` follows. */
  onDropped(letter: StatusChanged, lastFault: unknown): void;
  /** A delivery has failed and will be repeated. */
  onFailed(fault: unknown): void;
  /** Nothing waits any more. */
  onEmpty(): void;
}

export class TargetQueue {
  readonly #options: TargetQueueOptions;
  /** By execution, in the order in which they came to have something waiting. */
  readonly #waiting = new Map<ExecutionId, StatusChanged[]>();
  readonly #underway = new Set<ExecutionId>();
  readonly #letterIds = new Set<string>();
  #failures = 0;
  #lastFault: unknown;
  #pause: Cancel | undefined;
  #isClosed = false;

  constructor(options: TargetQueueOptions) {
    this.#options = options;
  }

  get length(): number {
    return this.#letterIds.size;
  }

  get isFull(): boolean {
    return this.length >= outboundLimits.queuedLettersMax;
  }

  /** A letter that is there already is not added again. */
  add(letter: StatusChanged): void {
    if (this.#isClosed || this.#letterIds.has(letter.letterId)) return;
    this.#letterIds.add(letter.letterId);
    const waiting = this.#waiting.get(letter.from);
    if (waiting === undefined) this.#waiting.set(letter.from, [letter]);
    else waiting.push(letter);
    this.#pump();
  }

  /** Begins nothing more. */
  close(): void {
    this.#isClosed = true;
    this.#pause?.();
  }

  #pump(): void {
    for (const [executionId, letters] of this.#waiting) {
      if (this.#isClosed || this.#pause !== undefined) return;
      if (this.#underway.size >= outboundLimits.inFlightMax) return;
      if (this.#underway.has(executionId)) continue;
      this.#dropAged(letters);
      const [letter] = letters;
      if (letter === undefined) continue;
      this.#underway.add(executionId);
      void this.#send(letter);
    }
    if (this.length === 0 && !this.#isClosed) this.#options.onEmpty();
  }

  async #send(letter: StatusChanged): Promise<void> {
    try {
      await this.#options.target.deliver(statusChangeEvent(letter));
    } catch (fault) {
      this.#fail(letter, fault);
      return;
    }
    this.#failures = 0;
    this.#underway.delete(letter.from);
    this.#finish(letter);
    this.#pump();
  }

  #dropAged(letters: readonly StatusChanged[]): void {
    const { target, clock, onDropped } = this.#options;
    const bornAfter = clock.now() - (target.ageMillisMax ?? outboundLimits.ageMillisMax);
    for (const letter of letters.filter(({ at }) => at <= bornAfter)) {
      onDropped(letter, this.#lastFault);
      this.#finish(letter);
    }
  }

  #finish(letter: StatusChanged): void {
    this.#letterIds.delete(letter.letterId);
    const waiting = this.#waiting.get(letter.from);
    waiting?.shift();
    if (waiting?.length === 0) this.#waiting.delete(letter.from);
    this.#options.onDone(letter);
  }

  #fail(letter: StatusChanged, fault: unknown): void {
    this.#underway.delete(letter.from);
    this.#lastFault = fault;
    if (this.#isClosed) return;
    this.#options.onFailed(fault);
    // Of several that were under way when the target went away, the first one to fail begins the pause.
    if (this.#pause !== undefined) return;
    const { clock } = this.#options;
    this.#pause = clock.at(clock.now() + pauseMillis(this.#failures), () => {
      this.#pause = undefined;
      this.#pump();
    });
    this.#failures += 1;
  }
}

const pauseMillis = (failures: number): Millis =>
  Math.min(outboundLimits.pauseMillisMin * 2 ** failures, outboundLimits.pauseMillisMax);
