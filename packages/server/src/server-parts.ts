// The parts of a server, put together on a store: core, environments and functions. server-api.ts puts the API over them;
// start-server.ts sets them going and ends them.

import { randomUUID } from 'node:crypto';
import type { EngineSettings } from '@perdure/engine';
import type { Millis, Realm } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import type { AccessControl } from './auth/access-control.ts';
import type { Access } from './auth/open-access.ts';
import { serverAccess } from './auth/server-access.ts';
import type { Clock } from './clock.ts';
import { Core } from './core.ts';
import { GroupedRecords } from './dispatch/grouped-records.ts';
import { PlainFunctions } from './dispatch/plain-functions.ts';
import { HeadProjection } from './executions/head-projection.ts';
import { SystemIds } from './fresh-ids.ts';
import {
  type FunctionRunners,
  type FunctionRunnersOptions,
  makeFunctionRunners,
} from './function-runners.ts';
import { FunctionRegistry } from './functions/function-registry.ts';
import { FunctionCalls } from './gateway/function-calls.ts';
import { Gateway, type GatewayOptions } from './gateway/gateway.ts';
import { measuredInvoker } from './metrics/measured-invoker.ts';
import type { EventTargetSettings } from './outbound/configured-target.ts';
import { type DestinationSettings, Destinations } from './outbound/destinations.ts';
import { coreListeners, makeObservers, type ServerObservers } from './server-observers.ts';
import { OutcomeTelling, statusTargets } from './server-outbound.ts';

export interface PartsOptions extends FunctionRunnersOptions {
  access: Access;
  /** The address that the server listens on. */
  host: string;
  settings: EngineSettings;
  eventTargets: readonly EventTargetSettings[];
  destinations: readonly DestinationSettings[];
  requestsPerSecondMax?: number;
  inboxCommandsMax?: number;
  /** The URL of the API, once it listens. */
  endpoint(): string;
}

export interface ServerParts extends FunctionRunners, ServerObservers {
  store: Store;
  clock: Clock;
  realm: Realm;
  /** Unlike that of any other life of a server on this store. */
  sessionId: string;
  functions: FunctionRegistry;
  core: Core;
  plainInvoker: PlainFunctions;
  outcomes: OutcomeTelling;
  gateway: Gateway;
  access: Access;
  control: AccessControl;
  headProjection: HeadProjection;
  /** Set once the server has been told to stop. */
  isStopping: boolean;
  onFault(fault: unknown): void;
}

export function makeServerParts(options: PartsOptions): ServerParts {
  const { store, clock, access, realm, log } = options;
  const onFault = (fault: unknown): void => log.error({ err: fault }, 'a fault without a caller');
  const now = (): Millis => clock.now();
  const sessionId = randomUUID();
  const runners = makeFunctionRunners(options);
  const { pool, machine } = runners;
  const destinations = new Destinations(options.destinations, realm);
  const functions: FunctionRegistry = new FunctionRegistry({
    store,
    realm,
    now,
    onDeleted: (functionName, version) => void core.endExecutionsOf(functionName, version).catch(onFault),
    later: (millis, action) => clock.at(clock.now() + millis, action),
    onFault,
    onCodeCollected: (kept) => void machine.sweepCode((hash) => kept.has(hash)).catch(onFault),
    onConcurrencyChanged: (functionName, limit) => pool.limitConcurrency(functionName, limit),
    isDestination: (arn) => destinations.isKnown(arn),
    ...(machine.environmentsMax > 0 ? { concurrentExecutionsMax: machine.environmentsMax } : {}),
  });
  const observers = makeObservers(options, pool, () => core);
  const invoker = measuredInvoker(pool, observers.metrics);
  const shared = { store, clock, ids: new SystemIds(), realm, directory: functions, invoker, onFault };
  const permitted = serverAccess({ ...options, now, functions });
  const records = new GroupedRecords(store);
  const outcomes = new OutcomeTelling({ ...shared, store: records, destinations, log, calls: () => calls });
  const core: Core = new Core({
    ...shared,
    onStartFailed: (failed) => outcomes.onStartFailed(failed),
    ...coreListeners(observers, log),
    settings: options.settings,
    ...(options.inboxCommandsMax === undefined ? {} : { inboxCommandsMax: options.inboxCommandsMax }),
    sessionId,
    invokePermission: permitted.invokePermission,
  });
  const plainInvoker = new PlainFunctions({ ...shared, store: records, outcomes });
  const { limits } = options.settings;
  const called = { ...shared, limits, records, executions: core.executions, plainInvoker };
  const calls = new FunctionCalls(called);
  const gateway = makeGateway(options, called);
  for (const target of statusTargets(options, gateway, calls)) core.statusEvents.add(target);
  return {
    store,
    clock,
    realm,
    sessionId,
    ...runners,
    functions,
    core,
    plainInvoker,
    outcomes,
    access,
    control: permitted.control(core.loop),
    gateway,
    headProjection: new HeadProjection({ store, loop: core.loop, onFault }),
    ...observers,
    isStopping: false,
    onFault,
  };
}

const makeGateway = (
  { log, endpoint, directory }: PartsOptions,
  parts: Omit<GatewayOptions, 'endpoint' | 'warn' | 'dataDirectory'>,
): Gateway =>
  new Gateway({
    ...parts,
    dataDirectory: directory,
    endpoint,
    warn: (details, message) => log.warn(details, message),
  });
