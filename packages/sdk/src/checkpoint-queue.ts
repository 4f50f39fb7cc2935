// Owns: the updates that are not acknowledged yet, the checkpoint token, and the one request in flight.
// Does not own: what a failure means for the execution (errors/checkpoint-failure.ts), when to suspend (suspension.ts).
//
// Q1  At most one request is in flight: its token is good for one use, and the answer brings the next.
// Q2  Updates leave in the order in which they came. A batch is acknowledged as a whole, after its answer is merged.
// Q3  A batch leaves in a turn of the event loop after its first update came, so that everything which the handler
//     does in one go shares a request. Where the function asks for a delay, updates that nobody waits for stay that
//     much longer while a step runs: its start and its outcome may then share a request too.
// Q4  After a failure nothing is sent and no promise of this queue settles: the code behind it must not go on.
//
// WIRE: batch limits, one token per request, an empty batch as a refresh.

import type { DurableExecutionClient } from './api/client.ts';
import type { DurableLogger } from './api/logger.ts';
import type { CheckpointDurableExecutionResponse, OperationUpdate, WireOperation } from './api/wire.ts';
import type { Clock } from './clock.ts';
import { limits } from './limits.ts';
import { never } from './never.ts';
import type { OperationRecords } from './operation-records.ts';
import { type UpdatePosition, updateBytes, updateBytesBound } from './update-size.ts';

interface QueuedUpdate {
  position: UpdatePosition;
  update: OperationUpdate;
  acknowledge: (() => void) | undefined;
}

export interface CheckpointQueuePorts {
  client: DurableExecutionClient;
  executionArn: string;
  checkpointToken: string;
  clock: Clock;
  records: OperationRecords;
  /** For the client's own complaints. */
  logger: () => DurableLogger | undefined;
  /** How long updates that nobody waits for stay while `isExecuting`. */
  delayMs: number;
  /** Whether code runs whose outcome will be queued. */
  isExecuting: () => boolean;
  /** Something came into an empty queue. */
  onBusy: () => void;
  /** Nothing is queued, in flight or awaited any more. */
  onIdle: () => void;
  onFailure: (error: unknown) => void;
  /** The service gave no further token: it wants this invocation to end. */
  onDismissed: () => void;
  /** Statuses differ after an answer. The batch is acknowledged when the promise settles. */
  onChange: (changed: readonly string[]) => Promise<void> | undefined;
}

export class CheckpointQueue {
  readonly #ports: CheckpointQueuePorts;
  #token: string;
  #queued: QueuedUpdate[] = [];
  #refreshes: (() => void)[] = [];
  #drains: (() => void)[] = [];
  #scheduled = false;
  #cancelLinger: (() => void) | undefined;
  #inFlight = false;
  #stopped = false;
  #closed = false;

  constructor(ports: CheckpointQueuePorts) {
    this.#ports = ports;
    this.#token = ports.checkpointToken;
  }

  get isIdle(): boolean {
    return this.#queued.length === 0 && this.#refreshes.length === 0 && !this.#inFlight;
  }

  /** Queues an update whose acknowledgement nobody waits for. */
  add(position: UpdatePosition, update: OperationUpdate): void {
    this.#push(position, update, undefined);
  }

  /** Queues an update; settles once the service has acknowledged it. */
  addAcknowledged(position: UpdatePosition, update: OperationUpdate): Promise<void> {
    if (this.#stopped || this.#closed) return never();
    return new Promise((resolve) => this.#push(position, update, resolve));
  }

  /** Asks the service what changed, together with whatever is queued. */
  refresh(): Promise<void> {
    if (this.#stopped || this.#closed) return never();
    return new Promise((resolve) => {
      this.#ports.onBusy();
      this.#refreshes.push(resolve);
      this.#schedule();
    });
  }

  /** Settles when everything that is queued now is acknowledged, or will never be. */
  drained(): Promise<void> {
    if (this.isIdle || this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      this.#drains.push(resolve);
      this.#schedule();
    });
  }

  /** Takes no more updates; what is queued still goes out. */
  close(): void {
    this.#closed = true;
  }

  #push(position: UpdatePosition, update: OperationUpdate, acknowledge: (() => void) | undefined): void {
    if (this.#stopped || this.#closed) return;
    this.#ports.onBusy();
    this.#queued.push({ position, update, acknowledge });
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#inFlight) return;
    this.#scheduled = true;
    this.#ports.clock.setImmediate(() => {
      this.#scheduled = false;
      if (this.#mayLinger()) this.#linger();
      else void this.#flush();
    });
  }

  #mayLinger(): boolean {
    const { clock, delayMs, isExecuting } = this.#ports;
    if (
      delayMs === 0 ||
      clock.isModelled ||
      !isExecuting() ||
      this.#refreshes.length + this.#drains.length > 0
    )
      return false;
    return this.#queued.every(({ acknowledge }) => acknowledge === undefined);
  }

  #linger(): void {
    this.#cancelLinger ??= this.#ports.clock.setTimeout(() => void this.#flush(), this.#ports.delayMs);
  }

  async #flush(): Promise<void> {
    this.#cancelLinger?.();
    this.#cancelLinger = undefined;
    if (this.#stopped || this.#inFlight || this.isIdle) return;
    const batch = this.#takeBatch();
    const refreshes = this.#refreshes;
    this.#refreshes = [];
    this.#inFlight = true;
    try {
      const response = await this.#send(batch.map((queued) => queued.update));
      await this.#merge(response);
      if (this.#stopped) return;
    } catch (error) {
      this.#stop();
      this.#ports.onFailure(error);
      return;
    }
    this.#inFlight = false;
    for (const queued of batch) queued.acknowledge?.();
    for (const resolve of refreshes) resolve();
    if (this.isIdle) this.#becomeIdle();
    else this.#schedule();
  }

  #send(updates: OperationUpdate[]): Promise<CheckpointDurableExecutionResponse> {
    const { client, executionArn, logger } = this.#ports;
    return client.checkpoint(
      { DurableExecutionArn: executionArn, CheckpointToken: this.#token, Updates: updates },
      logger(),
    );
  }

  async #merge(response: CheckpointDurableExecutionResponse): Promise<void> {
    if (response.CheckpointToken !== undefined) this.#token = response.CheckpointToken;
    const state = response.NewExecutionState;
    const changed = this.#ports.records.merge(state?.Operations ?? []);
    if (state?.NextMarker) {
      const rest = await readState(
        this.#ports.client,
        this.#ports.executionArn,
        this.#token,
        state.NextMarker,
      );
      changed.push(...this.#ports.records.merge(rest));
    }
    if (changed.length > 0) await this.#ports.onChange(changed);
    if (response.CheckpointToken === undefined) {
      this.#stop();
      this.#ports.onDismissed();
    }
  }

  #takeBatch(): QueuedUpdate[] {
    const batch = this.#queued.slice(0, limits.batchUpdatesMax);
    const base = this.#token.length + limits.batchBytesBase;
    let bound = base;
    for (const queued of batch) bound += updateBytesBound(queued.update);
    // Measuring means to serialize every update a second time; most batches are far too small to need it.
    if (bound > limits.batchBytesMax) batch.length = countFitting(batch, base);
    this.#queued.splice(0, batch.length);
    return batch;
  }

  #becomeIdle(): void {
    const drains = this.#drains;
    this.#drains = [];
    for (const resolve of drains) resolve();
    this.#ports.onIdle();
  }

  #stop(): void {
    this.#stopped = true;
    this.#inFlight = false;
    this.#queued = [];
    this.#refreshes = [];
    const drains = this.#drains;
    this.#drains = [];
    for (const resolve of drains) resolve();
  }
}

function countFitting(batch: readonly QueuedUpdate[], base: number): number {
  let bytes = base;
  let count = 0;
  for (const { position, update } of batch) {
    bytes += updateBytes(position, update);
    if (count > 0 && bytes > limits.batchBytesMax) break;
    count++;
  }
  return count;
}

/** Reads all pages of state from a marker on. */
export async function readState(
  client: DurableExecutionClient,
  executionArn: string,
  checkpointToken: string,
  firstMarker: string,
  logger?: DurableLogger,
): Promise<WireOperation[]> {
  const operations: WireOperation[] = [];
  let marker: string | undefined = firstMarker;
  while (marker) {
    const page = await client.getExecutionState(
      {
        DurableExecutionArn: executionArn,
        CheckpointToken: checkpointToken,
        Marker: marker,
        MaxItems: limits.statePageItemsMax,
      },
      logger,
    );
    for (const operation of page.Operations ?? []) operations.push(operation);
    marker = page.NextMarker;
  }
  return operations;
}
