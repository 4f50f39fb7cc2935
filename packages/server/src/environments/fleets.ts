// All fleets of a server: which there are, and which of them needs an environment most.
//
// A fleet lives as long as it has environments or somebody waits in it. The concurrency of a function is counted over all
// of its versions, so their fleets share a gate.

import type { DeployedFunction } from '../functions/deployed-function.ts';
import { ConcurrencyGate } from './concurrency-gate.ts';
import { Fleet } from './fleet.ts';

export class Fleets {
  readonly #fleets = new Map<string, Fleet>();
  readonly #gates = new Map<string, ConcurrencyGate>();

  /** The fleet of this revision. Those of earlier revisions of the version run out. */
  of(deployed: DeployedFunction): Fleet {
    const gate = this.#gate(deployed);
    const key = `${deployed.functionName}:${deployed.version}:${deployed.revisionId}`;
    const known = this.#fleets.get(key);
    if (known !== undefined) {
      known.revive();
      return known;
    }
    for (const other of this.#fleets.values()) {
      const { functionName, version } = other.deployed;
      if (functionName === deployed.functionName && version === deployed.version) other.retire();
    }
    const fleet = new Fleet(key, deployed, gate);
    this.#fleets.set(key, fleet);
    return fleet;
  }

  /** Those with more who wait than places, who waits longest first. */
  needy(): Fleet[] {
    let needy: Fleet[] | undefined;
    for (const fleet of this.#fleets.values()) {
      if (fleet.oldestTicket === undefined || !fleet.needsEnvironment) continue;
      needy ??= [];
      needy.push(fleet);
    }
    if (needy === undefined) return [];
    return needy.sort((left, right) => (left.oldestTicket ?? 0) - (right.oldestTicket ?? 0));
  }

  /** Answers whether anybody runs or waits in the function. */
  limitConcurrency(functionName: string, reservedConcurrency: number | undefined): boolean {
    const gate = this.#gates.get(functionName);
    if (gate === undefined) return false;
    gate.limit = reservedConcurrency ?? Number.POSITIVE_INFINITY;
    this.serve(gate);
    return true;
  }

  /** Gives places to those who wait behind the gate, who waits longest first. */
  serve(gate: ConcurrencyGate): void {
    const fleets = [...this.#fleets.values()].filter((fleet) => fleet.gate === gate);
    fleets.sort((left, right) => (left.oldestTicket ?? 0) - (right.oldestTicket ?? 0));
    for (const fleet of fleets) fleet.serve();
  }

  forgetIfEmpty(fleet: Fleet): void {
    if (!fleet.isEmpty) return;
    this.#fleets.delete(fleet.key);
    const isLast = ![...this.#fleets.values()].some((other) => other.gate === fleet.gate);
    if (isLast && fleet.gate.isEmpty) this.#gates.delete(fleet.deployed.functionName);
  }

  giveUp(error: Error): void {
    for (const fleet of this.#fleets.values()) fleet.giveUp(error);
  }

  #gate(deployed: DeployedFunction): ConcurrencyGate {
    let gate = this.#gates.get(deployed.functionName);
    if (gate === undefined) {
      gate = new ConcurrencyGate();
      this.#gates.set(deployed.functionName, gate);
    }
    gate.limit = deployed.reservedConcurrency ?? Number.POSITIVE_INFINITY;
    return gate;
  }
}
