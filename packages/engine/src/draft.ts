// A decision in the making: the events recorded so far, and the operations as they will be after them.
//
// Rules read through the draft, so that an update sees the effect of those before it in the same batch, while the state
// itself stays untouched until the whole decision is accepted.

import type { ErrorObject, ExecutionId, Millis, OperationId } from '@perdure/protocol';
import type { Event, OperationEvent, TerminalEvent } from './event.ts';
import { evolveOperation } from './evolve.ts';
import type { Letter } from './letter.ts';
import { operationsOf, payloadBytesOf } from './meter.ts';
import type { OperationState } from './operations/operation.ts';
import { encodeCallbackId } from './references.ts';
import type { EngineSettings } from './settings.ts';
import type { ExecutionState, Outcome } from './state.ts';

/** What became of the function named by a chained invoke. */
export type Target =
  | { kind: 'durable'; functionName: string; functionVersion: string; childArn: string }
  | { kind: 'plain'; functionName: string; functionVersion: string }
  /** There is nothing to invoke: the operation fails at once. */
  | { kind: 'unresolved'; error: ErrorObject }
  /** The request itself is wrong (another account or region): the checkpoint is refused. */
  | { kind: 'refused'; message: string };

export interface DraftContext {
  now: Millis;
  /** Fresh and unguessable, at least 12 characters. */
  nonce?: string;
  targets?: ReadonlyMap<OperationId, Target>;
}

export class Draft {
  readonly state: ExecutionState;
  readonly now: Millis;
  readonly settings: EngineSettings;
  readonly events: Event[] = [];
  readonly letters: Letter[] = [];
  /** What the execution will have used up of its quotas after the draft. */
  operationsCounted: number;
  storageBytes: number;
  #operations: Map<OperationId, OperationState> | undefined;
  readonly #context: DraftContext;

  constructor(state: ExecutionState, settings: EngineSettings, context: DraftContext) {
    this.state = state;
    this.settings = settings;
    this.now = context.now;
    this.#context = context;
    this.operationsCounted = state.operationsCounted;
    this.storageBytes = state.storageBytes;
  }

  operation(id: OperationId): OperationState | undefined {
    return this.#operations?.get(id) ?? this.state.operations.get(id);
  }

  *operations(): Iterable<OperationState> {
    for (const operation of this.state.operations.values()) {
      yield this.#operations?.get(operation.id) ?? operation;
    }
    for (const [id, operation] of this.#operations ?? []) {
      if (!this.state.operations.has(id)) yield operation;
    }
  }

  record(event: OperationEvent): void {
    const existing = this.operation(event.id);
    this.events.push(event);
    this.operationsCounted += operationsOf(event, existing === undefined);
    this.storageBytes += payloadBytesOf(event);
    this.#operations ??= new Map();
    this.#operations.set(event.id, evolveOperation(existing, event, this.now));
  }

  /** Whether the draft ends the execution. */
  isClosed = false;

  /** Ends the execution and tells its parent, if one waits for it. */
  close(event: TerminalEvent): void {
    this.events.push(event);
    this.isClosed = true;
    const { parent, reference, config } = this.state;
    if (parent === undefined) {
      this.#tellOfFailure(outcomeOf(event));
      return;
    }
    this.letters.push({
      letterId: `${reference.executionId}:ended`,
      kind: 'child-ended',
      to: parent.executionId as ExecutionId,
      operationId: parent.operationId,
      outcome: outcomeOf(event),
      executionTimeoutSeconds: config.ExecutionTimeout,
    });
  }

  #tellOfFailure(outcome: Outcome): void {
    const { reference, invocationType, input } = this.state;
    if (outcome.status === 'SUCCEEDED' || invocationType !== 'Event') return;
    const { executionId, functionName, functionVersion } = reference;
    this.letters.push({
      letterId: `${executionId}:start-failed`,
      kind: 'start-failed',
      from: executionId,
      functionName,
      functionVersion,
      ...(input === undefined ? {} : { input }),
      error: outcome.error,
    });
  }

  send(request: DraftLetter): void {
    const { executionId } = this.state.reference;
    this.letters.push({ ...request, letterId: `${executionId}:${request.operationId}`, from: executionId });
  }

  targetOf(id: OperationId): Target | undefined {
    return this.#context.targets?.get(id);
  }

  newCallbackId(operationId: OperationId): string {
    return encodeCallbackId(this.state.reference.executionId, operationId, this.#context.nonce ?? '');
  }
}

type TargetLetter = Extract<Letter, { kind: 'start-child' | 'invoke-function' }>;
type DraftLetter = Omit<TargetLetter, 'letterId' | 'from'>;

function outcomeOf(event: TerminalEvent): Outcome {
  switch (event.type) {
    case 'ExecutionSucceeded':
      return { status: 'SUCCEEDED', ...(event.result === undefined ? {} : { result: event.result }) };
    case 'ExecutionFailed':
      return { status: 'FAILED', error: event.error };
    case 'ExecutionStopped':
      return { status: 'STOPPED', error: event.error };
    case 'ExecutionTimedOut':
      return { status: 'TIMED_OUT', error: {} };
  }
}
