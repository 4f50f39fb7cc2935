// How a pause and its end change the state.

import { assert, type Millis } from '@perdure/protocol';
import type { ExecutionPaused, ExecutionResumed, PauseCancelled, PauseRequested } from './event.ts';
import type { ExecutionState } from './state.ts';

type PauseEvent = PauseRequested | ExecutionPaused | ExecutionResumed | PauseCancelled;

export function evolvePause(state: ExecutionState, event: PauseEvent, at: Millis): ExecutionState {
  assert(state.closed === undefined, 'I1: a closed execution is not paused');
  switch (event.type) {
    case 'PauseRequested': {
      const { type: _, ...request } = event;
      state.status = 'PAUSING';
      state.pause = request;
      return state;
    }
    case 'ExecutionPaused': {
      const { type: _, ...request } = event;
      state.status = 'PAUSED';
      state.pause = { ...request, at };
      state.wasCutShort ||= state.invocation !== undefined;
      state.historyEvents += 1;
      return state;
    }
    case 'ExecutionResumed':
      assert(state.pause?.at !== undefined, 'only a paused execution is resumed');
      if (state.pause.timeoutPaused) state.timeoutPausedMillis += at - state.pause.at;
      state.historyEvents += 1;
      return goOn(state, event, at);
    case 'PauseCancelled':
      return goOn(state, event, at);
  }
}

function goOn(state: ExecutionState, event: ExecutionResumed | PauseCancelled, at: Millis): ExecutionState {
  state.status = 'RUNNING';
  delete state.pause;
  state.resumedBy = { at, ...(event.clientToken === undefined ? {} : { clientToken: event.clientToken }) };
  return state;
}
