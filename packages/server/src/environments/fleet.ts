// The environments of one function revision, and those who wait for a place in them.
//
// Owns: the order in which waiting invocations get places. Does not own: whether another environment may be started;
// the pool grants that.
//
// F1  Waiting invocations are served in the order in which they came.
// F2  No invocation waits while there is a place and the function's concurrency allows it.

import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { ConcurrencyGate } from './concurrency-gate.ts';
import type { Environment } from './environment.ts';
import type { FunctionError } from './invoker.ts';

/** What a waiting invocation gets: a reserved place, or the reason why there will be none. */
export type Grant = { environment: Environment } | { failure: FunctionError };

export interface Waiter {
  /** Counts the requests of the whole pool; the smallest waits longest. */
  ticket: number;
  grant(grant: Grant): void;
  giveUp(error: Error): void;
}

export class Fleet {
  readonly key: string;
  readonly deployed: DeployedFunction;
  readonly gate: ConcurrencyGate;
  readonly environments = new Set<Environment>();
  readonly #waiters: Waiter[] = [];
  #isRetired = false;

  constructor(key: string, deployed: DeployedFunction, gate: ConcurrencyGate) {
    this.key = key;
    this.deployed = deployed;
    this.gate = gate;
  }

  /** The ticket that waits longest; undefined when nobody waits. */
  get oldestTicket(): number | undefined {
    return this.#waiters[0]?.ticket;
  }

  get isEmpty(): boolean {
    return this.environments.size === 0 && this.#waiters.length === 0;
  }

  /** Answers whether there was a place at once, and how to leave the row otherwise. */
  wait(waiter: Waiter): { isServed: boolean; leave(): void } {
    this.#waiters.push(waiter);
    this.serve();
    return {
      isServed: this.#waiters.at(-1) !== waiter,
      leave: () => {
        const place = this.#waiters.indexOf(waiter);
        if (place !== -1) this.#waiters.splice(place, 1);
      },
    };
  }

  /** Gives places to those who wait. */
  serve(): void {
    while (this.#waiters.length > 0 && this.gate.isOpen) {
      const environment = this.#findPlace();
      if (environment === undefined) return;
      const waiter = this.#waiters.shift();
      environment.reserve();
      this.gate.enter();
      waiter?.grant({ environment });
    }
    if (this.#isRetired && this.#waiters.length === 0) this.#retireEnvironments();
  }

  /** Whether those who wait outnumber the places that the environments have or will have. */
  get needsEnvironment(): boolean {
    let wanted = Math.min(this.#waiters.length, this.gate.room);
    for (const environment of this.environments) {
      if (wanted <= 0) return false;
      wanted -= environment.headroom;
    }
    return wanted > 0;
  }

  /** An environment that did not start disappoints as many as it would have served. */
  disappoint(count: number, failure: FunctionError): void {
    for (const waiter of this.#waiters.splice(0, count)) {
      this.gate.enter();
      waiter.grant({ failure });
    }
  }

  /** No more invocations will come for this revision: its environments end when they have done what they run. */
  retire(): void {
    this.#isRetired = true;
    if (this.#waiters.length === 0) this.#retireEnvironments();
  }

  /** Somebody asks for this revision again, such as a client that read the function before it changed. */
  revive(): void {
    this.#isRetired = false;
  }

  giveUp(error: Error): void {
    for (const waiter of this.#waiters.splice(0)) waiter.giveUp(error);
  }

  /** The busiest that has a place: so shared environments fill up, and those not needed fall idle. */
  #findPlace(): Environment | undefined {
    let best: Environment | undefined;
    for (const environment of this.environments) {
      if (!environment.hasPlace) continue;
      if (
        best === undefined ||
        environment.busy > best.busy ||
        (environment.busy === best.busy && environment.idleSince > best.idleSince)
      ) {
        best = environment;
      }
    }
    return best;
  }

  #retireEnvironments(): void {
    for (const environment of [...this.environments]) environment.retire();
  }
}
