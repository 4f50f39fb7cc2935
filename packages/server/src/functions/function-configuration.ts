// Builds the configuration of `$LATEST` from what create and update are given.

import { createHash } from 'node:crypto';
import type { Millis, Realm, Result } from '@perdure/protocol';
import { accepted, formatFunctionArn, limits, refused } from '@perdure/protocol';
import { changeDurableConfig, readDurableConfig } from './durable-config.ts';
import type {
  CapacityProviderConfig,
  ConfigurationRequest,
  CreateFunctionRequest,
  FunctionConfiguration,
  UpdateFunctionConfigurationRequest,
} from './function-api.ts';
import type { AcceptedCode } from './function-code.ts';
import { checkLogging } from './function-logging.ts';
import { checkVariables } from './function-variables.ts';
import { functionLimits } from './limits.ts';
import { knownRuntimes, runtimeFamily } from './runtimes.ts';

export interface Stamp {
  now: Millis;
  revisionId: string;
}

/** Members of requests that are not configuration, or that are not echoed as they came. */
const notEchoed = new Set([
  'FunctionName',
  'Qualifier',
  'Code',
  'ZipFile',
  'Publish',
  'PublishTo',
  'Tags',
  'RevisionId',
  'DryRun',
  'CodeSigningConfigArn',
  'DurableConfig',
  'Layers',
  'ImageConfig',
  'SnapStart',
  'Environment',
]);

/** Members that say when and under which name, rather than what: a change of these alone is none. */
const notFingerprinted = new Set([
  'FunctionArn',
  'Version',
  'LastModified',
  'RevisionId',
  'ConfigSha256',
  'CodeSha256',
  'CodeSize',
]);

export function createConfiguration(
  request: CreateFunctionRequest,
  code: AcceptedCode,
  realm: Realm,
  stamp: Stamp,
): Result<FunctionConfiguration> {
  const { Runtime, Handler, Role, DurableConfig } = request;
  const shape = checkShape(request);
  if (!shape.ok) return shape;
  if (Runtime === undefined || Handler === undefined) {
    const missing = Runtime === undefined ? 'Runtime' : 'Handler';
    return refused(
      'InvalidParameterValueException',
      `${missing} is required for functions whose code is a zip archive.`,
    );
  }
  const durable = DurableConfig === undefined ? accepted(undefined) : readDurableConfig(DurableConfig);
  if (!durable.ok) return durable;
  return accepted(
    fingerprinted({
      ...defaults(request.FunctionName),
      ...echoed(request),
      FunctionName: request.FunctionName,
      FunctionArn: formatFunctionArn({ realm, functionName: request.FunctionName }),
      Runtime,
      Handler,
      Role: Role ?? '',
      Description: request.Description ?? '',
      Timeout: request.Timeout ?? limits.functionTimeoutSecondsDefault,
      MemorySize: request.MemorySize ?? limits.memoryMegabytesDefault,
      CodeSize: code.bytes.length,
      CodeSha256: code.sha256,
      ConfigSha256: '',
      Version: '$LATEST',
      LastModified: lastModified(stamp.now),
      RevisionId: stamp.revisionId,
      State: 'Active',
      LastUpdateStatus: 'Successful',
      PackageType: 'Zip',
      ...(durable.value === undefined ? {} : { DurableConfig: durable.value }),
    }),
  );
}

export function updateConfiguration(
  current: FunctionConfiguration,
  request: UpdateFunctionConfigurationRequest,
  stamp: Stamp,
): Result<FunctionConfiguration> {
  const shape = checkShape(request);
  if (!shape.ok) return shape;
  const durable = changeDurableConfig(current.DurableConfig, request.DurableConfig);
  if (!durable.ok) return durable;
  return accepted(
    fingerprinted({
      ...current,
      ...echoed(request),
      LastModified: lastModified(stamp.now),
      RevisionId: stamp.revisionId,
      ...(durable.value === undefined ? {} : { DurableConfig: durable.value }),
    }),
  );
}

export function replaceCode(
  current: FunctionConfiguration,
  code: AcceptedCode,
  architectures: string[] | undefined,
  stamp: Stamp,
): FunctionConfiguration {
  return fingerprinted({
    ...current,
    ...(architectures === undefined ? {} : { Architectures: architectures }),
    CodeSize: code.bytes.length,
    CodeSha256: code.sha256,
    LastModified: lastModified(stamp.now),
    RevisionId: stamp.revisionId,
  });
}

/** Invocations that one environment of the function may run at a time. */
export function environmentConcurrency(config: CapacityProviderConfig | undefined): number {
  const managed = config?.LambdaManagedInstancesCapacityProviderConfig;
  return managed?.PerExecutionEnvironmentMaxConcurrency ?? 1;
}

function checkShape(request: ConfigurationRequest): Result<void> {
  if (request.PackageType === 'Image') {
    return refused(
      'InvalidParameterValueException',
      'Container images are not supported by this server. Use the package type Zip.',
    );
  }
  if (request.Runtime !== undefined && runtimeFamily(request.Runtime) === undefined) {
    return refused(
      'InvalidParameterValueException',
      `The runtime ${request.Runtime} is not known to this server. It runs ${knownRuntimes}; code for any other brings its own program along, with the runtime provided.al2023.`,
    );
  }
  const logging = checkLogging(request.LoggingConfig);
  if (!logging.ok) return logging;
  const concurrency = environmentConcurrency(request.CapacityProviderConfig);
  if (
    !Number.isInteger(concurrency) ||
    concurrency < 1 ||
    concurrency > functionLimits.environmentConcurrencyMax
  ) {
    return refused(
      'InvalidParameterValueException',
      `PerExecutionEnvironmentMaxConcurrency must be a whole number from 1 to ${functionLimits.environmentConcurrencyMax}.`,
    );
  }
  return checkVariables(request.Environment?.Variables ?? {});
}

function defaults(functionName: string): Record<string, unknown> {
  return {
    TracingConfig: { Mode: 'PassThrough' },
    Architectures: ['x86_64'],
    EphemeralStorage: { Size: functionLimits.ephemeralStorageMegabytesDefault },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${functionName}` },
  };
}

/** What a request sets, in the form in which it is answered. */
function echoed(request: ConfigurationRequest): Record<string, unknown> {
  const members: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(request)) {
    if (!notEchoed.has(name) && value !== undefined) members[name] = value;
  }
  const { Environment, Layers, ImageConfig, SnapStart } = request;
  if (Environment !== undefined) members.Environment = { Variables: Environment.Variables ?? {} };
  if (Layers !== undefined) members.Layers = Layers.map((Arn) => ({ Arn, CodeSize: 0 }));
  if (ImageConfig !== undefined) members.ImageConfigResponse = { ImageConfig };
  if (typeof SnapStart === 'object') members.SnapStart = { ...SnapStart, OptimizationStatus: 'Off' };
  return members;
}

function fingerprinted(configuration: FunctionConfiguration): FunctionConfiguration {
  const members = Object.entries(configuration)
    .filter(([name]) => !notFingerprinted.has(name))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const ConfigSha256 = createHash('sha256').update(JSON.stringify(members)).digest('base64');
  return { ...configuration, ConfigSha256 };
}

/** Lambda writes the offset without a colon. */
function lastModified(now: Millis): string {
  return new Date(now).toISOString().replace('Z', '+0000');
}
