// The durable execution APIs, on the loop. Each method turns a request into a command or a read, and what comes back into
// the form of the API; it decides nothing.

import {
  type CheckpointReply,
  callbackIsClosed,
  decodeCallbackId,
  decodeEntry,
  decodeStateMarker,
  describeOperation,
  type ExecutionState,
  fold,
  invalidToken,
  isCurrentToken,
  stateAtToken,
  statePage,
} from '@perdure/engine';
import {
  accepted,
  type CheckpointRequest,
  type CheckpointResponse,
  type ErrorObject,
  type ExecutionReference,
  formatExecutionArn,
  limits,
  type Millis,
  type Realm,
  type Refusal,
  type Result,
  refused,
  type StatePage,
} from '@perdure/protocol';
import type { Store } from '@perdure/store';
import type { Clock } from '../clock.ts';
import type { FreshIds } from '../fresh-ids.ts';
import type { FunctionDirectory } from '../functions/function-directory.ts';
import type { ExecutionLoop } from '../loop/execution-loop.ts';
import type { CommandRequest } from '../loop/submission.ts';
import { type InvokePermission, resolveChainedTargets } from './chained-targets.ts';
import { describeExecution, summarize } from './describe-execution.ts';
import type {
  ExecutionDescription,
  ExecutionListQuery,
  ExecutionService,
  HistoryQuery,
  PauseRequest,
  ResumeRequest,
  Settled,
  Started,
  StartRequest,
} from './execution-service.ts';
import { historyPage } from './history-pages.ts';
import { decodePosition, encodePosition } from './list-position.ts';
import { decodeMarker, encodeMarker } from './markers.ts';
import type { Settlements } from './settlements.ts';

export interface ExecutionsOptions {
  loop: ExecutionLoop;
  store: Store;
  directory: FunctionDirectory;
  settlements: Settlements;
  clock: Clock;
  ids: FreshIds;
  realm: Realm;
  invokePermission?: InvokePermission;
}

const unknownExecution = () => refused('ResourceNotFoundException', 'Durable Execution does not exist');
const isUnknown = (refusal: Refusal): boolean => refusal.code === 'ResourceNotFoundException';
const nothing = (): undefined => undefined;

export class Executions implements ExecutionService {
  readonly #options: ExecutionsOptions;

  constructor(options: ExecutionsOptions) {
    this.#options = options;
  }

  start(request: StartRequest): Promise<Result<Started>> {
    const { loop, clock, ids, realm } = this.#options;
    const { deployed, executionName, input, invocationType, traceHeader, tenantId } = request;
    if (deployed.durable === undefined) {
      const message = `The function ${deployed.functionName} has no DurableConfig.`;
      return Promise.resolve(refused('InvalidParameterValueException', message));
    }
    const reference: ExecutionReference = {
      realm,
      functionName: deployed.functionName,
      functionVersion: deployed.version,
      executionName: executionName ?? ids.executionName(),
      executionId: ids.executionId(clock.now()),
    };
    return loop.start(
      {
        kind: 'start',
        reference,
        ...(input === undefined ? {} : { input }),
        invocationType,
        config: deployed.durable,
        ...(traceHeader === undefined ? {} : { traceHeader }),
        ...(tenantId === undefined ? {} : { tenantId }),
      },
      (_state, reply) => ({
        executionArn: reply.arn,
        reference: reply.reference,
        functionVersion: reply.reference.functionVersion,
      }),
    );
  }

  async outcome(reference: ExecutionReference, signal: AbortSignal): Promise<Result<Settled>> {
    const { settlements } = this.#options;
    // Whether it has closed is seen inside a turn, so no end can slip between the look and the wait.
    const found = await this.#read(reference, (state) =>
      state.closed === undefined
        ? { open: settlements.wait(reference.executionId, signal) }
        : { closed: state.closed.outcome },
    );
    if (!found.ok) return found;
    return accepted('closed' in found.value ? found.value.closed : await found.value.open);
  }

  async checkpoint(
    reference: ExecutionReference,
    request: CheckpointRequest,
  ): Promise<Result<CheckpointResponse>> {
    const { loop, ids } = this.#options;
    const targets = await resolveChainedTargets(reference, request, this.#options);
    const result = await loop.submit<'checkpoint', CheckpointReply>(
      reference.executionId,
      { kind: 'checkpoint', nonce: ids.nonce(), request, ...(targets === undefined ? {} : { targets }) },
      (_state, reply) => reply,
    );
    if (!result.ok) {
      if (!isUnknown(result.refusal)) return result;
      return { ok: false, refusal: invalidToken(undefined, request.CheckpointToken) };
    }
    const { token, operations } = result.value;
    return accepted({
      ...(token === undefined ? {} : { CheckpointToken: token }),
      NewExecutionState: { Operations: operations.map(describeOperation) },
    });
  }

  async state(
    reference: ExecutionReference,
    query: { checkpointToken: string; marker?: string; maxItems: number },
  ): Promise<Result<StatePage>> {
    const { loop, store } = this.#options;
    const { checkpointToken, marker, maxItems } = query;
    const current = await loop.read(reference.executionId, (state) => {
      if (!isCurrentToken(state, checkpointToken)) return { refusal: invalidToken(state, checkpointToken) };
      return state.changed.size === 0 ? { page: pageOf(state, marker, maxItems, checkpointToken) } : {};
    });
    if (!current.ok) return { ok: false, refusal: invalidToken(undefined, checkpointToken) };
    if (current.value.refusal !== undefined) return { ok: false, refusal: current.value.refusal };
    if (current.value.page !== undefined) return current.value.page;
    // Something came from outside since the token was issued: the page is cut from the state as it was then.
    const [stored] = await store.read([reference.executionId]);
    if (stored === undefined) return { ok: false, refusal: invalidToken(undefined, checkpointToken) };
    const snapshot = stateAtToken(stored.entries, fold(stored.entries.map(decodeEntry)));
    if (!isCurrentToken(snapshot, checkpointToken)) {
      return { ok: false, refusal: invalidToken(snapshot, checkpointToken) };
    }
    return pageOf(snapshot, marker, maxItems, checkpointToken);
  }

  describe(
    reference: ExecutionReference,
    includeExecutionData: boolean,
  ): Promise<Result<ExecutionDescription>> {
    return this.#read(reference, (state) => describeExecution(state, includeExecutionData));
  }

  async history(reference: ExecutionReference, query: HistoryQuery) {
    const { store, clock } = this.#options;
    const { includeExecutionData: includeData, reverseOrder, maxItems: itemsMax, marker } = query;
    const [stored] = await store.read([reference.executionId]);
    if (stored === undefined) return unknownExecution();
    const entries = stored.entries.map(decodeEntry);
    const state = fold(entries);
    if (state.arn !== formatExecutionArn(reference)) return unknownExecution();
    const bound = `history ${reference.executionId} ${reverseOrder}`;
    const position = marker === undefined ? undefined : decodeMarker(marker, bound, clock.now());
    if (position?.ok === false) return position;
    const from = position === undefined ? {} : { from: Number(position.value) };
    const { events, next } = historyPage(entries, state.historyEvents, {
      includeData,
      reverseOrder,
      itemsMax,
      ...from,
    });
    if (next === undefined) return accepted({ Events: events });
    const NextMarker = encodeMarker({ issuedAt: clock.now(), query: bound, position: String(next) });
    return accepted({ Events: events, NextMarker });
  }

  async list(query: ExecutionListQuery) {
    const { store, clock, realm } = this.#options;
    const { marker, maxItems, reverseOrder, ...filters } = query;
    const bound = `list ${reverseOrder} ${JSON.stringify(filters)}`;
    const position = marker === undefined ? undefined : decodeMarker(marker, bound, clock.now());
    if (position?.ok === false) return position;
    const heads = await store.list({
      ...filters,
      order: reverseOrder ? 'oldest-first' : 'newest-first',
      // One more than asked for tells whether there is a next page.
      limit: maxItems + 1,
      ...(position === undefined ? {} : { after: decodePosition(position.value) }),
    });
    const page = heads.slice(0, maxItems);
    const last = page.at(-1);
    const DurableExecutions = page.map((head) => summarize(head, realm));
    if (heads.length <= maxItems || last === undefined) return accepted({ DurableExecutions });
    const NextMarker = encodeMarker({ issuedAt: clock.now(), query: bound, position: encodePosition(last) });
    return accepted({ DurableExecutions, NextMarker });
  }

  async stop(reference: ExecutionReference, error: ErrorObject): Promise<Result<{ stoppedAt: Millis }>> {
    const known = await this.#read(reference, nothing);
    if (!known.ok) return known;
    return this.#options.loop.submit<'end', { stoppedAt: Millis }>(
      reference.executionId,
      { kind: 'end', as: 'STOPPED', error },
      (_state, stoppedAt) => ({ stoppedAt }),
    );
  }

  pause(reference: ExecutionReference, request: PauseRequest): Promise<Result<{ requestedAt: Millis }>> {
    return this.#operate<'pause'>(reference, { kind: 'pause', ...request });
  }

  resume(reference: ExecutionReference, request: ResumeRequest): Promise<Result<{ requestedAt: Millis }>> {
    return this.#operate<'resume'>(reference, { kind: 'resume', ...request });
  }

  delete(reference: ExecutionReference): Promise<Result<{ requestedAt: Millis }>> {
    return this.#operate<'delete'>(reference, { kind: 'delete' });
  }

  /** Sends an operator's command to the execution that bears the very ARN. */
  async #operate<Kind extends 'pause' | 'resume' | 'delete'>(
    reference: ExecutionReference,
    command: CommandRequest<Kind>,
  ): Promise<Result<{ requestedAt: Millis }>> {
    const known = await this.#read(reference, nothing);
    if (!known.ok) return known;
    const { loop } = this.#options;
    return loop.submit<Kind, { requestedAt: Millis }>(
      reference.executionId,
      command,
      (_state, requestedAt) => ({
        requestedAt: Number(requestedAt),
      }),
    );
  }

  succeedCallback(callbackId: string, result: string | undefined): Promise<Result<void>> {
    return this.#answer(callbackId, { kind: 'success', ...(result === undefined ? {} : { result }) });
  }

  failCallback(callbackId: string, error: ErrorObject | undefined): Promise<Result<void>> {
    return this.#answer(callbackId, { kind: 'failure', ...(error === undefined ? {} : { error }) });
  }

  heartbeatCallback(callbackId: string): Promise<Result<void>> {
    return this.#answer(callbackId, { kind: 'heartbeat' });
  }

  async #answer(
    callbackId: string,
    answer:
      | { kind: 'success'; result?: string }
      | { kind: 'failure'; error?: ErrorObject }
      | { kind: 'heartbeat' },
  ): Promise<Result<void>> {
    const reference = decodeCallbackId(callbackId);
    if (reference === undefined) return refused('InvalidParameterValueException', 'Invalid callback id');
    const { executionId, operationId } = reference;
    const result = await this.#options.loop.submit<'answer-callback', void>(
      executionId,
      { kind: 'answer-callback', callbackId, operationId, answer },
      nothing,
    );
    return !result.ok && isUnknown(result.refusal) ? { ok: false, refusal: callbackIsClosed } : result;
  }

  /** Reads an execution under the very ARN that the caller gave. */
  async #read<Value>(
    reference: ExecutionReference,
    view: (state: ExecutionState) => Value,
  ): Promise<Result<Value>> {
    const arn = formatExecutionArn(reference);
    const found = await this.#options.loop.read(reference.executionId, (state) =>
      state.arn === arn ? { value: view(state) } : undefined,
    );
    if (!found.ok) return found;
    return found.value === undefined ? unknownExecution() : accepted(found.value.value);
  }
}

function pageOf(
  state: ExecutionState,
  marker: string | undefined,
  maxItems: number,
  token: string,
): Result<StatePage> {
  const from = marker === undefined ? 0 : decodeStateMarker(marker, token);
  if (from === undefined) return refused('InvalidParameterValueException', 'Invalid Marker');
  return accepted(statePage(state, { from, itemsMax: maxItems, bytesMax: limits.statePageBytesMax }));
}
