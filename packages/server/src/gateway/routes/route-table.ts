// Which route of an API takes a request.
//
// Fixed segments win over `{name}`, which wins over `{name+}`, each looked at from the left. An HTTP API looks on for a
// route that has the method; a REST API has decided with the path. A trailing slash makes no difference.

import type { StackRoute } from '@perdure/protocol';

export interface RouteMatch {
  readonly route: StackRoute;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Node {
  readonly fixed: Map<string, Node>;
  any?: Node;
  /** Takes everything from here on. */
  readonly greedy: Map<string, StackRoute>;
  readonly routes: Map<string, StackRoute>;
}

/** The path of the route that takes what no other does. */
export const DEFAULT_ROUTE = '$default';
const ANY = 'ANY';
const label = /^\{([\w.:-]+)(\+?)\}$/;

export class RouteTable {
  readonly #root = newNode();
  readonly #default: StackRoute | undefined;
  readonly #isMethodPart: boolean;

  constructor(routes: readonly StackRoute[], protocol: 'HTTP' | 'REST') {
    this.#isMethodPart = protocol === 'HTTP';
    this.#default = routes.find(({ Path }) => Path === DEFAULT_ROUTE);
    for (const route of routes) if (route.Path !== DEFAULT_ROUTE) this.#add(route);
  }

  /** `path` is undecoded and begins with a slash. */
  find(method: string, path: string): RouteMatch | undefined {
    const segments = segmentsOf(path);
    for (const routes of candidates(this.#root, segments, 0)) {
      const route = routes.get(method) ?? routes.get(ANY);
      if (route !== undefined) return { route, pathParameters: parametersOf(route, segments) };
      if (!this.#isMethodPart) return undefined;
    }
    return this.#default === undefined ? undefined : { route: this.#default, pathParameters: {} };
  }

  #add(route: StackRoute): void {
    let node = this.#root;
    for (const segment of segmentsOf(route.Path)) {
      const match = label.exec(segment);
      if (match?.[2] === '+') {
        node.greedy.set(route.Method, route);
        return;
      }
      node = match === null ? fixedChild(node, segment) : anyChild(node);
    }
    node.routes.set(route.Method, route);
  }
}

const newNode = (): Node => ({ fixed: new Map(), greedy: new Map(), routes: new Map() });

function fixedChild(node: Node, segment: string): Node {
  const child = node.fixed.get(segment) ?? newNode();
  node.fixed.set(segment, child);
  return child;
}

function anyChild(node: Node): Node {
  node.any ??= newNode();
  return node.any;
}

const segmentsOf = (path: string): string[] => {
  const segments = path.split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  return segments;
};

/** The routes whose paths fit, by method, the most specific path first. */
function* candidates(
  node: Node,
  segments: readonly string[],
  at: number,
): Generator<Map<string, StackRoute>> {
  const segment = segments[at];
  if (segment === undefined) {
    if (node.routes.size > 0) yield node.routes;
    return;
  }
  const fixed = node.fixed.get(segment) ?? node.fixed.get(decoded(segment));
  if (fixed !== undefined) yield* candidates(fixed, segments, at + 1);
  if (node.any !== undefined && segment !== '') yield* candidates(node.any, segments, at + 1);
  if (node.greedy.size > 0) yield node.greedy;
}

function parametersOf(route: StackRoute, segments: readonly string[]): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [at, segment] of segmentsOf(route.Path).entries()) {
    const match = label.exec(segment);
    if (match === null) continue;
    const [, name = '', greedy] = match;
    parameters[name] = decoded(greedy === '+' ? segments.slice(at).join('/') : (segments[at] ?? ''));
  }
  return parameters;
}

/** Percent-decoded; as it is where it is malformed. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What is wrong with the path of a route, if anything is. */
export function routePathProblem(path: string, protocol: 'HTTP' | 'REST'): string | undefined {
  if (path === DEFAULT_ROUTE) {
    return protocol === 'HTTP' ? undefined : 'a REST API has no $default route; use /{proxy+}';
  }
  if (!path.startsWith('/')) return 'a path begins with /';
  const segments = segmentsOf(path);
  const names = segments.map((segment) => label.exec(segment)?.[1]).filter((name) => name !== undefined);
  if (new Set(names).size < names.length) return 'a parameter is named twice';
  const malformed = segments.find((segment) => /[{}]/.test(segment) && !label.test(segment));
  if (malformed !== undefined) return `${malformed} is no parameter; write {name} or {name+}`;
  const greedyAt = segments.findIndex((segment) => segment.endsWith('+}'));
  return greedyAt >= 0 && greedyAt < segments.length - 1 ? 'a {name+} ends its path' : undefined;
}
