// What has happened in one execution so far: a fold of the journal entries that its commits brought.

import { type Entry, type ExecutionState, evolve } from '@perdure/engine';
import { BrokenInvariant } from '@perdure/protocol';

export class ExecutionTrail {
  readonly entries: Entry[] = [];
  #state: ExecutionState | undefined;

  append(entry: Entry): void {
    this.entries.push(entry);
    for (const event of entry.events) this.#state = evolve(this.#state, event, entry.at);
  }

  get state(): ExecutionState {
    if (this.#state === undefined) throw new BrokenInvariant('an execution begins with its first entry');
    return this.#state;
  }

  /** The operations whose code runs now, as far as is recorded. */
  stepsUnderWay(): { id: string; name?: string }[] {
    const { state } = this;
    if (state.invocation === undefined) return [];
    return [...state.operations.values()].filter(
      ({ type, status }) => type === 'STEP' && status === 'STARTED',
    );
  }
}
