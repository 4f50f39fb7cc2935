// AWS::Serverless::HttpApi and the implicit ServerlessHttpApi: an HTTP API with its stage.

import type { ResourceDeclaration } from '../reading/template-sections.ts';
import { isMap, type Value, type ValueMap } from '../value.ts';
import { lambdaUri, withRoutes } from './route-events.ts';
import { checkKnown, madeFrom, present, refTo, type SamContext } from './sam-context.ts';

const DEFAULT_STAGE = '$default';

const known = [
  'AccessLogSettings',
  'Auth',
  'CorsConfiguration',
  'DefaultRouteSettings',
  'DefinitionBody',
  'DefinitionUri',
  'Description',
  'DisableExecuteApiEndpoint',
  'Domain',
  'FailOnWarnings',
  'Name',
  'PropagateTags',
  'RouteSettings',
  'StageName',
  'StageVariables',
  'Tags',
];

export function expandHttpApi(resource: ResourceDeclaration, context: SamContext): void {
  const { logicalId } = resource;
  const path = [...resource.path, 'Properties'];
  checkKnown(resource.properties, known, path, `HttpApi ${logicalId}`, context.problems);
  const properties = context.globals.merge('AWS::Serverless::HttpApi', resource.properties);
  const written = isMap(properties.DefinitionBody) ? properties.DefinitionBody : {};
  const body = withRoutes(
    written,
    context.routes.of(logicalId),
    properties.Auth,
    ({ target, properties: event }) =>
      present({
        type: 'aws_proxy',
        httpMethod: 'POST',
        uri: lambdaUri(target),
        payloadFormatVersion: event.PayloadFormatVersion ?? '2.0',
        timeoutInMillis: event.TimeoutInMillis,
      }),
  );
  const httpApi = present({
    Name: properties.Name ?? logicalId,
    Description: properties.Description,
    ProtocolType: 'HTTP',
    Body: body,
    CorsConfiguration: corsOf(properties.CorsConfiguration),
  });
  context.declare({ ...resource, type: 'AWS::ApiGatewayV2::Api', properties: httpApi });
  const stage = properties.StageName ?? DEFAULT_STAGE;
  const isDefault = stage === DEFAULT_STAGE;
  const stageId = isDefault ? `${logicalId}ApiGatewayDefaultStage` : `${logicalId}Stage`;
  const stageProperties = present({
    ApiId: refTo(logicalId),
    StageName: stage,
    StageVariables: properties.StageVariables,
  });
  context.declare(madeFrom(resource, stageId, 'AWS::ApiGatewayV2::Stage', stageProperties));
  context.standIns.set(`${logicalId}.Stage`, stageId);
}

/** `true` is short for every origin. */
function corsOf(cors: Value | undefined): ValueMap | undefined {
  if (isMap(cors)) return cors;
  return cors === true || cors === 'true' ? { AllowOrigins: ['*'] } : undefined;
}
