// The state of one execution: the fold of its events.
//
// I1  An execution ends once: after a terminal event nothing is recorded but the end of the invocation then in flight.
// I2  An operation ends once; its recorded outcome never changes.
// I3  At most one invocation is in flight.
// I4  A token is good for one checkpoint of the invocation in flight.
// I5  Every change that comes from outside the handler is either delivered to it (in a checkpoint's reply or in the
//     event of an invocation) or makes the execution due for another invocation.
//
// The state is owned by whoever folds it: `evolve` consumes the state it is given and returns the next one, so that a
// fold of n events costs n steps and copies nothing. The operations in it are immutable.

import type {
  DurableConfig,
  ErrorObject,
  ExecutionReference,
  ExecutionStatus,
  Millis,
  OperationId,
} from '@perdure/protocol';
import { MILLIS_PER_SECOND } from '@perdure/protocol';
import type { ParentReference } from './event.ts';
import type { OperationState } from './operations/operation.ts';

export type Outcome =
  | { status: 'SUCCEEDED'; result?: string }
  | { status: 'FAILED' | 'TIMED_OUT' | 'STOPPED'; error: ErrorObject };

/** The invocation in flight. */
export interface Invocation {
  /** Counts the invocations of the execution, from 1. */
  number: number;
  requestId: string;
  nonce: string;
  /** Checkpoints accepted from this invocation: the current token carries this number. */
  sequence: number;
  startedAt: Millis;
  deadline: Millis;
  runningOn: string;
  /** Operations that changed outside the handler before this invocation, which it is told of. */
  updatedIds: readonly OperationId[];
}

/** The last accepted checkpoint of the invocation in flight, kept to answer a repetition with the same reply. */
export interface LastCheckpoint {
  clientToken: string;
  /** The sequence number of the token that it used up. */
  sequence: number;
  at: Millis;
  /** The operations that the reply carried, as they were. */
  operations: readonly OperationState[];
}

export interface ExecutionState {
  arn: string;
  reference: ExecutionReference;
  status: ExecutionStatus;
  input?: string;
  invocationType: 'RequestResponse' | 'Event';
  config: DurableConfig;
  traceHeader?: string;
  tenantId?: string;
  parent?: ParentReference;
  startedAt: Millis;
  /** Present once the execution is closed. */
  closed?: { at: Millis; outcome: Outcome };

  /** Present once somebody has asked for the removal of the closed execution. */
  deletionRequestedAt?: Millis;

  /** Present while PAUSING or PAUSED; `at` once the pause has taken effect. */
  pause?: { requestedAt: Millis; timeoutPaused: boolean; reason?: string; clientToken?: string; at?: Millis };
  /** The last resume, to answer a repetition of it. */
  resumedBy?: { at: Millis; clientToken?: string };
  /** How long the clock of the execution timeout has stood still. */
  timeoutPausedMillis: number;
  /** A pause has cut an invocation short: there is work for the next one even if nothing came from outside. */
  wasCutShort: boolean;

  /** In order of creation. */
  operations: Map<OperationId, OperationState>;
  /** Open operations that a timer will move, with its time. */
  timers: Map<OperationId, Millis>;
  /** Changed since the handler last saw the state, by itself or from outside. */
  changed: Set<OperationId>;
  /** The part of `changed` that came from outside: what the execution must be invoked for (I5). */
  undelivered: Set<OperationId>;

  /** Callbacks that nobody has answered, with when each began; the oldest first. */
  openCallbacks: Map<OperationId, Millis>;
  /** Steps that have failed and are tried again, with when each failed first; the oldest first. */
  retryingSteps: Map<OperationId, Millis>;
  /** When the first of the failed invocations ended that the next one repeats. */
  failingSince?: Millis;

  invocation?: Invocation;
  invocations: number;
  /** Failed invocations since the last one that ended well. */
  failures: number;
  /** Lost invocations since the last one whose end was seen. */
  losses: number;
  /** No invocation starts before this time, after one that failed. */
  retryAt?: Millis;
  /** What a failed invocation had been told of; the next one is told again. */
  toldIds: readonly OperationId[];
  lastCheckpoint?: LastCheckpoint;

  /** Events in the history: the id of the newest one. */
  historyEvents: number;
  /** Operations as the quota counts them: starts, retries and polls. */
  operationsCounted: number;
  /** Bytes of payloads and errors written so far. */
  storageBytes: number;
}

/** True while something that no handler is needed for will move the execution: a timer, a callback, a chained invoke. */
export function hasPendingWork(operations: Iterable<OperationState>): boolean {
  for (const operation of operations) {
    if (operation.type === 'STEP' && operation.status === 'PENDING') return true;
    if (operation.type === 'CONTEXT' || operation.type === 'STEP') continue;
    if (operation.status === 'STARTED') return true;
  }
  return false;
}

/** Since when the execution waits for a callback; undefined when it waits for none. */
export function callbackSince({ closed, openCallbacks }: ExecutionState): Millis | undefined {
  return closed === undefined ? openCallbacks.values().next().value : undefined;
}

/** Since when something has failed that is being tried again, a step or an invocation; undefined when nothing has. */
export function retryingSince({ closed, retryingSteps, failingSince }: ExecutionState): Millis | undefined {
  if (closed !== undefined) return undefined;
  const stepSince: Millis | undefined = retryingSteps.values().next().value;
  if (stepSince === undefined || failingSince === undefined) return stepSince ?? failingSince;
  return Math.min(stepSince, failingSince);
}

/** Whether an invocation must start now. */
export function isInvocationDue(state: ExecutionState, now: Millis): boolean {
  if (state.status !== 'RUNNING' || state.invocation !== undefined) return false;
  if (state.retryAt !== undefined) return state.retryAt <= now;
  return state.invocations === 0 || state.wasCutShort || state.undelivered.size > 0;
}

/** When the execution times out; Infinity while a pause holds that clock. */
export function executionDeadline(state: ExecutionState): Millis {
  if (state.pause?.timeoutPaused === true && state.pause.at !== undefined) return Number.POSITIVE_INFINITY;
  return state.startedAt + state.config.ExecutionTimeout * MILLIS_PER_SECOND + state.timeoutPausedMillis;
}
