// Keeps the schedules of all stacks: sends what is due, at its time or, after the server was down, as soon as it is up.
//
// S1  A time is sent once: that it was sent is written in the transaction that makes its delivery durable.
// S2  A time that was missed is made up for, the latest one only, if it is not older than a day. A server that was down over
//     night does not start five hundred functions in the morning.
// S3  Nothing is due for the time before a schedule was put, or in which it was disabled.

import { assert, MILLIS_PER_DAY, type Millis, type Realm, type StackDocument } from '@perdure/protocol';
import type { RecordWrite, Store, StoredRecord } from '@perdure/store';
import type { Cancel, Clock } from '../../clock.ts';
import type { Deliveries } from '../deliveries.ts';
import { scheduleLimits } from '../limits.ts';
import { type TimedItem, timedItems } from './timed-item.ts';

export interface ScheduleKeeperOptions {
  store: Pick<Store, 'record' | 'writeRecords'>;
  deliveries: Pick<Deliveries, 'add'>;
  clock: Clock;
  realm: Realm;
  onFault(fault: unknown): void;
}

/** What is known of a schedule beside its stack. */
interface ScheduleState {
  fingerprint: string;
  since: Millis;
  /** The last time that was sent. */
  lastAt?: Millis;
}

const RECORD_KIND = 'schedule-state';

export class ScheduleKeeper {
  readonly #options: ScheduleKeeperOptions;
  #items: readonly TimedItem[] = [];
  #timers = new Map<string, Cancel>();
  #isRunning = false;
  /** Counts changes of the schedules: what was begun for others is not gone on with. */
  #generation = 0;

  constructor(options: ScheduleKeeperOptions) {
    this.#options = options;
  }

  /** Notes since when new and changed schedules count. */
  async prepare(document: StackDocument): Promise<void> {
    const { store, clock, realm } = this.#options;
    const writes: RecordWrite[] = [];
    for (const item of timedItems(document, realm)) {
      const record = await store.record(RECORD_KIND, item.key);
      if (record !== undefined && stateOf(record).fingerprint === item.fingerprint) continue;
      writes.push(stateWrite(item, record, { since: clock.now() }));
    }
    if (writes.length > 0) await store.writeRecords(writes);
  }

  adopt(documents: readonly StackDocument[]): void {
    this.#items = documents.flatMap((document) => timedItems(document, this.#options.realm));
    if (this.#isRunning) this.#armAll();
  }

  /** Forgets schedules that have gone. */
  async discard(before: StackDocument, after: StackDocument): Promise<void> {
    const { store, realm } = this.#options;
    const kept = new Set(timedItems(after, realm).map(({ key }) => key));
    for (const { key } of timedItems(before, realm)) {
      const record = kept.has(key) ? undefined : await store.record(RECORD_KIND, key);
      if (record === undefined) continue;
      await store.writeRecords([{ kind: RECORD_KIND, key, expectedRevision: record.revision }]);
    }
  }

  /** From now on what is due is sent, beginning with what was missed. */
  start(): void {
    this.#isRunning = true;
    this.#armAll();
  }

  close(): void {
    this.#isRunning = false;
    this.#disarm();
  }

  #armAll(): void {
    this.#disarm();
    const generation = this.#generation;
    for (const item of this.#items) if (item.isEnabled) this.#arm(item, generation);
  }

  #disarm(): void {
    this.#generation += 1;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  #arm(item: TimedItem, generation: number): void {
    const { clock, onFault } = this.#options;
    this.#sendDue(item, generation).catch((fault: unknown) => {
      if (generation !== this.#generation) return;
      onFault(fault);
      const again = clock.now() + scheduleLimits.retryMillis;
      this.#timers.set(
        item.key,
        clock.at(again, () => this.#arm(item, generation)),
      );
    });
  }

  #armAt(time: Millis, item: TimedItem, generation: number): void {
    this.#timers.set(
      item.key,
      this.#options.clock.at(time, () => this.#arm(item, generation)),
    );
  }

  /** Sends what is due by now, and sets the timer for what comes next. */
  async #sendDue(item: TimedItem, generation: number): Promise<void> {
    const { store, clock, deliveries } = this.#options;
    const record = await store.record(RECORD_KIND, item.key);
    if (record === undefined || generation !== this.#generation) return;
    const state = stateOf(record);
    const due = dueTime(item, state, clock.now());
    if (due === undefined) return;
    if (due > clock.now()) {
      this.#timers.set(
        item.key,
        clock.at(due, () => this.#arm(item, generation)),
      );
      return;
    }
    const sent = stateWrite(item, record, { since: state.since, lastAt: due });
    const isSent = await deliveries.add(item.deliveries(due), [sent]);
    if (generation !== this.#generation) return;
    if (isSent) this.#arm(item, generation);
    else this.#armAt(clock.now() + scheduleLimits.retryMillis, item, generation);
  }
}

const stateOf = ({ body }: StoredRecord): ScheduleState => JSON.parse(body) as ScheduleState;

const stateWrite = (
  { key, fingerprint }: TimedItem,
  record: StoredRecord | undefined,
  state: Omit<ScheduleState, 'fingerprint'>,
): RecordWrite => ({
  kind: RECORD_KIND,
  key,
  expectedRevision: record?.revision ?? 0,
  body: JSON.stringify({ fingerprint, ...state } satisfies ScheduleState),
});

/** The time to send for: the latest of those that have passed, or else the next. */
function dueTime(item: TimedItem, { since, lastAt }: ScheduleState, now: Millis): Millis | undefined {
  const recurrence = item.recurrence(since);
  // A rate may be due at the very time at which it came to be.
  const after = Math.max(lastAt ?? since - 1, now - MILLIS_PER_DAY);
  let due = recurrence.next(after);
  for (let next = due; next !== undefined && next <= now; next = recurrence.next(next)) {
    assert(due === undefined || next >= due, 'the times of a schedule only grow');
    due = next;
  }
  return due;
}
