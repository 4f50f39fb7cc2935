// Time: what is due now, and when somebody must look again.

import { MILLIS_PER_DAY, type Millis } from '@perdure/protocol';
import { accept, type Decision } from './decision.ts';
import { Draft } from './draft.ts';
import { timerOf } from './evolve.ts';
import { giveUpInvocation } from './invocation.ts';
import { callbackDeadline } from './operations/callback.ts';
import type { OperationState } from './operations/operation.ts';
import type { EngineSettings } from './settings.ts';
import { type ExecutionState, executionDeadline, type Invocation, isInvocationDue } from './state.ts';

export interface Tick {
  kind: 'tick';
  now: Millis;
  jitter: number;
}

/** Records everything whose time has come, in the order in which it came. Nothing fires early (P4). */
export function decideTick(
  state: ExecutionState,
  command: Tick,
  settings: EngineSettings,
): Decision<undefined> {
  const draft = new Draft(state, settings, command);
  const deadline = executionDeadline(state);
  const isTimedOut = state.closed === undefined && deadline <= command.now;
  for (const operation of dueOperations(state, Math.min(command.now, deadline))) fire(draft, operation);
  if (isTimedOut) draft.close({ type: 'ExecutionTimedOut' });

  const { invocation } = state;
  if (invocation === undefined || command.now < lostAt(invocation, settings)) {
    return accept(draft.events, draft.letters, undefined);
  }
  if (isTimedOut || state.closed !== undefined || state.status === 'PAUSED') {
    // Its end is all that is still recorded of it; without that, a closed execution could never be removed.
    draft.events.push({ type: 'InvocationCompleted' });
  } else {
    const ErrorMessage = `RequestId: ${invocation.requestId} Error: the invocation did not end by its deadline`;
    giveUpInvocation(draft, { ErrorType: 'Sandbox.Timedout', ErrorMessage }, command.jitter);
  }
  return accept(draft.events, draft.letters, undefined);
}

const lostAt = (invocation: Invocation, settings: EngineSettings): Millis =>
  invocation.deadline + settings.invocationGraceMillis;

function dueOperations(state: ExecutionState, until: Millis): OperationState[] {
  const due: { at: Millis; operation: OperationState }[] = [];
  for (const [id, at] of state.timers) {
    const operation = state.operations.get(id);
    if (at <= until && operation !== undefined) due.push({ at, operation });
  }
  // The sort is stable: of timers due together, the one armed first fires first.
  return due.sort((left, right) => left.at - right.at).map(({ operation }) => operation);
}

function fire(draft: Draft, operation: OperationState): void {
  if (operation.type === 'STEP') {
    draft.record({ type: 'StepReady', id: operation.id });
  } else if (operation.type === 'WAIT') {
    draft.record({ type: 'WaitSucceeded', id: operation.id });
  } else if (operation.type === 'CALLBACK' && operation.status === 'STARTED') {
    const missed = callbackDeadline(operation);
    if (missed !== undefined) {
      draft.record({ type: 'CallbackTimedOut', id: operation.id, deadline: missed.deadline });
    }
  }
}

/**
 * Fires what is due behind the updates of a checkpoint, so that its reply tells of it. An operation that the batch itself
 * has moved waits for its timer no more.
 */
export function fireBehind(draft: Draft): void {
  for (const { id } of dueOperations(draft.state, draft.now)) {
    const operation = draft.operation(id);
    const at = operation === undefined ? undefined : timerOf(operation);
    if (operation !== undefined && at !== undefined && at <= draft.now) fire(draft, operation);
  }
}

/**
 * Whether a tick must come before a command. A checkpoint fires the timers of operations itself, behind its own updates;
 * the end of the execution's time and the loss of the invocation come before anything.
 */
export function isTickDueBefore(
  kind: string,
  state: ExecutionState,
  now: Millis,
  settings: EngineSettings,
): boolean {
  if (kind !== 'checkpoint') return isTickDue(state, now, settings);
  const { invocation, closed } = state;
  if (closed === undefined && executionDeadline(state) <= now) return true;
  return invocation !== undefined && lostAt(invocation, settings) <= now;
}

/** Whether `decideTick` has something to record at this time. */
export function isTickDue(state: ExecutionState, now: Millis, settings: EngineSettings): boolean {
  return timerAt(state, settings) <= now;
}

/**
 * The next time at which `decideTick` will have something to record. A closed execution waits only for its last
 * invocation to end; without one, it waits for nothing: Infinity.
 */
export function timerAt(state: ExecutionState, settings: EngineSettings): Millis {
  let at = state.closed === undefined ? executionDeadline(state) : Number.POSITIVE_INFINITY;
  for (const timer of state.timers.values()) if (timer < at) at = timer;
  if (state.invocation !== undefined) at = Math.min(at, lostAt(state.invocation, settings));
  return at;
}

/**
 * When a server must look at the execution again: at once if an invocation is due, else at its next timer; once it is
 * closed, when its last invocation is lost, or else when its retention ends; at once when it is to be deleted.
 */
export function wakeAt(state: ExecutionState, settings: EngineSettings): Millis | undefined {
  const at = nextLookAt(state, settings);
  // A paused execution whose clock stands still waits for its resume alone.
  return Number.isFinite(at) ? at : undefined;
}

function nextLookAt(state: ExecutionState, settings: EngineSettings): Millis {
  if (state.closed !== undefined) {
    if (state.deletionRequestedAt !== undefined) return state.deletionRequestedAt;
    if (state.invocation !== undefined) return timerAt(state, settings);
    return expiresAt(state.closed.at, state.config.RetentionPeriodInDays);
  }
  if (isInvocationDue(state, Number.POSITIVE_INFINITY)) {
    return Math.min(state.retryAt ?? state.startedAt, timerAt(state, settings));
  }
  return timerAt(state, settings);
}

const expiresAt = (closedAt: Millis, days: number): Millis => closedAt + days * MILLIS_PER_DAY;

/** Whether a closed execution is to be removed: it has outlived its retention, or somebody has asked for it. */
export function isExpired(state: ExecutionState, now: Millis): boolean {
  if (state.deletionRequestedAt !== undefined) return true;
  if (state.closed === undefined || state.invocation !== undefined) return false;
  return expiresAt(state.closed.at, state.config.RetentionPeriodInDays) <= now;
}
