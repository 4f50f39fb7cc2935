// HTTP APIs: from an OpenAPI body, or from routes and integrations that are resources of their own.

import type { StackApi, StackCors, StackRoute } from '@perdure/protocol';
import type { PropertyReader } from '../property-reader.ts';
import { noteAuthorizer, openApiRoutes } from './openapi-routes.ts';
import { readIntegration } from './read-integration.ts';
import type { ResolvedResources } from './resolved-resource.ts';

const DEFAULT = '$default';

export function readHttpApis(resources: ResolvedResources): StackApi[] {
  return resources.ofType('AWS::ApiGatewayV2::Api').flatMap(({ declaration, view, read }) => {
    const { logicalId } = declaration;
    if (read.text('ProtocolType') === 'WEBSOCKET') {
      resources.note({
        subject: `WebSocket API ${logicalId}`,
        treatment: 'ignored',
        what: 'WebSocket APIs are not served.',
        advice: 'Let clients ask, or listen to server-sent events.',
      });
      return [];
    }
    const body = read.map('Body');
    const stage = stageOf(resources, view.addressLabel);
    const cors = corsOf(read.map('CorsConfiguration') ?? body?.map('x-amazon-apigateway-cors'));
    return [
      {
        ApiId: view.addressLabel,
        Name: read.text('Name') ?? logicalId,
        Protocol: 'HTTP' as const,
        Stage: stage.name,
        ...(stage.variables !== undefined && { StageVariables: stage.variables }),
        ...(cors !== undefined && { Cors: cors }),
        Routes: [
          ...openApiRoutes(body, logicalId, resources),
          ...ownRoutes(view.addressLabel, logicalId, resources),
          ...quickRoutes(read, logicalId, resources),
        ],
      },
    ];
  });
}

function stageOf(resources: ResolvedResources, apiId: string) {
  const [stage] = resources
    .ofType('AWS::ApiGatewayV2::Stage')
    .filter(({ read }) => read.text('ApiId') === apiId)
    .map(({ read }) => ({ name: read.requiredText('StageName'), variables: read.textMap('StageVariables') }));
  return stage ?? { name: DEFAULT, variables: undefined };
}

/** `Target` of an API is short for one route that takes everything. */
function quickRoutes(read: PropertyReader, apiId: string, resources: ResolvedResources): StackRoute[] {
  const target = read.text('Target');
  if (target === undefined) return [];
  return routeOf(read.text('RouteKey') ?? DEFAULT, { type: 'AWS_PROXY', uri: target }, apiId, resources);
}

function ownRoutes(address: string, apiId: string, resources: ResolvedResources): StackRoute[] {
  const integrations = new Map(
    resources.ofType('AWS::ApiGatewayV2::Integration').map(({ view, read }) => [view.physicalName, read]),
  );
  return resources
    .ofType('AWS::ApiGatewayV2::Route')
    .filter(({ read }) => read.text('ApiId') === address)
    .flatMap(({ read }) => {
      const key = read.requiredText('RouteKey');
      const integration = integrations.get((read.text('Target') ?? '').replace(/^integrations\//, ''));
      if (!['NONE', undefined].includes(read.text('AuthorizationType'))) noteAuthorizer(apiId, resources);
      const parts = {
        type: integration?.requiredText('IntegrationType') ?? 'nothing',
        uri: integration?.text('IntegrationUri') ?? '',
        payloadFormatVersion: integration?.text('PayloadFormatVersion'),
        timeoutInMillis: integration?.integer('TimeoutInMillis'),
      };
      return routeOf(key, parts, apiId, resources);
    });
}

function routeOf(
  key: string,
  parts: Parameters<typeof readIntegration>[0],
  apiId: string,
  resources: ResolvedResources,
): StackRoute[] {
  const [method = 'ANY', path = DEFAULT] = key === DEFAULT ? ['ANY', DEFAULT] : key.split(' ');
  const integration = readIntegration(parts, `${key} of ${apiId}`, resources);
  return integration === undefined ? [] : [{ Method: method, Path: path, Integration: integration }];
}

/** The same setting under the names of a resource, an OpenAPI extension (`allowOrigins`) or a function URL. */
export function corsOf(read: PropertyReader | undefined): StackCors | undefined {
  if (read === undefined) return undefined;
  const name = (member: string): string => {
    const small = (member[0] ?? '').toLowerCase() + member.slice(1);
    return read.values[small] === undefined ? member : small;
  };
  const lists = (['AllowOrigins', 'AllowMethods', 'AllowHeaders', 'ExposeHeaders'] as const).map(
    (member) => [member, read.texts(name(member))] as const,
  );
  const age = read.integer(name('MaxAge'));
  const credentials = read.flag(name('AllowCredentials'));
  return {
    ...Object.fromEntries(lists.filter(([, values]) => values.length > 0)),
    ...(age !== undefined && { MaxAge: age }),
    ...(credentials !== undefined && { AllowCredentials: credentials }),
  };
}
