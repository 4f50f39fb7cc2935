// A server: the core on an embedded store, real environments, and the API on a port. The one place where the parts are
// chosen; everything else gets them handed in.

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { defaultEngineSettings } from '@perdure/engine';
import type { Realm } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import { openSqliteStore } from '@perdure/store-sqlite';
import { type Logger, pino } from 'pino';
import manifest from '../package.json' with { type: 'json' };
import { type Clock, SystemClock } from './clock.ts';
import { Core } from './core.ts';
import { PlainFunctions } from './dispatch/plain-functions.ts';
import { EnvironmentPool } from './environments/environment-pool.ts';
import { FileLogSink } from './environments/file-log-sink.ts';
import type { LogSink } from './environments/log-sink.ts';
import { ExecutionSearch } from './executions/execution-search.ts';
import type { ExecutionService } from './executions/execution-service.ts';
import { SystemIds } from './fresh-ids.ts';
import { FunctionRegistry } from './functions/function-registry.ts';
import type { Api } from './http/api.ts';
import { buildApiServer } from './http/api-server.ts';
import { addHealthRoute } from './http/health.ts';
import { lambdaApi } from './http/lambda-api.ts';
import { LoopbackAuthorizer } from './http/loopback-authorizer.ts';
import { perdureApi } from './http/perdure/perdure-api.ts';

export interface ServerOptions {
  /** Everything that the server keeps is in it. Made if it is not there; one server holds it at a time. */
  directory: string;
  /** Default: 127.0.0.1. */
  host?: string;
  /** Default: 7070; 0 takes a free one. */
  port?: number;
  /** What ARNs of this server begin with. Default: partition aws, region us-east-1, account 000000000000. */
  realm?: Realm;
  /** Environments of all functions together. Default: four for each processor, at least eight. */
  environmentsMax?: number;
  /** Where the server's own log goes. Default: JSON lines on standard error, from level `warn`. */
  log?: Logger;
}

export interface RunningServer {
  /** The URL of the API. */
  endpoint: string;
  /** Lets what is in flight end, and closes the store. */
  close(): Promise<void>;
}

const defaultRealm: Realm = { partition: 'aws', region: 'us-east-1', account: '000000000000' };
const defaultPort = 7070;
/** How long invocations in flight may take to end when the server is told to. */
const closeGraceMillis = 10_000;
const STANDARD_ERROR = 2;

/**
 * Starts a server. Rejects with a StoreFault when the directory cannot be used (held by another server, read-only, full,
 * corrupt), and with the system's error (EADDRINUSE …) when it cannot listen.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { directory, host = '127.0.0.1', port = defaultPort, realm = defaultRealm } = options;
  const log = options.log ?? pino({ level: 'warn' }, pino.destination(STANDARD_ERROR));
  const onFault = (fault: unknown): void => log.error({ err: fault }, 'a fault without a caller');
  const store = await openSqliteStore({ directory });
  const clock = new SystemClock();
  const ids = new SystemIds();
  let endpoint = '';

  const logs = new FileLogSink({ folder: join(directory, 'logs') });
  const pool = makePool(options, realm.region, { store, logs, apiEndpoint: () => endpoint });
  const functions: FunctionRegistry = new FunctionRegistry({
    store,
    realm,
    now: () => clock.now(),
    onDeleted: (functionName, version) => void core.endExecutionsOf(functionName, version).catch(onFault),
    later: (millis, action) => clock.at(clock.now() + millis, action),
    onFault,
    onConcurrencyChanged: (functionName, limit) => pool.limitConcurrency(functionName, limit),
  });
  const shared = { store, clock, ids, realm, directory: functions, invoker: pool, onFault };
  const core = new Core({ ...shared, settings: defaultEngineSettings, sessionId: randomUUID() });
  const plainInvoker = new PlainFunctions(shared);
  const api = buildApiServer({
    apis: apisOf({ ...shared, executions: core.executions, functions, plainInvoker }),
    authorizer: new LoopbackAuthorizer({
      hostNames: [host],
      identity: { arn: `arn:${realm.partition}:iam::${realm.account}:root` },
    }),
    onFault: (fault, context) => log.error({ err: fault, ...context }, 'a request failed'),
  });
  addHealthRoute(api);

  const close = async (): Promise<void> => {
    core.stopDispatching();
    plainInvoker.close();
    // Functions in flight still checkpoint: the API serves until they have ended.
    await pool.close(closeGraceMillis);
    await api.close();
    await Promise.all([core.close(), functions.code.close()]);
    await Promise.all([store.close(), logs.close()]);
  };
  try {
    await pool.open();
    endpoint = await api.listen({ host, port });
    await core.start();
    functions.code.collect().catch(onFault);
    await plainInvoker.recover();
  } catch (error) {
    await close();
    throw error;
  }
  return { endpoint, close };
}

interface ApiParts {
  store: Store;
  clock: Clock;
  realm: Realm;
  executions: ExecutionService;
  functions: FunctionRegistry;
  plainInvoker: PlainFunctions;
}

/** Lambda's APIs, and those of Perdure itself. */
function apisOf({ store, clock, realm, executions, functions, plainInvoker }: ApiParts): Api[] {
  return [
    ...lambdaApi({ executions, directory: functions, functions, plainInvoker, home: realm }),
    ...perdureApi({
      search: new ExecutionSearch({ store, clock, realm }),
      functions,
      facts: { version: manifest.version, realm, store: 'sqlite', startedAt: clock.now() },
    }),
  ];
}

/** The environments of this machine. */
function makePool(
  { directory, environmentsMax }: ServerOptions,
  region: string,
  parts: { store: Store; logs: LogSink; apiEndpoint(): string },
): EnvironmentPool {
  return new EnvironmentPool({
    dataDirectory: directory,
    readCode: (codeSha256) => parts.store.blob(codeSha256),
    region,
    apiEndpoint: parts.apiEndpoint,
    credentials: ({ functionName }) => ({
      accessKeyId: `function-${functionName}`,
      secretAccessKey: randomUUID(),
    }),
    logs: parts.logs,
    ...(environmentsMax === undefined ? {} : { environmentsMax }),
  });
}
