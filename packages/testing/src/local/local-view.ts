import { describeHistory, describeOperation, type OperationState } from '@perdure/engine';
import type { ErrorObject as EngineError, HistoryEvent, Result } from '@perdure/protocol';
import type { ErrorObject, Operation } from '@perdure/sdk';
import type { ExecutionService } from '@perdure/server/embedded';
import type { RecordedEvent } from '../history/recorded-event.ts';
import type { CallbackResponse } from '../operations/durable-operation.ts';
import type { CallbackApi, ExecutionView } from '../operations/execution-view.ts';
import { eventWithDates, withDates } from '../wire-times.ts';
import type { ExecutionTrail } from './execution-trail.ts';
import type { FunctionRegistry } from './function-registry.ts';
import { serviceError } from './injected-client.ts';

/** The execution under test, as its trail shows it. What was made once is kept until the trail grows. */
export class LocalView implements ExecutionView {
  readonly callbacks: CallbackApi;
  readonly #trail: () => ExecutionTrail | undefined;
  readonly #functions: FunctionRegistry;
  readonly #shown = new WeakMap<OperationState, Operation>();
  #operations: readonly Operation[] = [];
  #operationsAt = -1;
  #events: readonly RecordedEvent[] = [];
  #eventsAt = -1;

  constructor(trail: () => ExecutionTrail | undefined, functions: FunctionRegistry, callbacks: CallbackApi) {
    this.#trail = trail;
    this.#functions = functions;
    this.callbacks = callbacks;
  }

  operations(): readonly Operation[] {
    const trail = this.#trail();
    if (trail !== undefined && trail.entries.length !== this.#operationsAt) {
      this.#operationsAt = trail.entries.length;
      this.#operations = [...trail.state.operations.values()].map((operation) => this.#show(operation));
    }
    return this.#operations;
  }

  /** Operations of the engine are immutable: while one does not change, it is shown in the same form. */
  #show(operation: OperationState): Operation {
    let shown = this.#shown.get(operation);
    if (shown === undefined) {
      shown = withDates(describeOperation(operation));
      this.#shown.set(operation, shown);
    }
    return shown;
  }

  events(): readonly RecordedEvent[] {
    const trail = this.#trail();
    if (trail !== undefined && trail.entries.length !== this.#eventsAt) {
      this.#eventsAt = trail.entries.length;
      const page = { includeData: true, firstEventId: 1, lastEventId: Number.POSITIVE_INFINITY };
      this.#events = describeHistory(trail.entries, page).map((event) =>
        eventWithDates(this.#restore(event)),
      );
    }
    return this.#events;
  }

  /** Shows invoked functions under the names that the handler gave. */
  #restore(event: HistoryEvent): HistoryEvent {
    const { ChainedInvokeStartedDetails: details } = event;
    if (details?.FunctionName === undefined) return event;
    const FunctionName = this.#functions.nameOf(details.FunctionName);
    return { ...event, ChainedInvokeStartedDetails: { ...details, FunctionName } };
  }
}

const HTTP_OK = 200;

/** The callback APIs of a core. */
export class LocalCallbacks implements CallbackApi {
  readonly #executions: ExecutionService;
  constructor(executions: ExecutionService) {
    this.#executions = executions;
  }

  succeed(callbackId: string, result: string | undefined): Promise<CallbackResponse> {
    return respond(this.#executions.succeedCallback(callbackId, result));
  }

  fail(callbackId: string, error: ErrorObject | undefined): Promise<CallbackResponse> {
    return respond(this.#executions.failCallback(callbackId, (error ?? {}) as EngineError));
  }

  heartbeat(callbackId: string): Promise<CallbackResponse> {
    return respond(this.#executions.heartbeatCallback(callbackId));
  }
}

async function respond(answered: Promise<Result<void>>): Promise<CallbackResponse> {
  const result = await answered;
  if (!result.ok) throw serviceError(result.refusal);
  return { $metadata: { httpStatusCode: HTTP_OK } };
}
