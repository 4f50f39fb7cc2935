// The memory store, watched: every commit is folded at once, so that a test sees operations while the run goes on.

import { decodeEntry } from '@perdure/engine';
import type { ExecutionId } from '@perdure/protocol';
import { type Change, type ChangeOutcome, MemoryStore } from '@perdure/store';
import { ExecutionTrail } from './execution-trail.ts';

export class ObservedStore extends MemoryStore {
  /** In order of their starts: the execution under test comes first. */
  readonly trails = new Map<ExecutionId, ExecutionTrail>();
  onChange: (trail: ExecutionTrail) => void = () => undefined;

  override async commit(changes: readonly Change[]): Promise<readonly ChangeOutcome[]> {
    const outcomes = await super.commit(changes);
    for (const [index, change] of changes.entries()) {
      if (outcomes[index] === 'committed' && change.entry !== '') this.#follow(change);
    }
    return outcomes;
  }

  #follow({ executionId, entry }: Change): void {
    let trail = this.trails.get(executionId);
    if (trail === undefined) {
      trail = new ExecutionTrail();
      this.trails.set(executionId, trail);
    }
    trail.append(decodeEntry(entry));
    this.onChange(trail);
  }
}
