// The door of the APIs and function URLs on the server's own HTTP front: by path, `/perdure/apis/{ApiId}/…` and
// `/perdure/urls/{UrlId}/…`, and by the name of the host, `{ApiId}.execute-api.…` and `{UrlId}.lambda-url.…`.
//
// They are public, as they are on AWS: no signature is asked for, and pages of every origin may call. Who is let in is for
// the function to say, or for a function URL with AWS_IAM, which asks the authorizer.

import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { errorCatalogue, type Millis, type Refusal, type Result, toEpochSeconds } from '@perdure/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../clock.ts';
import type { Authorizer, Identity } from '../../http/authorizer.ts';
import { gatewayLimits } from '../limits.ts';
import { apiPath, DEFAULT_STAGE, urlPath } from '../stacks/stack-addresses.ts';
import { isPreflight, preflightAnswer, withCors } from './cors.ts';
import { withoutLogin, withoutLoginSet } from './function-pages.ts';
import { type FrontKind, problemAnswer } from './gateway-errors.ts';
import type { GatewayRequest, GatewayResponse, Header } from './gateway-request.ts';
import type { Integrations } from './integration.ts';
import type { ServedApi, ServedApis, ServedUrl } from './served-apis.ts';

export interface HttpFrontOptions {
  served: ServedApis;
  integrations: Integrations;
  authorizer: Authorizer;
  clock: Clock;
  onFault(fault: unknown): void;
}

const apiHost = /^([a-z0-9-]+)\.execute-api\./i;
const urlHost = /^([a-z0-9-]+)\.lambda-url\./i;
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const;
const BODY_TOO_LARGE = 'FST_ERR_CTP_BODY_TOO_LARGE';

/** What a request addressed by host name is by path. */
export function pathByHost({ url = '/', headers: { host = '' } }: IncomingMessage): string {
  const apiId = apiHost.exec(host)?.[1];
  if (apiId !== undefined) return apiPath(apiId.toLowerCase()) + url;
  const urlId = urlHost.exec(host)?.[1];
  return urlId === undefined ? url : urlPath(urlId.toLowerCase()) + url;
}

export function addHttpFront(server: FastifyInstance, options: HttpFrontOptions): void {
  const front = new HttpFront(options);
  for (const kind of ['apis', 'urls'] as const) {
    for (const url of [`/perdure/${kind}/:id`, `/perdure/${kind}/:id/*`]) {
      server.route({
        method: [...METHODS],
        url,
        bodyLimit: gatewayLimits.requestBytesMax,
        handler: (request, reply) => front.serve(kind, request, reply),
        errorHandler: (error, request, reply) => front.serveUnread(kind, error, request, reply),
      });
    }
  }
}

class HttpFront {
  readonly #options: HttpFrontOptions;

  constructor(options: HttpFrontOptions) {
    this.#options = options;
  }

  async serve(place: 'apis' | 'urls', request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { id } = request.params as { id: string };
    const { served } = this.#options;
    // The address is taken as it is written: with escapes in its fixed part it names nothing.
    const isPlain = request.raw.url?.startsWith(`/perdure/${place}/${id}`) === true;
    const api = isPlain && place === 'apis' ? served.api(id) : undefined;
    const url = isPlain && place === 'urls' ? served.url(id) : undefined;
    const kind = api?.api.Protocol ?? (place === 'urls' ? 'URL' : 'HTTP');
    try {
      const response = api
        ? await this.#answerApi(api, request)
        : url && (await this.#answerUrl(url, request));
      return send(reply, request.id, kind, response ?? problemAnswer(kind, 'not-found'));
    } catch (fault) {
      this.#options.onFault(fault);
      return send(reply, request.id, kind, problemAnswer(kind, 'broken'));
    }
  }

  /** The body was too large, or did not arrive whole. */
  serveUnread(
    place: 'apis' | 'urls',
    error: Error,
    request: FastifyRequest,
    reply: FastifyReply,
  ): FastifyReply {
    const { id } = request.params as { id: string };
    const kind = this.#options.served.api(id)?.api.Protocol ?? (place === 'urls' ? 'URL' : 'HTTP');
    const problem = problemOf(error);
    if (problem === 'broken') this.#options.onFault(error);
    // A client that is still sending would meet a closed connection before it reads the answer.
    reply.removeHeader('connection');
    return send(reply, request.id, kind, problemAnswer(kind, problem));
  }

  async #answerApi(
    { api, table, source, stage }: ServedApi,
    incoming: FastifyRequest,
  ): Promise<GatewayResponse | undefined> {
    const request = this.#read(incoming, apiPath(api.ApiId), api.ApiId, 'execute-api');
    const below = stage === DEFAULT_STAGE ? request : belowStage(request, stage);
    if (below === undefined) return undefined;
    const { Cors } = api;
    if (Cors !== undefined && isPreflight(below)) return preflightAnswer(below, Cors);
    const match = table.find(below.method, below.path);
    const response =
      match === undefined
        ? problemAnswer(api.Protocol, 'not-found')
        : await this.#options.integrations.carry(below, source, match);
    return Cors === undefined || api.Protocol === 'REST' ? response : withCors(below, response, Cors);
  }

  async #answerUrl(
    { url, source, match, cors }: ServedUrl,
    incoming: FastifyRequest,
  ): Promise<GatewayResponse> {
    const request = this.#read(incoming, urlPath(url.UrlId), url.UrlId, 'lambda-url');
    if (cors !== undefined && isPreflight(request)) return preflightAnswer(request, cors);
    const { integrations } = this.#options;
    const admitted =
      url.AuthType === 'AWS_IAM' ? await this.#admit(url.Function, request, incoming) : undefined;
    const response =
      admitted === undefined
        ? await integrations.carry(request, source, match)
        : admitted.ok
          ? await integrations.carry(request, { ...source, callerArn: admitted.value.arn }, match)
          : refusalResponse(admitted.refusal);
    return cors === undefined ? response : withCors(request, response, cors);
  }

  #admit(
    target: string,
    { method, body }: GatewayRequest,
    incoming: FastifyRequest,
  ): Promise<Result<Identity>> {
    return this.#options.authorizer.authorize({
      apiName: 'InvokeFunctionUrl',
      method,
      url: incoming.originalUrl,
      labels: { FunctionName: target },
      headers: incoming.headers,
      body,
      remoteAddress: incoming.socket.remoteAddress,
      requestId: incoming.id,
      isSecure: incoming.protocol === 'https',
      isOpen: false,
      service: 'lambda',
    });
  }

  #read(incoming: FastifyRequest, prefix: string, id: string, service: string): GatewayRequest {
    const receivedAt = this.#options.clock.now();
    const { url = '' } = incoming.raw;
    const cut = url.indexOf('?');
    const path = (cut === -1 ? url : url.slice(0, cut)).slice(prefix.length);
    const host = incoming.headers.host ?? '';
    const isByHost = host.startsWith(`${id}.${service}.`);
    const port = /:\d+$/.exec(host)?.[0] ?? '';
    const sourceIp = incoming.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
    return {
      requestId: incoming.id,
      method: incoming.method,
      path: path.startsWith('/') ? path : `/${path}`,
      rawQuery: cut === -1 ? '' : url.slice(cut + 1),
      headers: forwarded(withoutLogin(headersOf(incoming.raw)), {
        sourceIp,
        port,
        receivedAt,
        scheme: incoming.protocol,
      }),
      body: Buffer.isBuffer(incoming.body) ? incoming.body : Buffer.alloc(0),
      sourceIp,
      protocol: `HTTP/${incoming.raw.httpVersion}`,
      domainName: isByHost ? host : `${id}.${service}.localhost${port}`,
      receivedAt,
    };
  }
}

/** What kept the server from reading the request. */
function problemOf(error: Error): 'too-large' | 'bad-request' | 'broken' {
  if ('code' in error && error.code === BODY_TOO_LARGE) return 'too-large';
  const status = 'statusCode' in error ? Number(error.statusCode) : SERVER_FAULT;
  return status < SERVER_FAULT ? 'bad-request' : 'broken';
}

const SERVER_FAULT = 500;
const TRACE_ID_BYTES = 12;
const defaultPorts = { http: '80', https: '443' } as const;

/** How a request came in. */
interface Arrival {
  sourceIp: string;
  /** With its colon; empty for the default. */
  port: string;
  receivedAt: Millis;
  scheme: 'http' | 'https';
}

function refusalResponse({ code, message }: Refusal): GatewayResponse {
  const headers: Header[] = [
    ['content-type', 'application/json'],
    ['x-amzn-ErrorType', code],
  ];
  return { status: errorCatalogue[code].http, headers, body: JSON.stringify({ Message: message }) };
}

/** The request with the stage cut off its path; undefined when the path does not begin with it. */
function belowStage(request: GatewayRequest, stage: string): GatewayRequest | undefined {
  const prefix = `/${stage}`;
  if (request.path !== prefix && !request.path.startsWith(`${prefix}/`)) return undefined;
  const path = request.path.slice(prefix.length);
  return { ...request, path: path === '' ? '/' : path };
}

function headersOf({ rawHeaders }: IncomingMessage): Header[] {
  const headers: Header[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.toLowerCase() !== 'connection') headers.push([name, rawHeaders[at + 1] ?? '']);
  }
  return headers;
}

/** What a gateway tells of the way that the request took. A proxy before this server has its word kept. */
function forwarded(headers: Header[], { sourceIp, port, receivedAt, scheme }: Arrival): Header[] {
  const has = (wanted: string): boolean => headers.some(([name]) => name.toLowerCase() === wanted);
  const rest = headers.filter(([name]) => name.toLowerCase() !== 'x-forwarded-for');
  const chain = headers
    .filter(([name]) => name.toLowerCase() === 'x-forwarded-for')
    .map(([, value]) => value);
  const added: Header[] = [['X-Forwarded-For', [...chain, sourceIp].join(', ')]];
  if (!has('x-forwarded-port')) added.push(['X-Forwarded-Port', port.slice(1) || defaultPorts[scheme]]);
  if (!has('x-forwarded-proto')) added.push(['X-Forwarded-Proto', scheme]);
  if (!has('x-amzn-trace-id')) added.push(['X-Amzn-Trace-Id', freshTraceId(receivedAt)]);
  return [...rest, ...added];
}

function freshTraceId(at: Millis): string {
  const seconds = Math.floor(toEpochSeconds(at)).toString(16);
  return `Root=1-${seconds}-${randomBytes(TRACE_ID_BYTES).toString('hex')}`;
}

/** The header under which each kind of API tells the request id. */
const requestIdHeader = {
  HTTP: 'apigw-requestid',
  REST: 'x-amzn-RequestId',
  URL: 'x-amzn-RequestId',
} as const;

function send(
  reply: FastifyReply,
  requestId: string,
  kind: FrontKind,
  { status, headers, body }: GatewayResponse,
): FastifyReply {
  reply.code(status).header(requestIdHeader[kind], requestId);
  const byName = Map.groupBy(withoutLoginSet(headers), ([name]) => name.toLowerCase());
  for (const [name, values] of byName) {
    const texts = values.map(([, value]) => value);
    reply.header(name, texts.length === 1 ? texts[0] : texts);
  }
  // As bytes: a text would have a charset added to its content type.
  return reply.send(Buffer.isBuffer(body) ? body : Buffer.from(body));
}
