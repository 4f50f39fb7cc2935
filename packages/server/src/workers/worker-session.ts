// One connection of a worker to its server, from hello to the end: starts what the server wants started, and tells what
// becomes of it. When the connection is lost the server has given up all that ran over it, so it is ended here too.

import type { Duplex } from 'node:stream';
import type { Millis } from '@perdure/protocol';
import type { Lodging, Machine } from '../environments/machine.ts';
import { FrameConnection } from './frame-connection.ts';
import type { ServerFrame, WorkerFrame } from './frames.ts';
import { RelayedTenant } from './relayed-tenant.ts';
import type { WorkerFacts } from './remote-machine.ts';

export interface SessionOptions {
  machine: Machine;
  facts: WorkerFacts;
  /** The URL of the server's API as functions reach it from here. */
  apiEndpoint: string;
  onWelcome(workerId: string): void;
}

interface Lodger {
  tenant: RelayedTenant;
  lodging: Lodging | undefined;
}

export class WorkerSession {
  /** Resolves with the reason when the connection has ended. */
  readonly ended: Promise<string>;
  readonly #options: SessionOptions;
  readonly #connection: FrameConnection<WorkerFrame, ServerFrame>;
  readonly #lodgers = new Map<string, Lodger>();
  /** How far the clock of this machine is ahead of the server's. */
  #clockLead: Millis = 0;
  #whenEmpty: (() => void) | undefined;

  constructor(socket: Duplex, head: Buffer, options: SessionOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.ended = promise;
    this.#connection = new FrameConnection(socket, head, {
      received: (frame) => this.#received(frame),
      closed: (reason) => {
        for (const { lodging } of this.#lodgers.values()) lodging?.end(0);
        resolve(reason);
      },
    });
    this.#connection.send({ kind: 'hello', ...options.facts });
  }

  /** Takes no more, and resolves when everything that runs has ended. */
  async leave(): Promise<void> {
    this.#connection.send({ kind: 'leaving' });
    if (this.#lodgers.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
  }

  close(reason: string): void {
    this.#connection.close(reason);
  }

  #received(frame: ServerFrame): void {
    switch (frame.kind) {
      case 'welcome':
        this.#clockLead = Date.now() - frame.now;
        this.#options.onWelcome(frame.workerId);
        return;
      case 'launch':
        this.#launch(frame);
        return;
      case 'end':
        this.#lodgers.get(frame.environmentId)?.lodging?.end(frame.graceMillis);
        return;
      case 'give':
        this.#give(frame);
        return;
      case 'alive':
        return;
      default:
        frame satisfies never;
    }
  }

  #launch({ order }: Extract<ServerFrame, { kind: 'launch' }>): void {
    const { machine, apiEndpoint } = this.#options;
    const { environmentId } = order;
    const tenant = new RelayedTenant(environmentId, this.#connection, () => this.#left(environmentId));
    const lodger: Lodger = { tenant, lodging: undefined };
    this.#lodgers.set(environmentId, lodger);
    lodger.lodging = machine.lodge({ ...order, apiEndpoint }, tenant);
  }

  #give({ environmentId, task }: Extract<ServerFrame, { kind: 'give' }>): void {
    const here = { ...task, deadline: task.deadline + this.#clockLead };
    const lodger = this.#lodgers.get(environmentId);
    if (lodger !== undefined) lodger.tenant.give(here);
    else this.#connection.send({ kind: 'not-taken', environmentId, requestId: task.requestId });
  }

  #left(environmentId: string): void {
    this.#lodgers.delete(environmentId);
    if (this.#lodgers.size === 0) this.#whenEmpty?.();
  }
}
