// Invocations: runs of the handler on behalf of the execution, one at a time (I3).

import type { ErrorObject, Millis, OperationId } from '@perdure/protocol';
import { isLongerThan } from './bytes.ts';
import { accept, type Decision } from './decision.ts';
import { Draft } from './draft.ts';
import { readOutput } from './output.ts';
import { takeEffect } from './pause.ts';
import { encodeToken } from './references.ts';
import type { EngineSettings } from './settings.ts';
import { type ExecutionState, hasPendingWork, isInvocationDue } from './state.ts';

export interface BeginInvocation {
  kind: 'begin-invocation';
  now: Millis;
  requestId: string;
  nonce: string;
  deadline: Millis;
  runningOn: string;
}

/** What a new invocation is to be given, or undefined when there is none to run. */
export type BeginReply = { token: string; updatedIds: readonly OperationId[] } | undefined;

export function decideBeginInvocation(state: ExecutionState, command: BeginInvocation): Decision<BeginReply> {
  const { now, requestId, nonce, deadline, runningOn } = command;
  if (!isInvocationDue(state, now)) return accept([], [], undefined);
  const { executionId } = state.reference;
  const token = encodeToken({ executionId, invocation: state.invocations + 1, sequence: 0, nonce });
  const updatedIds = [...new Set([...state.toldIds, ...state.undelivered])];
  return accept([{ type: 'InvocationStarted', requestId, nonce, deadline, runningOn }], [], {
    token,
    updatedIds,
  });
}

export interface CompleteInvocation {
  kind: 'complete-invocation';
  now: Millis;
  requestId: string;
  /** 0 up to 1: the random half of the delay before a failed invocation is repeated. */
  jitter: number;
  outcome:
    | { kind: 'returned'; body: string }
    | { kind: 'failed'; error: ErrorObject }
    /** Its server was taken away: probably no fault of the function, so it is repeated at once, a bounded number of times. */
    | { kind: 'lost'; error: ErrorObject };
}

export function decideCompleteInvocation(
  state: ExecutionState,
  command: CompleteInvocation,
  settings: EngineSettings,
): Decision<undefined> {
  // A late answer of an invocation that was given up: the one that replaced it has the word.
  if (state.invocation?.requestId !== command.requestId) return accept([], [], undefined);
  const draft = new Draft(state, settings, command);
  if (state.closed !== undefined || state.status === 'PAUSED') {
    // Nobody hears what it says: the execution is over, or a fresh invocation follows the resume.
    draft.events.push({ type: 'InvocationCompleted' });
  } else if (command.outcome.kind === 'failed') {
    failInvocation(draft, command.outcome.error, command.jitter);
  } else if (command.outcome.kind === 'lost') {
    loseInvocation(draft, command.outcome.error, command.jitter);
  } else {
    returnFromInvocation(draft, command.outcome.body);
  }
  pauseUnlessClosed(draft);
  return accept(draft.events, draft.letters, undefined);
}

/** Records that an invocation did not end by its deadline. */
export function giveUpInvocation(draft: Draft, error: ErrorObject, jitter: number): void {
  failInvocation(draft, error, jitter);
  pauseUnlessClosed(draft);
}

/** A requested pause takes effect at the end of the invocation, if that was not the end of the execution. */
function pauseUnlessClosed(draft: Draft): void {
  const paused = takeEffect(draft.state);
  if (paused !== undefined && !draft.isClosed) draft.events.push(paused);
}

function returnFromInvocation(draft: Draft, body: string): void {
  const output = readOutput(body);
  switch (output.kind) {
    case 'violation':
      endWithViolation(draft, output.message);
      return;
    case 'failed':
      draft.events.push({ type: 'InvocationCompleted', error: output.error });
      draft.close({ type: 'ExecutionFailed', error: output.error });
      return;
    case 'succeeded':
      succeed(draft, output.result);
      return;
    case 'pending': {
      // Whatever the handler has not seen yet starts the next invocation; otherwise something must be under way.
      const goesOn = draft.state.undelivered.size > 0 || hasPendingWork(draft.operations());
      if (goesOn) draft.events.push({ type: 'InvocationCompleted' });
      else endWithViolation(draft, 'Cannot return PENDING status with no pending operations.');
    }
  }
}

function succeed(draft: Draft, result: string | undefined): void {
  const { limits } = draft.settings;
  const isSync = draft.state.invocationType === 'RequestResponse';
  const bytesMax = isSync ? limits.syncPayloadBytesMax : limits.asyncPayloadBytesMax;
  if (result !== undefined && isLongerThan(result, bytesMax)) {
    const message = `Execution output payload size must be less than or equal to ${bytesMax} bytes.`;
    endWithViolation(draft, message);
    return;
  }
  draft.events.push({ type: 'InvocationCompleted' });
  draft.close({ type: 'ExecutionSucceeded', ...(result === undefined ? {} : { result }) });
}

/** An answer that breaks the contract would be the same at the next try: the execution fails at once. */
function endWithViolation(draft: Draft, message: string): void {
  const error = { ErrorType: 'InvalidParameterValueException', ErrorMessage: message };
  draft.events.push({ type: 'InvocationCompleted', error });
  draft.close({ type: 'ExecutionFailed', error });
}

/** The server went away. If that happens over and over, the function may be what takes it away: then it has failed. */
function loseInvocation(draft: Draft, error: ErrorObject, jitter: number): void {
  const { state, now, settings } = draft;
  const losses = state.losses + 1;
  if (losses > settings.invocationLossesMax) {
    failInvocation(draft, error, jitter, losses);
    return;
  }
  const retry = { at: now, failures: state.failures, losses };
  draft.events.push({ type: 'InvocationCompleted', error, retry });
}

/** The invocation itself failed: what it checkpointed stands, and it is repeated after a growing delay. */
function failInvocation(draft: Draft, error: ErrorObject, jitter: number, losses = 0): void {
  const { settings, state, now } = draft;
  const failures = state.failures + 1;
  if (failures >= settings.invocationFailuresMax) {
    draft.events.push({ type: 'InvocationCompleted', error });
    draft.close({ type: 'ExecutionFailed', error });
    return;
  }
  const { retryDelayMillisMin, retryDelayMillisMax } = settings;
  const delay = Math.min(retryDelayMillisMin * 2 ** (failures - 1), retryDelayMillisMax);
  const HALF = 0.5;
  const retryAt = now + Math.ceil(delay * (HALF + HALF * jitter));
  draft.events.push({
    type: 'InvocationCompleted',
    error,
    retry: { at: retryAt, failures, ...(losses === 0 ? {} : { losses }) },
  });
}
