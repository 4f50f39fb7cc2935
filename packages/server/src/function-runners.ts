// The parts of a server that run functions: the pool of environments, the machines behind it, and the logs.

import { join } from 'node:path';
import type { Realm } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import type { Logger } from 'pino';
import type { Access } from './auth/open-access.ts';
import { RoleCredentials } from './auth/role-credentials.ts';
import type { Clock } from './clock.ts';
import { EnvironmentPool } from './environments/environment-pool.ts';
import { LocalMachine } from './environments/local-machine.ts';
import { FileLogSink, type LogBounds } from './logs/file-log-sink.ts';
import { LogSearch } from './logs/log-search.ts';
import { Workers } from './workers/workers.ts';

export interface FunctionRunnersOptions {
  store: Store;
  clock: Clock;
  access: Pick<Access, 'sessions'>;
  directory: string;
  realm: Realm;
  environmentsMax?: number;
  privateTmp?: boolean;
  environmentIdleMillis?: number;
  logBounds: LogBounds;
  log: Logger;
  /** The URL of the API as functions of this machine reach it. */
  functionEndpoint(): string;
}

export interface FunctionRunners {
  logs: FileLogSink;
  logSearch: LogSearch;
  /** The one that the server runs on. */
  machine: LocalMachine;
  workers: Workers;
  pool: EnvironmentPool;
}

export function makeFunctionRunners(options: FunctionRunnersOptions): FunctionRunners {
  const { store, clock, access, directory, realm, environmentsMax, environmentIdleMillis, log } = options;
  const readCode = (codeSha256: string): Promise<Uint8Array | undefined> => store.blob(codeSha256);
  const folder = join(directory, 'logs');
  const logs = new FileLogSink({ folder, ...options.logBounds });
  const machine = new LocalMachine({
    dataDirectory: directory,
    readCode,
    privateTmp: options.privateTmp ?? false,
    ...(environmentsMax === undefined ? {} : { environmentsMax }),
  });
  const pool = new EnvironmentPool({
    region: realm.region,
    apiEndpoint: options.functionEndpoint,
    credentials: new RoleCredentials(access.sessions),
    logs,
    ...(environmentIdleMillis === undefined ? {} : { idleMillis: environmentIdleMillis }),
  });
  const workers = new Workers({
    store,
    pool,
    now: () => clock.now(),
    onNews: (news) => log.info(news, 'a worker'),
  });
  return { logs, logSearch: new LogSearch({ folder, sink: logs }), machine, workers, pool };
}
