// CONTEXT: a group of operations with a result of its own. It has no timers and is never what an execution waits for.
//
//   (none) ──START──▶ STARTED ──SUCCEED──▶ SUCCEEDED      Closing without a START is legal: a handler may have batched
//                            └──FAIL─────▶ FAILED         the START away.

import type { ErrorObject, Millis, OperationUpdate } from '@perdure/protocol';
import type { Draft } from '../draft.ts';
import type { ContextEvent } from '../event.ts';
import { headerOf, type Ruling, refuse } from '../ruling.ts';
import { baseOf, carryBase, type OperationBase, withError, withResult } from './operation.ts';

interface ContextBase extends OperationBase {
  readonly type: 'CONTEXT';
  /** The children are needed to rebuild the result: the state keeps sending them after the context closed. */
  readonly replayChildren?: boolean;
}

export type Context = ContextBase &
  (
    | { readonly status: 'STARTED' }
    | { readonly status: 'SUCCEEDED'; readonly endedAt: Millis; readonly result?: string }
    | { readonly status: 'FAILED'; readonly endedAt: Millis; readonly error?: ErrorObject }
  );

export function updateContext(
  draft: Draft,
  id: string,
  existing: Context | undefined,
  update: OperationUpdate,
): Ruling {
  if (update.Action === 'RETRY' || update.Action === 'CANCEL') {
    return refuse('Invalid action for the given operation type.');
  }
  const common = { id, ...headerOf(existing, update), ...withReplay(update.ContextOptions?.ReplayChildren) };
  if (update.Action === 'START') {
    if (existing !== undefined) return refuse('Cannot start a CONTEXT that already exist.');
    draft.record({ type: 'ContextStarted', ...common });
    return undefined;
  }
  if (existing !== undefined && existing.status !== 'STARTED') {
    return refuse('Invalid current CONTEXT state to close.');
  }
  if (update.Action === 'SUCCEED') {
    draft.record({ type: 'ContextSucceeded', ...common, ...withResult(update.Payload) });
  } else {
    draft.record({ type: 'ContextFailed', ...common, ...withError(update.Error) });
  }
  return undefined;
}

const withReplay = (replayChildren: boolean | undefined): { replayChildren?: boolean } =>
  replayChildren === undefined ? {} : { replayChildren };

export function evolveContext(existing: Context | undefined, event: ContextEvent, at: Millis): Context {
  const base: ContextBase = {
    ...(existing === undefined ? baseOf(event, at) : carryBase(existing)),
    type: 'CONTEXT',
    ...withReplay(event.replayChildren ?? existing?.replayChildren),
  };
  switch (event.type) {
    case 'ContextStarted':
      return { ...base, status: 'STARTED' };
    case 'ContextSucceeded':
      return { ...base, status: 'SUCCEEDED', endedAt: at, ...withResult(event.result) };
    case 'ContextFailed':
      return { ...base, status: 'FAILED', endedAt: at, ...withError(event.error) };
  }
}
