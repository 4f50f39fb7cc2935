// Functions with the versions, aliases and settings that other resources give them.

import { limits } from '@perdure/protocol';
import type { PropertyReader } from '../property-reader.ts';
import type { AliasModel, CodeModel, EventInvokeModel, FunctionModel, LayerModel } from '../stack-model.ts';
import { isMap, isScalar } from '../value.ts';
import { readBundling } from './esbuild-metadata.ts';
import { functionTarget, type ResolvedResource, type ResolvedResources } from './resolved-resource.ts';

const EPHEMERAL_MEGABYTES_DEFAULT = 512;

/** Properties without effect here, and why. */
const ignored: Readonly<Record<string, string>> = {
  Architectures: 'functions run on the processor of the server',
  CodeSigningConfigArn: 'code is not signed',
  DeadLetterConfig: 'what an asynchronous call could not do is logged, and sent nowhere',
  FileSystemConfigs: 'no file system is attached',
  KmsKeyArn: 'variables are kept as they are',
  LoggingConfig: 'logs are kept by the server as text',
  RecursiveLoop: 'loops are not looked for',
  SnapStart: 'environments start as they are',
  TenancyConfig: 'tenants share environments',
  VpcConfig: 'functions have the network of the server',
};

interface Parts {
  versions: ReadonlyMap<string, string>;
  aliases: ReadonlyMap<string, AliasModel[]>;
  eventInvokes: ReadonlyMap<string, EventInvokeModel[]>;
  layers: ReadonlyMap<string, LayerModel>;
}

export function readFunctions(resources: ResolvedResources): FunctionModel[] {
  const parts: Parts = {
    versions: readVersions(resources),
    aliases: readAliases(resources),
    eventInvokes: readEventInvokes(resources),
    layers: readLayers(resources),
  };
  return resources.ofType('AWS::Lambda::Function').map((found) => readFunction(found, parts, resources));
}

function readFunction(
  resource: ResolvedResource & { read: PropertyReader },
  parts: Parts,
  resources: ResolvedResources,
): FunctionModel {
  const { declaration, view, read } = resource;
  const { logicalId } = declaration;
  const name = view.physicalName;
  const code = read.raw('Code');
  const isImage = read.text('PackageType') === 'Image' || (isMap(code) && code.ImageUri !== undefined);
  if (isImage)
    resources.note({
      subject: `Function ${logicalId}`,
      treatment: 'refused',
      what: 'Container images cannot be run here.',
      advice: `Give it a CodeUri, or leave it out: --skip ${logicalId}`,
    });
  const model: FunctionModel = {
    logicalId,
    functionName: name,
    code: isImage ? { kind: 'inline', text: '' } : readCode(resource, read),
    layers: layersOf(read, parts, logicalId, resources),
    settings: readSettings(read, isImage),
    tags: readTags(read),
    reservedConcurrency: read.integer('ReservedConcurrentExecutions'),
    versionId: parts.versions.get(name),
    aliases: parts.aliases.get(name) ?? [],
    eventInvokes: parts.eventInvokes.get(name) ?? [],
    isRetained: declaration.isRetained,
    path: declaration.path,
  };
  read.raw('FunctionName');
  noteUnread(read, logicalId, resources);
  return model;
}

function readSettings(read: PropertyReader, isImage: boolean): FunctionModel['settings'] {
  const durable = read.map('DurableConfig');
  const retention = durable?.integer('RetentionPeriodInDays');
  const capacity = read.map('CapacityProviderConfig');
  return {
    Runtime: isImage ? '' : read.requiredText('Runtime'),
    Handler: isImage ? '' : read.requiredText('Handler'),
    Role: read.text('Role') ?? '',
    Description: read.text('Description') ?? '',
    Timeout: read.integer('Timeout') ?? limits.functionTimeoutSecondsDefault,
    MemorySize: read.integer('MemorySize') ?? limits.memoryMegabytesDefault,
    Environment: { Variables: read.map('Environment')?.textMap('Variables') ?? {} },
    EphemeralStorage: { Size: read.map('EphemeralStorage')?.integer('Size') ?? EPHEMERAL_MEGABYTES_DEFAULT },
    TracingConfig: { Mode: read.map('TracingConfig')?.text('Mode') ?? 'PassThrough' },
    ...(durable !== undefined && {
      DurableConfig: {
        ExecutionTimeout: durable.integer('ExecutionTimeout') ?? missingTimeout(durable),
        ...(retention !== undefined && { RetentionPeriodInDays: retention }),
      },
    }),
    ...(capacity !== undefined && { CapacityProviderConfig: capacity.values }),
  };
}

function missingTimeout(durable: PropertyReader): number {
  if (durable.raw('ExecutionTimeout') === undefined) durable.problem('ExecutionTimeout is missing.');
  return 1;
}

function readCode({ declaration }: ResolvedResource, read: PropertyReader): CodeModel {
  const { metadata } = declaration;
  const bundling = metadata.BuildMethod === 'esbuild' ? readBundling(metadata) : undefined;
  const asset = metadata['aws:asset:path'];
  if (typeof asset === 'string') return { kind: 'path', path: asset, bundling };
  const code = read.raw('Code');
  if (isScalar(code)) return localPath(String(code), bundling, read);
  if (isMap(code) && isScalar(code.ZipFile)) return { kind: 'inline', text: String(code.ZipFile) };
  if (isMap(code)) {
    const key = code.S3Key ?? code.Key ?? '';
    read.problem(
      `its code lies in S3 (${isScalar(key) ? key : '…'}), which is not read here. Name a directory or a zip archive beside the template.`,
    );
  } else read.problem('it has no CodeUri and no InlineCode.');
  return { kind: 'inline', text: '' };
}

function localPath(
  path: string,
  bundling: ReturnType<typeof readBundling> | undefined,
  read: PropertyReader,
): CodeModel {
  if (path.startsWith('s3://') || path.startsWith('https://'))
    read.problem(
      `its code is at ${path}, which is not read here. Name a directory or a zip archive beside the template.`,
    );
  return { kind: 'path', path, bundling };
}

function readTags(read: PropertyReader): Record<string, string> {
  const pairs = read.maps('Tags').map((tag) => [tag.text('Key') ?? '', tag.text('Value') ?? ''] as const);
  return Object.fromEntries(pairs);
}

function layersOf(
  read: PropertyReader,
  parts: Parts,
  logicalId: string,
  resources: ResolvedResources,
): LayerModel[] {
  return read.texts('Layers').flatMap((reference) => {
    const layer = parts.layers.get(reference);
    if (layer !== undefined) return [layer];
    resources.note({
      subject: `Layer ${reference} of ${logicalId}`,
      treatment: 'ignored',
      what: 'Layers from elsewhere are not fetched.',
      advice: 'Make what the function needs of it a part of its code.',
    });
    return [];
  });
}

function noteUnread(read: PropertyReader, logicalId: string, resources: ResolvedResources): void {
  for (const name of read.unread()) {
    const reason = ignored[name];
    if (reason === undefined) read.problem(`there is no property ${name}.`);
    else
      resources.note({
        subject: `${name} of ${logicalId}`,
        treatment: 'ignored',
        what: `${reason[0]?.toUpperCase()}${reason.slice(1)}.`,
      });
  }
}

/** Function name to the logical id of its version. */
function readVersions(resources: ResolvedResources): Map<string, string> {
  const found = resources
    .ofType('AWS::Lambda::Version')
    .map(
      ({ declaration, read }) =>
        [bareName(read.requiredText('FunctionName')), declaration.logicalId] as const,
    );
  return new Map(found);
}

function readAliases(resources: ResolvedResources): Map<string, AliasModel[]> {
  return groupedByFunction(resources, 'AWS::Lambda::Alias', (read) => {
    const weights = read.map('RoutingConfig')?.maps('AdditionalVersionWeights') ?? [];
    return {
      name: read.requiredText('Name'),
      version: read.requiredText('FunctionVersion'),
      description: read.text('Description'),
      weights: Object.fromEntries(
        weights.map((weight) => [
          weight.requiredText('FunctionVersion'),
          Number(weight.text('FunctionWeight')),
        ]),
      ),
    };
  });
}

function readEventInvokes(resources: ResolvedResources): Map<string, EventInvokeModel[]> {
  return groupedByFunction(resources, 'AWS::Lambda::EventInvokeConfig', (read) => {
    if (read.raw('DestinationConfig') !== undefined)
      resources.note({
        subject: `DestinationConfig of ${bareName(read.requiredText('FunctionName'))}`,
        treatment: 'ignored',
        what: 'What became of an asynchronous call is sent nowhere.',
      });
    return {
      qualifier: read.text('Qualifier') ?? '$LATEST',
      maximumRetryAttempts: read.integer('MaximumRetryAttempts'),
      maximumEventAgeInSeconds: read.integer('MaximumEventAgeInSeconds'),
    };
  });
}

/** Layer ARN, as the references of functions resolve to it, to its directory. */
function readLayers(resources: ResolvedResources): Map<string, LayerModel> {
  const found = resources.ofType('AWS::Lambda::LayerVersion').flatMap(({ declaration, kind, view, read }) => {
    const { logicalId, metadata } = declaration;
    const content = metadata['aws:asset:path'] ?? read.raw('Content');
    if (typeof content === 'string') return [[String(kind.ref(view)), { logicalId, path: content }] as const];
    read.problem('its content is not a directory beside the template.');
    return [];
  });
  return new Map(found);
}

function groupedByFunction<Item>(
  resources: ResolvedResources,
  type: string,
  make: (read: PropertyReader) => Item,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const { read } of resources.ofType(type)) {
    const name = bareName(read.requiredText('FunctionName'));
    groups.set(name, [...(groups.get(name) ?? []), make(read)]);
  }
  return groups;
}

const bareName = (reference: string): string => functionTarget(reference)?.replace(/:.*/, '') ?? reference;
