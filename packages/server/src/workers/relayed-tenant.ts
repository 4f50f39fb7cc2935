// An environment on a worker: what its process says goes to the server, what the server gives goes to the process.

import type { ProcessExit } from '../environments/exit-reason.ts';
import type { FunctionError, InvocationTask } from '../environments/invoker.ts';
import type { Place, Tenant } from '../environments/machine.ts';
import type { WorkerFrame } from './frames.ts';

/** The worker's end of the connection. */
export interface FrameSender {
  readonly isCongested: boolean;
  send(frame: WorkerFrame): void;
}

export class RelayedTenant implements Tenant {
  readonly #environmentId: string;
  readonly #sender: FrameSender;
  readonly #onEnd: () => void;
  readonly #running = new Set<string>();
  readonly #places: Place[] = [];
  #dropped = 0;

  constructor(environmentId: string, sender: FrameSender, onEnd: () => void) {
    this.#environmentId = environmentId;
    this.#sender = sender;
    this.#onEnd = onEnd;
  }

  /** Hands an invocation of the server to the process. */
  give(task: InvocationTask): void {
    for (let place = this.#places.shift(); place !== undefined; place = this.#places.shift()) {
      if (!place.isOpen) continue;
      this.#running.add(task.requestId);
      place.give(task);
      return;
    }
    this.notTaken(task.requestId);
  }

  started(): void {
    this.#send({ kind: 'started' });
  }

  awaitInvocation(place: Place): void {
    this.#places.push(place);
    this.#sender.send({ kind: 'place', environmentId: this.#environmentId });
  }

  isRunning(requestId: string): boolean {
    return this.#running.has(requestId);
  }

  succeed(requestId: string, body: string): void {
    if (!this.#running.delete(requestId)) return;
    // What it printed before it answered is read within this turn of the event loop, and must arrive before the answer.
    setImmediate(() => this.#send({ kind: 'returned', requestId, body }));
  }

  fail(requestId: string, error: FunctionError): void {
    if (!this.#running.delete(requestId)) return;
    setImmediate(() => this.#send({ kind: 'failed', requestId, error }));
  }

  failInit(error: FunctionError): void {
    this.#send({ kind: 'init-failed', error });
  }

  /** Output waits for nobody: what a slow connection does not take is dropped and counted. */
  printed(stream: 'stdout' | 'stderr', line: string): void {
    if (this.#sender.isCongested) {
      this.#dropped += 1;
      return;
    }
    if (this.#dropped > 0) {
      const notice = `${this.#dropped} lines are missing here: the connection to the server was too slow for them.`;
      this.#dropped = 0;
      this.#send({ kind: 'printed', stream: 'stderr', line: notice });
    }
    this.#send({ kind: 'printed', stream, line });
  }

  notTaken(requestId: string): void {
    this.#send({ kind: 'not-taken', requestId });
  }

  startFailed(error: FunctionError): void {
    this.#onEnd();
    this.#send({ kind: 'start-failed', error });
  }

  exited(exit: ProcessExit): void {
    this.#onEnd();
    for (const place of this.#places.splice(0)) place.close();
    this.#send({ kind: 'exited', exit });
  }

  /** Its machine is this one, which is not out of its own reach. */
  lost(): void {}

  #send(frame: DistributiveOmit<Extract<WorkerFrame, { environmentId: string }>, 'environmentId'>): void {
    this.#sender.send({ ...frame, environmentId: this.#environmentId } as WorkerFrame);
  }
}

type DistributiveOmit<Union, Name extends PropertyKey> = Union extends unknown ? Omit<Union, Name> : never;
