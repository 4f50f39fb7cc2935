// CheckpointDurableExecution: the handler writes what it has done and learns what happened meanwhile.
//
// The batch is atomic: the first update that breaks a rule refuses it whole, nothing is recorded, and the token stays good.
// The order of the checks is AWS's, so that a wrong batch gets the same message here and there.

import {
  type CheckpointRequest,
  MILLIS_PER_SECOND,
  type OperationId,
  type OperationUpdate,
  type Refusal,
} from '@perdure/protocol';
import { checkBatch, checkUpdate } from './batch-rules.ts';
import { accept, type Decision, refuseWith } from './decision.ts';
import { Draft, type Target } from './draft.ts';
import { updateCallback } from './operations/callback.ts';
import { updateChainedInvoke } from './operations/chained-invoke.ts';
import { updateContext } from './operations/context.ts';
import type { OperationState } from './operations/operation.ts';
import { updateStep } from './operations/step.ts';
import { updateWait } from './operations/wait.ts';
import { takeEffect } from './pause.ts';
import { decodeToken, encodeToken } from './references.ts';
import { refuse } from './ruling.ts';
import type { EngineSettings } from './settings.ts';
import type { ExecutionState, LastCheckpoint } from './state.ts';
import { fireBehind } from './timers.ts';

export interface Checkpoint {
  kind: 'checkpoint';
  now: number;
  nonce: string;
  request: CheckpointRequest;
  /** The targets of the chained invokes that the batch starts. */
  targets?: ReadonlyMap<OperationId, Target>;
}

export interface CheckpointReply {
  /** Absent when the execution is closed. */
  token?: string;
  operations: readonly OperationState[];
}

export function decideCheckpoint(
  state: ExecutionState,
  command: Checkpoint,
  settings: EngineSettings,
): Decision<CheckpointReply> {
  const { request, now } = command;
  const repeated = findRepeated(state, request, now, settings);
  if (repeated !== undefined) {
    const reply = { token: tokenAt(state, repeated.sequence + 1), operations: repeated.operations };
    return accept([], [], reply);
  }
  if (!isCurrentToken(state, request.CheckpointToken))
    return refuseWith(invalidToken(state, request.CheckpointToken));

  const updates = request.Updates ?? [];
  const draft = new Draft(state, settings, command);
  const misfit = checkBatch(updates) ?? applyUpdates(draft, updates);
  if (misfit !== undefined) return refuseWith(misfit);
  if (!draft.isClosed) fireBehind(draft);

  const overrun = findOverrun(draft);
  if (overrun !== undefined) {
    const closing = new Draft(state, settings, command);
    closing.close({ type: 'ExecutionFailed', error: { ErrorType: 'LimitExceeded', ErrorMessage: overrun } });
    return accept(closing.events, closing.letters, { operations: [] });
  }
  return conclude(state, draft, request);
}

/** Ends the decision: with the next token, or without one when the batch closed the execution. */
function conclude(
  state: ExecutionState,
  draft: Draft,
  request: CheckpointRequest,
): Decision<CheckpointReply> {
  const operations = reportedOperations(state, draft);
  if (draft.isClosed) return accept(draft.events, draft.letters, { operations });
  const { ClientToken: clientToken } = request;
  draft.events.push({ type: 'CheckpointAccepted', ...(clientToken === undefined ? {} : { clientToken }) });
  const paused = takeEffect(state);
  if (paused !== undefined) draft.events.push(paused);
  const sequence = (state.invocation?.sequence ?? 0) + 1;
  return accept(draft.events, draft.letters, { token: tokenAt(state, sequence), operations });
}

/** What changed since the handler last saw the state: before this batch, then by it. */
function reportedOperations(state: ExecutionState, draft: Draft): OperationState[] {
  const ids = new Set(state.changed);
  for (const event of draft.events) if ('id' in event) ids.add(event.id);
  const operations: OperationState[] = [];
  for (const id of ids) {
    const operation = draft.operation(id);
    if (operation !== undefined) operations.push(operation);
  }
  return operations;
}

function findRepeated(
  state: ExecutionState,
  request: CheckpointRequest,
  now: number,
  settings: EngineSettings,
): LastCheckpoint | undefined {
  const last = state.lastCheckpoint;
  if (last === undefined || last.clientToken !== request.ClientToken) return undefined;
  if (now - last.at > settings.limits.clientTokenSecondsMax * MILLIS_PER_SECOND) return undefined;
  return tokenAt(state, last.sequence) === request.CheckpointToken ? last : undefined;
}

export function isCurrentToken(state: ExecutionState, token: string): boolean {
  if (state.closed !== undefined || state.status === 'PAUSED' || state.invocation === undefined) return false;
  return tokenAt(state, state.invocation.sequence) === token;
}

export function currentToken(state: ExecutionState): string {
  return tokenAt(state, state.invocation?.sequence ?? 0);
}

function tokenAt(state: ExecutionState, sequence: number): string {
  const { invocation, reference } = state;
  return encodeToken({
    executionId: reference.executionId,
    invocation: invocation?.number ?? 0,
    sequence,
    nonce: invocation?.nonce ?? '',
  });
}

/** SDKs look for the first three words, in this casing: they then end the invocation and leave the execution alone. */
export function invalidToken(state: ExecutionState | undefined, token: string): Refusal {
  const prefix = 'Invalid Checkpoint Token';
  const reference = decodeToken(token);
  if (reference === undefined) return refuse(`${prefix}: it is malformed.`);
  if (state === undefined || reference.executionId !== state.reference.executionId) {
    return refuse(`${prefix}: it does not belong to this durable execution.`);
  }
  if (state.closed !== undefined) return refuse(`${prefix}: the durable execution is closed.`);
  if (state.status === 'PAUSED') return refuse(`${prefix}: the durable execution is paused.`);
  return refuse(`${prefix}: it has been used, or its invocation has ended.`);
}

function applyUpdates(draft: Draft, updates: readonly OperationUpdate[]): Refusal | undefined {
  for (const update of updates) {
    const misfit = checkUpdate(draft, update) ?? applyUpdate(draft, update);
    if (misfit) return misfit;
  }
  return undefined;
}

function applyUpdate(draft: Draft, update: OperationUpdate): Refusal | undefined {
  const id = update.Id ?? '';
  const existing = draft.operation(id);
  switch (update.Type) {
    case 'STEP':
      return updateStep(draft, id, existing?.type === 'STEP' ? existing : undefined, update);
    case 'WAIT':
      return updateWait(draft, id, existing?.type === 'WAIT' ? existing : undefined, update);
    case 'CALLBACK':
      return (
        updateCallback(draft, id, existing?.type === 'CALLBACK' ? existing : undefined, update) ?? undefined
      );
    case 'CONTEXT':
      return (
        updateContext(draft, id, existing?.type === 'CONTEXT' ? existing : undefined, update) ?? undefined
      );
    case 'CHAINED_INVOKE':
      return updateChainedInvoke(
        draft,
        id,
        existing?.type === 'CHAINED_INVOKE' ? existing : undefined,
        update,
      );
    case 'EXECUTION':
      return updateExecution(draft, update);
  }
}

/** The handler closes the execution itself, because its result is too large for the answer of an invocation. */
function updateExecution(draft: Draft, update: OperationUpdate): Refusal | undefined {
  if (update.Action === 'SUCCEED') {
    draft.close({
      type: 'ExecutionSucceeded',
      ...(update.Payload === undefined ? {} : { result: update.Payload }),
    });
    return undefined;
  }
  if (update.Action === 'FAIL') {
    draft.close({ type: 'ExecutionFailed', error: update.Error ?? {} });
    return undefined;
  }
  return refuse('Invalid EXECUTION action.');
}

/** AWS closes an execution that outgrows its quotas, since no later checkpoint could help it. */
function findOverrun(draft: Draft): string | undefined {
  const { operationsMax, storageBytesMax } = draft.settings.limits;
  if (draft.operationsCounted > operationsMax) {
    return `The durable execution has more than ${operationsMax} operations. Split the work into several executions with context.invoke.`;
  }
  if (draft.storageBytes > storageBytesMax) {
    return `The durable execution has written more than ${storageBytesMax} bytes. Keep large data in a store of your own and checkpoint its key.`;
  }
  return undefined;
}
