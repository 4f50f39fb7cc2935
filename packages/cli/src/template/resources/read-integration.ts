// What stands behind a route, from the form that OpenAPI documents and API Gateway's methods share.

import type { PassthroughBehavior, StackIntegration, StackIntegrationResponse } from '@perdure/protocol';
import type { PropertyReader } from '../property-reader.ts';
import { functionTarget, type ResolvedResources } from './resolved-resource.ts';

/** The members of an integration, read from whichever notation has them. */
export interface IntegrationParts {
  type: string;
  uri: string;
  payloadFormatVersion?: string | undefined;
  timeoutInMillis?: number | undefined;
  requestParameters?: Record<string, string> | undefined;
  requestTemplates?: Record<string, string> | undefined;
  passthroughBehavior?: string | undefined;
  responses?: StackIntegrationResponse[] | undefined;
}

const INVOCATION_TYPE = 'integration.request.header.X-Amz-Invocation-Type';
const passthroughs = ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'] as const;

/** Undefined, with a note, when nothing here can stand behind the route. */
export function readIntegration(
  parts: IntegrationParts,
  route: string,
  resources: ResolvedResources,
): StackIntegration | undefined {
  const type = parts.type.toUpperCase();
  const target = functionTarget(parts.uri);
  if (type === 'MOCK') return { Type: 'MOCK', ...mapping(parts) };
  if (type === 'AWS_PROXY' && target !== undefined)
    return { Type: 'AWS_PROXY', Function: target, ...payloadFormat(parts), ...timeout(parts) };
  if (type === 'AWS' && target !== undefined)
    return {
      Type: 'AWS',
      Function: target,
      ...(isAsynchronous(parts) && { InvocationType: 'Event' }),
      ...mapping(parts),
      ...timeout(parts),
    };
  resources.note({
    subject: `Route ${route}`,
    treatment: 'ignored',
    what: `It is not served: behind a route can be a function or a mock, not ${parts.uri || parts.type}.`,
    advice: 'Put a function behind it.',
  });
  return undefined;
}

function isAsynchronous({ requestParameters = {} }: IntegrationParts): boolean {
  const name = Object.keys(requestParameters).find(
    (known) => known.toLowerCase() === INVOCATION_TYPE.toLowerCase(),
  );
  return name !== undefined && requestParameters[name]?.replaceAll("'", '') === 'Event';
}

function mapping({ requestTemplates, passthroughBehavior, responses }: IntegrationParts) {
  const passthrough: PassthroughBehavior | undefined = passthroughs.find(
    (known) => known === passthroughBehavior?.toUpperCase(),
  );
  return {
    ...(requestTemplates !== undefined && { RequestTemplates: requestTemplates }),
    ...(passthrough !== undefined && { PassthroughBehavior: passthrough }),
    ...(responses !== undefined && responses.length > 0 && { Responses: responses }),
  };
}

function payloadFormat({ payloadFormatVersion: version }: IntegrationParts) {
  return version === '1.0' || version === '2.0' ? ({ PayloadFormatVersion: version } as const) : {};
}

const timeout = ({ timeoutInMillis }: IntegrationParts) =>
  timeoutInMillis === undefined ? {} : { TimeoutInMillis: timeoutInMillis };

/** A response by the names of OpenAPI extensions (`statusCode`) or of resources (`StatusCode`). */
export function readResponse(
  read: PropertyReader,
  selectionPattern: string | undefined,
  names: 'statusCode' | 'StatusCode',
): StackIntegrationResponse {
  const isOpenApi = names === 'statusCode';
  const parameters = read.textMap(isOpenApi ? 'responseParameters' : 'ResponseParameters');
  const templates = read.textMap(isOpenApi ? 'responseTemplates' : 'ResponseTemplates');
  return {
    StatusCode: read.integer(names) ?? 200,
    ...(selectionPattern !== undefined && { SelectionPattern: selectionPattern }),
    ...(parameters !== undefined && { ResponseParameters: parameters }),
    ...(templates !== undefined && { ResponseTemplates: templates }),
  };
}
