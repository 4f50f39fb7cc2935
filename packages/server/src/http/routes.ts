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
  const byMethod = new Map<string, Api>(apis.map((api) => [api.method, api]));
  assert(byMethod.size === apis.length, `two APIs share a method and the path ${url}`);
  const otherMethod: RouteMatch = { kind: 'other-method', allowed: [...byMethod.keys()] };
  return {
    url,
    bodyBytesMax: (method) => byMethod.get(method)?.bodyBytesMax,
    match(request) {
      const api = byMethod.get(request.method);
      return api === undefined
        ? otherMethod
        : { kind: 'api', api, labels: request.params as Record<string, string> };
    },
  };
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
  const bodyBytesMax = Math.max(...apis.map((api) => api.bodyBytesMax ?? 0));
  return {
    url,
    bodyBytesMax: () => (bodyBytesMax === 0 ? undefined : bodyBytesMax),
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
