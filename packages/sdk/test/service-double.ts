// A small, honest service for tests: it keeps the records of one execution, applies updates as the service does, and
// notes every request. Its time stands still until a test moves it.

import { setImmediate as turn } from 'node:timers/promises';
import type {
  CheckpointDurableExecutionRequest,
  CheckpointDurableExecutionResponse,
  DurableExecutionClient,
  DurableExecutionInvocationInput,
  ErrorObject,
  GetDurableExecutionStateRequest,
  GetDurableExecutionStateResponse,
  OperationUpdate,
  WireOperation,
} from '../src/index.ts';
import { wireId } from '../src/internal.ts';

export const executionArn =
  'arn:aws:lambda:eu-west-1:123456789012:function:orders:7/durable-execution/order-1/5f1c1f4e';

const MILLIS_PER_SECOND = 1000;
const refusal = (message: string): Error =>
  Object.assign(new Error(message), {
    name: 'InvalidParameterValueException',
    $metadata: { httpStatusCode: 400 },
  });

export interface ServiceDoubleOptions {
  input?: unknown;
  /** Operations per page of the event and of state responses. Default: all. */
  pageSize?: number;
  /** A clock to follow. Default: time stands still at the real time of the start, until a test advances it. */
  nowMs?: () => number;
  /** Called before each checkpoint is applied; may throw. */
  beforeCheckpoint?: (updates: readonly OperationUpdate[]) => void | Promise<void>;
  /** Called after each checkpoint is applied; when it throws, the answer is lost. */
  afterCheckpoint?: () => void;
}

export class ServiceDouble implements DurableExecutionClient {
  /** Epoch milliseconds. */
  get now(): number {
    return this.#clockMs() + this.#advancedMs;
  }
  /** The updates of each checkpoint, in order. */
  readonly requests: OperationUpdate[][] = [];
  readonly stateRequests: GetDurableExecutionStateRequest[] = [];
  readonly #operations = new Map<string, WireOperation>();
  readonly #options: ServiceDoubleOptions;
  #updatedIds = new Set<string>();
  #tokens = 0;
  #advancedMs = 0;
  readonly #clockMs: () => number;
  result: string | undefined;

  constructor(options: ServiceDoubleOptions = {}) {
    this.#options = options;
    const startMs = Date.now();
    this.#clockMs = options.nowMs ?? (() => startMs);
    this.#operations.set('execution', {
      Id: 'execution',
      Type: 'EXECUTION',
      Status: 'STARTED',
      StartTimestamp: new Date(this.now),
      ExecutionDetails: { InputPayload: JSON.stringify(options.input ?? {}) },
    });
  }

  /** The record of the operation at a position. */
  at(rawId: string): WireOperation {
    const operation = this.#operations.get(wireId(rawId));
    if (operation === undefined) throw new Error(`Nothing is recorded at ${rawId}.`);
    return operation;
  }

  /** The records, the execution's own included. */
  all(): readonly WireOperation[] {
    return [...this.#operations.values()];
  }

  has(rawId: string): boolean {
    return this.#operations.has(wireId(rawId));
  }

  /** Replaces members of a record, as something outside would. */
  change(rawId: string, members: Partial<WireOperation>): void {
    const operation = this.at(rawId);
    this.#operations.set(wireId(rawId), { ...operation, ...members });
    this.#updatedIds.add(wireId(rawId));
  }

  /** Puts a record there as if an earlier invocation had left it. */
  put(rawId: string, members: Partial<WireOperation>): void {
    const Id = wireId(rawId);
    this.#operations.set(Id, {
      Type: 'STEP',
      SubType: 'Step',
      Status: 'STARTED',
      StartTimestamp: new Date(this.now),
      ...members,
      Id,
    });
  }

  answerCallback(rawId: string, result: string | undefined): void {
    const CallbackDetails = { ...this.at(rawId).CallbackDetails, Result: result };
    this.change(rawId, { Status: 'SUCCEEDED', CallbackDetails });
  }

  failCallback(rawId: string, error: ErrorObject, status: 'FAILED' | 'TIMED_OUT' = 'FAILED'): void {
    this.change(rawId, {
      Status: status,
      CallbackDetails: { ...this.at(rawId).CallbackDetails, Error: error },
    });
  }

  finishInvoke(rawId: string, details: { Result?: string; Error?: ErrorObject }): void {
    const status = details.Error === undefined ? 'SUCCEEDED' : 'FAILED';
    this.change(rawId, { Status: status, ChainedInvokeDetails: details });
  }

  /** Answers all open callbacks, and finishes all invoked functions. */
  completeOutside(answer: string): void {
    for (const [id, operation] of this.#operations) {
      if (operation.Status !== 'STARTED') continue;
      if (operation.Type === 'CALLBACK') {
        const CallbackDetails = { ...operation.CallbackDetails, Result: answer };
        this.#operations.set(id, { ...operation, Status: 'SUCCEEDED', CallbackDetails });
      } else if (operation.Type === 'CHAINED_INVOKE') {
        const ChainedInvokeDetails = { Result: JSON.stringify(answer) };
        this.#operations.set(id, { ...operation, Status: 'SUCCEEDED', ChainedInvokeDetails });
      } else continue;
      this.#updatedIds.add(id);
    }
  }

  /** Lets time pass. */
  advance(seconds: number): void {
    this.#advancedMs += seconds * MILLIS_PER_SECOND;
  }

  /** The event of the next invocation. */
  event(): DurableExecutionInvocationInput {
    this.#expire();
    const operations = [...this.#operations.values()];
    const size = this.#options.pageSize ?? operations.length;
    const UpdatedOperationIds = [...this.#updatedIds];
    this.#updatedIds = new Set();
    return {
      DurableExecutionArn: executionArn,
      CheckpointToken: this.#nextToken(),
      UpdatedOperationIds,
      InitialExecutionState: {
        Operations: operations.slice(0, size),
        NextMarker: operations.length > size ? String(size) : '',
      },
    };
  }

  async getExecutionState(
    params: GetDurableExecutionStateRequest,
  ): Promise<GetDurableExecutionStateResponse> {
    this.stateRequests.push(params);
    const from = Number(params.Marker);
    const operations = [...this.#operations.values()];
    const to = from + (this.#options.pageSize ?? operations.length);
    const page = { Operations: operations.slice(from, to) };
    return to < operations.length ? { ...page, NextMarker: String(to) } : page;
  }

  async checkpoint(params: CheckpointDurableExecutionRequest): Promise<CheckpointDurableExecutionResponse> {
    const updates = params.Updates ?? [];
    this.requests.push(updates);
    await this.#options.beforeCheckpoint?.(updates);
    await turn();
    if (params.CheckpointToken !== `token-${this.#tokens}`) throw refusal('Invalid checkpoint token');
    const touched = this.#expire();
    for (const update of updates) touched.add(this.#apply(update));
    this.#options.afterCheckpoint?.();
    const Operations = [...touched]
      .map((id) => this.#operations.get(id))
      .filter((found) => found !== undefined);
    return { CheckpointToken: this.#nextToken(), NewExecutionState: { Operations } };
  }

  #nextToken(): string {
    this.#tokens++;
    return `token-${this.#tokens}`;
  }

  /** Ends what is due. Answers the ids. */
  #expire(): Set<string> {
    const changed = new Set<string>(this.#updatedIds);
    for (const [id, operation] of this.#operations) {
      if (operation.Status === 'STARTED' && this.#isDue(operation.WaitDetails?.ScheduledEndTimestamp)) {
        this.#operations.set(id, { ...operation, Status: 'SUCCEEDED', EndTimestamp: new Date(this.now) });
      } else if (operation.Status === 'PENDING' && this.#isDue(operation.StepDetails?.NextAttemptTimestamp)) {
        this.#operations.set(id, { ...operation, Status: 'READY' });
      } else continue;
      changed.add(id);
      this.#updatedIds.add(id);
    }
    return changed;
  }

  #isDue(at: Date | string | undefined): boolean {
    return at !== undefined && new Date(at).getTime() <= this.now;
  }

  #apply(update: OperationUpdate): string {
    if (update.Type === 'EXECUTION') {
      this.result = update.Payload;
      return 'execution';
    }
    const id = update.Id ?? '';
    const before = this.#operations.get(id);
    const operation: WireOperation = before ?? {
      Id: id,
      ParentId: update.ParentId,
      Name: update.Name,
      Type: update.Type,
      SubType: update.SubType,
      StartTimestamp: new Date(this.now),
      Status: 'STARTED',
    };
    if (update.Action === 'START') {
      if (before !== undefined && before.Status !== 'READY')
        throw refusal(`Cannot start ${update.Type} ${id} again.`);
      this.#operations.set(id, { ...operation, Status: 'STARTED', ...this.#startDetails(operation, update) });
    } else this.#operations.set(id, { ...operation, ...this.#closeDetails(operation, update) });
    return id;
  }

  #startDetails(operation: WireOperation, update: OperationUpdate): Partial<WireOperation> {
    if (update.Type === 'WAIT') {
      const end = this.now + (update.WaitOptions?.WaitSeconds ?? 0) * MILLIS_PER_SECOND;
      return { WaitDetails: { ScheduledEndTimestamp: new Date(end) } };
    }
    if (update.Type === 'CALLBACK') return { CallbackDetails: { CallbackId: `callback-${update.Id}` } };
    return operation.StepDetails === undefined ? {} : { StepDetails: operation.StepDetails };
  }

  #closeDetails(operation: WireOperation, update: OperationUpdate): Partial<WireOperation> {
    if (operation.Status !== 'STARTED' && operation.Status !== 'READY') {
      throw refusal(`Invalid current ${update.Type} state to close.`);
    }
    const outcome = { Result: update.Payload, Error: update.Error };
    const EndTimestamp = new Date(this.now);
    const Status = update.Action === 'SUCCEED' ? 'SUCCEEDED' : 'FAILED';
    if (update.Type === 'CONTEXT') {
      return { Status, EndTimestamp, ContextDetails: { ...outcome, ...update.ContextOptions } };
    }
    const Attempt = (operation.StepDetails?.Attempt ?? 0) + 1;
    if (update.Action !== 'RETRY') return { Status, EndTimestamp, StepDetails: { ...outcome, Attempt } };
    const next = this.now + (update.StepOptions?.NextAttemptDelaySeconds ?? 0) * MILLIS_PER_SECOND;
    return { Status: 'PENDING', StepDetails: { ...outcome, Attempt, NextAttemptTimestamp: new Date(next) } };
  }
}
