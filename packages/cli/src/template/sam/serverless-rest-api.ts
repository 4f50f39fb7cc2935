// AWS::Serverless::Api and the implicit ServerlessRestApi: a REST API with its deployment and stage.

import type { ResourceDeclaration } from '../reading/template-sections.ts';
import { isMap, isScalar, type Value, type ValueMap } from '../value.ts';
import { implicitApis, lambdaUri, withRoutes } from './route-events.ts';
import { checkKnown, madeFrom, present, refTo, type SamContext } from './sam-context.ts';

const IMPLICIT_STAGE = 'Prod';

const known = [
  'AccessLogSetting',
  'AlwaysDeploy',
  'ApiKeySourceType',
  'Auth',
  'BinaryMediaTypes',
  'CacheClusterEnabled',
  'CacheClusterSize',
  'CanarySetting',
  'Cors',
  'DefinitionBody',
  'DefinitionUri',
  'Description',
  'DisableExecuteApiEndpoint',
  'Domain',
  'EndpointConfiguration',
  'FailOnWarnings',
  'GatewayResponses',
  'MergeDefinitions',
  'MethodSettings',
  'MinimumCompressionSize',
  'Mode',
  'Models',
  'Name',
  'OpenApiVersion',
  'Policy',
  'PropagateTags',
  'StageName',
  'Tags',
  'TracingEnabled',
  'Variables',
];

export function expandRestApi(resource: ResourceDeclaration, context: SamContext): void {
  const { logicalId } = resource;
  const path = [...resource.path, 'Properties'];
  const isImplicit = logicalId === implicitApis.REST;
  checkKnown(resource.properties, known, path, `Api ${logicalId}`, context.problems);
  const properties = context.globals.merge('AWS::Serverless::Api', resource.properties);
  const stage = properties.StageName ?? (isImplicit ? IMPLICIT_STAGE : undefined);
  if (typeof stage !== 'string') {
    context.problems.add(path, `Api ${logicalId} needs a StageName.`);
    return;
  }
  const events = context.routes.of(logicalId);
  const written = isMap(properties.DefinitionBody) ? properties.DefinitionBody : {};
  const routed = withRoutes(written, events, properties.Auth, ({ target, properties: event }) =>
    present({
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: lambdaUri(target),
      timeoutInMillis: event.TimeoutInMillis,
    }),
  );
  const restApi = present({
    Name: properties.Name ?? logicalId,
    Description: properties.Description,
    Body: properties.Cors === undefined ? routed : withPreflights(routed, properties.Cors),
    BinaryMediaTypes: binaryTypes(properties.BinaryMediaTypes),
  });
  context.declare({ ...resource, type: 'AWS::ApiGateway::RestApi', properties: restApi });
  const stageId = `${logicalId}${stage.replaceAll(/[^A-Za-z0-9]/g, '')}Stage`;
  const stageProperties = present({
    RestApiId: refTo(logicalId),
    DeploymentId: refTo(`${logicalId}Deployment`),
    StageName: stage,
    Variables: properties.Variables,
  });
  const deployment = { RestApiId: refTo(logicalId) };
  context.declare(madeFrom(resource, `${logicalId}Deployment`, 'AWS::ApiGateway::Deployment', deployment));
  context.declare(madeFrom(resource, stageId, 'AWS::ApiGateway::Stage', stageProperties));
  context.standIns.set(`${logicalId}.Stage`, stageId);
  context.standIns.set(`${logicalId}.Deployment`, `${logicalId}Deployment`);
}

/** SAM writes the slash of a media type as `~1`. */
function binaryTypes(types: Value | undefined): Value | undefined {
  if (!Array.isArray(types)) return undefined;
  return types.map((type) => (typeof type === 'string' ? type.replaceAll('~1', '/') : type));
}

/** Every path without OPTIONS gets one that answers what SAM lets it answer. */
function withPreflights(body: ValueMap, cors: Value): ValueMap {
  const paths = Object.entries(isMap(body.paths) ? body.paths : {}).map(([path, methods]) => {
    if (!isMap(methods) || methods.options !== undefined) return [path, methods] as const;
    return [path, { ...methods, options: preflight(cors, Object.keys(methods)) }] as const;
  });
  return { ...body, paths: Object.fromEntries(paths) };
}

function preflight(cors: Value, methods: readonly string[]): ValueMap {
  const asked = isMap(cors) ? cors : { AllowOrigin: isScalar(cors) ? cors : "'*'" };
  const headers = present({
    'Access-Control-Allow-Origin': asked.AllowOrigin,
    'Access-Control-Allow-Methods': asked.AllowMethods ?? quoted(allowedMethods(methods)),
    'Access-Control-Allow-Headers': asked.AllowHeaders,
    'Access-Control-Max-Age': asked.MaxAge,
    'Access-Control-Allow-Credentials': asked.AllowCredentials === true ? "'true'" : undefined,
  });
  const parameters = Object.entries(headers).map(([name, value]) => [
    `method.response.header.${name}`,
    value,
  ]);
  return {
    'x-amazon-apigateway-integration': {
      type: 'mock',
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
      responses: {
        default: {
          statusCode: '200',
          responseParameters: Object.fromEntries(parameters),
          responseTemplates: { 'application/json': '{}' },
        },
      },
    },
  };
}

const quoted = (text: string): string => `'${text}'`;

function allowedMethods(methods: readonly string[]): string {
  if (methods.includes('x-amazon-apigateway-any-method')) return 'DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT';
  return [...methods.map((method) => method.toUpperCase()), 'OPTIONS'].sort().join(',');
}
