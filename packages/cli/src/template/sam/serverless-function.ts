// AWS::Serverless::Function: a function with the role, version, alias, URL and events that belong to it.

import type { ResourceDeclaration } from '../reading/template-sections.ts';
import { isMap, type Value, type ValueMap } from '../value.ts';
import { expandEvent } from './function-events.ts';
import { functionRole } from './function-policies.ts';
import { arnOf, checkKnown, madeFrom, present, refTo, type SamContext } from './sam-context.ts';

/** Properties that AWS::Lambda::Function has under the same name. */
const sameName = [
  'Architectures',
  'CodeSigningConfigArn',
  'Description',
  'DurableConfig',
  'EphemeralStorage',
  'FileSystemConfigs',
  'FunctionName',
  'Handler',
  'ImageConfig',
  'Layers',
  'LoggingConfig',
  'MemorySize',
  'PackageType',
  'RecursiveLoop',
  'ReservedConcurrentExecutions',
  'Runtime',
  'SnapStart',
  'TenancyConfig',
  'Timeout',
  'VpcConfig',
] as const;

const ownNames = [
  'AssumeRolePolicyDocument',
  'AutoPublishAlias',
  'AutoPublishAliasAllProperties',
  'AutoPublishCodeSha256',
  'CapacityProviderConfig',
  'CodeUri',
  'DeadLetterQueue',
  'DeploymentPreference',
  'Environment',
  'EventInvokeConfig',
  'Events',
  'FunctionScalingConfig',
  'FunctionUrlConfig',
  'ImageUri',
  'InlineCode',
  'KmsKeyArn',
  'PermissionsBoundary',
  'Policies',
  'PropagateTags',
  'ProvisionedConcurrencyConfig',
  'PublishToLatestPublished',
  'Role',
  'RolePath',
  'RuntimeManagementConfig',
  'SourceKMSKeyArn',
  'Tags',
  'Tracing',
  'VersionDeletionPolicy',
  'VersionDescription',
] as const;

export function expandFunction(resource: ResourceDeclaration, context: SamContext): void {
  const { logicalId } = resource;
  const path = [...resource.path, 'Properties'];
  checkKnown(
    resource.properties,
    [...sameName, ...ownNames],
    path,
    `Function ${logicalId}`,
    context.problems,
  );
  const properties = context.globals.merge(resource.type, resource.properties);
  context.declare({
    ...resource,
    type: 'AWS::Lambda::Function',
    properties: lambdaProperties(logicalId, properties),
  });
  if (properties.Role === undefined) context.declare(functionRole(resource, properties, context.problems));
  const target = expandAlias(resource, properties, context);
  expandUrl(resource, properties, context);
  expandInvokeConfig(resource, properties, context);
  for (const [name, event] of Object.entries(isMap(properties.Events) ? properties.Events : {}))
    expandEvent({ name, event, path: [...path, 'Events', name], owner: resource, target }, context);
}

function lambdaProperties(logicalId: string, properties: ValueMap): ValueMap {
  const { InlineCode: inline, ImageUri: image, CodeUri: code, DeadLetterQueue: letters } = properties;
  const tags = isMap(properties.Tags) ? Object.entries(properties.Tags) : [];
  return present({
    ...Object.fromEntries(sameName.map((name) => [name, properties[name]])),
    Code: inline !== undefined ? { ZipFile: inline } : image !== undefined ? { ImageUri: image } : code,
    Role: properties.Role ?? arnOf(`${logicalId}Role`),
    Environment: properties.Environment,
    CapacityProviderConfig: capacityProvider(properties.CapacityProviderConfig),
    KmsKeyArn: properties.KmsKeyArn,
    TracingConfig: properties.Tracing === undefined ? undefined : { Mode: properties.Tracing },
    DeadLetterConfig: isMap(letters) ? present({ TargetArn: letters.TargetArn }) : undefined,
    Tags: tags.length === 0 ? undefined : tags.map(([Key, Value]) => ({ Key, Value })),
  });
}

/** SAM leaves out the kind of provider, of which there is one. */
function capacityProvider(config: Value | undefined): Value | undefined {
  if (!isMap(config)) return undefined;
  const { Arn, ...settings } = config;
  return {
    LambdaManagedInstancesCapacityProviderConfig: present({ CapacityProviderArn: Arn, ...settings }),
  };
}

/** Answers what events call: the alias if there is one, else the function. */
function expandAlias(resource: ResourceDeclaration, properties: ValueMap, context: SamContext): Value {
  const { logicalId } = resource;
  const alias = properties.AutoPublishAlias;
  if (alias === undefined) return arnOf(logicalId);
  if (typeof alias !== 'string') {
    context.problems.add(
      [...resource.path, 'Properties', 'AutoPublishAlias'],
      'AutoPublishAlias is a name, or a parameter that holds one.',
    );
    return arnOf(logicalId);
  }
  const versionId = `${logicalId}Version`;
  const aliasId = `${logicalId}Alias${alias.replaceAll('-', 'D').replaceAll('_', 'U')}`;
  const FunctionName = refTo(logicalId);
  context.declare(
    madeFrom(
      resource,
      versionId,
      'AWS::Lambda::Version',
      present({ FunctionName, Description: properties.VersionDescription }),
    ),
  );
  context.declare(
    madeFrom(resource, aliasId, 'AWS::Lambda::Alias', {
      FunctionName,
      FunctionVersion: { 'Fn::GetAtt': [versionId, 'Version'] },
      Name: alias,
    }),
  );
  context.standIns.set(`${logicalId}.Alias`, aliasId);
  context.standIns.set(`${logicalId}.Version`, versionId);
  return refTo(aliasId);
}

function expandUrl(resource: ResourceDeclaration, properties: ValueMap, context: SamContext): void {
  const url = properties.FunctionUrlConfig;
  if (!isMap(url)) return;
  context.declare(
    madeFrom(
      resource,
      `${resource.logicalId}Url`,
      'AWS::Lambda::Url',
      present({
        TargetFunctionArn: refTo(resource.logicalId),
        Qualifier: properties.AutoPublishAlias,
        AuthType: url.AuthType,
        Cors: url.Cors,
        InvokeMode: url.InvokeMode,
      }),
    ),
  );
}

function expandInvokeConfig(resource: ResourceDeclaration, properties: ValueMap, context: SamContext): void {
  const config = properties.EventInvokeConfig;
  if (!isMap(config)) return;
  context.declare(
    madeFrom(
      resource,
      `${resource.logicalId}EventInvokeConfig`,
      'AWS::Lambda::EventInvokeConfig',
      present({
        FunctionName: refTo(resource.logicalId),
        Qualifier: properties.AutoPublishAlias ?? '$LATEST',
        MaximumRetryAttempts: config.MaximumRetryAttempts,
        MaximumEventAgeInSeconds: config.MaximumEventAgeInSeconds,
        DestinationConfig: config.DestinationConfig,
      }),
    ),
  );
}
