// The parts of a server, put together on a store: core, environments, functions, and the API over them. start-server.ts sets
// them going and ends them.

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { defaultEngineSettings } from '@perdure/engine';
import type { Realm } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import manifest from '../package.json' with { type: 'json' };
import { type Clock, SystemClock } from './clock.ts';
import { Core } from './core.ts';
import { PlainFunctions } from './dispatch/plain-functions.ts';
import { EnvironmentPool } from './environments/environment-pool.ts';
import { CallbackList } from './executions/callback-list.ts';
import { ExecutionSearch } from './executions/execution-search.ts';
import { HeadProjection } from './executions/head-projection.ts';
import { SystemIds } from './fresh-ids.ts';
import { FunctionRegistry } from './functions/function-registry.ts';
import { Gateway, type GatewayOptions } from './gateway/gateway.ts';
import { pathByHost } from './gateway/routes/http-front.ts';
import type { Api } from './http/api.ts';
import { buildApiServer } from './http/api-server.ts';
import { type ConnectionsAtClose, connectionsAtClose } from './http/connections-at-close.ts';
import { addHealthRoute } from './http/health.ts';
import { lambdaApi } from './http/lambda-api.ts';
import { LoopbackAuthorizer } from './http/loopback-authorizer.ts';
import type { LogPorts } from './http/perdure/logs.ts';
import { perdureApi } from './http/perdure/perdure-api.ts';
import type { WatchPorts } from './http/perdure/watch-events.ts';
import { OpenStreams } from './http/streaming/open-streams.ts';
import { FileLogSink, type LogBounds } from './logs/file-log-sink.ts';
import { LogSearch } from './logs/log-search.ts';
import type { LogSink } from './logs/log-sink.ts';
import { ExecutionFeed } from './watching/execution-feed.ts';

export interface PartsOptions {
  store: Store;
  directory: string;
  host: string;
  realm: Realm;
  environmentsMax?: number;
  logBounds: LogBounds;
  log: Logger;
  /** The URL of the API, once it listens. */
  endpoint(): string;
}

export interface ServerParts {
  store: Store;
  logs: FileLogSink;
  pool: EnvironmentPool;
  functions: FunctionRegistry;
  core: Core;
  plainInvoker: PlainFunctions;
  gateway: Gateway;
  headProjection: HeadProjection;
  streams: OpenStreams;
  api: FastifyInstance;
  connections: ConnectionsAtClose;
  onFault(fault: unknown): void;
}

export function makeServerParts(options: PartsOptions): ServerParts {
  const { store, directory, host, realm, log } = options;
  const onFault = (fault: unknown): void => log.error({ err: fault }, 'a fault without a caller');
  const clock = new SystemClock();
  const sessionId = randomUUID();
  const logFolder = join(directory, 'logs');
  const logs = new FileLogSink({ folder: logFolder, ...options.logBounds });
  const pool = makePool(options, logs);
  const functions: FunctionRegistry = new FunctionRegistry({
    store,
    realm,
    now: () => clock.now(),
    onDeleted: (functionName, version) => void core.endExecutionsOf(functionName, version).catch(onFault),
    later: (millis, action) => clock.at(clock.now() + millis, action),
    onFault,
    onConcurrencyChanged: (functionName, limit) => pool.limitConcurrency(functionName, limit),
  });
  const shared = { store, clock, ids: new SystemIds(), realm, directory: functions, invoker: pool, onFault };
  const feed = new ExecutionFeed();
  const core = new Core({
    ...shared,
    settings: defaultEngineSettings,
    sessionId,
    onCommitted: (change) => feed.onCommitted(change),
  });
  const plainInvoker = new PlainFunctions(shared);
  const gateway = makeGateway(options, { ...shared, executions: core.executions, plainInvoker });
  const streams = new OpenStreams(clock);
  const authorizer = new LoopbackAuthorizer({
    hostNames: [host],
    identity: { arn: `arn:${realm.partition}:iam::${realm.account}:root` },
  });
  const api = buildApiServer({
    apis: apisOf({
      ...shared,
      core,
      functions,
      plainInvoker,
      gateway,
      watching: { store, feed, streams, realm, sessionId },
      logging: {
        logs: new LogSearch({ folder: logFolder, sink: logs }),
        streams,
        realm,
        now: () => clock.now(),
        onFault,
      },
    }),
    authorizer,
    rewritePath: pathByHost,
    onFault: (fault, context) => log.error({ err: fault, ...context }, 'a request failed'),
  });
  addHealthRoute(api);
  gateway.serve(api, authorizer);
  const connections = connectionsAtClose(api);
  const headProjection = new HeadProjection({ store, loop: core.loop, onFault });
  return {
    store,
    logs,
    pool,
    functions,
    core,
    plainInvoker,
    gateway,
    headProjection,
    streams,
    api,
    connections,
    onFault,
  };
}

const makeGateway = (
  { log, endpoint }: PartsOptions,
  parts: Omit<GatewayOptions, 'endpoint' | 'onProblem'>,
): Gateway =>
  new Gateway({
    ...parts,
    endpoint,
    onProblem: (problem) => log.warn(problem, 'a request to an API was not answered by its function'),
  });

interface ApiParts {
  store: Store;
  clock: Clock;
  realm: Realm;
  core: Core;
  functions: FunctionRegistry;
  plainInvoker: PlainFunctions;
  gateway: Gateway;
  watching: WatchPorts;
  logging: LogPorts;
}

/** Lambda's APIs, and those of Perdure itself. */
function apisOf(parts: ApiParts): Api[] {
  const { store, clock, realm, core, functions, plainInvoker, gateway, watching, logging } = parts;
  const { executions, loop } = core;
  return [
    ...lambdaApi({ executions, directory: functions, functions, plainInvoker, home: realm }),
    ...perdureApi({
      search: new ExecutionSearch({ store, clock, realm }),
      callbacks: new CallbackList({ store, loop, clock, realm }),
      functions,
      watching,
      logging,
      stacks: gateway.stacks,
      facts: { version: manifest.version, realm, store: 'sqlite', startedAt: clock.now() },
    }),
  ];
}

/** The environments of this machine. */
function makePool(
  { directory, environmentsMax, store, realm, endpoint }: PartsOptions,
  logs: LogSink,
): EnvironmentPool {
  return new EnvironmentPool({
    dataDirectory: directory,
    readCode: (codeSha256) => store.blob(codeSha256),
    region: realm.region,
    apiEndpoint: endpoint,
    credentials: ({ functionName }) => ({
      accessKeyId: `function-${functionName}`,
      secretAccessKey: randomUUID(),
    }),
    logs,
    ...(environmentsMax === undefined ? {} : { environmentsMax }),
  });
}
