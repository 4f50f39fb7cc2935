// `aws` and `mock` integrations of REST APIs: a template makes the function's input out of the request, and what the
// function answers chooses a response, whose template makes the body.

import type {
  MappedIntegration,
  MockIntegration,
  PassthroughBehavior,
  StackIntegrationResponse,
} from '@perdure/protocol';
import { parseJsonPath, partAt } from '../json-path.ts';
import type { GatewayProblem } from './gateway-errors.ts';
import {
  type GatewayRequest,
  type GatewayResponse,
  grouped,
  type Header,
  headerValue,
  joined,
  mediaType,
} from './gateway-request.ts';
import { renderTemplate, type TemplateScope } from './mapping-template.ts';
import { contextV1, type EventSource } from './request-event.ts';
import type { RouteMatch } from './route-table.ts';

/** How the integration ended, as responses are chosen by it. */
export interface IntegrationResult {
  /** What `SelectionPattern` looks at: the function's error message, or the mock's status. Undefined: the default response. */
  readonly selector?: string;
  /** JSON text, or empty. */
  readonly body: string;
}

const JSON_TYPE = 'application/json';
const OK = 200;

export function templateScope(
  request: GatewayRequest,
  source: EventSource,
  match: RouteMatch,
): TemplateScope {
  const last = (values: string[]): string => values.at(-1) ?? '';
  return {
    body: request.body.toString('utf8'),
    pathParameters: match.pathParameters,
    query: joined(grouped(new URLSearchParams(request.rawQuery)), last) ?? {},
    headers: joined(grouped(request.headers), last) ?? {},
    context: contextV1(request, source, match),
    stageVariables: source.stageVariables ?? {},
  };
}

type Mapped = Pick<MappedIntegration | MockIntegration, 'RequestTemplates' | 'PassthroughBehavior'>;

/** The input that the request makes; a word where it makes none. */
export function mappedInput(
  { RequestTemplates = {}, PassthroughBehavior = 'WHEN_NO_MATCH' }: Mapped,
  request: GatewayRequest,
  scope: TemplateScope,
): { input: string } | Extract<GatewayProblem, 'unsupported-media-type'> {
  const type = mediaType(headerValue(request.headers, 'content-type')) || JSON_TYPE;
  const template = RequestTemplates[type];
  if (template !== undefined) return { input: renderTemplate(template, scope) };
  const hasTemplates = Object.keys(RequestTemplates).length > 0;
  return passes(PassthroughBehavior, hasTemplates) ? { input: scope.body } : 'unsupported-media-type';
}

const passes = (behavior: PassthroughBehavior, hasTemplates: boolean): boolean =>
  behavior === 'WHEN_NO_MATCH' || (behavior === 'WHEN_NO_TEMPLATES' && !hasTemplates);

/** The status that a mock's template chose; 200 where it chose none. */
export function mockResult(input: string): IntegrationResult {
  const status = /"?statusCode"?\s*:\s*"?(\d{3})/.exec(input)?.[1] ?? String(OK);
  return { selector: status, body: '' };
}

export function mappedResponse(
  { Responses = [] }: Pick<MappedIntegration, 'Responses'>,
  { selector, body }: IntegrationResult,
  scope: TemplateScope,
): GatewayResponse {
  const chosen = chooseResponse(Responses, selector) ?? { StatusCode: OK };
  const [type, template] = templateOf(chosen);
  const answerScope = { ...scope, body };
  const headers = Object.entries(chosen.ResponseParameters ?? {}).flatMap(([target, expression]) =>
    headerOf(target, expression, answerScope),
  );
  return {
    status: chosen.StatusCode,
    headers: [
      ...headers,
      ...(headerValue(headers, 'content-type') === undefined ? [['content-type', type] as const] : []),
    ],
    body: template === undefined ? body : renderTemplate(template, answerScope),
  };
}

function chooseResponse(
  responses: readonly StackIntegrationResponse[],
  selector: string | undefined,
): StackIntegrationResponse | undefined {
  const selected = responses.find(
    ({ SelectionPattern: pattern }) =>
      pattern && selector !== undefined && new RegExp(`^(?:${pattern})$`, 's').test(selector),
  );
  return selected ?? responses.find(({ SelectionPattern: pattern }) => !pattern);
}

/** The template for JSON, or else the first there is. */
function templateOf({ ResponseTemplates = {} }: StackIntegrationResponse): readonly [string, string?] {
  const templates = Object.entries(ResponseTemplates);
  return templates.find(([type]) => type === JSON_TYPE) ?? templates[0] ?? [JSON_TYPE];
}

const headerTarget = /^method\.response\.header\.(.+)$/;
const bodyExpression = /^integration\.response\.body(?:\.(.+))?$/;
const contextExpression = /^context\.(.+)$/;

/** None for an expression that finds nothing. */
function headerOf(target: string, expression: string, scope: TemplateScope): Header[] {
  const name = headerTarget.exec(target)?.[1];
  const value = expressionValue(expression, scope);
  return name === undefined || value === undefined ? [] : [[name, value]];
}

function expressionValue(expression: string, scope: TemplateScope): string | undefined {
  if (/^'.*'$/s.test(expression)) return expression.slice(1, -1);
  const context = contextExpression.exec(expression);
  if (context !== null) return textAt(scope.context, context[1]);
  const body = bodyExpression.exec(expression);
  if (body === null) return undefined;
  try {
    return textAt(JSON.parse(scope.body), body[1]);
  } catch {
    return body[1] === undefined ? scope.body : undefined;
  }
}

function textAt(value: unknown, path: string | undefined): string | undefined {
  const steps = parseJsonPath(path === undefined ? '$' : `$.${path}`);
  const found = steps === undefined ? undefined : partAt(value, steps);
  if (found === undefined || found === null) return undefined;
  return typeof found === 'string' ? found : JSON.stringify(found);
}

/** What is wrong with the header mappings of a response, if anything is. */
export function responseParameterProblem(target: string, expression: string): string | undefined {
  if (!headerTarget.test(target)) return `${target} is no response header; write method.response.header.Name`;
  const isKnown = [/^'.*'$/s, contextExpression, bodyExpression].some((form) => form.test(expression));
  if (isKnown) return undefined;
  return `${expression} is no value; write 'text' in single quotes, integration.response.body.path, or context.path`;
}
