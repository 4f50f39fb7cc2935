// Events that are routes: they belong to an API, which is expanded when all functions have been.

import type { Problems } from '../problems.ts';
import { intrinsicOf, isMap, type Path, type Value, type ValueMap } from '../value.ts';

export type ApiProtocol = 'HTTP' | 'REST';

/** What an event of type Api or HttpApi says. */
export interface RouteEvent {
  apiId: string;
  method: string;
  path: string;
  /** ARN of the function or its alias. */
  target: Value;
  properties: ValueMap;
  /** Where the event stands in the template. */
  place: Path;
}

export const implicitApis = { HTTP: 'ServerlessHttpApi', REST: 'ServerlessRestApi' } as const;

const apiMember = { HTTP: 'ApiId', REST: 'RestApiId' } as const;

export class RouteEvents {
  readonly #problems: Problems;
  readonly #events: RouteEvent[] = [];

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  add(
    protocol: ApiProtocol,
    source: { name: string; properties: ValueMap; path: Path; target: Value },
  ): void {
    const { properties, target } = source;
    const apiId = this.#apiOf(properties[apiMember[protocol]], implicitApis[protocol], source.path);
    const { Path: path = protocol === 'HTTP' ? '$default' : undefined, Method: method = 'ANY' } = properties;
    if (typeof path !== 'string' || typeof method !== 'string') {
      this.#problems.add(source.path, `Event ${source.name} needs Path and Method as text.`);
      return;
    }
    this.#events.push({
      apiId,
      path,
      method: method.toUpperCase() === '*' ? 'ANY' : method.toUpperCase(),
      target,
      properties,
      place: source.path,
    });
  }

  of(apiId: string): RouteEvent[] {
    return this.#events.filter((event) => event.apiId === apiId);
  }

  apiIds(): Set<string> {
    return new Set(this.#events.map(({ apiId }) => apiId));
  }

  placeOf(apiId: string): Path {
    return this.#events.find((event) => event.apiId === apiId)?.place ?? [];
  }

  #apiOf(value: Value | undefined, implicit: string, place: Path): string {
    if (value === undefined) return implicit;
    const call = intrinsicOf(value);
    const name = call?.name === 'Ref' ? call.argument : value;
    if (typeof name === 'string') return name;
    this.#problems.add(place, 'The API of an event is the name of one in this template.');
    return implicit;
  }
}

/** The name of a method in an OpenAPI document. */
export const openApiMethod = (method: string): string =>
  method === 'ANY' ? 'x-amazon-apigateway-any-method' : method.toLowerCase();

/** The body of an API with the routes of events added; a route that it has already with an integration stays. */
export function withRoutes(
  body: ValueMap,
  events: readonly RouteEvent[],
  auth: Value | undefined,
  integrationOf: (event: RouteEvent) => ValueMap,
): ValueMap {
  const paths: ValueMap = { ...(isMap(body.paths) ? body.paths : {}) };
  for (const event of events) {
    const path = paths[event.path];
    const methods = isMap(path) ? path : {};
    const method = openApiMethod(event.method);
    const written = methods[method];
    const operation: ValueMap = isMap(written) ? written : { responses: {} };
    const integration = operation['x-amazon-apigateway-integration'] ?? integrationOf(event);
    paths[event.path] = {
      ...methods,
      [method]: {
        ...operation,
        ...securityOf(event.properties.Auth, auth),
        'x-amazon-apigateway-integration': integration,
      },
    };
  }
  return { ...body, paths };
}

/** Who is asked about a caller, as SAM writes it into the document: by the event, else by its API. */
function securityOf(own: Value | undefined, shared: Value | undefined): ValueMap {
  const [event, api] = [own, shared].map((auth) => (isMap(auth) ? auth : {}));
  const authorizer = event?.Authorizer ?? api?.DefaultAuthorizer;
  const isNamed = typeof authorizer === 'string' && authorizer !== 'NONE';
  if (isNamed) return { security: [{ [authorizer]: [] }] };
  return (event?.ApiKeyRequired ?? api?.ApiKeyRequired) === true ? { security: [{ api_key: [] }] } : {};
}

export function lambdaUri(target: Value): Value {
  const uri =
    'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Target}/invocations';
  return { 'Fn::Sub': [uri, { Target: target }] };
}
