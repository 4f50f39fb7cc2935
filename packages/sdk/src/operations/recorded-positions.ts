// Where in the tree of an execution its records lie. The wire has only digests of positions, so positions are tried until
// every record has its own. That is done to describe a failure, never on the way of work.

import type { WireOperation } from '../api/wire.ts';
import { rawIdOf, wireId } from '../operation-id.ts';

export interface RecordedPosition {
  rawId: string;
  record: WireOperation;
}

/** Positions in a row without a record after which a context is taken to be at its end. */
const GAP_MAX = 16;

/** The records whose position can be found, in the order of the tree. */
export function recordedPositions(records: Iterable<WireOperation>): RecordedPosition[] {
  return new Search(records).found;
}

class Search {
  readonly found: RecordedPosition[] = [];
  readonly #records = new Map<string | undefined, WireOperation>();
  /** How many records are still to be found in each context. */
  readonly #missing = new Map<string | undefined, number>();

  constructor(records: Iterable<WireOperation>) {
    for (const record of records) {
      if (record.Type === 'EXECUTION') continue;
      this.#records.set(record.Id, record);
      this.#missing.set(record.ParentId, (this.#missing.get(record.ParentId) ?? 0) + 1);
    }
    this.#visit(undefined, undefined);
  }

  /** Tries the positions below a prefix. Records there have the given parent: a virtual context is nobody's parent. */
  #visit(prefix: string | undefined, parentId: string | undefined): void {
    for (let n = 1, gap = 0; gap < GAP_MAX && (this.#missing.get(parentId) ?? 0) > 0; n++) {
      const rawId = rawIdOf(prefix, n);
      gap = this.#take(rawId, parentId) || this.#enterVirtual(rawId, parentId) ? 0 : gap + 1;
    }
  }

  #take(rawId: string, parentId: string | undefined): boolean {
    const record = this.#records.get(wireId(rawId));
    if (record === undefined) return false;
    this.found.push({ rawId, record });
    this.#missing.set(parentId, (this.#missing.get(parentId) ?? 0) - 1);
    if (record.Type === 'CONTEXT') this.#visit(rawId, record.Id);
    return true;
  }

  /** A virtual context has no record, but its first operation has, or that of the virtual context which is its first. */
  #enterVirtual(rawId: string, parentId: string | undefined): boolean {
    const first = rawIdOf(rawId, 1);
    const isThere = [first, rawIdOf(first, 1)].some((candidate) => this.#records.has(wireId(candidate)));
    if (isThere) this.#visit(rawId, parentId);
    return isThere;
  }
}
