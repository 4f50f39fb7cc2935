// Looking for executions over all functions, by what no list is ordered by as well. Where few executions can be meant, the
// store finds those. Else a request looks at a bounded number of heads, in short reads between which commits go on: so a page
// may hold fewer than asked for, or none, while a marker says that there is more to look at.

import { accepted, type ExecutionStatus, type Millis, type Realm, type Result } from '@perdure/protocol';
import type { Among, Head, ListPosition, ListQuery, Store, WaitingQuery } from '@perdure/store';
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
  /** What the type or the message of its error holds, in any case. */
  errorText?: string;
  /** Only what waits for a callback, or retries; since `waitingSince` or longer. */
  waiting?: WaitingQuery['for'];
  waitingSince?: Millis;
  /** Oldest first; with `waiting`, those that wait longest come first, and last in reverse order. */
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
  /** By how much a read is longer than the one before it, which has found too little. */
  readGrowth: 4,
  /** Heads that one request looks at, and that the store sorts for one read: 10 to 20 ms. */
  requestHeadsMax: 10_000,
} as const;

/** Only executions that ended so have an error. */
const erroneous: readonly ExecutionStatus[] = ['FAILED', 'TIMED_OUT', 'STOPPED', 'DELETING'];

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
    const { marker, maxItems, ...conditions } = query;
    const bound = `search ${JSON.stringify(conditions)}`;
    const position = marker === undefined ? undefined : decodeMarker(marker, bound, this.#clock.now());
    if (position?.ok === false) return position;
    if (statusesOf(query)?.length === 0) return accepted({ heads: [] });
    const found: Head[] = [];
    let after = position === undefined ? undefined : decodePosition(position.value);
    // Most often every head that is read is wanted; one more than asked for tells whether there is a next page.
    let limit = maxItems + 1;
    for (let looked = 0; looked < searchLimits.requestHeadsMax; ) {
      const heads = await this.#read(query, after, limit);
      for (const head of heads) {
        if (found.length === maxItems) return this.#page(found, bound, after);
        after = positionOf(head, query.waiting);
        if (isWanted(head, query)) found.push(head);
      }
      if (heads.length < limit) return accepted({ heads: found });
      looked += heads.length;
      limit = Math.min(limit * searchLimits.readGrowth, Math.max(limit, searchLimits.readHeadsMax));
    }
    return this.#page(found, bound, after);
  }

  /** The next heads in the order of the query. */
  async #read(
    query: ExecutionSearchQuery,
    after: ListPosition | undefined,
    limit: number,
  ): Promise<readonly Head[]> {
    const { functionName, functionVersion, startedAfter, startedBefore, waiting, waitingSince } = query;
    const statuses = statusesOf(query);
    const ofFunction = functionName === undefined ? {} : { functionName };
    if (waiting !== undefined) {
      return this.#store.waiting({
        for: waiting,
        ...ofFunction,
        ...(waitingSince === undefined ? {} : { since: waitingSince }),
        order: query.reverseOrder ? 'shortest-first' : 'longest-first',
        ...(after === undefined ? {} : { after: { since: after.startedAt, executionId: after.executionId } }),
        limit,
      });
    }
    const among = amongOf(query);
    const list: ListQuery = {
      ...ofFunction,
      ...(functionVersion === undefined ? {} : { functionVersion }),
      ...(statuses === undefined ? {} : { statuses }),
      ...(startedAfter === undefined ? {} : { startedAfter }),
      ...(startedBefore === undefined ? {} : { startedBefore }),
      order: query.reverseOrder ? 'oldest-first' : 'newest-first',
      ...(after === undefined ? {} : { after }),
      limit,
    };
    const few = among === undefined ? undefined : await this.#store.listAmong(list, among);
    return few ?? this.#store.list(list);
  }

  #page(heads: readonly Head[], query: string, after: ListPosition | undefined): Result<FoundExecutions> {
    if (after === undefined) return accepted({ heads });
    const nextMarker = encodeMarker({ issuedAt: this.#clock.now(), query, position: encodePosition(after) });
    return accepted({ heads, nextMarker });
  }
}

/** Where a head lies in the order of the query: by its start, or by since when it waits. */
function positionOf(head: Head, waiting: WaitingQuery['for'] | undefined): ListPosition {
  const { executionId, startedAt, callbackSince, retryingSince } = head;
  const since = { callback: callbackSince, retry: retryingSince };
  return { startedAt: (waiting === undefined ? undefined : since[waiting]) ?? startedAt, executionId };
}

/** What the store has an index for, beside the order of lists. */
function amongOf({ namePrefix, endedAfter }: ExecutionSearchQuery): Among | undefined {
  const max = searchLimits.requestHeadsMax;
  if (namePrefix !== undefined) return { namePrefix, max };
  return endedAfter === undefined ? undefined : { endedAfter, max };
}

/** The statuses that are looked at: absent for all, empty for none. */
function statusesOf({ statuses, errorText }: ExecutionSearchQuery): readonly ExecutionStatus[] | undefined {
  if (errorText === undefined) return statuses;
  if (statuses === undefined || statuses.length === 0) return erroneous;
  return erroneous.filter((status) => statuses.includes(status));
}

function isWanted(head: Head, query: ExecutionSearchQuery): boolean {
  const { namePrefix, endedAfter, errorText, waiting } = query;
  return (
    (namePrefix === undefined || head.executionName.startsWith(namePrefix)) &&
    (endedAfter === undefined || (head.endedAt !== undefined && head.endedAt > endedAfter)) &&
    (errorText === undefined || hasErrorText(head, errorText.toLowerCase())) &&
    (waiting === undefined || isListed(head, query))
  );
}

const hasErrorText = ({ errorType = '', errorMessage = '' }: Head, text: string): boolean =>
  errorType.toLowerCase().includes(text) || errorMessage.toLowerCase().includes(text);

/** The conditions that a list of the store applies itself. */
function isListed(head: Head, query: ExecutionSearchQuery): boolean {
  const { functionVersion, statuses, startedAfter, startedBefore } = query;
  return (
    (functionVersion === undefined || head.functionVersion === functionVersion) &&
    (statuses === undefined || statuses.includes(head.status)) &&
    (startedAfter === undefined || head.startedAt > startedAfter) &&
    (startedBefore === undefined || head.startedAt < startedBefore)
  );
}
