// Deleting: an operator has a closed execution removed before its retention is over.
//
// The request is an event like any other, so a crash between the request and the removal forgets neither. Whoever looks at
// the execution next removes it (`isExpired`), and its name is free.

import { type Millis, refusal } from '@perdure/protocol';
import { accept, type Decision, refuseWith } from './decision.ts';
import type { ExecutionState } from './state.ts';

export interface Delete {
  kind: 'delete';
  now: Millis;
}

/** Replies with the time of the first request. */
export function decideDelete(state: ExecutionState, command: Delete): Decision<Millis> {
  if (state.deletionRequestedAt !== undefined) return accept([], [], state.deletionRequestedAt);
  if (state.closed === undefined) {
    return refuseWith(
      refusal(
        'ResourceConflictException',
        `A durable execution that is ${state.status} cannot be deleted. Stop it, or wait until it has ended.`,
      ),
    );
  }
  return accept([{ type: 'DeletionRequested' }], [], command.now);
}
