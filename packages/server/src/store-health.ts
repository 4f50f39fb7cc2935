// Whether the store does its work. As long as commits succeed, a read tells. After one has failed, only another commit can
// tell that it was mended: perhaps nobody sends one, because this server is said not to be ready.

import type { Store } from '@perdure/store';
import type { CommittedTurn } from './loop/commit-turn.ts';

const PROBE = { kind: 'store-health', key: 'probe' } as const;

export class StoreHealth {
  readonly #store: Store;
  #hasFailed = false;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Told of each commit of the loop. */
  onTurn({ fault }: CommittedTurn): void {
    this.#hasFailed = fault !== undefined;
  }

  /** Rejects when the store does not answer, or takes no commits. */
  async check(): Promise<void> {
    const probe = await this.#store.record(PROBE.kind, PROBE.key);
    if (!this.#hasFailed) return;
    const body = 'a commit after one that failed';
    await this.#store.writeRecords([{ ...PROBE, expectedRevision: probe?.revision ?? 0, body }]);
    this.#hasFailed = false;
  }
}
