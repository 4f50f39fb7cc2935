// The machines of a server, and what runs on each.
//
// L1  No machine ever has more environments than its `environmentsMax`, those that are ending included.

import type { Environment } from './environment.ts';
import type { Machine } from './machine.ts';

export class MachinePark {
  readonly #machines = new Map<Machine, Set<Environment>>();

  add(machine: Machine): void {
    this.#machines.set(machine, new Set());
  }

  /** Answers what still runs there. */
  remove(machine: Machine): Environment[] {
    const environments = this.environmentsOn([machine]);
    this.#machines.delete(machine);
    return environments;
  }

  settle(environment: Environment): void {
    this.#machines.get(environment.machine)?.add(environment);
  }

  leave(environment: Environment): void {
    this.#machines.get(environment.machine)?.delete(environment);
  }

  /** The machines that may run it; all when none can, so that one says what it lacks. */
  candidates(runtime: string): Machine[] {
    const machines = [...this.#machines.keys()].filter(({ environmentsMax }) => environmentsMax > 0);
    const able = machines.filter((machine) => machine.canRun(runtime));
    return able.length > 0 ? able : machines;
  }

  /** The one with the largest free share, this machine before workers; undefined when all are full. */
  roomiest(machines: readonly Machine[]): Machine | undefined {
    let best: { machine: Machine; share: number } | undefined;
    for (const machine of machines) {
      const used = this.#machines.get(machine)?.size ?? machine.environmentsMax;
      const share = (machine.environmentsMax - used) / machine.environmentsMax;
      if (share > 0 && (best === undefined || share > best.share)) best = { machine, share };
    }
    return best?.machine;
  }

  environmentsOn(machines: readonly Machine[]): Environment[] {
    return machines.flatMap((machine) => [...(this.#machines.get(machine) ?? [])]);
  }
}
