// A worker as the pool of its server sees it: a machine whose processes are at the other end of a connection.
//
// R1  Every environment that was lodged is told of its end exactly once: by its process, or by the loss of the worker.
// R2  What a worker says of environments that it does not have is passed over: it may cross with an end that was sent.

import type { InvocationTask } from '../environments/invoker.ts';
import type { LaunchOrder, Lodging, Machine, Place, Tenant } from '../environments/machine.ts';
import { type RuntimeFamily, runtimeFamily } from '../functions/runtimes.ts';
import type { ServerFrame, WorkerFrame } from './frames.ts';

/** What a worker has said of itself. */
export interface WorkerFacts {
  readonly name: string;
  readonly environmentsMax: number;
  readonly runtimes: readonly RuntimeFamily[];
}

export class RemoteMachine implements Machine {
  readonly name: string;
  readonly environmentsMax: number;
  readonly #runtimes: ReadonlySet<RuntimeFamily>;
  readonly #send: (frame: ServerFrame) => void;
  readonly #tenants = new Map<string, Tenant>();
  #lossReason: string | undefined;

  constructor({ name, environmentsMax, runtimes }: WorkerFacts, send: (frame: ServerFrame) => void) {
    this.name = name;
    this.environmentsMax = environmentsMax;
    this.#runtimes = new Set(runtimes);
    this.#send = send;
  }

  get environments(): number {
    return this.#tenants.size;
  }

  canRun(runtime: string): boolean {
    const family = runtimeFamily(runtime);
    return family !== undefined && this.#runtimes.has(family);
  }

  lodge(order: LaunchOrder, tenant: Tenant): Lodging {
    const { environmentId } = order;
    const reason = this.#lossReason;
    if (reason === undefined) {
      this.#tenants.set(environmentId, tenant);
      this.#send({ kind: 'launch', order });
    } else {
      // The pool may have chosen this machine in the very turn in which it was lost.
      setImmediate(() => tenant.lost(reason));
    }
    return { end: (graceMillis) => this.#send({ kind: 'end', environmentId, graceMillis }) };
  }

  /** What the worker said of one of its environments. */
  hear(frame: Extract<WorkerFrame, { environmentId: string }>): void {
    const tenant = this.#tenants.get(frame.environmentId);
    if (tenant === undefined) return;
    switch (frame.kind) {
      case 'started':
        tenant.started();
        return;
      case 'place':
        tenant.awaitInvocation(this.#place(frame.environmentId));
        return;
      case 'not-taken':
        tenant.notTaken(frame.requestId);
        return;
      case 'returned':
        tenant.succeed(frame.requestId, frame.body);
        return;
      case 'failed':
        tenant.fail(frame.requestId, frame.error);
        return;
      case 'init-failed':
        tenant.failInit(frame.error);
        return;
      case 'printed':
        tenant.printed(frame.stream, frame.line);
        return;
      case 'start-failed':
        this.#tenants.delete(frame.environmentId);
        tenant.startFailed(frame.error);
        return;
      case 'exited':
        this.#tenants.delete(frame.environmentId);
        tenant.exited(frame.exit);
        return;
      default:
        frame satisfies never;
    }
  }

  /** The worker is out of reach, and so is everything that it ran. */
  lose(reason: string): void {
    this.#lossReason = `The worker ${this.name} that ran this invocation is out of reach: ${reason}.`;
    const tenants = [...this.#tenants.values()];
    this.#tenants.clear();
    for (const tenant of tenants) tenant.lost(this.#lossReason);
  }

  #place(environmentId: string): Place {
    return {
      isOpen: true,
      give: (task: InvocationTask) => this.#send({ kind: 'give', environmentId, task }),
      close: () => {},
    };
  }
}
