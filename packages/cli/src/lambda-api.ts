// A thin client of the Lambda API: one method per call that the command makes. It follows pages and decides nothing.

import type {
  DurableConfig,
  EpochSeconds,
  ErrorObject,
  ExecutionStatus,
  HistoryEvent,
} from '@perdure/protocol';
import type { OpenCallback } from './callback/open-callbacks.ts';
import { type Answer, ApiTransport } from './connection/api-transport.ts';
import { ApiError } from './failure.ts';

const FUNCTIONS = '/2015-03-31/functions';
const DURABLE = '/2025-12-01';
const HTTP_NOT_FOUND = 404;

export interface FunctionConfiguration {
  FunctionName: string;
  FunctionArn: string;
  Version: string;
  Runtime?: string;
  Handler?: string;
  CodeSize?: number;
  CodeSha256?: string;
  ConfigSha256?: string;
  Timeout?: number;
  MemorySize?: number;
  LastModified?: string;
  State?: string;
  LastUpdateStatus?: string;
  Environment?: { Variables?: Record<string, string> };
  DurableConfig?: DurableConfig;
  CapacityProviderConfig?: CapacityProviderConfig;
}

export interface CapacityProviderConfig {
  LambdaManagedInstancesCapacityProviderConfig: {
    CapacityProviderArn: string;
    PerExecutionEnvironmentMaxConcurrency?: number;
  };
}

/** What CreateFunction and UpdateFunctionConfiguration take; members that are absent stay as they are. */
export interface FunctionSettings {
  Runtime: string;
  Handler: string;
  Timeout?: number;
  MemorySize?: number;
  Environment?: { Variables: Record<string, string> };
  DurableConfig?: { ExecutionTimeout: number; RetentionPeriodInDays?: number };
  CapacityProviderConfig?: CapacityProviderConfig;
}

export interface ExecutionSummary {
  DurableExecutionArn: string;
  DurableExecutionName: string;
  FunctionArn: string;
  Status: ExecutionStatus;
  StartTimestamp: EpochSeconds;
  EndTimestamp?: EpochSeconds;
}

export interface ExecutionDetails extends ExecutionSummary {
  Version?: string;
  InputPayload?: string;
  Result?: string;
  Error?: ErrorObject;
  DurableConfig?: DurableConfig;
}

export interface InvokeRequest {
  functionName: string;
  qualifier?: string | undefined;
  /** JSON text. */
  payload: string;
  executionName?: string | undefined;
}

/** A durable execution that was accepted. */
export interface Started {
  executionArn: string;
}

/** What a function without durable configuration answered. */
export interface Invoked {
  payload: string;
  failed: boolean;
}

export interface ListQuery {
  functionName: string;
  qualifier?: string | undefined;
  executionName?: string | undefined;
  statuses?: readonly string[];
  newestFirst: boolean;
}

export interface AliasConfiguration {
  AliasArn: string;
  Name: string;
  FunctionVersion: string;
  Description?: string;
  RoutingConfig?: { AdditionalVersionWeights?: Record<string, number> };
}

interface Paged {
  NextMarker?: string;
}

interface FunctionPage extends Paged {
  Functions: FunctionConfiguration[];
}

interface VersionPage extends Paged {
  Versions: FunctionConfiguration[];
}

interface AliasPage extends Paged {
  Aliases: AliasConfiguration[];
}

interface HistoryPage extends Paged {
  Events: HistoryEvent<EpochSeconds>[];
}

interface CallbackPage extends Paged {
  Callbacks: OpenCallback[];
}

interface ExecutionPage extends Paged {
  DurableExecutions: ExecutionSummary[];
}

export class LambdaApi {
  readonly transport: ApiTransport;

  /** A URL alone means requests without a signature. */
  constructor(transport: ApiTransport | string) {
    this.transport = typeof transport === 'string' ? new ApiTransport(transport) : transport;
  }

  /** Undefined when there is no such function, version or alias. */
  async findFunction(functionName: string, qualifier?: string): Promise<FunctionConfiguration | undefined> {
    try {
      const path = `${FUNCTIONS}/${label(functionName)}/configuration`;
      return await this.transport.json({ method: 'GET', path, query: { Qualifier: qualifier } });
    } catch (error) {
      if (error instanceof ApiError && error.status === HTTP_NOT_FOUND) return undefined;
      throw error;
    }
  }

  createFunction(functionName: string, role: string, zip: Uint8Array, settings: FunctionSettings) {
    const body = { ...settings, FunctionName: functionName, Role: role, Code: { ZipFile: base64(zip) } };
    return this.transport.json<FunctionConfiguration>({ method: 'POST', path: FUNCTIONS, body });
  }

  updateCode(functionName: string, zip: Uint8Array) {
    const path = `${FUNCTIONS}/${label(functionName)}/code`;
    return this.transport.json<FunctionConfiguration>({
      method: 'PUT',
      path,
      body: { ZipFile: base64(zip) },
    });
  }

  updateConfiguration(functionName: string, settings: Partial<FunctionSettings>) {
    const path = `${FUNCTIONS}/${label(functionName)}/configuration`;
    return this.transport.json<FunctionConfiguration>({ method: 'PUT', path, body: settings });
  }

  publishVersion(functionName: string) {
    const path = `${FUNCTIONS}/${label(functionName)}/versions`;
    return this.transport.json<FunctionConfiguration>({ method: 'POST', path, body: {} });
  }

  /** Points the alias at the version; the alias is made when it is not there. */
  async putAlias(functionName: string, alias: string, version: string): Promise<void> {
    const path = `${FUNCTIONS}/${label(functionName)}/aliases`;
    try {
      await this.transport.send({
        method: 'PUT',
        path: `${path}/${label(alias)}`,
        body: { FunctionVersion: version },
      });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== HTTP_NOT_FOUND) throw error;
      await this.transport.send({ method: 'POST', path, body: { Name: alias, FunctionVersion: version } });
    }
  }

  async *listFunctions(): AsyncGenerator<FunctionConfiguration> {
    yield* pages((marker) =>
      this.transport
        .json<FunctionPage>({ method: 'GET', path: `${FUNCTIONS}/`, query: { Marker: marker } })
        .then(({ Functions, NextMarker }) => ({ items: Functions, next: NextMarker })),
    );
  }

  /** `$LATEST` first, then the published ones, oldest first. */
  async *listVersions(functionName: string): AsyncGenerator<FunctionConfiguration> {
    const path = `${FUNCTIONS}/${label(functionName)}/versions`;
    yield* pages((marker) =>
      this.transport
        .json<VersionPage>({ method: 'GET', path, query: { Marker: marker } })
        .then(({ Versions, NextMarker }) => ({ items: Versions, next: NextMarker })),
    );
  }

  async *listAliases(functionName: string): AsyncGenerator<AliasConfiguration> {
    const path = `${FUNCTIONS}/${label(functionName)}/aliases`;
    yield* pages((marker) =>
      this.transport
        .json<AliasPage>({ method: 'GET', path, query: { Marker: marker } })
        .then(({ Aliases, NextMarker }) => ({ items: Aliases, next: NextMarker })),
    );
  }

  /** Deletes the function, or one version of it; its open executions are stopped. */
  async deleteFunction(functionName: string, qualifier?: string): Promise<void> {
    const path = `${FUNCTIONS}/${label(functionName)}`;
    await this.transport.send({ method: 'DELETE', path, query: { Qualifier: qualifier } });
  }

  /** Starts a durable execution; answers when the start is durable. */
  async start(request: InvokeRequest): Promise<Started> {
    const { headers } = await this.#invoke(request, 'Event');
    const executionArn = headers['x-amz-durable-execution-arn'];
    if (typeof executionArn !== 'string') {
      throw new ApiError('UnexpectedAnswer', 0, 'the server named no execution; is the function durable?');
    }
    return { executionArn };
  }

  /** Invokes a function that is not durable and waits for its answer. */
  async call(request: InvokeRequest): Promise<Invoked> {
    const { headers, body } = await this.#invoke(request, 'RequestResponse');
    return { payload: body, failed: headers['x-amz-function-error'] !== undefined };
  }

  /** Queues an invocation of a function that is not durable. */
  async queue(request: InvokeRequest): Promise<void> {
    await this.#invoke(request, 'Event');
  }

  getExecution(executionArn: string): Promise<ExecutionDetails> {
    const path = `${DURABLE}/durable-executions/${label(executionArn)}`;
    return this.transport.json({ method: 'GET', path, query: { IncludeExecutionData: 'true' } });
  }

  /** Every event, oldest first unless said otherwise, across all pages. */
  async *history(
    executionArn: string,
    { newestFirst = false, includeData = true } = {},
  ): AsyncGenerator<HistoryEvent<EpochSeconds>> {
    const path = `${DURABLE}/durable-executions/${label(executionArn)}/history`;
    const query = { IncludeExecutionData: String(includeData), ReverseOrder: String(newestFirst) };
    yield* pages((marker) =>
      this.transport
        .json<HistoryPage>({ method: 'GET', path, query: { ...query, Marker: marker } })
        .then(({ Events, NextMarker }) => ({ items: Events, next: NextMarker })),
    );
  }

  async *listExecutions(query: ListQuery): AsyncGenerator<ExecutionSummary> {
    const path = `${DURABLE}/functions/${label(query.functionName)}/durable-executions`;
    const filters = {
      Qualifier: query.qualifier,
      DurableExecutionName: query.executionName,
      Statuses: query.statuses,
      ReverseOrder: String(query.newestFirst),
    };
    yield* pages((marker) =>
      this.transport
        .json<ExecutionPage>({ method: 'GET', path, query: { ...filters, Marker: marker } })
        .then(({ DurableExecutions, NextMarker }) => ({ items: DurableExecutions, next: NextMarker })),
    );
  }

  /** Open callbacks, oldest first. A Perdure server has this list; Lambda answers 404. */
  async *listCallbacks(functionName?: string): AsyncGenerator<OpenCallback> {
    const query = { FunctionName: functionName };
    yield* pages((marker) =>
      this.transport
        .json<CallbackPage>({
          method: 'GET',
          path: '/perdure/callbacks',
          query: { ...query, Marker: marker },
        })
        .then(({ Callbacks, NextMarker }) => ({ items: Callbacks, next: NextMarker })),
    );
  }

  stopExecution(executionArn: string, error: ErrorObject) {
    const path = `${DURABLE}/durable-executions/${label(executionArn)}/stop`;
    return this.transport.json<{ StopTimestamp: EpochSeconds }>({ method: 'POST', path, body: error });
  }

  pauseExecution(executionArn: string, reason: string | undefined, pausesTimeout: boolean) {
    return this.transport.json<{ PauseRequestTimestamp?: EpochSeconds }>({
      method: 'POST',
      path: `${DURABLE}/durable-executions/${label(executionArn)}/pause`,
      body: {
        ...(reason !== undefined && { Reason: reason }),
        ...(pausesTimeout && { ExecutionTimeoutPaused: true }),
      },
    });
  }

  resumeExecution(executionArn: string, reason: string | undefined) {
    return this.transport.json<{ ResumeRequestTimestamp?: EpochSeconds }>({
      method: 'POST',
      path: `${DURABLE}/durable-executions/${label(executionArn)}/resume`,
      body: reason === undefined ? {} : { Reason: reason },
    });
  }

  /** Removes a closed execution with its history. */
  deleteExecution(executionArn: string) {
    return this.transport.json<{ DeletionRequestTimestamp?: EpochSeconds }>({
      method: 'DELETE',
      path: `${DURABLE}/durable-executions/${label(executionArn)}`,
    });
  }

  /** `result` travels as the bytes that it is; absent means no result. */
  async succeedCallback(callbackId: string, result: string | undefined): Promise<void> {
    await this.transport.send({
      method: 'POST',
      path: callbackPath(callbackId, 'succeed'),
      body: result ?? '',
    });
  }

  async failCallback(callbackId: string, error: ErrorObject): Promise<void> {
    await this.transport.send({ method: 'POST', path: callbackPath(callbackId, 'fail'), body: error });
  }

  async heartbeatCallback(callbackId: string): Promise<void> {
    await this.transport.send({ method: 'POST', path: callbackPath(callbackId, 'heartbeat') });
  }

  #invoke(request: InvokeRequest, invocationType: 'Event' | 'RequestResponse'): Promise<Answer> {
    return this.transport.send({
      method: 'POST',
      path: `${FUNCTIONS}/${label(request.functionName)}/invocations`,
      query: { Qualifier: request.qualifier },
      headers: {
        'x-amz-invocation-type': invocationType,
        'x-amz-durable-execution-name': request.executionName,
      },
      body: request.payload,
    });
  }
}

/** The items of all pages, one page at a time and only as far as they are asked for. */
async function* pages<Item>(
  read: (marker: string | undefined) => Promise<{ items: readonly Item[]; next: string | undefined }>,
): AsyncGenerator<Item> {
  let marker: string | undefined;
  do {
    const { items, next } = await read(marker);
    yield* items;
    marker = next;
  } while (marker);
}

const label = (text: string): string => encodeURIComponent(text);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const callbackPath = (callbackId: string, verb: string): string =>
  `${DURABLE}/durable-execution-callbacks/${label(callbackId)}/${verb}`;
