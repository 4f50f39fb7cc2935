// Looking for executions over all functions, by what no index serves as well. A request looks at a bounded number of heads,
// in short reads between which commits go on: so a page may hold fewer than asked for, or none, while a marker says that
// there is more to look at.

import { accepted, type ExecutionStatus, type Millis, type Realm, type Result } from '@perdure/protocol';
import type { Head, ListPosition, ListQuery, Store } from '@perdure/store';
import type { Clock } from '../clock.ts';
import { decodePosition, encodePosition } from './list-position.ts';
import { decodeMarker, encodeMarker } from './markers.ts';

export interface ExecutionSearchQuery {
  functionName?: string;
  functionVersion?: string;
  /** What the execution's name begins with. */
  namePrefix?: string;
  statuses?: readonly ExecutionStatus[];
  /** All exclusive. */
  startedAfter?: Millis;
  startedBefore?: Millis;
  endedAfter?: Millis;
  /** Oldest first. */
  reverseOrder: boolean;
  maxItems: number;
  marker?: string;
}

export interface FoundExecutions {
  heads: readonly Head[];
  /** Present when there is more to look at. */
  nextMarker?: string;
}

export const searchLimits = {
  /** Heads in one read: what the store gives within a few milliseconds. */
  readHeadsMax: 1000,
  /** Heads that one request looks at. */
  requestHeadsMax: 10_000,
} as const;

export interface ExecutionSearchOptions {
  store: Store;
  clock: Clock;
  realm: Realm;
}

export class ExecutionSearch {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly realm: Realm;

  constructor({ store, clock, realm }: ExecutionSearchOptions) {
    this.#store = store;
    this.#clock = clock;
    this.realm = realm;
  }

  /** Refuses a marker that was made for another query. */
  async find(query: ExecutionSearchQuery): Promise<Result<FoundExecutions>> {
    const { marker, maxItems, reverseOrder, namePrefix, endedAfter, ...filters } = query;
    const bound = `search ${JSON.stringify([reverseOrder, namePrefix, endedAfter, filters])}`;
    const position = marker === undefined ? undefined : decodeMarker(marker, bound, this.#clock.now());
    if (position?.ok === false) return position;
    const order: ListQuery['order'] = reverseOrder ? 'oldest-first' : 'newest-first';
    const isResidual = namePrefix !== undefined || endedAfter !== undefined;
    const found: Head[] = [];
    let after = position === undefined ? undefined : decodePosition(position.value);
    for (let looked = 0; looked < searchLimits.requestHeadsMax; ) {
      // Without conditions of our own every head counts; one more than asked for tells whether there is a next page.
      const limit = isResidual ? searchLimits.readHeadsMax : maxItems + 1;
      const heads = await this.#store.list({ ...filters, order, limit, ...(after ? { after } : {}) });
      for (const head of heads) {
        if (found.length === maxItems) return this.#page(found, bound, after);
        after = { startedAt: head.startedAt, executionId: head.executionId };
        if (isWanted(head, query)) found.push(head);
      }
      if (heads.length < limit) return accepted({ heads: found });
      looked += heads.length;
    }
    return this.#page(found, bound, after);
  }

  #page(heads: readonly Head[], query: string, after: ListPosition | undefined): Result<FoundExecutions> {
    if (after === undefined) return accepted({ heads });
    const nextMarker = encodeMarker({ issuedAt: this.#clock.now(), query, position: encodePosition(after) });
    return accepted({ heads, nextMarker });
  }
}

const isWanted = (head: Head, { namePrefix, endedAfter }: ExecutionSearchQuery): boolean =>
  (namePrefix === undefined || head.executionName.startsWith(namePrefix)) &&
  (endedAfter === undefined || (head.endedAt !== undefined && head.endedAt > endedAfter));
