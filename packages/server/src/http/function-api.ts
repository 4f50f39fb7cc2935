// What all function APIs have in common: read the request, find out which function is meant, ask the control plane, answer
// with the body it gives.

import { accepted, type Realm, type Result } from '@perdure/protocol';
import { type Answer, type Api, type Call, type HttpMethod, jsonAnswer } from './api.ts';
import type { FunctionControlPlane } from './function-control-plane.ts';
import { functionTarget, wholeFunction } from './function-label.ts';
import { NO_CONTENT, OK } from './http-status.ts';
import { type RequestShape, readRequest } from './request-reading.ts';
import { functionName, namespacedFunctionName, qualifier } from './validation/api-members.ts';
import type { Members, ReadBy } from './validation/structure.ts';

type Empty = Record<never, never>;

export interface FunctionPorts {
  readonly functions: FunctionControlPlane;
  readonly home: Realm;
}

interface Description<Request> {
  readonly name: string;
  readonly method: HttpMethod;
  readonly path: string;
  /** Default 200. With 204 the body is left out. */
  readonly status?: number;
  readonly bodyBytesMax?: number;
  readonly ask: (request: Request) => Promise<Result<unknown>>;
}

/** An API on a function as a whole: a qualifier in the name is refused. */
export function wholeFunctionApi<
  const Labels extends Members = Empty,
  const Query extends Members = Empty,
  const Body extends Members = Empty,
>(
  { home }: FunctionPorts,
  shape: Omit<RequestShape<Labels, Query, Empty, Body>, 'headers' | 'headerNames'>,
  description: Description<
    { FunctionName: string } & ReadBy<Labels> & ReadBy<Query> & ReadBy<Empty> & ReadBy<Body>
  >,
): Api {
  return api(description, async (call) => {
    const named = readRequest(call, { labels: { FunctionName: functionName } });
    const request = readRequest<Labels, Query, Empty, Body>(call, shape);
    if (!request.ok) return request;
    if (!named.ok) return named;
    const target = wholeFunction(named.value.FunctionName, home);
    if (!target.ok) return target;
    return description.ask({ ...request.value, FunctionName: target.value });
  });
}

/** An API on one version of a function, which the name or the query names; absent: `$LATEST`, or all versions. */
export function qualifiedFunctionApi<const Body extends Members = Empty>(
  { home }: FunctionPorts,
  body: Body,
  description: Description<{ FunctionName: string; Qualifier?: string } & ReadBy<Body>>,
): Api {
  return api(description, async (call) => {
    const named = readRequest(call, {
      labels: { FunctionName: namespacedFunctionName },
      query: { Qualifier: qualifier },
    });
    if (!named.ok) return named;
    const request = readRequest(call, { body });
    if (!request.ok) return request;
    const target = functionTarget(named.value.FunctionName, named.value.Qualifier, home);
    if (!target.ok) return target;
    const { functionName: FunctionName, qualifier: Qualifier } = target.value;
    const identified = Qualifier === undefined ? { FunctionName } : { FunctionName, Qualifier };
    return description.ask({ ...request.value, ...identified });
  });
}

export function api(
  { name, method, path, status = OK, bodyBytesMax }: Omit<Description<never>, 'ask'>,
  answer: (call: Call) => Promise<Result<unknown>>,
): Api {
  return {
    name,
    method,
    path,
    ...(bodyBytesMax === undefined ? {} : { bodyBytesMax }),
    async handle(call): Promise<Result<Answer>> {
      const result = await answer(call);
      if (!result.ok) return result;
      if (status === NO_CONTENT) return accepted({ status });
      return jsonAnswer(result.value ?? {}, status);
    },
  };
}
