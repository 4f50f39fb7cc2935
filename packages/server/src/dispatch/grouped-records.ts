// Writes of records that share transactions. A write is synced before it is answered; those that come while one is synced
// wait together for the next, and share its sync.
//
// R1  A group is one transaction of the store. If one of its writes is stale, the group is written again one by one, so that
//     nobody's write fails for another's.

import type { RecordWrite, Store } from '@perdure/store';

interface Waiting {
  writes: readonly RecordWrite[];
  resolve(isWritten: boolean): void;
  reject(fault: unknown): void;
}

export class GroupedRecords {
  readonly #store: Pick<Store, 'records' | 'writeRecords'>;
  #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(store: Pick<Store, 'records' | 'writeRecords'>) {
    this.#store = store;
  }

  records(kind: string, prefix?: string): ReturnType<Store['records']> {
    return this.#store.records(kind, prefix);
  }

  /** As the store's own: all of the writes or none, and false when one is stale. */
  writeRecords(writes: readonly RecordWrite[]): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ writes, resolve, reject });
      if (!this.#isWriting) void this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      await this.#writeGroup(group);
    }
    this.#isWriting = false;
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const isWritten = await this.#store.writeRecords(group.flatMap(({ writes }) => writes));
      if (!isWritten && group.length > 1) {
        for (const one of group) await this.#writeGroup([one]);
        return;
      }
      for (const { resolve } of group) resolve(isWritten);
    } catch (fault) {
      for (const { reject } of group) reject(fault);
    }
  }
}
