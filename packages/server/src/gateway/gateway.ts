// What stacks bring to a server, put together: HTTP APIs and function URLs, event buses, schedules, tables.

import {
  accepted,
  type Millis,
  type Realm,
  type Result,
  refused,
  type StackDocument,
} from '@perdure/protocol';
import type { Store } from '@perdure/store';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../clock.ts';
import type { ExecutionService } from '../executions/execution-service.ts';
import type { FreshIds } from '../fresh-ids.ts';
import type { FunctionDirectory } from '../functions/function-directory.ts';
import type { Authorizer } from '../http/authorizer.ts';
import type { PlainInvoker } from '../http/plain-invoker.ts';
import { FunctionCalls } from './function-calls.ts';
import { checkApis } from './routes/api-check.ts';
import { addHttpFront } from './routes/http-front.ts';
import { Integrations } from './routes/integration.ts';
import { ServedApis } from './routes/served-apis.ts';
import { StackRegistry } from './stacks/stack-registry.ts';
import type { StackService } from './stacks/stack-service.ts';

export interface GatewayOptions {
  store: Store;
  clock: Clock;
  ids: FreshIds;
  realm: Realm;
  directory: FunctionDirectory;
  executions: ExecutionService;
  plainInvoker: PlainInvoker;
  /** The URL of the API, known once the server listens. */
  endpoint(): string;
  /** Told why a client of an API got an error that its author would want explained. */
  onProblem(problem: { source: string; route: string; reason: string; requestId: string }): void;
  onFault(fault: unknown): void;
}

export class Gateway {
  readonly stacks: StackService;
  readonly #options: GatewayOptions;
  readonly #registry: StackRegistry;
  readonly #served: ServedApis;
  readonly #integrations: Integrations;

  constructor(options: GatewayOptions) {
    this.#options = options;
    const { store, clock, ids, realm } = options;
    const calls = new FunctionCalls(options);
    const served = new ServedApis(realm);
    this.#served = served;
    this.#integrations = new Integrations({ calls, clock, onProblem: options.onProblem });
    this.#registry = new StackRegistry({
      store,
      realm,
      now: (): Millis => clock.now(),
      freshId: () => ids.requestId(),
      endpoint: options.endpoint,
      parts: [
        { check: (document) => checkApis(document, calls), adopt: (documents) => served.adopt(documents) },
        { check: refuseUnserved },
      ],
      onFault: options.onFault,
    });
    this.stacks = this.#registry;
  }

  /** Takes up all stacks. Before the server listens. */
  async open(): Promise<void> {
    await this.#registry.open();
  }

  /** Adds the routes under which APIs and function URLs are reached. */
  serve(server: FastifyInstance, authorizer: Authorizer): void {
    const { clock, onFault } = this.#options;
    addHttpFront(server, {
      served: this.#served,
      integrations: this.#integrations,
      authorizer,
      clock,
      onFault,
    });
  }
}

/** A put that is accepted is carried out: what this server does not do, it does not take. */
function refuseUnserved({
  EventBuses = [],
  Rules = [],
  Schedules = [],
  Tables = [],
}: StackDocument): Result<void> {
  if (EventBuses.length + Rules.length + Schedules.length + Tables.length === 0) return accepted(undefined);
  const message = 'This server does not serve EventBuses, Rules, Schedules and Tables; leave them out';
  return refused('InvalidParameterValueException', message);
}
