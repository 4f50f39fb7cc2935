// A server: the parts on an embedded store, set going in order and ended in order. The one place that chooses the store.

import { defaultEngineSettings, type EngineSettings } from '@perdure/engine';
import type { Realm, Result } from '@perdure/protocol';
import { openSqliteStore } from '@perdure/store-sqlite';
import { type Logger, pino } from 'pino';
import type { NewAccessKey } from './auth/identities/identities.ts';
import { initAdministrator } from './auth/init-administrator.ts';
import {
  type Access,
  type AccessOptions,
  isLoopbackHost,
  loginUrl,
  openAccess,
  UnsafeAddress,
} from './auth/open-access.ts';
import { SystemClock } from './clock.ts';
import type { ClientBounds } from './http/api-server.ts';
import type { Listeners } from './http/listeners.ts';
import type { TlsFiles } from './http/tls.ts';
import type { LogBounds } from './logs/file-log-sink.ts';
import type { EventTargetSettings } from './outbound/configured-target.ts';
import type { DestinationSettings } from './outbound/destinations.ts';
import { makeListeners } from './server-api.ts';
import { makeServerParts, type ServerParts } from './server-parts.ts';

export interface ServerOptions extends ClientBounds {
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
  /** How long an environment waits for work before it is ended. Default: 5 minutes. */
  environmentIdleMillis?: number;
  /** Default: plain HTTP. The files are read again when they are renewed. */
  tls?: TlsFiles;
  /** Requests that one identity may send in a second; functions are not counted. Default: as many as it likes. */
  requestsPerSecondMax?: number;
  /** Requests that may wait for a turn; more are answered with TooManyRequestsException. Default: 10,000. */
  inboxCommandsMax?: number;
  /** Each environment gets a `/tmp` of its own, which needs Linux and namespaces. Default: only its TMPDIR is its own. */
  privateTmp?: boolean;
  /** The folder with the built files of the console, to be served under /perdure/console. Default: no console. */
  console?: string;
  /** What is kept of the output of functions. */
  logBounds?: LogBounds;
  /** Who is told of changes of status of executions, beside the event buses. */
  eventTargets?: readonly EventTargetSettings[];
  /** Webhooks that functions name by an ARN, as dead-letter target or destination. */
  destinations?: readonly DestinationSettings[];
  /** What a scraper of `/metrics` shows as its bearer token. Default: metrics are asked for as everything else is. */
  metricsToken?: string;
  /** Limits and retries of executions. Default: AWS's. */
  settings?: EngineSettings;
  /** Of the server's own log: `fatal`, `error`, `warn`, `info` or `debug`. Default: `warn`. */
  logLevel?: string;
  /** Where the server's own log goes. Default: JSON lines on standard error, from `logLevel` on. */
  log?: Logger;
}

export interface RunningServer {
  /** The URL of the API. */
  endpoint: string;
  /** Whether callers must say who they are. */
  isLoginRequired(): boolean;
  /** A link that logs a browser in to the console once, within ten minutes, as whoever started the server. */
  loginLink(): string;
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
 * corrupt), with UnsafeAddress when others could reach it and nobody has credentials, and with the system's error
 * (EADDRINUSE …) when it cannot listen.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { directory, host = '127.0.0.1', port = defaultPort, realm = defaultRealm, logBounds = {} } = options;
  const log = options.log ?? pino({ level: options.logLevel ?? 'warn' }, pino.destination(STANDARD_ERROR));
  const store = await openSqliteStore({ directory });
  const clock = new SystemClock();
  const access = await openedAccess({ store, directory, realm, now: () => clock.now() }, host);
  const endpoint = (): string => listeners.endpoint;
  const parts = makeServerParts({
    ...options,
    store,
    clock,
    access,
    host,
    realm,
    log,
    logBounds,
    eventTargets: options.eventTargets ?? [],
    destinations: options.destinations ?? [],
    settings: options.settings ?? defaultEngineSettings,
    endpoint,
    functionEndpoint: () => listeners.functionEndpoint,
  });
  const listeners: Listeners = makeListeners(parts, { ...options, log, endpoint });
  const close = (): Promise<void> => closeParts(parts, listeners);
  try {
    await parts.machine.open();
    parts.pool.addMachine(parts.machine);
    await parts.running.load(store);
    await parts.gateway.open();
    await listeners.listen({ host, port, isApart: !isLoopbackHost(host) });
    await parts.core.endOrphans();
    await parts.core.start();
    parts.functions.code.collect().catch(parts.onFault);
    await parts.outcomes.recover();
    await parts.plainInvoker.recover();
    await parts.gateway.start();
    parts.headProjection.start();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    endpoint: endpoint(),
    isLoginRequired: () => parts.control.isLoginRequired,
    loginLink: () => loginUrl(endpoint(), access.logins.makeLink({ kind: 'root' }).token),
    close,
  };
}

/** Rejects with UnsafeAddress when others could reach a server on which nobody has credentials. */
async function openedAccess(options: AccessOptions, host: string): Promise<Access> {
  try {
    const access = await openAccess(options);
    if (isLoopbackHost(host) || access.identities.isConfigured) return access;
    throw new UnsafeAddress(host, options.directory);
  } catch (error) {
    await options.store.close();
    throw error;
  }
}

/**
 * Makes the first administrator of a server that does not run, and answers the access key. With `isRecovery` also when
 * there are keys, for whoever has lost them. Rejects with a StoreFault, as `startServer` does.
 */
export async function makeAdministrator(options: {
  directory: string;
  userName: string;
  realm?: Realm;
  isRecovery?: boolean;
}): Promise<Result<NewAccessKey>> {
  const { directory, userName, realm = defaultRealm, isRecovery = false } = options;
  const store = await openSqliteStore({ directory });
  try {
    return await initAdministrator({ store, directory, realm, userName, isRecovery });
  } finally {
    await store.close();
  }
}

async function closeParts(parts: ServerParts, listeners: Listeners): Promise<void> {
  parts.isStopping = true;
  parts.core.stopDispatching();
  parts.plainInvoker.close();
  parts.gateway.stop();
  parts.outcomes.close();
  const streamsEnded = parts.streams.close();
  // Functions in flight still checkpoint: the API serves until they have ended.
  await parts.pool.close(closeGraceMillis);
  parts.workers.door.close();
  await parts.machine.close();
  await streamsEnded;
  await listeners.close(closeGraceMillis);
  await parts.headProjection.close();
  await Promise.all([parts.core.close(), parts.functions.code.close(), parts.gateway.close()]);
  await Promise.all([parts.store.close(), parts.logs.close(), parts.access.audit.close()]);
}
