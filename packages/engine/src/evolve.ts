// The fold: state × event → state. The only place that changes an execution's state.

import { assert, type Millis, parseExecutionArn, unreachable } from '@perdure/protocol';
import { bytesOf } from './bytes.ts';
import type { Entry, Event, ExecutionStarted, OperationEvent } from './event.ts';
import { evolvePause } from './evolve-pause.ts';
import { operationsOf, payloadBytesOf } from './meter.ts';
import { callbackDeadline, evolveCallback } from './operations/callback.ts';
import { evolveChainedInvoke } from './operations/chained-invoke.ts';
import { evolveContext } from './operations/context.ts';
import type { OperationState } from './operations/operation.ts';
import { evolveStep } from './operations/step.ts';
import { evolveWait } from './operations/wait.ts';
import type { ExecutionState, Outcome } from './state.ts';

/** Restores an execution from its journal. */
export function fold(entries: Iterable<Entry>): ExecutionState {
  let state: ExecutionState | undefined;
  for (const entry of entries) {
    for (const event of entry.events) state = evolve(state, event, entry.at);
  }
  assert(state !== undefined, 'a journal begins with ExecutionStarted');
  return state;
}

/** Applies one event. Consumes `state`: the caller goes on with the returned one. */
export function evolve(state: ExecutionState | undefined, event: Event, at: Millis): ExecutionState {
  if (event.type === 'ExecutionStarted') {
    assert(state === undefined, 'an execution starts once');
    return begin(event, at);
  }
  assert(state !== undefined, 'a journal begins with ExecutionStarted');
  switch (event.type) {
    case 'ExecutionSucceeded':
      return close(
        state,
        { status: 'SUCCEEDED', ...(event.result === undefined ? {} : { result: event.result }) },
        at,
      );
    case 'ExecutionFailed':
      return close(state, { status: 'FAILED', error: event.error }, at);
    case 'ExecutionStopped':
      return close(state, { status: 'STOPPED', error: event.error }, at);
    case 'ExecutionTimedOut':
      return close(state, { status: 'TIMED_OUT', error: timeoutError(state) }, at);
    case 'PauseRequested':
    case 'ExecutionPaused':
    case 'ExecutionResumed':
    case 'PauseCancelled':
      return evolvePause(state, event, at);
    case 'DeletionRequested':
      assert(state.closed !== undefined, 'only a closed execution is deleted');
      state.status = 'DELETING';
      state.deletionRequestedAt = at;
      return state;
    case 'InvocationStarted':
      return beginInvocation(state, event, at);
    case 'InvocationCompleted':
      return endInvocation(state, event, at);
    case 'CheckpointAccepted':
      return acceptCheckpoint(state, event.clientToken, at);
    default:
      return applyToOperation(state, event, at);
  }
}

function begin(event: ExecutionStarted, at: Millis): ExecutionState {
  const reference = parseExecutionArn(event.arn);
  assert(reference !== undefined, 'ExecutionStarted carries the ARN of the execution');
  return {
    arn: event.arn,
    reference,
    status: 'RUNNING',
    ...(event.input === undefined ? {} : { input: event.input }),
    invocationType: event.invocationType,
    config: event.config,
    ...(event.traceHeader === undefined ? {} : { traceHeader: event.traceHeader }),
    ...(event.tenantId === undefined ? {} : { tenantId: event.tenantId }),
    ...(event.parent === undefined ? {} : { parent: event.parent }),
    startedAt: at,
    operations: new Map(),
    timeoutPausedMillis: 0,
    wasCutShort: false,
    timers: new Map(),
    changed: new Set(),
    undelivered: new Set(),
    openCallbacks: new Map(),
    retryingSteps: new Map(),
    invocations: 0,
    failures: 0,
    losses: 0,
    toldIds: [],
    historyEvents: 1,
    operationsCounted: 1,
    storageBytes: payloadBytesOf(event),
  };
}

function close(state: ExecutionState, outcome: Outcome, at: Millis): ExecutionState {
  assert(state.closed === undefined, 'I1: an execution ends once');
  state.closed = { at, outcome };
  state.status = outcome.status;
  state.timers.clear();
  state.historyEvents += 1;
  state.storageBytes += bytesOf(outcome.status === 'SUCCEEDED' ? outcome.result : outcome.error);
  delete state.lastCheckpoint;
  delete state.retryAt;
  delete state.pause;
  return state;
}

const timeoutError = (state: ExecutionState) => ({
  ErrorMessage: `Execution timed out after ${state.config.ExecutionTimeout} seconds.`,
});

function beginInvocation(
  state: ExecutionState,
  event: Extract<Event, { type: 'InvocationStarted' }>,
  at: Millis,
): ExecutionState {
  assert(state.invocation === undefined, 'I3: one invocation at a time');
  assert(state.closed === undefined, 'I1: a closed execution is not invoked');
  state.invocations += 1;
  const updatedIds = [...new Set([...state.toldIds, ...state.undelivered])];
  state.invocation = {
    number: state.invocations,
    requestId: event.requestId,
    nonce: event.nonce,
    sequence: 0,
    startedAt: at,
    deadline: event.deadline,
    runningOn: event.runningOn,
    updatedIds,
  };
  state.toldIds = [];
  state.wasCutShort = false;
  state.changed.clear();
  state.undelivered.clear();
  delete state.retryAt;
  return state;
}

function endInvocation(
  state: ExecutionState,
  event: Extract<Event, { type: 'InvocationCompleted' }>,
  at: Millis,
): ExecutionState {
  assert(state.invocation !== undefined, 'only an invocation in flight ends');
  state.historyEvents += 1;
  state.failures = event.retry?.failures ?? 0;
  state.losses = event.retry?.losses ?? 0;
  if (state.failures === 0) delete state.failingSince;
  else state.failingSince ??= at;
  if (event.retry !== undefined) {
    state.operationsCounted += 1;
    state.storageBytes += payloadBytesOf(event);
    state.retryAt = event.retry.at;
    state.toldIds = state.invocation.updatedIds;
  }
  delete state.invocation;
  delete state.lastCheckpoint;
  return state;
}

function acceptCheckpoint(
  state: ExecutionState,
  clientToken: string | undefined,
  at: Millis,
): ExecutionState {
  const { invocation } = state;
  assert(invocation !== undefined, 'I4: only the invocation in flight checkpoints');
  const sequence = invocation.sequence;
  state.invocation = { ...invocation, sequence: sequence + 1 };
  if (clientToken === undefined) {
    delete state.lastCheckpoint;
  } else {
    state.lastCheckpoint = { clientToken, sequence, at, operations: changedOperations(state) };
  }
  state.changed.clear();
  state.undelivered.clear();
  return state;
}

/** What the handler has not seen yet, in order of change. */
export function changedOperations(state: ExecutionState): OperationState[] {
  const operations: OperationState[] = [];
  for (const id of state.changed) {
    const operation = state.operations.get(id);
    if (operation !== undefined) operations.push(operation);
  }
  return operations;
}

const outsideEvents: ReadonlySet<Event['type']> = new Set<Event['type']>([
  'StepReady',
  'WaitSucceeded',
  'CallbackSucceeded',
  'CallbackFailed',
  'CallbackTimedOut',
  'ChainedInvokeSucceeded',
  'ChainedInvokeFailed',
  'ChainedInvokeTimedOut',
  'ChainedInvokeStopped',
]);

function applyToOperation(state: ExecutionState, event: OperationEvent, at: Millis): ExecutionState {
  const existing = state.operations.get(event.id);
  const operation = evolveOperation(existing, event, at);
  state.operations.set(event.id, operation);
  armTimer(state, operation);
  followWaiting(state, operation, event, at);
  if (event.type === 'CallbackHeartbeat') return state;
  if (event.type !== 'StepReady') state.historyEvents += 1;
  if (outsideEvents.has(event.type)) state.undelivered.add(event.id);
  state.changed.add(event.id);
  state.operationsCounted += operationsOf(event, existing === undefined);
  state.storageBytes += payloadBytesOf(event);
  return state;
}

/** The next state of one operation. Pure: also used to look ahead while a batch is being decided. */
export function evolveOperation(
  existing: OperationState | undefined,
  event: OperationEvent,
  at: Millis,
): OperationState {
  switch (event.type) {
    case 'StepStarted':
    case 'StepSucceeded':
    case 'StepFailed':
    case 'StepReady':
      return evolveStep(ofType('STEP', existing), event, at);
    case 'WaitStarted':
    case 'WaitSucceeded':
    case 'WaitCancelled':
      return evolveWait(ofType('WAIT', existing), event, at);
    case 'CallbackStarted':
    case 'CallbackSucceeded':
    case 'CallbackFailed':
    case 'CallbackTimedOut':
    case 'CallbackHeartbeat':
      return evolveCallback(ofType('CALLBACK', existing), event, at);
    case 'ContextStarted':
    case 'ContextSucceeded':
    case 'ContextFailed':
      return evolveContext(ofType('CONTEXT', existing), event, at);
    case 'ChainedInvokeStarted':
    case 'ChainedInvokeSucceeded':
    case 'ChainedInvokeFailed':
    case 'ChainedInvokeTimedOut':
    case 'ChainedInvokeStopped':
      return evolveChainedInvoke(ofType('CHAINED_INVOKE', existing), event, at);
    default:
      return unreachable(event);
  }
}

function ofType<Type extends OperationState['type']>(
  type: Type,
  operation: OperationState | undefined,
): Extract<OperationState, { type: Type }> | undefined {
  assert(operation === undefined || operation.type === type, 'an operation keeps its type');
  return operation as Extract<OperationState, { type: Type }> | undefined;
}

/** Keeps note of who waits for an answer, and of what has failed and is tried again. */
function followWaiting(
  state: ExecutionState,
  operation: OperationState,
  event: OperationEvent,
  at: Millis,
): void {
  if (operation.type === 'CALLBACK') {
    if (operation.status !== 'STARTED') state.openCallbacks.delete(operation.id);
    else if (!state.openCallbacks.has(operation.id)) state.openCallbacks.set(operation.id, at);
  } else if (event.type === 'StepFailed' && event.delaySeconds !== undefined) {
    if (!state.retryingSteps.has(operation.id)) state.retryingSteps.set(operation.id, at);
  } else if (event.type === 'StepSucceeded' || event.type === 'StepFailed') {
    state.retryingSteps.delete(operation.id);
  }
}

/** Keeps `timers` equal to what the open operations wait for. */
function armTimer(state: ExecutionState, operation: OperationState): void {
  const at = timerOf(operation);
  if (at === undefined) state.timers.delete(operation.id);
  else state.timers.set(operation.id, at);
}

export function timerOf(operation: OperationState): Millis | undefined {
  if (operation.type === 'STEP' && operation.status === 'PENDING') return operation.nextAttemptAt;
  if (operation.type === 'WAIT' && operation.status === 'STARTED') return operation.endsAt;
  if (operation.type === 'CALLBACK' && operation.status === 'STARTED') return callbackDeadline(operation)?.at;
  return undefined;
}
