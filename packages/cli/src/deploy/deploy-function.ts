// Makes the function on the server what the file and the options say. Doing it twice changes nothing the second time.

import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { CommandFailure } from '../failure.ts';
import type { FunctionConfiguration, FunctionSettings, LambdaApi } from '../lambda-api.ts';
import { type Bundle, bundleHandler, MODULE_NAME } from './bundle-handler.ts';
import { type CodePackage, zipCode } from './zip-code.ts';

const RUNTIME = 'nodejs24.x';
/** The API wants a role. Perdure runs the function as the user who runs the server. */
const ROLE = 'arn:aws:iam::000000000000:role/perdure';
const CAPACITY_PROVIDER = 'arn:aws:lambda:us-east-1:000000000000:capacity-provider:perdure';
const READY_POLL_MS = 100;

const newFunction = { timeoutSeconds: 30, executionTimeoutSeconds: 3600 } as const;

/** Undefined settings stay as they are; a new function gets the defaults. */
export interface DeployOptions {
  file: string;
  functionName: string;
  /** Default: `handler`. */
  handlerExport?: string;
  /** Default: 30. */
  timeoutSeconds?: number | undefined;
  /** Default: 3600. */
  executionTimeoutSeconds?: number | undefined;
  /** Default: 14. */
  retentionDays?: number | undefined;
  /** Default: true. It cannot be changed later. */
  durable?: boolean;
  memoryMegabytes?: number | undefined;
  /** Replaces all variables. */
  environment?: Record<string, string> | undefined;
  /** Invocations that one environment may run at a time. */
  environmentConcurrency?: number | undefined;
  publish?: boolean;
  alias?: string | undefined;
}

export interface Deployment {
  change: 'created' | 'updated' | 'unchanged';
  /** Of the published version if one was asked for, else of `$LATEST`. */
  configuration: FunctionConfiguration;
  codeBytes: number;
}

/** What a deployment would do, before it does it. */
export interface DeploymentPlan {
  /** Absent for a function that is not there yet. */
  present: FunctionConfiguration | undefined;
  codeChanges: boolean;
  bundle: Bundle;
  apply(): Promise<Deployment>;
}

export const deployFunction = async (api: LambdaApi, options: DeployOptions): Promise<Deployment> =>
  (await planDeployment(api, options)).apply();

/** Bundles the code and compares; changes nothing yet. */
export async function planDeployment(api: LambdaApi, options: DeployOptions): Promise<DeploymentPlan> {
  const bundle = await bundleHandler(options.file, options.handlerExport ?? 'handler');
  const code = zipCode(bundle.files);
  const present = await api.findFunction(options.functionName);
  return {
    present,
    codeChanges: present?.CodeSha256 !== code.sha256,
    bundle,
    apply: async () => {
      const change =
        present === undefined ? await create(api, options, code) : await update(api, options, code, present);
      const deployed = await ready(api, options.functionName);
      const configuration = options.publish ? await publish(api, options) : deployed;
      return { change, configuration, codeBytes: code.zip.byteLength };
    },
  };
}

async function create(api: LambdaApi, options: DeployOptions, code: CodePackage): Promise<'created'> {
  const { timeoutSeconds, executionTimeoutSeconds } = newFunction;
  const durable = options.durable !== false;
  const settings = settingsOf({
    ...options,
    timeoutSeconds: options.timeoutSeconds ?? timeoutSeconds,
    executionTimeoutSeconds: durable
      ? (options.executionTimeoutSeconds ?? executionTimeoutSeconds)
      : undefined,
  });
  await api.createFunction(options.functionName, ROLE, code.zip, settings);
  return 'created';
}

async function update(
  api: LambdaApi,
  options: DeployOptions,
  code: CodePackage,
  present: FunctionConfiguration,
): Promise<'updated' | 'unchanged'> {
  refuseChangeOfKind(options, present);
  const codeChanged = present.CodeSha256 !== code.sha256;
  const settings = settingsOf(options, present.DurableConfig);
  const settingsChanged = !holds(present, settings);
  if (codeChanged) {
    await api.updateCode(options.functionName, code.zip);
    await ready(api, options.functionName);
  }
  if (settingsChanged) await api.updateConfiguration(options.functionName, settings);
  return codeChanged || settingsChanged ? 'updated' : 'unchanged';
}

function refuseChangeOfKind(options: DeployOptions, present: FunctionConfiguration): void {
  const asksForDurable = options.executionTimeoutSeconds !== undefined || options.retentionDays !== undefined;
  const isDurable = present.DurableConfig !== undefined;
  if (isDurable ? options.durable !== false : !asksForDurable) return;
  const kinds = isDurable ? ['durable', 'plain'] : ['plain', 'durable'];
  throw new CommandFailure(
    `${options.functionName} was created as a ${kinds[0]} function and cannot become a ${kinds[1]} one.\n` +
      'Deploy it under another name, or delete it first.',
  );
}

/** The API replaces the durable configuration as a whole, so what is not given is taken from the present one. */
function settingsOf(
  options: DeployOptions,
  present?: FunctionConfiguration['DurableConfig'],
): FunctionSettings {
  const executionTimeout = options.executionTimeoutSeconds ?? present?.ExecutionTimeout;
  const retention = options.retentionDays ?? present?.RetentionPeriodInDays;
  return {
    Runtime: RUNTIME,
    Handler: `${MODULE_NAME}.${options.handlerExport ?? 'handler'}`,
    ...(options.timeoutSeconds !== undefined && { Timeout: options.timeoutSeconds }),
    ...(options.memoryMegabytes !== undefined && { MemorySize: options.memoryMegabytes }),
    ...(options.environment !== undefined && { Environment: { Variables: options.environment } }),
    ...(executionTimeout !== undefined && {
      DurableConfig: {
        ...present,
        ExecutionTimeout: executionTimeout,
        ...(retention !== undefined && { RetentionPeriodInDays: retention }),
      },
    }),
    ...(options.environmentConcurrency !== undefined && {
      CapacityProviderConfig: {
        LambdaManagedInstancesCapacityProviderConfig: {
          CapacityProviderArn: CAPACITY_PROVIDER,
          PerExecutionEnvironmentMaxConcurrency: options.environmentConcurrency,
        },
      },
    }),
  };
}

/** Whether the function has these settings already. */
const holds = (present: FunctionConfiguration, settings: FunctionSettings): boolean =>
  isDeepStrictEqual({ ...present, ...settings }, present);

async function publish(api: LambdaApi, options: DeployOptions): Promise<FunctionConfiguration> {
  const published = await api.publishVersion(options.functionName);
  if (options.alias !== undefined) await api.putAlias(options.functionName, options.alias, published.Version);
  return published;
}

/** The service may need a moment after a change, and refuses the next one until then. */
async function ready(api: LambdaApi, functionName: string): Promise<FunctionConfiguration> {
  for (;;) {
    const configuration = await api.findFunction(functionName);
    if (configuration === undefined) throw new CommandFailure(`${functionName} was deleted meanwhile.`);
    const { State: state, LastUpdateStatus: lastUpdate } = configuration;
    if (state !== 'Pending' && lastUpdate !== 'InProgress') return configuration;
    await sleep(READY_POLL_MS);
  }
}
