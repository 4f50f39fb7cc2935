// Carries a matched request to the function behind its route, and brings back the response.

import {
  limits,
  type MappedIntegration,
  type MockIntegration,
  type ProxyIntegration,
  type Refusal,
  unreachable,
} from '@perdure/protocol';
import type { Clock } from '../../clock.ts';
import { functionErrorBody } from '../../http/function-error-body.ts';
import type { CallOutcome, FunctionCalls } from '../function-calls.ts';
import { isJson } from '../is-json.ts';
import { gatewayLimits } from '../limits.ts';
import { type FrontKind, type GatewayProblem, problemAnswer } from './gateway-errors.ts';
import { type GatewayRequest, type GatewayResponse, headerValue } from './gateway-request.ts';
import { mappedInput, mappedResponse, mockResult, templateScope } from './mapped-integration.ts';
import { responseV1, responseV2 } from './proxy-response.ts';
import { type EventSource, eventV1, eventV2, routeKeyOf } from './request-event.ts';
import type { RouteMatch } from './route-table.ts';

export interface IntegrationsOptions {
  calls: FunctionCalls;
  clock: Clock;
  /** Told why a client got an error that its author would want explained. */
  onProblem(problem: { source: string; route: string; reason: string; requestId: string }): void;
}

export class Integrations {
  readonly #options: IntegrationsOptions;

  constructor(options: IntegrationsOptions) {
    this.#options = options;
  }

  async carry(request: GatewayRequest, source: EventSource, match: RouteMatch): Promise<GatewayResponse> {
    const { Integration } = match.route;
    const carried = await this.#carry(request, source, match, Integration);
    if (!('problem' in carried)) return carried;
    const { problem, reason } = carried;
    this.#options.onProblem({
      source: source.id,
      route: routeKeyOf(match),
      reason,
      requestId: request.requestId,
    });
    return problemAnswer(source.kind, problem);
  }

  #carry(
    request: GatewayRequest,
    source: EventSource,
    match: RouteMatch,
    integration: ProxyIntegration | MappedIntegration | MockIntegration,
  ): Promise<GatewayResponse | Failure> | GatewayResponse | Failure {
    switch (integration.Type) {
      case 'AWS_PROXY':
        return this.#proxy(request, source, match, integration);
      case 'AWS':
        return this.#map(request, source, match, integration);
      case 'MOCK':
        return mock(request, source, match, integration);
      default:
        return unreachable(integration);
    }
  }

  async #proxy(
    request: GatewayRequest,
    source: EventSource,
    match: RouteMatch,
    integration: ProxyIntegration,
  ): Promise<GatewayResponse | Failure> {
    const isNewFormat = (integration.PayloadFormatVersion ?? defaultFormat[source.kind]) === '2.0';
    const event = isNewFormat ? eventV2(request, source, match) : eventV1(request, source, match);
    const payload = JSON.stringify(event);
    if (Buffer.byteLength(payload) > limits.syncPayloadBytesMax) {
      return { problem: 'too-large', reason: 'the event is larger than a function takes' };
    }
    const outcome = await this.#call(request, integration, source.kind, payload);
    if ('problem' in outcome) return outcome;
    if (outcome.kind === 'failed') {
      const { ErrorType = 'Error', ErrorMessage = '' } = outcome.error;
      return { problem: 'bad-answer', reason: `the function failed: ${ErrorType}: ${ErrorMessage}` };
    }
    const response = isNewFormat
      ? responseV2(outcome.body)
      : responseV1(outcome.body, source.kind === 'REST' ? binaryOf(request, source) : undefined);
    return response ?? { problem: 'bad-answer', reason: malformedAnswer };
  }

  async #map(
    request: GatewayRequest,
    source: EventSource,
    match: RouteMatch,
    integration: MappedIntegration,
  ): Promise<GatewayResponse | Failure> {
    const scope = templateScope(request, source, match);
    const mapped = mappedInput(integration, request, scope);
    if (mapped === 'unsupported-media-type') {
      return { problem: mapped, reason: 'no template takes the content type' };
    }
    const payload = mapped.input.trim() === '' ? '{}' : mapped.input;
    if (!isJson(payload)) {
      return {
        problem: 'broken',
        reason: `the function's input is not JSON: ${payload.slice(0, shownCharsMax)}`,
      };
    }
    if (integration.InvocationType === 'Event') {
      const queued = await this.#options.calls.queue(integration.Function, { payload, ...traceOf(request) });
      if (!queued.ok) return refusalFailure(queued.refusal);
      return mappedResponse(integration, { body: '' }, scope);
    }
    const outcome = await this.#call(request, integration, source.kind, payload);
    if ('problem' in outcome) return outcome;
    if (outcome.kind === 'returned') return mappedResponse(integration, { body: outcome.body }, scope);
    const { ErrorMessage = '' } = outcome.error;
    const result = { selector: ErrorMessage, body: functionErrorBody(outcome.error) };
    return mappedResponse(integration, result, scope);
  }

  /** Calls the function for as long as the integration may take. */
  async #call(
    request: GatewayRequest,
    integration: { Function: string; TimeoutInMillis?: number },
    kind: FrontKind,
    payload: string,
  ): Promise<CallOutcome | Failure> {
    const { calls, clock } = this.#options;
    const { TimeoutInMillis: millis = Number.POSITIVE_INFINITY } = integration;
    const millisMax = Math.min(millis, integrationMillis[kind]);
    const giveUp = new AbortController();
    const late = Promise.withResolvers<Failure>();
    const cancel = clock.at(clock.now() + millisMax, () => {
      late.resolve({ problem: 'timed-out', reason: `the function did not answer within ${millisMax} ms` });
      giveUp.abort();
    });
    const options = { payload, ...traceOf(request) };
    const called = calls.call(integration.Function, options, giveUp.signal).catch((fault: unknown) => {
      if (giveUp.signal.aborted) return late.promise;
      throw fault;
    });
    const result = await Promise.race([called, late.promise]).finally(cancel);
    if ('problem' in result) return result;
    return result.ok ? result.value : refusalFailure(result.refusal);
  }
}

interface Failure {
  readonly problem: GatewayProblem;
  readonly reason: string;
}

const shownCharsMax = 200;
const malformedAnswer =
  'the function answered no response: it needs an integer statusCode, headers of texts, a body of text, at most 6 MiB';
const defaultFormat = { HTTP: '2.0', REST: '1.0', URL: '2.0' } as const;
const integrationMillis = {
  HTTP: gatewayLimits.httpIntegrationMillis,
  REST: gatewayLimits.restIntegrationMillis,
  URL: gatewayLimits.urlIntegrationMillis,
} as const;

function mock(
  request: GatewayRequest,
  source: EventSource,
  match: RouteMatch,
  integration: MockIntegration,
): GatewayResponse | Failure {
  const scope = templateScope(request, source, match);
  const mapped = mappedInput(integration, request, scope);
  if (mapped === 'unsupported-media-type')
    return { problem: mapped, reason: 'no template takes the content type' };
  return mappedResponse(integration, mockResult(mapped.input), scope);
}

const binaryOf = ({ headers }: GatewayRequest, { binaryMediaTypes = [] }: EventSource) => ({
  mediaTypes: binaryMediaTypes,
  accept: headerValue(headers, 'accept'),
});

/** A client that traces has its trace go on in the function. */
function traceOf({ headers }: GatewayRequest): { traceHeader?: string } {
  const traceHeader = headerValue(headers, 'x-amzn-trace-id');
  return traceHeader === undefined ? {} : { traceHeader };
}

function refusalFailure({ code, message }: Refusal): Failure {
  switch (code) {
    case 'TooManyRequestsException':
      return { problem: 'throttled', reason: message };
    case 'RequestTooLargeException':
      return { problem: 'too-large', reason: message };
    default:
      return { problem: 'broken', reason: `${code}: ${message}` };
  }
}
