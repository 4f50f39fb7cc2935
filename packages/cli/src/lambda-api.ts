// A thin client of the Lambda API: one method per call that the command makes. It carries JSON, follows pages and turns
// refusals into errors; it decides nothing.
//
// It speaks through node:http because a synchronous invocation may answer only after minutes, and `fetch` gives up on
// headers after five.

import { type IncomingMessage, type OutgoingHttpHeaders, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type {
  DurableConfig,
  EpochSeconds,
  ErrorObject,
  ExecutionStatus,
  HistoryEvent,
} from '@perdure/protocol';
import { ApiError, ServerUnreachable } from './failure.ts';

const FUNCTIONS = '/2015-03-31/functions';
const DURABLE = '/2025-12-01';
const HTTP_ERROR_MIN = 400;
const HTTP_NOT_FOUND = 404;

export interface FunctionConfiguration {
  FunctionName: string;
  FunctionArn: string;
  Version: string;
  Runtime?: string;
  Handler?: string;
  CodeSize?: number;
  CodeSha256?: string;
  Timeout?: number;
  MemorySize?: number;
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

type Query = Record<string, string | readonly string[] | undefined>;

interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  query?: Query;
  headers?: Record<string, string | undefined>;
  /** An object travels as JSON, a string as the bytes that it is. */
  body?: object | string;
}

interface Answer {
  headers: IncomingMessage['headers'];
  body: string;
}

export class LambdaApi {
  readonly endpoint: string;

  constructor(endpoint: string) {
    this.endpoint = endpoint.replace(/\/+$/, '');
  }

  /** Undefined when there is no such function, version or alias. */
  async findFunction(functionName: string, qualifier?: string): Promise<FunctionConfiguration | undefined> {
    try {
      const path = `${FUNCTIONS}/${label(functionName)}/configuration`;
      return await this.#json({ method: 'GET', path, query: { Qualifier: qualifier } });
    } catch (error) {
      if (error instanceof ApiError && error.status === HTTP_NOT_FOUND) return undefined;
      throw error;
    }
  }

  createFunction(functionName: string, role: string, zip: Uint8Array, settings: FunctionSettings) {
    const body = { ...settings, FunctionName: functionName, Role: role, Code: { ZipFile: base64(zip) } };
    return this.#json<FunctionConfiguration>({ method: 'POST', path: FUNCTIONS, body });
  }

  updateCode(functionName: string, zip: Uint8Array) {
    const path = `${FUNCTIONS}/${label(functionName)}/code`;
    return this.#json<FunctionConfiguration>({ method: 'PUT', path, body: { ZipFile: base64(zip) } });
  }

  updateConfiguration(functionName: string, settings: Partial<FunctionSettings>) {
    const path = `${FUNCTIONS}/${label(functionName)}/configuration`;
    return this.#json<FunctionConfiguration>({ method: 'PUT', path, body: settings });
  }

  publishVersion(functionName: string) {
    const path = `${FUNCTIONS}/${label(functionName)}/versions`;
    return this.#json<FunctionConfiguration>({ method: 'POST', path, body: {} });
  }

  /** Points the alias at the version; the alias is made when it is not there. */
  async putAlias(functionName: string, alias: string, version: string): Promise<void> {
    const path = `${FUNCTIONS}/${label(functionName)}/aliases`;
    try {
      await this.#send({
        method: 'PUT',
        path: `${path}/${label(alias)}`,
        body: { FunctionVersion: version },
      });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== HTTP_NOT_FOUND) throw error;
      await this.#send({ method: 'POST', path, body: { Name: alias, FunctionVersion: version } });
    }
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
    return this.#json({ method: 'GET', path, query: { IncludeExecutionData: 'true' } });
  }

  /** Every event, oldest first unless said otherwise, across all pages. */
  async *history(
    executionArn: string,
    { newestFirst = false, includeData = true } = {},
  ): AsyncGenerator<HistoryEvent<EpochSeconds>> {
    const path = `${DURABLE}/durable-executions/${label(executionArn)}/history`;
    const query = { IncludeExecutionData: String(includeData), ReverseOrder: String(newestFirst) };
    let marker: string | undefined;
    do {
      const page: { Events: HistoryEvent<EpochSeconds>[]; NextMarker?: string } = await this.#json({
        method: 'GET',
        path,
        query: { ...query, Marker: marker },
      });
      yield* page.Events;
      marker = page.NextMarker;
    } while (marker);
  }

  async *listExecutions(query: ListQuery): AsyncGenerator<ExecutionSummary> {
    let marker: string | undefined;
    do {
      const page: { DurableExecutions: ExecutionSummary[]; NextMarker?: string } = await this.#json({
        method: 'GET',
        path: `${DURABLE}/functions/${label(query.functionName)}/durable-executions`,
        query: {
          Qualifier: query.qualifier,
          DurableExecutionName: query.executionName,
          Statuses: query.statuses,
          ReverseOrder: String(query.newestFirst),
          Marker: marker,
        },
      });
      yield* page.DurableExecutions;
      marker = page.NextMarker;
    } while (marker);
  }

  stopExecution(executionArn: string, error: ErrorObject) {
    const path = `${DURABLE}/durable-executions/${label(executionArn)}/stop`;
    return this.#json<{ StopTimestamp: EpochSeconds }>({ method: 'POST', path, body: error });
  }

  /** `result` travels as the bytes that it is; absent means no result. */
  async succeedCallback(callbackId: string, result: string | undefined): Promise<void> {
    await this.#send({ method: 'POST', path: callbackPath(callbackId, 'succeed'), body: result ?? '' });
  }

  async failCallback(callbackId: string, error: ErrorObject): Promise<void> {
    await this.#send({ method: 'POST', path: callbackPath(callbackId, 'fail'), body: error });
  }

  async heartbeatCallback(callbackId: string): Promise<void> {
    await this.#send({ method: 'POST', path: callbackPath(callbackId, 'heartbeat') });
  }

  #invoke(request: InvokeRequest, invocationType: 'Event' | 'RequestResponse'): Promise<Answer> {
    return this.#send({
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

  async #json<Value>(call: Call): Promise<Value> {
    const { body } = await this.#send(call);
    try {
      return JSON.parse(body);
    } catch {
      throw new ApiError(
        'UnexpectedAnswer',
        0,
        `${this.endpoint} did not answer with JSON; is it a Perdure server?`,
      );
    }
  }

  async #send(call: Call): Promise<Answer> {
    const response = await this.#exchange(call);
    const body = (await buffer(response)).toString();
    const status = response.statusCode ?? 0;
    if (status < HTTP_ERROR_MIN) return { headers: response.headers, body };
    const code = String(response.headers['x-amzn-errortype'] ?? `HTTP ${status}`).replace(/:.*/, '');
    throw new ApiError(code, status, errorMessage(body));
  }

  #exchange(call: Call): Promise<IncomingMessage> {
    const url = this.#url(call);
    const isJson = typeof call.body === 'object';
    const text = isJson ? JSON.stringify(call.body) : call.body;
    const content = text === undefined ? undefined : Buffer.from(String(text));
    const headers: OutgoingHttpHeaders = {
      ...Object.fromEntries(Object.entries(call.headers ?? {}).filter(([, value]) => value !== undefined)),
      ...(content && { 'content-length': content.byteLength }),
      ...(content && { 'content-type': isJson ? 'application/json' : 'application/octet-stream' }),
    };
    const open = url.protocol === 'https:' ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      const outgoing = open(url, { method: call.method, headers }, resolve);
      outgoing.on('error', (error: NodeJS.ErrnoException) =>
        reject(new ServerUnreachable(this.endpoint, error.code ?? error.message)),
      );
      outgoing.end(content);
    });
  }

  #url({ path, query = {} }: Call): URL {
    const url = new URL(this.endpoint + path);
    for (const [name, value] of Object.entries(query)) {
      for (const item of value === undefined ? [] : [value].flat()) url.searchParams.append(name, item);
    }
    return url;
  }
}

const label = (text: string): string => encodeURIComponent(text);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const callbackPath = (callbackId: string, verb: string): string =>
  `${DURABLE}/durable-execution-callbacks/${label(callbackId)}/${verb}`;

function errorMessage(body: string): string {
  try {
    const answer: { message?: string; Message?: string } = JSON.parse(body);
    return answer.message ?? answer.Message ?? body;
  } catch {
    return body;
  }
}
