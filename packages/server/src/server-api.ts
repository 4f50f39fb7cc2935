// The API of a server over its parts: what is served, and to whom.

import type { Logger } from 'pino';
import manifest from '../package.json' with { type: 'json' };
import { CallbackList } from './executions/callback-list.ts';
import { ExecutionSearch } from './executions/execution-search.ts';
import { ExecutionStatistics } from './executions/execution-statistics.ts';
import { sandboxFunctionPages } from './gateway/routes/function-pages.ts';
import { pathByHost } from './gateway/routes/http-front.ts';
import type { Api } from './http/api.ts';
import type { ClientBounds } from './http/api-server.ts';
import { addConsoleRoutes } from './http/console/console-routes.ts';
import { eventApis } from './http/events/event-apis.ts';
import { addHealthRoutes } from './http/health.ts';
import { lambdaApi } from './http/lambda-api.ts';
import { Listeners } from './http/listeners.ts';
import { metricsApi } from './http/metrics.ts';
import { perdureApi } from './http/perdure/perdure-api.ts';
import { tableApis } from './http/tables/table-apis.ts';
import type { TlsFiles } from './http/tls.ts';
import type { ServerParts } from './server-parts.ts';

export interface ServerApiOptions extends ClientBounds {
  log: Logger;
  /** Default: plain HTTP. */
  tls?: TlsFiles;
  /** Where the built files of the console are. Default: it is not served. */
  console?: string;
  /** What a scraper of the metrics shows. Default: metrics are asked for as everything else is. */
  metricsToken?: string;
  /** The URL of the API, once it listens. */
  endpoint(): string;
}

export function makeListeners(parts: ServerParts, options: ServerApiOptions): Listeners {
  const { log, tls, console, connectionsMax, requestArrivalMillis } = options;
  const { control, gateway, workers } = parts;
  return new Listeners({
    apis: apisOf(parts, options),
    authorizer: control,
    onAnswered: (apiName, status, millis) => parts.metrics.onAnswered(apiName, status, millis),
    rewritePath: pathByHost,
    ...(tls === undefined ? {} : { tls }),
    ...(connectionsMax === undefined ? {} : { connectionsMax }),
    ...(requestArrivalMillis === undefined ? {} : { requestArrivalMillis }),
    prepare: (server) => {
      addHealthRoutes(server, {
        checkStore: () => parts.storeHealth.check(),
        isStopping: () => parts.isStopping,
      });
      if (console !== undefined) addConsoleRoutes(server, console);
      sandboxFunctionPages(server, () => control.isLoginRequired);
      gateway.serve(server, control);
      workers.door.serve(server);
    },
    onFault: (fault, context) => log.error({ err: fault, ...context }, 'a request failed'),
  });
}

/** Lambda's APIs, and those of Perdure itself. */
function apisOf(parts: ServerParts, { endpoint, metricsToken }: ServerApiOptions): Api[] {
  const { store, clock, realm, core, functions, plainInvoker, gateway, feed, streams, sessionId } = parts;
  const { executions, loop } = core;
  const { limits } = loop.settings;
  return [
    metricsApi({ metrics: parts.metrics, ...(metricsToken === undefined ? {} : { token: metricsToken }) }),
    ...lambdaApi({ executions, directory: functions, functions, plainInvoker, home: realm, limits }),
    ...tableApis(gateway.tables),
    ...eventApis({ events: gateway.events, realm, now: () => clock.now() }),
    ...perdureApi({
      search: new ExecutionSearch({ store, clock, realm }),
      callbacks: new CallbackList({ store, loop, clock, realm }),
      counting: { statistics: new ExecutionStatistics(store, parts.running), clock, realm },
      functions,
      watching: { store, feed, streams, realm, sessionId },
      logging: {
        logs: parts.logSearch,
        streams,
        realm,
        now: () => clock.now(),
        onFault: parts.onFault,
      },
      stacks: gateway.stacks,
      code: { functions, home: realm, readCode: (codeSha256) => store.blob(codeSha256) },
      auth: {
        ...parts.access,
        realm,
        now: () => clock.now(),
        endpoint,
        isLoginRequired: () => parts.control.isLoginRequired,
      },
      workers: parts.workers,
      facts: { version: manifest.version, realm, store: 'sqlite', limits, startedAt: clock.now() },
    }),
  ];
}
