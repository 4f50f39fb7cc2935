// The HTTP server of the API: Fastify with our own reading of bodies, our own errors, and one way through for every call:
//
//   route → labels → body (bounded, raw bytes) → authorizer → the API's handler → answer
//
// H1  Every answer carries x-amzn-RequestId; every error answer names its class in x-amzn-ErrorType.
// H2  Whatever a client sends, the answer is not a 500: that is kept for faults of ours, which are logged and not shown.
// H3  No API is served before the authorizer has accepted the request.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerOptions } from 'node:http';
import { type Result, refusal } from '@perdure/protocol';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Answer, Api } from './api.ts';
import type { Authorizer, UnreadRequest } from './authorizer.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { faultAnswer, jsonRefusalAnswer, refusalAnswer, transportErrorAnswer } from './error-answer.ts';
import { httpLimits } from './http-limits.ts';
import { IncomingCall } from './incoming-call.ts';
import { fixedMethods, type Route, type RouteMatch, routesOf } from './routes.ts';
import type { TlsMaterial } from './tls.ts';

export interface FaultContext {
  readonly requestId: string;
  /** The API that was called; absent when the fault came before one was known. */
  readonly apiName?: string;
}

/** What clients may take up. */
export interface ClientBounds {
  /** Connections at a time; more are closed at once. Default: `httpLimits.connectionsMax`. */
  connectionsMax?: number;
  /**
   * How long a request may take to arrive, body included, and a client to take the next bytes of a large answer. Default:
   * `httpLimits.requestArrivalMillisMax`.
   */
  requestArrivalMillis?: number;
}

export interface ApiServerOptions extends ClientBounds {
  readonly apis: readonly Api[];
  readonly authorizer: Authorizer;
  /** The path that a request is routed by. Default: its own. */
  readonly rewritePath?: (request: IncomingMessage) => string;
  /** Default: plain HTTP. */
  readonly tls?: TlsMaterial;
  /** Told of every answer of an API, and how long it took. Default: nobody wants to know. */
  readonly onAnswered?: (apiName: string, status: number, millis: number) => void;
  /** Told of every fault: what threw, and for which request. The client learns the request id only. */
  readonly onFault: (fault: unknown, context: FaultContext) => void;
}

const NO_BODY = Buffer.alloc(0);

/** Builds the server. The caller listens, and closes it. */
export function buildApiServer(options: ApiServerOptions): FastifyInstance {
  const { requestArrivalMillis: requestTimeout = httpLimits.requestArrivalMillisMax } = options;
  const timing = {
    headersTimeout: Math.min(httpLimits.headersArrivalMillisMax, requestTimeout),
    connectionsCheckingInterval: Math.min(httpLimits.arrivalCheckMillis, requestTimeout),
  };
  const server = Fastify({
    bodyLimit: httpLimits.bodyBytesMax,
    requestTimeout,
    keepAliveTimeout: httpLimits.keepAliveMillis,
    http: timing,
    genReqId: () => randomUUID(),
    exposeHeadRoutes: false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: httpLimits.pathLabelCharsMax },
    frameworkErrors: (error, request, reply) => send(reply, request.id, unreadableAnswer(error)),
    clientErrorHandler: answerBrokenRequest,
    ...(options.rewritePath === undefined ? {} : { rewriteUrl: options.rewritePath }),
    ...secured(options.tls, timing),
  });
  server.server.maxConnections = options.connectionsMax ?? httpLimits.connectionsMax;
  // Bodies are taken as bytes, whatever their content type says: APIs know what they must be.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.setNotFoundHandler((request, reply) => send(reply, request.id, unknownPathAnswer(request)));
  server.setErrorHandler((error, request, reply) => {
    const answer = unreadableAnswer(error);
    // A client that is still sending would meet a closed connection before it reads the answer. What it sends is dropped.
    reply.removeHeader('connection');
    if (answer === undefined) options.onFault(error, { requestId: request.id });
    send(reply, request.id, answer ?? faultAnswer(request.id));
  });
  for (const route of routesOf(options.apis)) addRoute(server, route, options);
  return server;
}

/** Whoever connects and does not finish the handshake is cut off. Fastify types a server by its options; ours is both. */
const secured = (tls: TlsMaterial | undefined, timing: ServerOptions): object =>
  tls === undefined
    ? {}
    : { https: { ...tls, ...timing, handshakeTimeout: httpLimits.headersArrivalMillisMax } };

function addRoute(server: FastifyInstance, route: Route, options: ApiServerOptions): void {
  for (const method of fixedMethods) {
    const bodyLimit = route.bodyBytesMax(method);
    server.route({
      method,
      url: route.url,
      ...(bodyLimit === undefined ? {} : { bodyLimit }),
      onRequest: (request, reply, done) => {
        if (isLarge(request)) screenSender(route, request, reply, options).then(() => done(), done);
        else done();
      },
      handler: (request, reply) => serve(route, request, reply, options),
    });
  }
}

async function serve(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  options: ApiServerOptions,
): Promise<FastifyReply> {
  const match = route.match(request);
  if (match.kind === 'unknown') return send(reply, request.id, unknownOperationAnswer(request));
  if (match.kind === 'other-method') {
    return send(reply, request.id, wrongMethodAnswer(request, match.allowed));
  }
  const apiName = match.api.name;
  const arrivedAt = performance.now();
  let answer: Answer;
  try {
    answer = await answerTo(match, request, reply, options);
  } catch (fault) {
    // Nobody waits for the answer any more, and giving up is no fault.
    if (!reply.raw.destroyed) options.onFault(fault, { requestId: request.id, apiName });
    answer = faultAnswer(request.id, fault);
  }
  options.onAnswered?.(apiName, answer.status, performance.now() - arrivedAt);
  return send(reply, request.id, answer);
}

/** Whether a body is too large to be read from anybody. */
function isLarge({ headers }: FastifyRequest): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  return encoding !== undefined || Number(length ?? 0) > httpLimits.unscreenedBodyBytesMax;
}

/** Answers a stranger without reading what they send. */
async function screenSender(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  { authorizer }: ApiServerOptions,
): Promise<void> {
  const match = route.match(request);
  if (match.kind !== 'api' || authorizer.screen === undefined) return;
  const screened = await authorizer.screen(unread(match, request));
  if (!screened.ok) send(reply, request.id, refusalFor(match.api)(screened.refusal));
}

const refusalFor = ({ target }: Api): typeof refusalAnswer =>
  target === undefined ? refusalAnswer : jsonRefusalAnswer;

/** What an authorizer is asked, but for the body. */
const unread = (
  { api, labels }: Extract<RouteMatch, { kind: 'api' }>,
  request: FastifyRequest,
): UnreadRequest => ({
  requestId: request.id,
  apiName: api.name,
  method: request.method,
  url: request.originalUrl,
  labels,
  headers: request.headers,
  remoteAddress: request.socket.remoteAddress,
  isSecure: request.protocol === 'https',
  isOpen: api.isOpen === true,
  service: serviceOf(api),
});

async function answerTo(
  match: Extract<RouteMatch, { kind: 'api' }>,
  request: FastifyRequest,
  reply: FastifyReply,
  { authorizer }: ApiServerOptions,
): Promise<Answer> {
  const { api, labels } = match;
  const { url = '' } = request.raw;
  const { headers } = request;
  const body = Buffer.isBuffer(request.body) ? request.body : NO_BODY;
  const asked = { ...unread(match, request), body };
  const admitted = await authorizer.authorize(asked);
  const refusalAsAnswer = refusalFor(api);
  if (!admitted.ok) return refusalAsAnswer(admitted.refusal);
  const identity = admitted.value;

  const cut = url.indexOf('?');
  const queryText = cut === -1 ? '' : url.slice(cut + 1);
  const { isSecure } = asked;
  const parts = { requestId: request.id, labels, queryText, headers, body, identity, isSecure };
  const outcome = async (code: string): Promise<void> => authorizer.settled?.(asked, identity, code);
  let result: Result<Answer>;
  try {
    result = await api.handle(new IncomingCall(parts, reply.raw));
  } catch (fault) {
    await outcome('ServiceException');
    throw fault;
  }
  await outcome(result.ok ? SUCCEEDED : result.refusal.code);
  return result.ok ? result.value : refusalAsAnswer(result.refusal);
}

/** The service that clients sign for: APIs of another one than Lambda bear its name, as its actions do. */
const serviceOf = ({ name, target }: Api): string =>
  target === undefined ? 'lambda' : name.slice(0, name.indexOf(':'));

/** What an authorizer is told of a request that was served. */
const SUCCEEDED = 'Succeeded';

const asIs = (payload: unknown): string => String(payload);

/** Sends the answer. The serializer keeps Fastify from adding a charset to the content type, which AWS does not send. */
function send(reply: FastifyReply, requestId: string, answer: Answer | undefined): FastifyReply {
  const { status, headers, body } = answer ?? faultAnswer(requestId);
  reply.code(status).header('x-amzn-RequestId', requestId).serializer(asIs);
  if (body !== undefined) reply.header('content-type', 'application/json');
  if (headers !== undefined) reply.headers(headers);
  if (isKept(body)) reply.raw.setTimeout(reply.server.server.requestTimeout, () => reply.raw.destroy());
  return reply.send(body);
}

/** Whether a client that takes nothing could keep the server from letting go of the answer. Streams see to that themselves. */
const isKept = (body: Answer['body']): boolean =>
  (typeof body === 'string' || body instanceof Uint8Array) && body.length > httpLimits.keptAnswerBytesMin;

/** The path as messages show it: without the query, which may hold tokens, and bounded. */
const shownPath = (request: FastifyRequest): string =>
  (request.url.split('?', 1)[0] ?? '').slice(0, httpLimits.quotedCharsMax);

/** Clients of services with one path say in a header what they want. */
function unknownOperationAnswer(request: FastifyRequest): Answer {
  const target = request.headers['x-amz-target'];
  if (typeof target !== 'string') return unknownPathAnswer(request);
  const code = 'UnknownOperationException';
  const message = `${target.slice(0, httpLimits.quotedCharsMax)} is not served here`;
  return { ...transportErrorAnswer(code, message), body: JSON.stringify({ __type: code, message }) };
}

const unknownPathAnswer = (request: FastifyRequest): Answer =>
  transportErrorAnswer(
    'UnknownOperationException',
    `No API has the path ${request.method} ${shownPath(request)}`,
  );

function wrongMethodAnswer(request: FastifyRequest, allowed: readonly string[]): Answer {
  const methods = allowed.join(', ');
  const message = `${request.method} ${shownPath(request)} is no API; the path knows ${methods}`;
  const answer = transportErrorAnswer('MethodNotAllowedException', message);
  return { ...answer, headers: { ...answer.headers, Allow: methods } };
}

/** The answer to a request that Fastify could not read; undefined when the error is not the client's. */
function unreadableAnswer(error: unknown): Answer | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const statusCode = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    const message = 'The request body is larger than this API accepts';
    return refusalAnswer(refusal('RequestTooLargeException', message));
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    const message = 'The Content-Type header is not a media type; send application/json';
    return refusalAnswer(refusal('UnsupportedMediaTypeException', message));
  }
  if (code === 'FST_ERR_BAD_URL') {
    const message = 'The path is not well-formed percent-encoded UTF-8';
    return refusalAnswer(refusal('SerializationException', message));
  }
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') {
    const message = `A part of the path is longer than ${httpLimits.pathLabelCharsMax} characters`;
    return refusalAnswer(refusal('ValidationException', message));
  }
  if (statusCode === BAD_REQUEST) {
    return refusalAnswer(refusal('SerializationException', 'The request body did not arrive whole'));
  }
  return undefined;
}

const BAD_REQUEST = 400;
