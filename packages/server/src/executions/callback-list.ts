// The callbacks that nobody has answered yet, over all functions or of one. The store knows which executions wait, and since
// when; which callbacks those are, their states know. A request looks at a bounded number of executions.

import type { ExecutionState } from '@perdure/engine';
import { accepted, type ExecutionId, type Millis, type Realm, type Result } from '@perdure/protocol';
import type { Store, WaitingPosition } from '@perdure/store';
import type { Clock } from '../clock.ts';
import type { ExecutionLoop } from '../loop/execution-loop.ts';
import { decodeMarker, encodeMarker } from './markers.ts';

export interface CallbackListQuery {
  functionName?: string;
  maxItems: number;
  marker?: string;
}

export interface ListedCallback {
  callbackId: string;
  executionArn: string;
  functionName: string;
  operationId: string;
  /** Counts the operations of the execution in the order of their creation. */
  ordinal: number;
  /** Of the callback, or else of what it belongs to: a `waitForCallback` bears the name that its callback does not. */
  name?: string;
  startedAt: Millis;
  timeoutAt?: Millis;
  heartbeatTimeoutAt?: Millis;
}

export interface CallbackListOptions {
  store: Store;
  loop: Pick<ExecutionLoop, 'read'>;
  clock: Clock;
  realm: Realm;
}

/** Executions whose states are looked at together. */
const READ_EXECUTIONS = 20;
/** Executions that one request looks at. */
const REQUEST_EXECUTIONS_MAX = 1000;

/** Behind an execution, and within the next one behind one of its operations. */
interface Place {
  before: WaitingPosition | undefined;
  within?: { executionId: ExecutionId; ordinal: number };
}

export class CallbackList {
  readonly #options: CallbackListOptions;
  readonly realm: Realm;

  constructor(options: CallbackListOptions) {
    this.#options = options;
    this.realm = options.realm;
  }

  /**
   * By execution, the one that has waited longest first; within an execution, oldest first. Refuses a marker that was made
   * for another query.
   */
  async find(
    query: CallbackListQuery,
  ): Promise<Result<{ callbacks: ListedCallback[]; nextMarker?: string }>> {
    const { store, clock } = this.#options;
    const { functionName, maxItems, marker } = query;
    const bound = `callbacks ${functionName ?? ''}`;
    const position = marker === undefined ? undefined : decodeMarker(marker, bound, clock.now());
    if (position?.ok === false) return position;
    let place: Place = position === undefined ? { before: undefined } : (JSON.parse(position.value) as Place);
    const { within } = place;
    const callbacks: ListedCallback[] = [];
    const page = (next: Place) =>
      accepted({
        callbacks,
        nextMarker: encodeMarker({ issuedAt: clock.now(), query: bound, position: JSON.stringify(next) }),
      });
    for (let looked = 0; looked < REQUEST_EXECUTIONS_MAX; looked += READ_EXECUTIONS) {
      const heads = await store.waiting({
        for: 'callback',
        order: 'longest-first',
        limit: READ_EXECUTIONS,
        ...(functionName === undefined ? {} : { functionName }),
        ...(place.before === undefined ? {} : { after: place.before }),
      });
      const found = await Promise.all(heads.map(({ executionId }) => this.#callbacksOf(executionId)));
      for (const [index, head] of heads.entries()) {
        const open = behind(found[index] ?? [], head.executionId, within);
        const room = maxItems - callbacks.length;
        callbacks.push(...open.slice(0, room));
        const last = callbacks.at(-1);
        if (open.length > room && last !== undefined) {
          // What is left of this execution begins behind the last one shown; if none of it was, at its beginning.
          const { before } = place;
          const rest = { executionId: head.executionId, ordinal: last.ordinal };
          return page(room === 0 ? { before } : { before, within: rest });
        }
        place = { before: { since: head.callbackSince ?? 0, executionId: head.executionId } };
      }
      if (heads.length < READ_EXECUTIONS) return accepted({ callbacks });
    }
    return page(place);
  }

  async #callbacksOf(executionId: ExecutionId): Promise<ListedCallback[]> {
    const found = await this.#options.loop.read(executionId, openCallbacksOf);
    return found.ok ? found.value : [];
  }
}

/** An operation may have been answered since it was shown, so its place counts, not the operation. */
function behind(
  callbacks: ListedCallback[],
  executionId: ExecutionId,
  within: Place['within'],
): ListedCallback[] {
  if (within?.executionId !== executionId) return callbacks;
  return callbacks.filter(({ ordinal }) => ordinal > within.ordinal);
}

function openCallbacksOf(state: ExecutionState): ListedCallback[] {
  if (state.closed !== undefined) return [];
  const callbacks: ListedCallback[] = [];
  let ordinal = 0;
  for (const [id, operation] of state.operations) {
    ordinal += 1;
    if (operation.type !== 'CALLBACK' || operation.status !== 'STARTED') continue;
    const parent = operation.parentId === undefined ? undefined : state.operations.get(operation.parentId);
    const name = operation.name ?? parent?.name;
    const { callbackId, startedAt, timeoutAt, heartbeatAt } = operation;
    callbacks.push({
      callbackId,
      executionArn: state.arn,
      functionName: state.reference.functionName,
      operationId: id,
      ordinal,
      ...(name === undefined ? {} : { name }),
      startedAt,
      ...(timeoutAt === undefined ? {} : { timeoutAt }),
      ...(heartbeatAt === undefined ? {} : { heartbeatTimeoutAt: heartbeatAt }),
    });
  }
  return callbacks;
}
