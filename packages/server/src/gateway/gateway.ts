// What stacks bring to a server, put together: HTTP APIs and function URLs, event buses, schedules, tables.

import { join } from 'node:path';
import type { Limits, Millis, Realm } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../clock.ts';
import type { GroupedRecords } from '../dispatch/grouped-records.ts';
import type { ExecutionService } from '../executions/execution-service.ts';
import type { FreshIds } from '../fresh-ids.ts';
import type { FunctionDirectory } from '../functions/function-directory.ts';
import type { Authorizer } from '../http/authorizer.ts';
import type { PlainInvoker } from '../http/plain-invoker.ts';
import { isOfAws, type StatusTarget } from '../outbound/status-target.ts';
import { Deliveries } from './deliveries.ts';
import { EventBuses } from './events/event-buses.ts';
import type { EventService } from './events/event-service.ts';
import { putEvents } from './events/put-events.ts';
import { checkRules } from './events/rule-check.ts';
import { testPattern } from './events/test-pattern.ts';
import { FunctionCalls } from './function-calls.ts';
import { checkApis } from './routes/api-check.ts';
import { addHttpFront } from './routes/http-front.ts';
import { Integrations } from './routes/integration.ts';
import { ServedApis } from './routes/served-apis.ts';
import { checkSchedules } from './schedules/schedule-check.ts';
import { ScheduleKeeper } from './schedules/schedule-keeper.ts';
import { DEFAULT_BUS } from './stacks/stack-addresses.ts';
import { type StackPart, StackRegistry } from './stacks/stack-registry.ts';
import type { StackService } from './stacks/stack-service.ts';
import { StackTables } from './tables/stack-tables.ts';
import type { TableService } from './tables/table-service.ts';
import { TableThread } from './tables/table-thread.ts';

const TABLES_FILE = 'tables.db';

export interface GatewayOptions {
  store: Store;
  /** The same, for writes that may share a transaction with others. */
  records: GroupedRecords;
  clock: Clock;
  ids: FreshIds;
  realm: Realm;
  /** Where tables are kept. */
  dataDirectory: string;
  directory: FunctionDirectory;
  executions: ExecutionService;
  plainInvoker: PlainInvoker;
  /** Default: AWS's. */
  limits?: Limits;
  /** The URL of the API, known once the server listens. */
  endpoint(): string;
  /** Told what the author of a stack would want to know: why a client got an error, what was given up. */
  warn(details: object, message: string): void;
  onFault(fault: unknown): void;
}

export class Gateway {
  readonly stacks: StackService;
  readonly events: EventService;
  readonly tables: TableService;
  readonly #options: GatewayOptions;
  readonly #registry: StackRegistry;
  readonly #calls: FunctionCalls;
  readonly #served: ServedApis;
  readonly #deliveries: Deliveries;
  readonly #buses: EventBuses;
  readonly #schedules: ScheduleKeeper;
  readonly #tables: TableThread;
  readonly #stackTables: StackTables;

  constructor(options: GatewayOptions) {
    this.#options = options;
    const { store, clock, ids, realm, endpoint, onFault } = options;
    const calls = new FunctionCalls(options);
    const deliveries = new Deliveries({
      ...options,
      store: options.records,
      calls,
      onDropped: (dropped) => options.warn(dropped, 'an event or a schedule was not delivered'),
    });
    this.#calls = calls;
    this.#served = new ServedApis(realm);
    this.#deliveries = deliveries;
    this.#buses = new EventBuses(realm, deliveries);
    this.#schedules = new ScheduleKeeper({ ...options, deliveries });
    this.#tables = new TableThread({ file: join(options.dataDirectory, TABLES_FILE), realm, onFault });
    this.#stackTables = new StackTables(this.#tables);
    this.tables = this.#tables;
    const now = (): Millis => clock.now();
    const freshId = (): string => ids.requestId();
    this.#registry = new StackRegistry({
      store,
      realm,
      now,
      freshId,
      endpoint,
      parts: this.#parts(),
      onFault,
    });
    this.stacks = this.#registry;
    const buses = this.#buses;
    this.events = {
      put: (entries) => putEvents(entries, { buses, realm, now, freshId }),
      test: testPattern,
      busNames: () => buses.busNames,
      rulesOf: (busName) => buses.rulesOf(busName),
    };
  }

  /** The default event bus as a target of status changes, in so far as a rule on it has a pattern. */
  get statusTarget(): StatusTarget {
    const buses = this.#buses;
    return {
      name: `event-bus/${DEFAULT_BUS}`,
      wants: (notice) =>
        isOfAws(notice) && buses.rulesOf(DEFAULT_BUS).some(({ matches }) => matches !== undefined),
      deliver: (event) => buses.publish([{ busName: DEFAULT_BUS, event }]),
    };
  }

  #parts(): StackPart[] {
    const calls = this.#calls;
    return [
      {
        check: (document) => checkApis(document, calls),
        adopt: (documents) => this.#served.adopt(documents),
      },
      {
        check: (document, others) => checkRules(document, others, calls),
        adopt: (documents) => this.#buses.adopt(documents),
      },
      {
        check: (document) => checkSchedules(document, calls),
        prepare: (document) => this.#schedules.prepare(document),
        adopt: (documents) => this.#schedules.adopt(documents),
        discard: (before, after) => this.#schedules.discard(before, after),
      },
      {
        prepare: (document) => this.#stackTables.prepare(document),
        discard: (before, after) => this.#stackTables.discard(before, after),
      },
    ];
  }

  /** Takes up all stacks. Before the server listens. */
  async open(): Promise<void> {
    await this.#registry.open();
  }

  /** Sends what is due, and what a server before this one has left. */
  async start(): Promise<void> {
    await this.#deliveries.recover();
    this.#schedules.start();
  }

  /** Sends nothing more; what becomes due waits in the store for the next server. */
  stop(): void {
    this.#schedules.close();
    this.#deliveries.close();
  }

  /** Lets requests to tables end. */
  async close(): Promise<void> {
    this.stop();
    await this.#tables.close();
  }

  /** Adds the routes under which APIs and function URLs are reached. */
  serve(server: FastifyInstance, authorizer: Authorizer): void {
    const { clock, warn, onFault } = this.#options;
    const integrations = new Integrations({
      calls: this.#calls,
      clock,
      onProblem: (problem) => warn(problem, 'a request to an API was not answered by its function'),
    });
    addHttpFront(server, { served: this.#served, integrations, authorizer, clock, onFault });
  }
}
