// STEP: a unit of work whose attempts are recorded one by one.
//
//   (none) ──START──▶ STARTED ──SUCCEED──▶ SUCCEEDED       Every edge that ends an attempt (SUCCEED, FAIL, RETRY) adds one
//                      ▲   │ └──FAIL─────▶ FAILED          to `attempt`. It is legal without a START before it, because a
//               START  │   └──RETRY──▶ PENDING             handler may batch START away when it is cut short.
//                      └── READY ◀──timer──┘               READY adds no event to the history.

import { type ErrorObject, MILLIS_PER_SECOND, type Millis, type OperationUpdate } from '@perdure/protocol';
import type { Draft } from '../draft.ts';
import type { StepEvent } from '../event.ts';
import { headerOf, type Ruling, refuse } from '../ruling.ts';
import { baseOf, carryBase, type OperationBase, withError, withResult } from './operation.ts';

interface StepBase extends OperationBase {
  readonly type: 'STEP';
  /** Finished attempts. */
  readonly attempt: number;
  /** Of the last attempt: of a poll, the state carried to the next one. */
  readonly result?: string;
  readonly error?: ErrorObject;
}

export type Step = StepBase &
  (
    | { readonly status: 'STARTED' | 'READY' }
    | { readonly status: 'PENDING'; readonly nextAttemptAt: Millis }
    | { readonly status: 'SUCCEEDED' | 'FAILED'; readonly endedAt: Millis }
  );

export function updateStep(
  draft: Draft,
  id: string,
  existing: Step | undefined,
  update: OperationUpdate,
): Ruling {
  switch (update.Action) {
    case 'START':
      return startStep(draft, id, existing, update);
    case 'SUCCEED':
    case 'FAIL':
      return closeStep(draft, id, existing, update);
    case 'RETRY':
      return retryStep(draft, id, existing, update);
    case 'CANCEL':
      return refuse('Invalid action for the given operation type.');
  }
}

function startStep(draft: Draft, id: string, existing: Step | undefined, update: OperationUpdate): Ruling {
  if (existing !== undefined && existing.status !== 'READY') {
    return refuse('Invalid current STEP state to start.');
  }
  if (update.StepOptions?.NextAttemptDelaySeconds !== undefined) {
    return refuse('Invalid StepOptions for the given action.');
  }
  draft.record({ type: 'StepStarted', id, ...headerOf(existing, update) });
  return undefined;
}

function closeStep(draft: Draft, id: string, existing: Step | undefined, update: OperationUpdate): Ruling {
  if (existing !== undefined && existing.status !== 'STARTED' && existing.status !== 'READY') {
    return refuse('Invalid current STEP state to close.');
  }
  if (update.StepOptions?.NextAttemptDelaySeconds !== undefined) {
    return refuse('Invalid StepOptions for the given action.');
  }
  const header = headerOf(existing, update);
  if (update.Action === 'SUCCEED') {
    draft.record({ type: 'StepSucceeded', id, ...header, ...withResult(update.Payload) });
  } else {
    draft.record({ type: 'StepFailed', id, ...header, ...withError(update.Error) });
  }
  return undefined;
}

function retryStep(draft: Draft, id: string, existing: Step | undefined, update: OperationUpdate): Ruling {
  if (existing !== undefined && existing.status !== 'STARTED' && existing.status !== 'READY') {
    return refuse('Invalid current STEP state to re-attempt.');
  }
  const delaySeconds = update.StepOptions?.NextAttemptDelaySeconds;
  if (delaySeconds === undefined) return refuse('Invalid StepOptions for the given action.');
  if (update.Error !== undefined && update.Payload !== undefined) {
    return refuse('Cannot provide both error and payload to RETRY a STEP.');
  }
  const header = headerOf(existing, update);
  if (update.Error !== undefined) {
    draft.record({ type: 'StepFailed', id, ...header, error: update.Error, delaySeconds });
  } else {
    draft.record({ type: 'StepSucceeded', id, ...header, ...withResult(update.Payload), delaySeconds });
  }
  return undefined;
}

export function evolveStep(existing: Step | undefined, event: StepEvent, at: Millis): Step {
  const base = existing === undefined ? baseOf(event, at) : carryBase(existing);
  const attempt = existing?.attempt ?? 0;
  const carried = { ...withResult(existing?.result), ...withError(existing?.error) };
  switch (event.type) {
    case 'StepStarted':
      return { ...base, type: 'STEP', status: 'STARTED', attempt, ...carried };
    case 'StepReady':
      return { ...base, type: 'STEP', status: 'READY', attempt, ...carried };
    case 'StepSucceeded':
    case 'StepFailed': {
      const ended = {
        ...base,
        type: 'STEP' as const,
        attempt: attempt + 1,
        ...(event.type === 'StepSucceeded' ? withResult(event.result) : withError(event.error)),
      };
      if (event.delaySeconds !== undefined) {
        return { ...ended, status: 'PENDING', nextAttemptAt: at + event.delaySeconds * MILLIS_PER_SECOND };
      }
      return { ...ended, status: event.type === 'StepSucceeded' ? 'SUCCEEDED' : 'FAILED', endedAt: at };
    }
  }
}
