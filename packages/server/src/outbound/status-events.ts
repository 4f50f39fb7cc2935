// Tells those outside of status changes: at least once, in order for each execution.
//
// A change is a letter for each target that wants to hear of it, written with the commit that made it, and removed when the
// target has it. So a crash delivers again and never forgets.
//
// E1  A target is behind when letters for it may lie in the outbox that are not in its queue: at the start, and after its
//     queue was full. A target that is behind takes no letters as they are committed, or a later one could overtake.
// E2  It stops being behind when the outbox has been read to the end, and there was room for what was read and for what
//     was committed meanwhile.
// E3  A letter that has been delivered is not sent again because the outbox was read before it was removed.

import { decodeLetter, type Letter, type StatusChanged } from '@perdure/engine';
import { accepted, type ExecutionId } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import type { Clock } from '../clock.ts';
import { persist } from '../dispatch/persist.ts';
import { outboundLimits } from './limits.ts';
import type { StatusChangeNotice, StatusTarget } from './status-target.ts';
import { TargetQueue } from './target-queue.ts';

export interface DroppedEvent {
  target: string;
  executionArn: string;
  status: string;
  /** Why it could not be delivered; undefined when it was too old before the first try. */
  fault: unknown;
}

export interface StatusEventsOptions {
  store: Store;
  clock: Clock;
  /** Told of each event that was given up. */
  onDropped(dropped: DroppedEvent): void;
  onFault(fault: unknown): void;
}

interface Receiver {
  target: StatusTarget;
  queue: TargetQueue;
  isBehind: boolean;
  /** What is committed while the outbox is being read: it comes behind what is read. */
  meanwhile: StatusChanged[];
  /** A letter was committed that is neither in the queue nor in `meanwhile`. */
  missedOne: boolean;
}

/** Whose letters these are is nobody among the executions: the removal checks no version. */
const outside = 'outside' as ExecutionId;

export class StatusEvents {
  readonly #options: StatusEventsOptions;
  readonly #receivers = new Map<string, Receiver>();
  /** Delivered, and to be removed. */
  readonly #done: string[] = [];
  /** Delivered, and perhaps still read from the outbox. */
  readonly #delivered = new Set<string>();
  /** Of these, what has left the outbox during the reading under way. */
  readonly #removed: string[] = [];
  /** The outbox has been read once: it may hold letters for targets that are gone. */
  #hasRead = false;
  #removal: Promise<void> | undefined;
  #reading: Promise<void> | undefined;
  #isStarted = false;
  #isClosed = false;

  constructor(options: StatusEventsOptions) {
    this.#options = options;
  }

  /** Before the start. */
  add(target: StatusTarget): void {
    const { clock, onDropped, onFault } = this.#options;
    const queue = new TargetQueue({
      target,
      clock,
      onDone: ({ letterId }) => this.#remove(letterId),
      onDropped: ({ executionArn, status }, fault) =>
        onDropped({ target: target.name, executionArn, status, fault }),
      onFailed: onFault,
      onEmpty: () => this.#catchUp(),
    });
    this.#receivers.set(target.name, { target, queue, isBehind: true, meanwhile: [], missedOne: false });
  }

  /** The names of the targets that a change is to be told to. */
  targetsOf(notice: StatusChangeNotice): readonly string[] {
    const names: string[] = [];
    for (const { target } of this.#receivers.values()) if (target.wants(notice)) names.push(target.name);
    return names;
  }

  /** Takes up what lies in the outbox. */
  start(): void {
    this.#isStarted = true;
    this.#catchUp();
  }

  /** Letters that have just been committed, or were found in the outbox. Those for others are left to them. */
  deliver(letters: readonly Letter[]): void {
    for (const letter of letters) if (letter.kind === 'status-changed') this.#take(letter);
  }

  #take(letter: StatusChanged): void {
    const receiver = this.#receivers.get(letter.target);
    if (receiver === undefined || this.#delivered.has(letter.letterId)) return;
    if (!receiver.isBehind && receiver.queue.isFull) receiver.isBehind = true;
    if (!receiver.isBehind) receiver.queue.add(letter);
    else if (this.#reading === undefined || hasNoRoom(receiver)) receiver.missedOne = true;
    else receiver.meanwhile.push(letter);
  }

  /** How many letters wait in memory, by target. */
  get waiting(): ReadonlyMap<string, number> {
    return new Map([...this.#receivers].map(([name, { queue }]) => [name, queue.length]));
  }

  /** Sends nothing more; what is not delivered stays in the outbox. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { queue } of this.#receivers.values()) queue.close();
    await this.#reading;
    await this.#removal;
  }

  #catchUp(): void {
    if (!this.#isStarted || this.#isClosed || this.#reading !== undefined) return;
    const hasRoom = [...this.#receivers.values()].some(
      ({ isBehind, queue }) => isBehind && queue.length === 0,
    );
    if (this.#hasRead && !hasRoom) return;
    this.#reading = this.#untilDone(() => this.#read()).finally(() => {
      this.#reading = undefined;
      for (const letterId of this.#removed.splice(0)) this.#delivered.delete(letterId);
      this.#catchUp();
    });
  }

  /** Reads the outbox once, from the beginning, and fills the queues of those that are behind. */
  async #read(): Promise<void> {
    const behind = [...this.#receivers.values()].filter(({ isBehind }) => isBehind);
    const filled = new Set<Receiver>();
    for (const receiver of behind) {
      receiver.missedOne = false;
      receiver.meanwhile = [];
    }
    let after: string | undefined;
    do {
      const messages = await this.#options.store.messages(outboundLimits.readLettersMax, after);
      for (const { body } of messages) {
        const letter = decodeLetter(body);
        if (letter.kind === 'status-changed') this.#takeUp(letter, filled);
      }
      after = messages.at(-1)?.messageId;
    } while (after !== undefined && !this.#isClosed);
    for (const receiver of behind) {
      if (!filled.has(receiver)) for (const letter of receiver.meanwhile) this.#enqueue(receiver, letter);
      receiver.isBehind = filled.has(receiver) || receiver.missedOne;
      receiver.meanwhile = [];
    }
    this.#hasRead = true;
  }

  #takeUp(letter: StatusChanged, filled: Set<Receiver>): void {
    const receiver = this.#receivers.get(letter.target);
    if (receiver === undefined) {
      const { target, executionArn, status } = letter;
      const fault = new Error(`There is no target ${target} any more.`);
      this.#options.onDropped({ target, executionArn, status, fault });
      this.#remove(letter.letterId);
    } else if (receiver.isBehind && !filled.has(receiver)) {
      if (receiver.queue.isFull) filled.add(receiver);
      else this.#enqueue(receiver, letter);
    }
  }

  #enqueue(receiver: Receiver, letter: StatusChanged): void {
    if (!this.#delivered.has(letter.letterId)) receiver.queue.add(letter);
  }

  /** Removals are gathered while one is being committed. */
  #remove(letterId: string): void {
    this.#delivered.add(letterId);
    this.#done.push(letterId);
    this.#removeDone();
  }

  #removeDone(): void {
    if (this.#done.length === 0) return;
    this.#removal ??= this.#removeAll().finally(() => {
      this.#removal = undefined;
      // What came after the last look, and before this.
      this.#removeDone();
    });
  }

  async #removeAll(): Promise<void> {
    while (this.#done.length > 0) {
      const messagesRemoved = this.#done.splice(0, outboundLimits.removedTogetherMax);
      const change = { executionId: outside, expectedVersion: 0, entry: '', messagesRemoved };
      await this.#untilDone(async () => {
        await this.#options.store.commit([change]);
      });
      // A reading under way may have seen them before.
      if (this.#reading !== undefined) this.#removed.push(...messagesRemoved);
      else for (const letterId of messagesRemoved) this.#delivered.delete(letterId);
    }
  }

  /** Repeats what the store refuses, until the server stops: whoever starts next finds the outbox as it is. */
  async #untilDone(action: () => Promise<void>): Promise<void> {
    const { clock, onFault } = this.#options;
    await persist(clock, onFault, async () => {
      try {
        return accepted(await action());
      } catch (fault) {
        if (this.#isClosed) return accepted(undefined);
        throw fault;
      }
    });
  }
}

const hasNoRoom = ({ queue, meanwhile }: Receiver): boolean =>
  queue.length + meanwhile.length >= outboundLimits.queuedLettersMax;
