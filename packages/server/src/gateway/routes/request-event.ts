// The request as the event that a function gets, in the payload formats 2.0 and 1.0.
//
// The two kinds of API differ where one would not expect it: an HTTP API hands over the decoded path and a REST API or a
// function URL the encoded one; an HTTP API takes every body for binary that is not text by its type, a REST API only those
// that it was told.

import type { Realm, StackApi } from '@perdure/protocol';
import { DEFAULT_STAGE, stageOf } from '../stacks/stack-addresses.ts';
import {
  type GatewayRequest,
  grouped,
  type Header,
  headerValue,
  headerValues,
  joined,
  mediaType,
  requestTime,
} from './gateway-request.ts';
import { decoded, type RouteMatch } from './route-table.ts';

/** What an event tells of the API, or of the function URL, that took the request. */
export interface EventSource {
  readonly id: string;
  readonly kind: 'HTTP' | 'REST' | 'URL';
  readonly stage: string;
  readonly accountId: string;
  readonly stageVariables?: Readonly<Record<string, string>>;
  readonly binaryMediaTypes?: readonly string[];
  /** ARN of who signed the request, where that was asked for. */
  readonly callerArn?: string;
}

export const apiSource = (api: StackApi, realm: Realm): EventSource => ({
  id: api.ApiId,
  kind: api.Protocol,
  stage: stageOf(api),
  accountId: realm.account,
  ...(api.StageVariables === undefined ? {} : { stageVariables: api.StageVariables }),
  ...(api.BinaryMediaTypes === undefined ? {} : { binaryMediaTypes: api.BinaryMediaTypes }),
});

/** Callers of a URL with the authorisation NONE are anonymous. */
export const urlSource = (urlId: string, accountId: string): EventSource => ({
  id: urlId,
  kind: 'URL',
  stage: DEFAULT_STAGE,
  accountId,
});

/** Payload format 2.0. */
export function eventV2(request: GatewayRequest, source: EventSource, match: RouteMatch): object {
  const { method, rawQuery, headers, receivedAt } = request;
  const path = shownPath(request, source);
  const routeKey = routeKeyOf(match);
  const cookies = headerValues(headers, 'cookie').flatMap((value) => value.split(/;\s*/).filter(Boolean));
  const sent = headers.filter(([name]) => name.toLowerCase() !== 'cookie');
  const query = joined(grouped(new URLSearchParams(rawQuery)), (values) => values.join(','));
  const hasParameters = Object.keys(match.pathParameters).length > 0;
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: rawQuery,
    ...(cookies.length === 0 ? {} : { cookies }),
    headers: joined(grouped(sent.map(([name, value]) => [name.toLowerCase(), value])), (values) =>
      values.join(','),
    ),
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: source.accountId,
      apiId: source.id,
      ...(source.callerArn === undefined
        ? {}
        : { authorizer: { iam: { accountId: source.accountId, userArn: source.callerArn } } }),
      domainName: request.domainName,
      domainPrefix: source.id,
      http: {
        method,
        path,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headerValue(headers, 'user-agent') ?? '',
      },
      requestId: request.requestId,
      routeKey,
      stage: source.stage,
      time: requestTime(receivedAt),
      timeEpoch: receivedAt,
    },
    ...(hasParameters ? { pathParameters: match.pathParameters } : {}),
    ...(source.stageVariables === undefined ? {} : { stageVariables: source.stageVariables }),
    ...bodyOf(request, source, undefined),
  };
}

/** Payload format 1.0. */
export function eventV1(request: GatewayRequest, source: EventSource, match: RouteMatch): object {
  const { method, headers } = request;
  const query = grouped(new URLSearchParams(request.rawQuery));
  const sent = grouped(headers);
  const hasParameters = Object.keys(match.pathParameters).length > 0;
  const resource = match.route.Path;
  return {
    ...(source.kind === 'REST' ? {} : { version: '1.0' }),
    resource,
    path: shownPath(request, source),
    httpMethod: method,
    headers: joined(sent, last) ?? null,
    multiValueHeaders: joined(sent, (values) => values) ?? null,
    queryStringParameters: joined(query, last) ?? null,
    multiValueQueryStringParameters: joined(query, (values) => values) ?? null,
    pathParameters: hasParameters ? match.pathParameters : null,
    stageVariables: source.stageVariables ?? null,
    requestContext: contextV1(request, source, match),
    body: null,
    ...bodyOf(request, source, null),
  };
}

export function contextV1(request: GatewayRequest, source: EventSource, { route }: RouteMatch): object {
  const { method, path, requestId, receivedAt } = request;
  return {
    accountId: source.accountId,
    apiId: source.id,
    domainName: request.domainName,
    domainPrefix: source.id,
    extendedRequestId: requestId,
    httpMethod: method,
    identity: {
      ...noIdentity,
      sourceIp: request.sourceIp,
      userAgent: headerValue(request.headers, 'user-agent') ?? null,
    },
    path: staged(path, source),
    protocol: request.protocol,
    requestId,
    requestTime: requestTime(receivedAt),
    requestTimeEpoch: receivedAt,
    resourceId: source.kind === 'REST' ? `${method} ${route.Path}` : null,
    resourcePath: route.Path,
    stage: source.stage,
  };
}

const noIdentity = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  user: null,
  userArn: null,
};

const last = (values: string[]): string => values.at(-1) ?? '';

export const routeKeyOf = ({ route }: RouteMatch): string =>
  route.Path.startsWith('/') ? `${route.Method} ${route.Path}` : route.Path;

const staged = (path: string, { stage }: EventSource): string =>
  stage === DEFAULT_STAGE ? path : `/${stage}${path}`;

function shownPath({ path }: GatewayRequest, source: EventSource): string {
  if (source.kind === 'HTTP') return decoded(staged(path, source));
  return path;
}

function bodyOf<Empty>(
  { body, headers }: GatewayRequest,
  source: EventSource,
  empty: Empty,
): { body?: string | Empty; isBase64Encoded: boolean } {
  if (body.length === 0) return { ...(empty === undefined ? {} : { body: empty }), isBase64Encoded: false };
  const isBinary = isBinaryRequest(headers, source);
  return { body: body.toString(isBinary ? 'base64' : 'utf8'), isBase64Encoded: isBinary };
}

function isBinaryRequest(headers: readonly Header[], { kind, binaryMediaTypes = [] }: EventSource): boolean {
  const type = mediaType(headerValue(headers, 'content-type'));
  if (kind === 'REST') return isListedBinary(type, binaryMediaTypes);
  return !isTextType(type);
}

/** Whether the media type is among those that a REST API takes for binary. */
export const isListedBinary = (type: string, binaryMediaTypes: readonly string[]): boolean =>
  binaryMediaTypes.some(
    (listed) =>
      listed === '*/*' || listed === type || (listed.endsWith('/*') && type.startsWith(listed.slice(0, -1))),
  );

/** A body without a type is binary, and so, surprisingly, is a form: an HTTP API knows no more text types than these. */
const isTextType = (type: string): boolean =>
  type.startsWith('text/') ||
  /^application\/(json|xml|javascript)$/.test(type) ||
  /^application\/.*\+(json|xml)$/.test(type);
