// Pausing: an operator holds an execution back, and lets it go on later.
//
//              pause, idle                           While PAUSED no invocation starts. Timers, callbacks and chained
//   RUNNING ────────────────▶ PAUSED                 invokes go on; what they bring waits for the resume. An invocation
//     │  ▲ pause, in flight      ▲                   in flight may write one more checkpoint; then the execution is
//     ▼  │                       │                   paused, and whatever that invocation still says is not heard.
//   PAUSING ──next checkpoint────┘
//      └──or the end of the invocation

import { type Millis, refusal } from '@perdure/protocol';
import { accept, type Decision, refuseWith } from './decision.ts';
import type { ExecutionPaused } from './event.ts';
import type { ExecutionState } from './state.ts';

export interface Pause {
  kind: 'pause';
  now: Millis;
  clientToken?: string;
  /** Whether the clock of the execution timeout stands still meanwhile. */
  timeoutPaused: boolean;
  reason?: string;
}

export interface Resume {
  kind: 'resume';
  now: Millis;
  clientToken?: string;
  reason?: string;
}

const conflict = (state: ExecutionState, verb: string) =>
  refuseWith(
    refusal('ResourceConflictException', `A durable execution that is ${state.status} cannot be ${verb}.`),
  );

/** Replies with the time of the request; a repetition under the same client token with that of the first. */
export function decidePause(state: ExecutionState, command: Pause): Decision<Millis> {
  const { pause } = state;
  if (pause !== undefined && command.clientToken !== undefined && pause.clientToken === command.clientToken) {
    return accept([], [], pause.requestedAt);
  }
  if (state.status !== 'RUNNING') return conflict(state, 'paused');
  const { now, timeoutPaused, reason, clientToken } = command;
  const request = {
    requestedAt: now,
    timeoutPaused,
    ...(reason === undefined ? {} : { reason }),
    ...(clientToken === undefined ? {} : { clientToken }),
  };
  const type = state.invocation === undefined ? 'ExecutionPaused' : 'PauseRequested';
  return accept([{ type, ...request }], [], now);
}

/** Replies with the time of the request. */
export function decideResume(state: ExecutionState, command: Resume): Decision<Millis> {
  const { now, reason, clientToken } = command;
  if (
    state.status === 'RUNNING' &&
    clientToken !== undefined &&
    state.resumedBy?.clientToken === clientToken
  ) {
    return accept([], [], state.resumedBy.at);
  }
  if (state.status !== 'PAUSED' && state.status !== 'PAUSING') return conflict(state, 'resumed');
  const type = state.status === 'PAUSED' ? 'ExecutionResumed' : 'PauseCancelled';
  const request = {
    ...(reason === undefined ? {} : { reason }),
    ...(clientToken === undefined ? {} : { clientToken }),
  };
  return accept([{ type, ...request }], [], now);
}

/** The event by which a requested pause takes effect. */
export function takeEffect(state: ExecutionState): ExecutionPaused | undefined {
  const { pause } = state;
  return state.status === 'PAUSING' && pause !== undefined
    ? { type: 'ExecutionPaused', ...pause }
    : undefined;
}
