// Words on their way to functions: what events and schedules send. Each is a record in the store until the function has been
// queued, so a crash delivers it again and never forgets it.
//
// D1  A delivery that was added is durable, together with whatever was written beside it.
// D2  Delivering twice is doing it once: a durable execution is started under a name that the delivery bears, and the place
//     of a plain function in its queue is taken in the transaction that removes the delivery.
// D3  What cannot be delivered now is tried again, with growing pauses, until it is too old. What never can be is told and
//     dropped.

import {
  type ErrorCode,
  errorCatalogue,
  MILLIS_PER_SECOND,
  type Millis,
  type Refusal,
} from '@perdure/protocol';
import type { RecordWrite, Store } from '@perdure/store';
import type { Clock } from '../clock.ts';
import type { FreshIds } from '../fresh-ids.ts';
import type { FunctionCalls, MessageAttributes } from './function-calls.ts';
import { deliveryLimits } from './limits.ts';

export interface Delivery {
  /** Unique among deliveries, and in the name of the execution that it starts. */
  key: string;
  /** A function as the receiver of calls. */
  target: string;
  /** JSON text. */
  payload: string;
  /** ARN of the rule or the schedule. */
  sender: string;
  /** What is told beside the payload where there is a place for it. */
  attributes?: MessageAttributes;
  /** How often it may be tried again, and how old it may become. Default: 185 times, 24 hours. */
  retryAttemptsMax?: number;
  ageMillisMax?: Millis;
}

/** A delivery as its record holds it. */
interface Queued extends Delivery {
  queuedAt: Millis;
  attempts: number;
}

export interface DeliveriesOptions {
  store: Pick<Store, 'records' | 'writeRecords'>;
  calls: Pick<FunctionCalls, 'queue'>;
  clock: Clock;
  ids: Pick<FreshIds, 'jitter'>;
  /** The kind of the records that they are kept in. Default: `delivery`. */
  recordKind?: string;
  /** Told of what was given up. */
  onDropped(dropped: { sender: string; target: string; reason: string }): void;
  onFault(fault: unknown): void;
}

export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #kind: string;
  #isClosed = false;

  constructor(options: DeliveriesOptions) {
    this.#options = options;
    this.#kind = options.recordKind ?? 'delivery';
  }

  /**
   * Resolves when the deliveries are durable; they are carried out after that.
   * @param beside records that are written in the same transaction
   * @returns false, and nothing is done, when one of those is not at the revision that is expected
   */
  async add(deliveries: readonly Delivery[], beside: readonly RecordWrite[] = []): Promise<boolean> {
    const { store, clock } = this.#options;
    const queued = deliveries.map(
      (delivery): Queued => ({ ...delivery, queuedAt: clock.now(), attempts: 0 }),
    );
    const writes = queued.map((each) => ({
      kind: this.#kind,
      key: each.key,
      expectedRevision: 0,
      body: JSON.stringify(each),
    }));
    if (writes.length + beside.length === 0) return true;
    const isWritten = await store.writeRecords([...writes, ...beside]);
    if (isWritten) for (const each of queued) this.#attempt(each);
    return isWritten;
  }

  /** Takes up what a server before this one has left. */
  async recover(): Promise<void> {
    for (const { body } of await this.#options.store.records(this.#kind))
      this.#attempt(JSON.parse(body) as Queued);
  }

  /** Begins nothing more. */
  close(): void {
    this.#isClosed = true;
  }

  #attempt(queued: Queued): void {
    this.#deliver(queued).catch((fault: unknown) => {
      if (this.#isClosed) return;
      this.#options.onFault(fault);
      this.#again(queued, 'the server failed');
    });
  }

  async #deliver(queued: Queued): Promise<void> {
    if (this.#isClosed) return;
    const { store, calls } = this.#options;
    const { key, target, payload, attributes } = queued;
    const done = { kind: this.#kind, key, expectedRevision: 1 };
    const beside = [done];
    const sent = await calls.queue(target, {
      payload,
      executionName: key,
      beside,
      ...(attributes === undefined ? {} : { attributes }),
    });
    if (sent.ok || sent.refusal.code === ALREADY_STARTED) {
      if (!sent.ok || !sent.value.isBesideWritten) await store.writeRecords([done]);
      return;
    }
    if (isPassing(sent.refusal)) this.#again(queued, sent.refusal.message);
    else await this.#drop(queued, sent.refusal.message);
  }

  /** The pause grows from one second to one minute; a part of it is left to chance, so that many do not come back at once. */
  #again(queued: Queued, reason: string): void {
    const { clock, ids, onFault } = this.#options;
    const { retryAttemptsMax = deliveryLimits.retryAttemptsMax, ageMillisMax = deliveryLimits.ageMillisMax } =
      queued;
    const attempts = queued.attempts + 1;
    const pause = Math.min(MILLIS_PER_SECOND * 2 ** queued.attempts, deliveryLimits.pauseMillisMax);
    const nextAt = clock.now() + (pause * (1 + ids.jitter())) / 2;
    if (attempts > retryAttemptsMax || nextAt - queued.queuedAt > ageMillisMax) {
      this.#drop(queued, reason).catch(onFault);
      return;
    }
    clock.at(nextAt, () => this.#attempt({ ...queued, attempts }));
  }

  async #drop({ key, sender, target }: Queued, reason: string): Promise<void> {
    await this.#options.store.writeRecords([{ kind: this.#kind, key, expectedRevision: 1 }]);
    this.#options.onDropped({ sender, target, reason });
  }
}

const ALREADY_STARTED: ErrorCode = 'DurableExecutionAlreadyStartedException';

const isPassing = ({ code }: Refusal): boolean => errorCatalogue[code].retryable;
