// Owns: the two requests of durable executions as HTTP, repeated until they are answered.
//
// L1  A repeated checkpoint carries the same ClientToken, so that it is applied once however often it arrives.
// L2  Only what can succeed unchanged is repeated: no answer, 429, and 5xx.

import { encodeRfc3986 } from '@perdure/protocol/sigv4';
import type { DurableExecutionClient } from '../api/client.ts';
import type {
  CheckpointDurableExecutionRequest,
  CheckpointDurableExecutionResponse,
  GetDurableExecutionStateRequest,
  GetDurableExecutionStateResponse,
  WireOperation,
} from '../api/wire.ts';
import { MILLIS_PER_SECOND } from '../limits.ts';
import { SDK_VERSION } from '../sdk-version.ts';
import { ConnectionPool } from './connection-pool.ts';
import { type CredentialProvider, environmentCredentials } from './credentials.ts';
import { type Endpoint, environmentEndpoint } from './endpoint.ts';
import { type HttpResponse, headerOf } from './http-response.ts';
import { signatureHeaders } from './sigv4.ts';
import { transportLimits } from './transport-limits.ts';

const API_PATH = '/2025-12-01/durable-executions';
const TOO_MANY_REQUESTS = 429;
const CLIENT_ERROR_FIRST = 400;
const SERVER_ERROR_FIRST = 500;

/** The service refused a request. Shaped as the errors of AWS's clients are. */
export class LambdaApiError extends Error {
  readonly $metadata: { httpStatusCode: number; requestId: string | undefined };
  constructor(name: string, message: string, httpStatusCode: number, requestId: string | undefined) {
    super(message);
    this.name = name;
    this.$metadata = { httpStatusCode, requestId };
  }
}

interface ApiRequest {
  method: 'GET' | 'POST';
  path: string;
  query: string;
  body: string;
}

export class LambdaApi implements DurableExecutionClient {
  readonly #endpoint: Endpoint;
  readonly #credentials: CredentialProvider;
  readonly #pool: ConnectionPool;

  constructor(
    endpoint: Endpoint = environmentEndpoint(),
    credentials: CredentialProvider = environmentCredentials(),
  ) {
    this.#endpoint = endpoint;
    this.#credentials = credentials;
    this.#pool = new ConnectionPool(endpoint.origin);
  }

  async checkpoint(params: CheckpointDurableExecutionRequest): Promise<CheckpointDurableExecutionResponse> {
    const { DurableExecutionArn, CheckpointToken, Updates } = params;
    const ClientToken = params.ClientToken ?? process.getBuiltinModule('node:crypto').randomUUID();
    const body = await this.#send({
      method: 'POST',
      path: `${API_PATH}/${encodeRfc3986(DurableExecutionArn ?? '')}/checkpoint`,
      query: '',
      body: JSON.stringify({ CheckpointToken, Updates, ClientToken }),
    });
    const response: CheckpointDurableExecutionResponse = JSON.parse(body);
    response.NewExecutionState?.Operations?.forEach(readTimes);
    return response;
  }

  async getExecutionState(
    params: GetDurableExecutionStateRequest,
  ): Promise<GetDurableExecutionStateResponse> {
    const { DurableExecutionArn, CheckpointToken, Marker, MaxItems } = params;
    const query = [
      ['CheckpointToken', CheckpointToken],
      ['Marker', Marker],
      ['MaxItems', MaxItems],
    ] as const;
    const body = await this.#send({
      method: 'GET',
      path: `${API_PATH}/${encodeRfc3986(DurableExecutionArn ?? '')}/state`,
      query: query
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${name}=${encodeRfc3986(String(value))}`)
        .join('&'),
      body: '',
    });
    const response: GetDurableExecutionStateResponse = JSON.parse(body);
    response.Operations?.forEach(readTimes);
    return response;
  }

  /** Closes idle connections. */
  close(): void {
    this.#pool.close();
  }

  async #send(request: ApiRequest): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      const isLast = attempt >= transportLimits.attemptsMax;
      let retryAfterMs = 0;
      try {
        const response = await this.#pool.exchange(await this.#format(request));
        if (response.status < CLIENT_ERROR_FIRST) return response.body;
        if (isLast || !isWorthRepeating(response.status)) throw refusalOf(response);
        retryAfterMs = Number(headerOf(response.head, 'retry-after') ?? 0) * MILLIS_PER_SECOND || 0;
      } catch (error) {
        if (isLast || error instanceof LambdaApiError) throw error;
      }
      await pause(Math.max(retryAfterMs, backoffMs(attempt)));
    }
  }

  async #format({ method, path: apiPath, query, body }: ApiRequest): Promise<string> {
    const { host, basePath, region, isNamed } = this.#endpoint;
    const path = `${basePath}${apiPath}`;
    const answer = this.#credentials();
    const credentials = answer instanceof Promise ? await answer : answer;
    if (credentials === undefined && !isNamed) {
      throw new LambdaApiError(
        'CredentialsProviderError',
        'No credentials in the environment or the container.',
        0,
        undefined,
      );
    }
    const signature =
      credentials === undefined
        ? ''
        : signatureHeaders(
            { method, host, path, query, body },
            credentials,
            { region, service: 'lambda' },
            new Date(),
          );
    const bodyHeaders =
      method === 'GET'
        ? ''
        : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
    return (
      `${method} ${path}${query === '' ? '' : `?${query}`} HTTP/1.1\r\nhost: ${host}\r\n` +
      `user-agent: perdure-sdk-js/${SDK_VERSION}\r\n${bodyHeaders}${signature}\r\n${body}`
    );
  }
}

const isWorthRepeating = (status: number): boolean =>
  status === TOO_MANY_REQUESTS || status >= SERVER_ERROR_FIRST;

const backoffMs = (attempt: number): number =>
  Math.random() * Math.min(transportLimits.backoffMsMax, transportLimits.backoffMsFirst * 2 ** (attempt - 1));

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function refusalOf(response: HttpResponse): LambdaApiError {
  const requestId = headerOf(response.head, 'x-amzn-requestid');
  const { name, message } = describeRefusal(response);
  return new LambdaApiError(name, message, response.status, requestId);
}

function describeRefusal(response: HttpResponse): { name: string; message: string } {
  let body: Record<string, unknown> = {};
  try {
    body = JSON.parse(response.body);
  } catch {
    // A proxy in between answers in its own form; the status tells enough.
  }
  const type = headerOf(response.head, 'x-amzn-errortype') ?? body.__type ?? body.code ?? 'UnknownError';
  const message = body.message ?? body.Message ?? `The service answered ${response.status}.`;
  return { name: String(type).replace(/^.*#/, '').replace(/:.*$/, ''), message: String(message) };
}

/** Bodies of the API have times in epoch seconds; the SDK works with `Date`. */
function readTimes(operation: WireOperation): void {
  operation.StartTimestamp = fromSeconds(operation.StartTimestamp);
  if (operation.EndTimestamp !== undefined) operation.EndTimestamp = fromSeconds(operation.EndTimestamp);
  const { StepDetails: step, WaitDetails: wait } = operation;
  if (step?.NextAttemptTimestamp !== undefined)
    step.NextAttemptTimestamp = fromSeconds(step.NextAttemptTimestamp);
  if (wait?.ScheduledEndTimestamp !== undefined)
    wait.ScheduledEndTimestamp = fromSeconds(wait.ScheduledEndTimestamp);
}

const fromSeconds = (time: unknown): Date | undefined =>
  typeof time === 'number' ? new Date(time * MILLIS_PER_SECOND) : undefined;
