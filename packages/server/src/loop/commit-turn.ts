// The commit of a turn, measured for whoever wants to know.

import { performance } from 'node:perf_hooks';
import type { Millis } from '@perdure/protocol';
import type { Change, ChangeOutcome, Store } from '@perdure/store';

/** One turn of the loop that has committed, or failed to. */
export interface CommittedTurn {
  commands: number;
  executions: number;
  millis: Millis;
  fault?: unknown;
}

export async function commitTurn(
  store: Pick<Store, 'commit'>,
  changes: readonly Change[],
  commands: number,
  onTurn: ((turn: CommittedTurn) => void) | undefined,
): Promise<readonly ChangeOutcome[]> {
  if (onTurn === undefined) return store.commit(changes);
  const turn = { commands, executions: changes.length };
  const beganAt = performance.now();
  try {
    const outcomes = await store.commit(changes);
    onTurn({ ...turn, millis: performance.now() - beganAt });
    return outcomes;
  } catch (fault) {
    onTurn({ ...turn, millis: performance.now() - beganAt, fault });
    throw fault;
  }
}
