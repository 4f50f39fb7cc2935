// The server side without sockets and processes: loop, scheduler, dispatcher and courier, put together. The server gives it
// a real store, clock and environments; the simulator gives it its own.

import type { EngineSettings, Letter, StartFailed } from '@perdure/engine';
import type { ErrorObject, ExecutionId, Realm } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import type { Clock } from './clock.ts';
import { Courier } from './dispatch/courier.ts';
import { Dispatcher } from './dispatch/dispatcher.ts';
import { OutboxSweep } from './dispatch/outbox-sweep.ts';
import type { Invoker } from './environments/invoker.ts';
import type { InvokePermission } from './executions/chained-targets.ts';
import { Executions } from './executions/executions.ts';
import { functionDeleted } from './executions/function-deleted.ts';
import { Settlements } from './executions/settlements.ts';
import type { FreshIds } from './fresh-ids.ts';
import type { FunctionDirectory } from './functions/function-directory.ts';
import type { CommittedTurn } from './loop/commit-turn.ts';
import { ExecutionLoop } from './loop/execution-loop.ts';
import { loopLimits } from './loop/limits.ts';
import { Scheduler } from './loop/scheduler.ts';
import type { CommittedChange } from './loop/submission.ts';
import { type DroppedEvent, StatusEvents } from './outbound/status-events.ts';
import type { StatusTarget } from './outbound/status-target.ts';

export interface CoreOptions {
  store: Store;
  clock: Clock;
  ids: FreshIds;
  settings: EngineSettings;
  realm: Realm;
  directory: FunctionDirectory;
  invoker: Invoker;
  /** Default: every function may invoke every other one. */
  invokePermission?: InvokePermission;
  /** Names this server among those that have used the store. */
  sessionId: string;
  inboxCommandsMax?: number;
  cacheBytesMax?: number;
  /** Who is told of changes of status, from the start on; more can be added before it. */
  statusTargets?: readonly StatusTarget[];
  /** Told of asynchronous starts whose executions have failed; resolves when that is kept elsewhere. Default: nobody is told. */
  onStartFailed?(failed: StartFailed): Promise<void>;
  /** Told of events that were given up. Default: told to nobody. */
  onEventDropped?(dropped: DroppedEvent): void;
  /** Told of each turn of the loop that commits. Default: nobody wants to know. */
  onTurn?(turn: CommittedTurn): void;
  /** Told of each commit, after it. Must cost next to nothing. */
  onCommitted?(change: CommittedChange): void;
  /** Told of what went wrong without a caller to tell. */
  onFault(fault: unknown): void;
}

/** What an invocation is recorded with when the server that ran it is gone. */
const lostInvocation: ErrorObject = {
  ErrorType: 'Sandbox.Lost',
  ErrorMessage:
    'The server that ran this invocation stopped before it ended. It is repeated from the last checkpoint.',
};

export class Core {
  readonly executions: Executions;
  readonly loop: ExecutionLoop;
  /** Who is told of changes of status. */
  readonly statusEvents: StatusEvents;
  readonly #options: CoreOptions;
  readonly #scheduler: Scheduler;
  readonly #dispatcher: Dispatcher;
  readonly #courier: Courier;
  readonly #outboxSweep: OutboxSweep;

  constructor(options: CoreOptions) {
    this.#options = options;
    const { store, clock, onFault } = options;
    const statusEvents = new StatusEvents({
      ...options,
      onDropped: (dropped) => options.onEventDropped?.(dropped),
    });
    for (const target of options.statusTargets ?? []) statusEvents.add(target);
    const loop = new ExecutionLoop({
      ...options,
      statusTargets: (notice) => statusEvents.targetsOf(notice),
    });
    const settlements = new Settlements();
    const scheduler: Scheduler = new Scheduler({
      store,
      clock,
      onFault,
      wake: (executionId) => void loop.wake(executionId).catch(onFault),
      isSeenTo: (executionId) => dispatcher.isWaiting(executionId),
    });
    const dispatcher: Dispatcher = new Dispatcher({
      ...options,
      loop,
      onLog: (executionId, log) => settlements.hear(executionId, log),
    });
    const courier = new Courier({ ...options, loop });
    const deliver = (letters: readonly Letter[]): void => {
      courier.deliver(letters);
      statusEvents.deliver(letters);
    };
    loop.listen({
      onCommitted: (change) => options.onCommitted?.(change),
      onChange: (state) => courier.observe(state),
      onInvocationDue: (state) => dispatcher.want(state),
      onWake: (executionId, wakeAt, isInvocationDue) =>
        scheduler.set(executionId, wakeAt, { isKept: isInvocationDue }),
      onClosed: (state) => settlements.settle(state),
      onLetters: deliver,
    });
    this.loop = loop;
    this.statusEvents = statusEvents;
    this.executions = new Executions({ ...options, loop, settlements });
    this.#scheduler = scheduler;
    this.#dispatcher = dispatcher;
    this.#courier = courier;
    this.#outboxSweep = new OutboxSweep({ ...options, deliver });
  }

  /** Takes up everything that is due, and what a server before this one left unfinished. */
  async start(): Promise<void> {
    await this.#reclaimInvocations();
    await this.#courier.recover();
    this.statusEvents.start();
    this.#outboxSweep.start();
    this.#scheduler.start();
  }

  /** Begins no more invocations; what becomes due waits in the store for the next server. */
  stopDispatching(): void {
    this.#scheduler.close();
    this.#outboxSweep.close();
    this.#dispatcher.stop();
    this.#courier.stop();
  }

  /** Lets what is in flight end, and records it. Environments must be told to end before. */
  async close(): Promise<void> {
    this.stopDispatching();
    await this.#dispatcher.close();
    await this.#courier.close();
    await this.statusEvents.close();
    await this.loop.close();
  }

  /**
   * Stops the executions of functions that are gone: a server may have died between a deletion and the end of what ran.
   * Before the start.
   */
  async endOrphans(): Promise<void> {
    const { store, directory } = this.#options;
    for (const { functionName, functionVersion } of await store.openCounts()) {
      const deployed = await directory.version(functionName, functionVersion);
      if (deployed === undefined) await this.endExecutionsOf(functionName, functionVersion);
    }
  }

  /** Stops the running executions of a function that has been deleted, or of one version of it. */
  async endExecutionsOf(functionName: string, functionVersion: string | undefined): Promise<void> {
    const open = await this.#options.store.list({
      functionName,
      ...(functionVersion === undefined ? {} : { functionVersion }),
      statuses: ['RUNNING', 'PAUSING', 'PAUSED'],
      order: 'oldest-first',
      limit: loopLimits.endedTogetherMax,
    });
    const error = functionDeleted(functionName);
    await Promise.all(
      open.map(({ executionId }) =>
        this.loop.submit<'end', void>(executionId, { kind: 'end', as: 'STOPPED', error }, () => undefined, {
          internal: true,
        }),
      ),
    );
    if (open.length === loopLimits.endedTogetherMax)
      await this.endExecutionsOf(functionName, functionVersion);
  }

  /** Invocations of another session have lost their server: whatever they still write is refused. */
  async #reclaimInvocations(): Promise<void> {
    const { store, sessionId, onFault } = this.#options;
    const running = await store.running(loopLimits.runningReclaimedMax);
    const lost = running.filter((head) => head.runningOn !== sessionId);
    await Promise.all(lost.map(({ executionId }) => this.#reclaim(executionId).catch(onFault)));
  }

  async #reclaim(executionId: ExecutionId): Promise<void> {
    const requestId = await this.loop.read(executionId, (state) => state.invocation?.requestId);
    if (!requestId.ok || requestId.value === undefined) return;
    await this.loop.submit<'complete-invocation', void>(
      executionId,
      {
        kind: 'complete-invocation',
        requestId: requestId.value,
        jitter: 0,
        outcome: { kind: 'lost', error: lostInvocation },
      },
      () => undefined,
      { internal: true },
    );
  }
}
