// WAIT: a timer.
//
//   (none) ──START──▶ STARTED ──timer──▶ SUCCEEDED
//                            └──CANCEL─▶ CANCELLED

import type { Millis, OperationUpdate } from '@perdure/protocol';
import { assert, MILLIS_PER_SECOND } from '@perdure/protocol';
import type { Draft } from '../draft.ts';
import type { WaitEvent } from '../event.ts';
import { headerOf, type Ruling, refuse } from '../ruling.ts';
import { baseOf, carryBase, type OperationBase } from './operation.ts';

export type Wait = OperationBase & {
  readonly type: 'WAIT';
  readonly seconds: number;
  /** Kept after closing. */
  readonly endsAt: Millis;
} & (
    | { readonly status: 'STARTED' }
    | { readonly status: 'SUCCEEDED' | 'CANCELLED'; readonly endedAt: Millis }
  );

export function updateWait(
  draft: Draft,
  id: string,
  existing: Wait | undefined,
  update: OperationUpdate,
): Ruling {
  switch (update.Action) {
    case 'START': {
      if (existing !== undefined) return refuse('Cannot start a WAIT that already exist.');
      const seconds = update.WaitOptions?.WaitSeconds;
      if (seconds === undefined) return refuse('Update for WAIT operation requires WaitOptions.');
      draft.record({ type: 'WaitStarted', id, ...headerOf(existing, update), seconds });
      return undefined;
    }
    case 'CANCEL':
      if (existing?.status !== 'STARTED') {
        return refuse('Cannot cancel a WAIT that does not exist or has already completed.');
      }
      draft.record({ type: 'WaitCancelled', id });
      return undefined;
    case 'SUCCEED':
    case 'FAIL':
    case 'RETRY':
      return refuse('Invalid action for the given operation type.');
  }
}

export function evolveWait(existing: Wait | undefined, event: WaitEvent, at: Millis): Wait {
  if (event.type === 'WaitStarted') {
    const endsAt = at + event.seconds * MILLIS_PER_SECOND;
    return { ...baseOf(event, at), type: 'WAIT', status: 'STARTED', seconds: event.seconds, endsAt };
  }
  assert(existing !== undefined, 'a wait ends only after it started');
  const status = event.type === 'WaitSucceeded' ? 'SUCCEEDED' : 'CANCELLED';
  const { seconds, endsAt } = existing;
  return { ...carryBase(existing), type: 'WAIT', status, seconds, endsAt, endedAt: at };
}
