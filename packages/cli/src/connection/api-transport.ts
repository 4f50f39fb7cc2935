// Requests to a Lambda API over HTTP: JSON there and back, refusals as errors, signed when there is a signer.
//
// It speaks through node:http because a synchronous invocation may answer only after minutes, and `fetch` gives up on
// headers after five.

import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { ApiError, ServerUnreachable } from '../failure.ts';

const HTTP_ERROR_MIN = 400;

export type Query = Record<string, string | readonly string[] | undefined>;

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  query?: Query;
  headers?: Record<string, string | undefined>;
  /** An object travels as JSON, a string as the bytes that it is. */
  body?: object | string;
}

export interface Answer {
  headers: IncomingMessage['headers'];
  body: string;
}

/** What a request is before it is sent: everything that a signature covers. */
export interface OutgoingRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: Buffer | undefined;
}

/** Answers the headers of the request with the signature added. */
export type Signer = (request: OutgoingRequest) => Promise<Record<string, string>>;

export class ApiTransport {
  readonly endpoint: string;
  readonly #sign: Signer | undefined;

  constructor(endpoint: string, sign?: Signer) {
    this.endpoint = endpoint.replace(/\/+$/, '');
    this.#sign = sign;
  }

  async json<Value>(call: Call): Promise<Value> {
    const { body } = await this.send(call);
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

  /** Throws ApiError for an answer from 400 on, and ServerUnreachable when there is none. */
  async send(call: Call): Promise<Answer> {
    const response = await this.open(call);
    return { headers: response.headers, body: (await buffer(response)).toString() };
  }

  /** The answer while it is still coming: for streams. Refusals are thrown as by `send`. */
  async open(call: Call): Promise<IncomingMessage> {
    const response = await this.#exchange(this.#requestOf(call));
    const status = response.statusCode ?? 0;
    if (status < HTTP_ERROR_MIN) return response;
    const body = (await buffer(response)).toString();
    const code = String(response.headers['x-amzn-errortype'] ?? `HTTP ${status}`).replace(/:.*/, '');
    throw new ApiError(code, status, errorMessage(body));
  }

  #requestOf(call: Call): OutgoingRequest {
    const isJson = typeof call.body === 'object';
    const text = isJson ? JSON.stringify(call.body) : call.body;
    const body = text === undefined ? undefined : Buffer.from(String(text));
    const headers = Object.entries(call.headers ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    return {
      method: call.method,
      url: this.#url(call),
      headers: {
        ...Object.fromEntries(headers),
        ...(body && { 'content-length': String(body.byteLength) }),
        ...(body && { 'content-type': isJson ? 'application/json' : 'application/octet-stream' }),
      },
      body,
    };
  }

  async #exchange(request: OutgoingRequest): Promise<IncomingMessage> {
    const headers = this.#sign === undefined ? request.headers : await this.#sign(request);
    const open = request.url.protocol === 'https:' ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      const outgoing = open(request.url, { method: request.method, headers }, resolve);
      outgoing.on('error', (error: NodeJS.ErrnoException) =>
        reject(new ServerUnreachable(this.endpoint, error.code ?? error.message)),
      );
      outgoing.end(request.body);
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

function errorMessage(body: string): string {
  try {
    const answer: { message?: string; Message?: string } = JSON.parse(body);
    return answer.message ?? answer.Message ?? body;
  } catch {
    return body;
  }
}
