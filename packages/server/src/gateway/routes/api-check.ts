// Whether the APIs and function URLs of a document can be served. What is refused here would fail at the first request.

import {
  accepted,
  type Result,
  refused,
  type StackApi,
  type StackCors,
  type StackDocument,
  type StackIntegration,
  type StackRoute,
} from '@perdure/protocol';
import type { FunctionCalls } from '../function-calls.ts';
import { DEFAULT_STAGE, stageOf } from '../stacks/stack-addresses.ts';
import { responseParameterProblem } from './mapped-integration.ts';
import { templateProblem } from './mapping-template.ts';
import { routePathProblem } from './route-table.ts';

export async function checkApis(
  { Apis = [], FunctionUrls = [] }: StackDocument,
  calls: FunctionCalls,
): Promise<Result<void>> {
  for (const api of Apis) {
    const problem = apiProblem(api);
    if (problem !== undefined) return invalid(`API ${api.ApiId}: ${problem}`);
    for (const route of api.Routes) {
      const checked = await checkRoute(api, route, calls);
      if (!checked.ok) return checked;
    }
  }
  for (const { UrlId, Function: target, Cors } of FunctionUrls) {
    const problem = corsProblem(Cors);
    if (problem !== undefined) return invalid(`function URL ${UrlId}: ${problem}`);
    const callable = await calls.check(target, 'RequestResponse');
    if (!callable.ok) return invalid(`function URL ${UrlId}: ${callable.refusal.message}`);
  }
  return accepted(undefined);
}

const invalid = (message: string): Result<void> => refused('InvalidParameterValueException', message);

function apiProblem(api: StackApi): string | undefined {
  if (api.Protocol === 'REST' && stageOf(api) === DEFAULT_STAGE) return 'a REST API needs a Stage';
  if (api.Protocol === 'HTTP' && api.BinaryMediaTypes !== undefined) {
    return 'an HTTP API has no BinaryMediaTypes; it knows binary bodies by itself';
  }
  const keys = api.Routes.map(routeShape);
  const twice = keys.find((key, at) => keys.indexOf(key) !== at);
  return twice === undefined ? corsProblem(api.Cors) : `two routes take ${twice}`;
}

/** Routes that differ in the names of parameters only take the same requests. */
const routeShape = ({ Method, Path }: StackRoute): string =>
  `${Path === '$default' ? 'ANY' : Method} ${Path.replaceAll(/\{[^}+]*(\+?)\}/g, '{$1}')}`;

function corsProblem(cors: StackCors | undefined): string | undefined {
  if (cors?.AllowCredentials !== true || !cors.AllowOrigins?.includes('*')) return undefined;
  return 'CORS with AllowCredentials must name its AllowOrigins; * would let every page act for the visitor';
}

async function checkRoute(api: StackApi, route: StackRoute, calls: FunctionCalls): Promise<Result<void>> {
  const { Method, Path, Integration } = route;
  const place = `API ${api.ApiId}, route ${Method} ${Path}`;
  const problem = routePathProblem(Path, api.Protocol) ?? integrationProblem(Integration, api.Protocol);
  if (problem !== undefined) return invalid(`${place}: ${problem}`);
  if (Integration.Type === 'MOCK') return accepted(undefined);
  const kind =
    Integration.Type === 'AWS' ? (Integration.InvocationType ?? 'RequestResponse') : 'RequestResponse';
  const callable = await calls.check(Integration.Function, kind);
  return callable.ok ? callable : invalid(`${place}: ${callable.refusal.message}`);
}

function integrationProblem(integration: StackIntegration, protocol: 'HTTP' | 'REST'): string | undefined {
  if (integration.Type === 'AWS_PROXY') {
    const isNewFormat = integration.PayloadFormatVersion === '2.0';
    return protocol === 'REST' && isNewFormat ? 'a REST API has the payload format 1.0 only' : undefined;
  }
  if (protocol === 'HTTP') return `an HTTP API has no integration of type ${integration.Type}; use AWS_PROXY`;
  return templatesProblem(integration);
}

type MappedIntegration = Exclude<StackIntegration, { Type: 'AWS_PROXY' }>;

function templatesProblem({ RequestTemplates = {}, Responses = [] }: MappedIntegration): string | undefined {
  const templates = [RequestTemplates, ...Responses.map(({ ResponseTemplates = {} }) => ResponseTemplates)];
  for (const [type, template] of templates.flatMap(Object.entries<string>)) {
    const problem = templateProblem(template);
    if (problem !== undefined) return `the template for ${type} cannot be read: ${problem}`;
  }
  for (const { SelectionPattern = '', ResponseParameters = {} } of Responses) {
    if (!isPattern(SelectionPattern)) return `${SelectionPattern} is no regular expression`;
    for (const [target, expression] of Object.entries(ResponseParameters)) {
      const problem = responseParameterProblem(target, expression);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
