// A configuration as what starts a server.

import { limits } from '@perdure/protocol';
import type { DestinationSettings, EventTargetSettings, ServerOptions } from '@perdure/server';
import { CommandFailure, exitCodes } from '../failure.ts';
import type { Configuration } from './layers.ts';
import { settings } from './settings.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const MILLIS_PER_SECOND = 1000;

/** More than AWS allows, and what this server can bear. */
const relaxedLimits = {
  operationsMax: 100_000,
  storageBytesMax: GIB,
  operationPayloadBytesMax: 6 * MIB,
  asyncPayloadBytesMax: 6 * MIB,
  callbackPayloadBytesMax: 6 * MIB,
  errorBytesMax: 6 * MIB,
  syncExecutionSecondsMax: limits.executionTimeoutSecondsMax,
} as const;

export const defaults = { host: '127.0.0.1', port: 7070, data: '.perdure', 'log.level': 'warn' } as const;

type Settings = NonNullable<ServerOptions['settings']>;

export interface ConfiguredServer {
  place: { host: string; port: number; directory: string };
  options: Omit<ServerOptions, 'directory' | 'host' | 'port' | 'log'>;
  logLevel: string;
}

/** `engineDefaults` are those of the server; they are handed in because loading it takes long. */
export function serverOptions(
  configuration: Configuration,
  directory: string,
  engineDefaults: Settings,
): ConfiguredServer {
  const get = <Value>(path: string): Value | undefined => configuration.get(path) as Value | undefined;
  const [certFile, keyFile] = [get<string>('tls.certFile'), get<string>('tls.keyFile')];
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new CommandFailure('TLS needs both tls.certFile and tls.keyFile.', exitCodes.usage);
  }
  return {
    place: {
      host: get('host') ?? defaults.host,
      port: get('port') ?? defaults.port,
      directory: get('data') ?? directory,
    },
    logLevel: get('log.level') ?? defaults['log.level'],
    options: {
      realm: {
        partition: get('realm.partition') ?? 'aws',
        region: get('realm.region') ?? 'us-east-1',
        account: get('realm.account') ?? '000000000000',
      },
      ...(certFile === undefined || keyFile === undefined ? {} : { tls: { certFile, keyFile } }),
      ...optional('requestsPerSecondMax', get<number>('requestsPerSecond')),
      ...optional('connectionsMax', get<number>('connections')),
      ...optional('requestArrivalMillis', millisOf(get<number>('requestSeconds'))),
      ...optional('inboxCommandsMax', get<number>('waitingRequests')),
      ...optional('environmentsMax', get<number>('environments')),
      ...optional('environmentIdleMillis', millisOf(get<number>('environmentIdleSeconds'))),
      ...optional('privateTmp', get<boolean>('privateTmp')),
      ...optional('metricsToken', get<string>('metrics.token')),
      logBounds: {
        ...optional('functionBytesMax', get<number>('logs.functionBytes')),
        ...optional('totalBytesMax', get<number>('logs.totalBytes')),
      },
      eventTargets: get<EventTargetSettings[]>('events.targets') ?? [],
      destinations: get<DestinationSettings[]>('events.destinations') ?? [],
      settings: engineSettings(configuration, engineDefaults),
    },
  };
}

function engineSettings(configuration: Configuration, defaults: Settings): Settings {
  const number = (path: string): number | undefined => configuration.get(path) as number | undefined;
  const profile = configuration.get('limits.profile') === 'relaxed' ? relaxedLimits : {};
  const given = settings
    .map(({ path }) => path)
    .filter((path) => path.startsWith('limits.') && path !== 'limits.profile' && configuration.has(path))
    .map((path) => [path.slice('limits.'.length), number(path)]);
  const seconds = (path: string, fallback: number): number => {
    const value = number(path);
    return value === undefined ? fallback : value * MILLIS_PER_SECOND;
  };
  return {
    ...defaults,
    limits: { ...defaults.limits, ...profile, ...Object.fromEntries(given) },
    invocationFailuresMax: number('invocations.failuresMax') ?? defaults.invocationFailuresMax,
    retryDelayMillisMin: seconds('invocations.retrySecondsMin', defaults.retryDelayMillisMin),
    retryDelayMillisMax: seconds('invocations.retrySecondsMax', defaults.retryDelayMillisMax),
  };
}

const millisOf = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * MILLIS_PER_SECOND;

const optional = <Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { [Key in Name]?: Value } => (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: Value };
