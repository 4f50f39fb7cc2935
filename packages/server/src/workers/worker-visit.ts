// One worker on the server's side, from its connection to its end: a machine of the pool for as long as it lasts.

import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Millis } from '@perdure/protocol';
import type { Machine } from '../environments/machine.ts';
import { runtimeFamilies } from '../functions/runtimes.ts';
import { FrameConnection } from './frame-connection.ts';
import type { ServerFrame, WorkerFrame } from './frames.ts';
import { workerLimits } from './limits.ts';
import { RemoteMachine, type WorkerFacts } from './remote-machine.ts';
import type { WorkerToken } from './worker-tokens.ts';

export interface VisitOptions {
  pool: { addMachine(machine: Machine): void; removeMachine(machine: Machine): void };
  now(): Millis;
  /** Told when a worker comes and when it goes. */
  onNews(news: { worker: string; workerId: string; what: string }): void;
}

/** A worker that is connected. */
export interface ConnectedWorker extends WorkerFacts {
  workerId: string;
  tokenId: string;
  address: string;
  connectedAt: Millis;
  /** Environments that it runs now. */
  environments: number;
  /** It takes no more. */
  isLeaving: boolean;
}

export class Visit {
  readonly token: WorkerToken;
  readonly #address: string;
  readonly #options: VisitOptions;
  readonly #onEnd: () => void;
  readonly #workerId = randomUUID();
  readonly #connectedAt: Millis;
  #connection: FrameConnection<ServerFrame, WorkerFrame> | undefined;
  #helloTimer: NodeJS.Timeout | undefined;
  #machine: RemoteMachine | undefined;
  #facts: WorkerFacts | undefined;
  #isLeaving = false;

  constructor(token: WorkerToken, address: string, options: VisitOptions, onEnd: () => void) {
    this.token = token;
    this.#address = address;
    this.#options = options;
    this.#onEnd = onEnd;
    this.#connectedAt = options.now();
  }

  begin(socket: Duplex, head: Buffer): void {
    this.#connection = new FrameConnection(socket, head, {
      received: (frame) => this.#received(frame),
      closed: (reason) => this.#closed(reason),
    });
    this.#helloTimer = setTimeout(() => this.end('it did not say hello'), workerLimits.helloMillisMax);
  }

  get description(): ConnectedWorker | undefined {
    if (this.#facts === undefined || this.#machine === undefined) return undefined;
    return {
      ...this.#facts,
      workerId: this.#workerId,
      tokenId: this.token.tokenId,
      address: this.#address,
      connectedAt: this.#connectedAt,
      environments: this.#machine.environments,
      isLeaving: this.#isLeaving,
    };
  }

  end(reason: string): void {
    this.#connection?.close(reason);
  }

  #received(frame: WorkerFrame): void {
    if (frame.kind === 'hello') this.#hello(frame);
    else if (this.#machine === undefined) this.end('it did not say hello first');
    else if (frame.kind === 'leaving') this.#leave(this.#machine);
    else if (frame.kind !== 'alive') this.#machine.hear(frame);
  }

  #hello(facts: WorkerFacts): void {
    clearTimeout(this.#helloTimer);
    if (this.#machine !== undefined || !isSound(facts)) {
      this.end('it said hello in a form that is not known');
      return;
    }
    const { name, environmentsMax, runtimes } = facts;
    this.#facts = { name, environmentsMax, runtimes };
    this.#machine = new RemoteMachine(this.#facts, (frame) => this.#connection?.send(frame));
    this.#connection?.send({ kind: 'welcome', workerId: this.#workerId, now: this.#options.now() });
    this.#tell('connected');
    this.#options.pool.addMachine(this.#machine);
  }

  #leave(machine: RemoteMachine): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    this.#options.pool.removeMachine(machine);
    this.#tell('leaves');
  }

  #closed(reason: string): void {
    clearTimeout(this.#helloTimer);
    this.#onEnd();
    if (this.#machine === undefined) return;
    if (!this.#isLeaving) this.#options.pool.removeMachine(this.#machine);
    this.#machine.lose(reason);
    this.#tell(`is gone: ${reason}`);
  }

  #tell(what: string): void {
    this.#options.onNews({ worker: this.#facts?.name ?? '', workerId: this.#workerId, what });
  }
}

function isSound({ name, environmentsMax, runtimes }: Partial<WorkerFacts>): boolean {
  return (
    typeof name === 'string' &&
    name.length <= workerLimits.nameCharsMax &&
    typeof environmentsMax === 'number' &&
    Number.isInteger(environmentsMax) &&
    environmentsMax > 0 &&
    environmentsMax <= workerLimits.environmentsMax &&
    Array.isArray(runtimes) &&
    runtimes.every((runtime) => runtimeFamilies.includes(runtime))
  );
}
