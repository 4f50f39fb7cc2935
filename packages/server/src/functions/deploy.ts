// From a function's configuration to what is needed to run it.

import type { DeployedFunction } from './deployed-function.ts';
import type { FunctionConfiguration } from './function-api.ts';
import { environmentConcurrency } from './function-configuration.ts';
import { readLogging } from './function-logging.ts';
import type { FunctionRecord } from './function-record.ts';

export function deploy(configuration: FunctionConfiguration, record: FunctionRecord): DeployedFunction {
  const { DurableConfig } = configuration;
  const deadLetterArn = deadLetterTarget(configuration.DeadLetterConfig);
  return {
    functionName: configuration.FunctionName,
    version: configuration.Version,
    revisionId: configuration.RevisionId,
    runtime: configuration.Runtime,
    handler: configuration.Handler,
    role: configuration.Role,
    codeSha256: configuration.CodeSha256,
    timeoutSeconds: configuration.Timeout,
    memoryMegabytes: configuration.MemorySize,
    environment: configuration.Environment?.Variables ?? {},
    ...(DurableConfig === undefined ? {} : { durable: DurableConfig }),
    ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
    logging: readLogging(configuration.LoggingConfig),
    environmentConcurrency: environmentConcurrency(configuration.CapacityProviderConfig),
    ...(record.reservedConcurrency === undefined ? {} : { reservedConcurrency: record.reservedConcurrency }),
  };
}

/** An empty target is none. */
function deadLetterTarget(config: unknown): string | undefined {
  if (typeof config !== 'object' || config === null || !('TargetArn' in config)) return undefined;
  return typeof config.TargetArn === 'string' && config.TargetArn !== '' ? config.TargetArn : undefined;
}
