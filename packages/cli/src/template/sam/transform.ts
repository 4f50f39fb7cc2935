// `Transform: AWS::Serverless-2016-10-31`: SAM's resources become those of CloudFormation that they stand for, with the logical
// ids that SAM gives them, because templates refer to these.

import { meantText } from '../../names/nearest-name.ts';
import type { Problems } from '../problems.ts';
import type { ResourceDeclaration } from '../reading/template-sections.ts';
import { isMap, type ValueMap } from '../value.ts';
import { Globals } from './globals.ts';
import { implicitApis, RouteEvents } from './route-events.ts';
import { checkKnown, present, type SamContext } from './sam-context.ts';
import { expandFunction } from './serverless-function.ts';
import { expandHttpApi } from './serverless-http-api.ts';
import { expandRestApi } from './serverless-rest-api.ts';

export interface Transformed {
  resources: readonly ResourceDeclaration[];
  /** `Fn.Alias` to the logical id that it stands for. */
  standIns: ReadonlyMap<string, string>;
}

type Expansion = (resource: ResourceDeclaration, context: SamContext) => void;

const PREFIX = 'AWS::Serverless::';

const expansions: Readonly<Record<string, Expansion>> = {
  'AWS::Serverless::Function': expandFunction,
  'AWS::Serverless::SimpleTable': expandTable,
  'AWS::Serverless::LayerVersion': expandLayer,
};

/** Expanded when all events are known. */
const apis: Readonly<Record<string, Expansion>> = {
  'AWS::Serverless::Api': expandRestApi,
  'AWS::Serverless::HttpApi': expandHttpApi,
};

/** Not expanded: they reach the list of what cannot run here under the names they have. */
const elsewhere = [
  'Agent',
  'Application',
  'CapacityProvider',
  'Connector',
  'GraphQLApi',
  'StateMachine',
  'WebSocketApi',
].map((name) => PREFIX + name);

const known = [...Object.keys(expansions), ...Object.keys(apis), ...elsewhere];

export function transformServerless(
  resources: readonly ResourceDeclaration[],
  globals: ValueMap,
  problems: Problems,
): Transformed {
  const made: ResourceDeclaration[] = [];
  const context: SamContext = {
    problems,
    globals: new Globals(globals, problems),
    routes: new RouteEvents(problems),
    standIns: new Map(),
    declare: (resource) => made.push(resource),
  };
  for (const resource of resources) {
    if (apis[resource.type] !== undefined) continue;
    const expand = expansions[resource.type];
    if (expand !== undefined) expand(resource, context);
    else made.push(resource);
    if (resource.type.startsWith(PREFIX) && !known.includes(resource.type))
      problems.add(
        [...resource.path, 'Type'],
        `There is no resource of type ${resource.type}.${meantText(resource.type, known)}`,
      );
  }
  expandApis(resources, context);
  return { resources: made, standIns: context.standIns };
}

function expandApis(resources: readonly ResourceDeclaration[], context: SamContext): void {
  const written = resources.filter(({ type }) => apis[type] !== undefined);
  for (const resource of written) apis[resource.type]?.(resource, context);
  const ids = written.map(({ logicalId }) => logicalId);
  for (const apiId of context.routes.apiIds()) {
    if (ids.includes(apiId)) continue;
    const path = context.routes.placeOf(apiId);
    if (apiId === implicitApis.HTTP) expandHttpApi(implicit(apiId, 'HttpApi', path), context);
    else if (apiId === implicitApis.REST) expandRestApi(implicit(apiId, 'Api', path), context);
    else context.problems.add(path, `There is no API ${apiId} in the template.${meantText(apiId, ids)}`);
  }
}

const implicit = (
  logicalId: string,
  type: string,
  path: ResourceDeclaration['path'],
): ResourceDeclaration => ({
  logicalId,
  type: PREFIX + type,
  properties: {},
  metadata: {},
  condition: undefined,
  dependsOn: [],
  isRetained: false,
  path,
});

const tableProperties = [
  'PointInTimeRecoverySpecification',
  'PrimaryKey',
  'ProvisionedThroughput',
  'SSESpecification',
  'TableName',
  'Tags',
];
const keyTypes: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' };

function expandTable(resource: ResourceDeclaration, { declare, globals, problems }: SamContext): void {
  const path = [...resource.path, 'Properties'];
  checkKnown(resource.properties, tableProperties, path, `SimpleTable ${resource.logicalId}`, problems);
  const properties = globals.merge(resource.type, resource.properties);
  const key = isMap(properties.PrimaryKey) ? properties.PrimaryKey : { Name: 'id', Type: 'String' };
  const AttributeName = key.Name ?? 'id';
  const AttributeType = keyTypes[String(key.Type ?? 'String')];
  if (AttributeType === undefined) {
    problems.add([...path, 'PrimaryKey', 'Type'], 'The type of a key is String, Number or Binary.');
    return;
  }
  const table = present({
    TableName: properties.TableName,
    AttributeDefinitions: [{ AttributeName, AttributeType }],
    KeySchema: [{ AttributeName, KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  declare({ ...resource, type: 'AWS::DynamoDB::Table', properties: table });
}

const layerProperties = [
  'CompatibleArchitectures',
  'CompatibleRuntimes',
  'ContentUri',
  'Description',
  'LayerName',
  'LicenseInfo',
  'PublishLambdaVersion',
  'RetentionPolicy',
];

function expandLayer(resource: ResourceDeclaration, { declare, globals, problems }: SamContext): void {
  const path = [...resource.path, 'Properties'];
  checkKnown(resource.properties, layerProperties, path, `LayerVersion ${resource.logicalId}`, problems);
  const { ContentUri, LayerName } = globals.merge(resource.type, resource.properties);
  const layer = present({ Content: ContentUri, LayerName: LayerName ?? resource.logicalId });
  declare({ ...resource, type: 'AWS::Lambda::LayerVersion', properties: layer });
}
