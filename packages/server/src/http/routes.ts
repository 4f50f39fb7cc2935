// The routes of the router, made from the list of APIs: one for each path with labels of one segment, and one wildcard for
// each prefix of a greedy label. A route is served for all methods, so that a wrong method can be told from a wrong path.

import { assert } from '@perdure/protocol';
import type { FastifyRequest } from 'fastify';
import type { Api } from './api.ts';
import { decodeLabel, matchGreedy, type RoutePath, routePath } from './route-path.ts';

export const fixedMethods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] as const;
export type FixedMethod = (typeof fixedMethods)[number];

export type RouteMatch =
  | { readonly kind: 'api'; readonly api: Api; readonly labels: Readonly<Record<string, string>> }
  | { readonly kind: 'other-method'; readonly allowed: readonly string[] }
  | { readonly kind: 'unknown' };

export interface Route {
  /** In the router's notation. */
  readonly url: string;
  /** The largest body that an API of this route reads with the method; undefined for the default. */
  bodyBytesMax(method: FixedMethod): number | undefined;
  match(request: FastifyRequest): RouteMatch;
}

const unknown: RouteMatch = { kind: 'unknown' };

export function routesOf(apis: readonly Api[]): Route[] {
  const groups = Map.groupBy(apis, (api) => urlOf(routePath(api)));
  return [...groups].map(([url, members]) =>
    url.endsWith('*') ? greedyRoute(url, members) : segmentsRoute(url, members),
  );
}

const urlOf = (path: RoutePath): string => (path.kind === 'segments' ? path.url : `${path.prefix}*`);

function segmentsRoute(url: string, apis: readonly Api[]): Route {
  const byAddress = new Map<string, Api>(apis.map((api) => [addressOf(api.method, api.target), api]));
  assert(byAddress.size === apis.length, `two APIs share a method and the path ${url}`);
  const methods = new Set<string>(apis.map(({ method }) => method));
  const otherMethod: RouteMatch = { kind: 'other-method', allowed: [...methods] };
  return {
    url,
    bodyBytesMax: (method) => largestBody(apis.filter((api) => api.method === method)),
    match(request) {
      const { method, headers, params } = request;
      const target = headers['x-amz-target'];
      const api = byAddress.get(method) ?? byAddress.get(addressOf(method, String(target)));
      if (api !== undefined) return { kind: 'api', api, labels: params as Record<string, string> };
      return methods.has(method) ? unknown : otherMethod;
    },
  };
}

const addressOf = (method: string, target: string | undefined): string =>
  target === undefined ? method : `${method} ${target}`;

/** Undefined for the default. */
function largestBody(apis: readonly Api[]): number | undefined {
  const sizes = apis.map(({ bodyBytesMax }) => bodyBytesMax).filter((size) => size !== undefined);
  return sizes.length === 0 ? undefined : Math.max(...sizes);
}

function greedyRoute(url: string, apis: readonly Api[]): Route {
  const prefix = url.slice(0, -1);
  const verbs = new Set<string>();
  const byMethodAndVerb = new Map<string, { api: Api; label: string }>();
  for (const api of apis) {
    const path = routePath(api);
    assert(path.kind === 'greedy', `${api.name} shares a wildcard with others but has no greedy label`);
    if (path.verb !== '') verbs.add(path.verb);
    byMethodAndVerb.set(`${api.method} ${path.verb}`, { api, label: path.label });
  }
  assert(byMethodAndVerb.size === apis.length, `two APIs share a method and a path below ${prefix}`);
  const bodyBytesMax = largestBody(apis);
  return {
    url,
    bodyBytesMax: () => bodyBytesMax,
    match(request) {
      const rest = pathAfter(request, prefix);
      const found = rest === undefined ? undefined : matchGreedy(rest, verbs);
      const text = found === undefined ? undefined : decodeLabel(found.label);
      if (found === undefined || text === undefined) return unknown;
      const served = byMethodAndVerb.get(`${request.method} ${found.verb}`);
      if (served !== undefined) return { kind: 'api', api: served.api, labels: { [served.label]: text } };
      const allowed = fixedMethods.filter((method) => byMethodAndVerb.has(`${method} ${found.verb}`));
      return allowed.length === 0 ? unknown : { kind: 'other-method', allowed };
    },
  };
}

/** The undecoded path behind the prefix; undefined when the client encoded even the prefix, which no client does. */
function pathAfter(request: FastifyRequest, prefix: string): string | undefined {
  const url = request.raw.url ?? '';
  const end = url.indexOf('?');
  const path = end === -1 ? url : url.slice(0, end);
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}
