// What reaches an execution from outside its handler: the callback APIs, the ends of chained invokes, a stop.

import { type ErrorObject, type Millis, type OperationId, refusal } from '@perdure/protocol';
import { isLongerThan } from './bytes.ts';
import { accept, type Decision, refuseWith } from './decision.ts';
import { Draft } from './draft.ts';
import type { OpenCallback } from './operations/callback.ts';
import { withError, withResult } from './operations/operation.ts';
import type { EngineSettings } from './settings.ts';
import type { ExecutionState, Outcome } from './state.ts';

export interface AnswerCallback {
  kind: 'answer-callback';
  now: Millis;
  callbackId: string;
  operationId: OperationId;
  answer:
    | { kind: 'success'; result?: string }
    | { kind: 'failure'; error?: ErrorObject }
    | { kind: 'heartbeat' };
}

export const callbackIsClosed = refusal(
  'CallbackTimeoutException',
  'The callback is either timed out or already completed.',
);

export function decideAnswerCallback(
  state: ExecutionState,
  command: AnswerCallback,
  settings: EngineSettings,
): Decision<undefined> {
  const callback = openCallback(state, command);
  if (callback === undefined) return refuseWith(callbackIsClosed);
  const draft = new Draft(state, settings, command);
  const { id } = callback;
  const { answer } = command;
  if (answer.kind === 'success') {
    draft.record({ type: 'CallbackSucceeded', id, ...withResult(answer.result) });
  } else if (answer.kind === 'failure') {
    draft.record({ type: 'CallbackFailed', id, ...withError(answer.error) });
  } else if (callback.heartbeatSeconds !== undefined) {
    draft.record({ type: 'CallbackHeartbeat', id });
  }
  return accept(draft.events, draft.letters, undefined);
}

function openCallback(state: ExecutionState, command: AnswerCallback): OpenCallback | undefined {
  if (state.closed !== undefined) return undefined;
  const operation = state.operations.get(command.operationId);
  if (operation?.type !== 'CALLBACK' || operation.status !== 'STARTED') return undefined;
  return operation.callbackId === command.callbackId ? operation : undefined;
}

/** The target of a chained invoke has ended. */
export interface EndChainedInvoke {
  kind: 'end-chained-invoke';
  now: Millis;
  operationId: OperationId;
  outcome: Outcome;
  /** Of the child; absent for a plain function. */
  executionTimeoutSeconds?: number;
}

export function decideEndChainedInvoke(
  state: ExecutionState,
  command: EndChainedInvoke,
  settings: EngineSettings,
): Decision<undefined> {
  const { operationId: id, outcome } = command;
  const operation = state.operations.get(id);
  // A repeated word, or one to an execution that has closed meanwhile.
  if (state.closed !== undefined || operation?.type !== 'CHAINED_INVOKE' || operation.status !== 'STARTED') {
    return accept([], [], undefined);
  }
  const draft = new Draft(state, settings, command);
  switch (outcome.status) {
    case 'SUCCEEDED':
      recordResult(draft, id, outcome.result);
      break;
    case 'FAILED':
      draft.record({ type: 'ChainedInvokeFailed', id, error: outcome.error });
      break;
    case 'STOPPED':
      draft.record({ type: 'ChainedInvokeStopped', id, error: outcome.error });
      break;
    case 'TIMED_OUT': {
      const ErrorMessage = `CHAINED_INVOKE timed out after ${command.executionTimeoutSeconds} seconds.`;
      draft.record({
        type: 'ChainedInvokeTimedOut',
        id,
        error: { ErrorType: 'ChainedInvoke.Timeout', ErrorMessage },
      });
    }
  }
  return accept(draft.events, draft.letters, undefined);
}

function recordResult(draft: Draft, id: OperationId, result: string | undefined): void {
  const bytesMax = draft.settings.limits.asyncPayloadBytesMax;
  if (result !== undefined && isLongerThan(result, bytesMax)) {
    const ErrorMessage = `CHAINED_INVOKE output payload size must be less than or equal to ${bytesMax} bytes.`;
    draft.record({ type: 'ChainedInvokeFailed', id, error: { ErrorMessage } });
  } else {
    draft.record({ type: 'ChainedInvokeSucceeded', id, ...withResult(result) });
  }
}

/** Ends the execution by order of an operator, or because it cannot go on. */
export interface End {
  kind: 'end';
  now: Millis;
  as: 'STOPPED' | 'FAILED';
  error: ErrorObject;
}

/** Replies with the time at which the execution closed; ending a closed one changes nothing. */
export function decideEnd(state: ExecutionState, command: End, settings: EngineSettings): Decision<Millis> {
  if (state.closed !== undefined) return accept([], [], state.closed.at);
  const draft = new Draft(state, settings, command);
  const type = command.as === 'STOPPED' ? 'ExecutionStopped' : 'ExecutionFailed';
  draft.close({ type, error: command.error });
  return accept(draft.events, draft.letters, command.now);
}
