// An execution on a server, as its history shows it.

import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { ErrorObject, Operation } from '@perdure/sdk';
import { readHistory } from '../history/read-history.ts';
import type { RecordedEvent } from '../history/recorded-event.ts';
import { type RecordedExecution, recordedExecution } from '../history/recorded-execution.ts';
import { limits } from '../limits.ts';
import type { CallbackResponse } from '../operations/durable-operation.ts';
import type { CallbackApi, ExecutionView } from '../operations/execution-view.ts';
import { loadLambdaClient } from './load-lambda-client.ts';

export class CloudView implements ExecutionView {
  readonly callbacks: CallbackApi;
  readonly #client: LambdaClient;
  readonly #executionArn: string;
  #events: readonly RecordedEvent[] = [];
  #execution: RecordedExecution = recordedExecution([]);
  #operations: readonly Operation[] = [];

  constructor(client: LambdaClient, executionArn: string) {
    this.#client = client;
    this.#executionArn = executionArn;
    this.callbacks = new CloudCallbacks(client);
  }

  get execution(): RecordedExecution {
    return this.#execution;
  }

  operations(): readonly Operation[] {
    return this.#operations;
  }

  events(): readonly RecordedEvent[] {
    return this.#events;
  }

  /** Reads the history anew. */
  async refresh(): Promise<void> {
    const { GetDurableExecutionHistoryCommand } = await loadLambdaClient();
    const events: object[] = [];
    let marker: string | undefined;
    do {
      const page = await this.#client.send(
        new GetDurableExecutionHistoryCommand({
          DurableExecutionArn: this.#executionArn,
          IncludeExecutionData: true,
          MaxItems: limits.historyPageItemsMax,
          ...(marker === undefined ? {} : { Marker: marker }),
        }),
      );
      events.push(...(page.Events ?? []));
      marker = page.NextMarker || undefined;
    } while (marker !== undefined);
    // Just after the start a service may not know the execution's first event yet.
    if (events.length === 0) return;
    this.#events = readHistory(events);
    this.#execution = recordedExecution(this.#events);
    this.#operations = [...this.#execution.operations.values()].map(({ operation }) => operation);
  }
}

/** The callback APIs of a server. */
class CloudCallbacks implements CallbackApi {
  readonly #client: LambdaClient;

  constructor(client: LambdaClient) {
    this.#client = client;
  }

  async succeed(callbackId: string, result: string | undefined): Promise<CallbackResponse> {
    const { SendDurableExecutionCallbackSuccessCommand } = await loadLambdaClient();
    const Result = result === undefined ? {} : { Result: new TextEncoder().encode(result) };
    return this.#client.send(
      new SendDurableExecutionCallbackSuccessCommand({ CallbackId: callbackId, ...Result }),
    );
  }

  async fail(callbackId: string, error: ErrorObject | undefined): Promise<CallbackResponse> {
    const { SendDurableExecutionCallbackFailureCommand } = await loadLambdaClient();
    return this.#client.send(
      new SendDurableExecutionCallbackFailureCommand({ CallbackId: callbackId, Error: error ?? {} }),
    );
  }

  async heartbeat(callbackId: string): Promise<CallbackResponse> {
    const { SendDurableExecutionCallbackHeartbeatCommand } = await loadLambdaClient();
    return this.#client.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId: callbackId }));
  }
}
