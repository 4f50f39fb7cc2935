// A server: the parts on an embedded store, set going in order and ended in order. The one place that chooses the store.

import type { Realm } from '@perdure/protocol';
import { openSqliteStore } from '@perdure/store-sqlite';
import { type Logger, pino } from 'pino';
import type { ConnectionsAtClose } from './http/connections-at-close.ts';
import type { LogBounds } from './logs/file-log-sink.ts';
import { makeServerApi } from './server-api.ts';
import { makeServerParts, type ServerParts } from './server-parts.ts';

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
  /** What is kept of the output of functions. */
  logBounds?: LogBounds;
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
  const {
    directory,
    host = '127.0.0.1',
    port = defaultPort,
    realm = defaultRealm,
    environmentsMax,
    logBounds = {},
  } = options;
  const log = options.log ?? pino({ level: 'warn' }, pino.destination(STANDARD_ERROR));
  const store = await openSqliteStore({ directory });
  let endpoint = '';
  const parts = makeServerParts({
    store,
    directory,
    realm,
    log,
    logBounds,
    endpoint: () => endpoint,
    ...(environmentsMax === undefined ? {} : { environmentsMax }),
  });
  const { api, connections } = makeServerApi(parts, { host, log });
  const close = (): Promise<void> => closeParts(parts, connections);
  try {
    await parts.machine.open();
    parts.pool.addMachine(parts.machine);
    await parts.running.load(store);
    await parts.gateway.open();
    endpoint = await api.listen({ host, port });
    await parts.core.start();
    parts.functions.code.collect().catch(parts.onFault);
    await parts.plainInvoker.recover();
    await parts.gateway.start();
    parts.headProjection.start();
  } catch (error) {
    await close();
    throw error;
  }
  return { endpoint, close };
}

async function closeParts(parts: ServerParts, connections: ConnectionsAtClose): Promise<void> {
  parts.core.stopDispatching();
  parts.plainInvoker.close();
  parts.gateway.close();
  const streamsEnded = parts.streams.close();
  // Functions in flight still checkpoint: the API serves until they have ended.
  await parts.pool.close(closeGraceMillis);
  await parts.machine.close();
  await streamsEnded;
  await connections.close(closeGraceMillis);
  await parts.headProjection.close();
  await Promise.all([parts.core.close(), parts.functions.code.close()]);
  await Promise.all([parts.store.close(), parts.logs.close()]);
}
