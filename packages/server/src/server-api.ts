// The API of a server over its parts: what is served, and to whom.

import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import manifest from '../package.json' with { type: 'json' };
import { CallbackList } from './executions/callback-list.ts';
import { ExecutionSearch } from './executions/execution-search.ts';
import { ExecutionStatistics } from './executions/execution-statistics.ts';
import { pathByHost } from './gateway/routes/http-front.ts';
import type { Api } from './http/api.ts';
import { buildApiServer } from './http/api-server.ts';
import { type ConnectionsAtClose, connectionsAtClose } from './http/connections-at-close.ts';
import { eventApis } from './http/events/event-apis.ts';
import { addHealthRoute } from './http/health.ts';
import { lambdaApi } from './http/lambda-api.ts';
import { LoopbackAuthorizer } from './http/loopback-authorizer.ts';
import { perdureApi } from './http/perdure/perdure-api.ts';
import type { ServerParts } from './server-parts.ts';

export interface ServerApi {
  api: FastifyInstance;
  connections: ConnectionsAtClose;
}

export function makeServerApi(parts: ServerParts, { host, log }: { host: string; log: Logger }): ServerApi {
  const { realm } = parts;
  const authorizer = new LoopbackAuthorizer({
    hostNames: [host],
    identity: { arn: `arn:${realm.partition}:iam::${realm.account}:root` },
  });
  const api = buildApiServer({
    apis: apisOf(parts),
    authorizer,
    rewritePath: pathByHost,
    onFault: (fault, context) => log.error({ err: fault, ...context }, 'a request failed'),
  });
  addHealthRoute(api);
  parts.gateway.serve(api, authorizer);
  return { api, connections: connectionsAtClose(api) };
}

/** Lambda's APIs, and those of Perdure itself. */
function apisOf(parts: ServerParts): Api[] {
  const { store, clock, realm, core, functions, plainInvoker, gateway, feed, streams, sessionId } = parts;
  const { executions, loop } = core;
  return [
    ...lambdaApi({ executions, directory: functions, functions, plainInvoker, home: realm }),
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
      facts: { version: manifest.version, realm, store: 'sqlite', startedAt: clock.now() },
    }),
  ];
}
