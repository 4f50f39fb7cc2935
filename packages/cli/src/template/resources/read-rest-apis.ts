// REST APIs: from an OpenAPI body, or from resources and methods that are resources of the template.

import type { StackApi, StackRoute } from '@perdure/protocol';
import type { PropertyReader } from '../property-reader.ts';
import { noteAuthorizer, openApiRoutes } from './openapi-routes.ts';
import { readIntegration, readResponse } from './read-integration.ts';
import type { ResolvedResources } from './resolved-resource.ts';

export function readRestApis(resources: ResolvedResources): StackApi[] {
  return resources.ofType('AWS::ApiGateway::RestApi').flatMap(({ declaration, view, kind, read }) => {
    const { logicalId } = declaration;
    const stage = stageOf(resources, view.addressLabel);
    if (stage === undefined) {
      resources.note({
        subject: `REST API ${logicalId}`,
        treatment: 'ignored',
        what: 'It is not served: without a stage nobody can reach it.',
        advice: 'Add an AWS::ApiGateway::Stage.',
      });
      return [];
    }
    const body = read.map('Body');
    const binary = [
      ...read.texts('BinaryMediaTypes'),
      ...(body?.texts('x-amazon-apigateway-binary-media-types') ?? []),
    ];
    const root = String(kind.attributes.RootResourceId?.(view));
    return [
      {
        ApiId: view.addressLabel,
        Name: read.text('Name') ?? logicalId,
        Protocol: 'REST' as const,
        Stage: stage.name,
        ...(stage.variables !== undefined && { StageVariables: stage.variables }),
        ...(binary.length > 0 && { BinaryMediaTypes: binary }),
        Routes: [
          ...openApiRoutes(body, logicalId, resources),
          ...methodRoutes({ address: view.addressLabel, logicalId, root }, resources),
        ],
      },
    ];
  });
}

function stageOf(resources: ResolvedResources, apiId: string) {
  const stages = [
    ...resources.ofType('AWS::ApiGateway::Stage'),
    ...resources.ofType('AWS::ApiGateway::Deployment'),
  ].flatMap(({ read }) => {
    const name = read.text('RestApiId') === apiId ? read.text('StageName') : undefined;
    return name === undefined ? [] : [{ name, variables: read.textMap('Variables') }];
  });
  return stages[0];
}

interface Api {
  address: string;
  logicalId: string;
  /** What the methods of the path `/` name as their resource. */
  root: string;
}

function methodRoutes(api: Api, resources: ResolvedResources): StackRoute[] {
  const paths = pathsOf(api, resources);
  return resources
    .ofType('AWS::ApiGateway::Method')
    .filter(({ read }) => read.text('RestApiId') === api.address)
    .flatMap(({ read }) => {
      const path = paths.get(read.requiredText('ResourceId'));
      const method = read.requiredText('HttpMethod').toUpperCase();
      if (path === undefined) {
        read.problem('its ResourceId is none of this API.');
        return [];
      }
      const route = `${method} ${path} of ${api.logicalId}`;
      if (!['NONE', undefined].includes(read.text('AuthorizationType')))
        noteAuthorizer(api.logicalId, resources);
      const integration = readIntegration(partsOf(read.map('Integration')), route, resources);
      return integration === undefined ? [] : [{ Method: method, Path: path, Integration: integration }];
    });
}

function partsOf(integration: PropertyReader | undefined): Parameters<typeof readIntegration>[0] {
  return {
    type: integration?.requiredText('Type') ?? 'nothing',
    uri: integration?.text('Uri') ?? '',
    timeoutInMillis: integration?.integer('TimeoutInMillis'),
    requestParameters: integration?.textMap('RequestParameters'),
    requestTemplates: integration?.textMap('RequestTemplates'),
    passthroughBehavior: integration?.text('PassthroughBehavior'),
    responses: integration
      ?.maps('IntegrationResponses')
      .map((response) => readResponse(response, response.text('SelectionPattern'), 'StatusCode')),
  };
}

/** Resource id to its whole path. */
function pathsOf(api: Api, resources: ResolvedResources): Map<string, string> {
  const parts = new Map(
    resources
      .ofType('AWS::ApiGateway::Resource')
      .filter(({ read }) => read.text('RestApiId') === api.address)
      .map(({ view, read }) => [
        view.physicalName,
        { parent: read.requiredText('ParentId'), part: read.requiredText('PathPart') },
      ]),
  );
  const pathOf = (id: string): string => {
    const found = parts.get(id);
    return found === undefined ? '' : `${pathOf(found.parent)}/${found.part}`;
  };
  return new Map([[api.root, '/'], ...[...parts.keys()].map((id) => [id, pathOf(id)] as const)]);
}
