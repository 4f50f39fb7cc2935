// Finds a place for every invocation: the Invoker of a server that runs functions in processes, on its own machine and on
// workers.
//
// Owns: on which machine an environment starts, and when idle ones end. Does not own: the order within a fleet (fleet.ts),
// how many a machine may have (machine-park.ts), what happens inside an environment (environment.ts).
//
// L2  When the machines are full, an environment that idles gives way to one that is needed, the longest idle first.
// L3  Freed capacity goes to the fleet whose oldest invocation waits longest.
// L4  Where many invocations share an environment, a function has as many environments on a machine as that has cores:
//     more would only take turns, and keep other functions out.

import { randomUUID } from 'node:crypto';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { LogSink } from '../logs/log-sink.ts';
import { silentLogSink } from '../logs/log-sink.ts';
import { Environment } from './environment.ts';
import type { FunctionCredentials } from './environment-variables.ts';
import type { Fleet, Grant } from './fleet.ts';
import { Fleets } from './fleets.ts';
import type { FunctionError, InvocationOutcome, InvocationTask, Invoker, Patience, Slot } from './invoker.ts';
import { Throttled } from './invoker.ts';
import { environmentLimits } from './limits.ts';
import type { Machine } from './machine.ts';
import { MachinePark } from './machine-park.ts';

/** Gives each environment what its function's SDK signs calls with. */
export interface CredentialIssuer {
  issue(deployed: DeployedFunction, environmentId: string): FunctionCredentials;
  /** The environment is gone; its credentials must be worth nothing. */
  revoke(environmentId: string): void;
}

export interface EnvironmentPoolOptions {
  /** The region that functions are told. */
  region: string;
  /** The URL of the server's Lambda API as functions reach it. Asked for at each start of an environment. */
  apiEndpoint(): string;
  credentials: CredentialIssuer;
  /** Where the output of functions goes. Default: nowhere. */
  logs?: LogSink;
  /** How long an environment waits for work before it is ended. Default: 5 minutes. */
  idleMillis?: number;
  /** After which time an environment is replaced by a fresh one, without an invocation being cut short. Default: 6 hours. */
  ageMillisMax?: number;
  /** From SIGTERM to SIGKILL when an environment is no longer needed. Default: 2 seconds. */
  shutdownGraceMillis?: number;
}

/** The pool is closed; what was asked for did not happen. */
export class PoolClosed extends Error {
  override readonly name = 'PoolClosed';
}

export interface PoolFigures {
  environments: number;
  /** Invocations that run or are about to. */
  busy: number;
}

export class EnvironmentPool implements Invoker {
  readonly #options: EnvironmentPoolOptions;
  readonly #logs: LogSink;
  readonly #idleMillis: number;
  readonly #ageMillisMax: number;
  readonly #shutdownGraceMillis: number;
  readonly #fleets = new Fleets();
  readonly #park = new MachinePark();
  readonly #environments = new Map<Environment, Fleet>();
  readonly #sweepTimer: NodeJS.Timeout;
  #lastTicket = 0;
  #starvingTicket: number | undefined;
  #isClosed = false;
  #whenEmpty: (() => void) | undefined;

  constructor(options: EnvironmentPoolOptions) {
    this.#options = options;
    this.#logs = options.logs ?? silentLogSink;
    this.#idleMillis = options.idleMillis ?? environmentLimits.idleMillis;
    this.#ageMillisMax = options.ageMillisMax ?? environmentLimits.ageMillisMax;
    this.#shutdownGraceMillis = options.shutdownGraceMillis ?? environmentLimits.shutdownGraceMillis;
    this.#sweepTimer = setInterval(() => this.#sweep(Date.now()), environmentLimits.sweepMillis);
    this.#sweepTimer.unref();
  }

  /** From now on, environments start on this machine too. */
  addMachine(machine: Machine): void {
    this.#park.add(machine);
    this.#grow();
  }

  /** No environment starts on the machine any more; those that it has end when they have done what they run. */
  removeMachine(machine: Machine): void {
    for (const environment of this.#park.remove(machine)) environment.retire();
    this.#grow();
  }

  get figures(): PoolFigures {
    let busy = 0;
    for (const environment of this.#environments.keys()) busy += environment.busy;
    return { environments: this.#environments.size, busy };
  }

  /** Rejects with PoolClosed when the pool is closed before there was a place, and with Throttled when patience is over. */
  reserve(deployed: DeployedFunction, patience?: Patience): Promise<Slot> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(new PoolClosed('The server is shutting down.'));
        return;
      }
      const fleet = this.#fleets.of(deployed);
      if (patience !== undefined && !fleet.gate.isOpen) {
        reject(functionThrottled(deployed));
        return;
      }
      let timer: NodeJS.Timeout | undefined;
      this.#lastTicket += 1;
      const waiting = fleet.wait({
        ticket: this.#lastTicket,
        grant: (grant) => {
          clearTimeout(timer);
          resolve(this.#slot(deployed, fleet, grant));
        },
        giveUp: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      // Most are served at once, and need no timer.
      if (patience !== undefined && !waiting.isServed) {
        timer = setTimeout(() => {
          waiting.leave();
          this.#fleets.forgetIfEmpty(fleet);
          reject(fleet.gate.isOpen ? serverThrottled() : functionThrottled(deployed));
        }, patience.placeMillisMax);
      }
      this.#grow();
    });
  }

  /** Applies a changed reserved concurrency at once, also to those who wait. */
  limitConcurrency(functionName: string, reservedConcurrency: number | undefined): void {
    if (this.#fleets.limitConcurrency(functionName, reservedConcurrency)) this.#grow();
  }

  /** The machines must stay open until it has resolved. */
  async close(graceMillis: number): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#sweepTimer);
    this.#fleets.giveUp(new PoolClosed('The server is shutting down.'));
    for (const environment of [...this.#environments.keys()]) environment.retire();
    const empty = new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
    this.#tellWhenEmpty();
    const timer = setTimeout(() => this.#endAll(), graceMillis);
    await empty;
    clearTimeout(timer);
  }

  #slot(deployed: DeployedFunction, fleet: Fleet, grant: Grant): Slot {
    let isUsed = false;
    const leave = (): void => {
      fleet.gate.leave();
      if (Number.isFinite(fleet.gate.limit)) this.#fleets.serve(fleet.gate);
      this.#grow();
    };
    const runHere = (task: InvocationTask): Promise<InvocationOutcome> | undefined => {
      if ('environment' in grant) return grant.environment.run(task);
      return Promise.resolve(startFailure(grant.failure, task.requestId));
    };
    return {
      run: async (task) => {
        if (isUsed) throw new Error('The slot has been used.');
        isUsed = true;
        const running = runHere(task);
        if (running === undefined) {
          // The environment died between `reserve` and `run`, and nothing has run: another takes it.
          leave();
          return this.#runElsewhere(deployed, task);
        }
        const outcome = await running;
        leave();
        return outcome;
      },
      release: () => {
        if (isUsed) return;
        isUsed = true;
        if ('environment' in grant) grant.environment.unreserve();
        leave();
      },
    };
  }

  async #runElsewhere(deployed: DeployedFunction, task: InvocationTask): Promise<InvocationOutcome> {
    try {
      const slot = await this.reserve(deployed);
      return await slot.run(task);
    } catch {
      const error = { errorType: 'Runtime.ExitError', errorMessage: 'The server is shutting down.' };
      return { kind: 'failed', error, logTail: '' };
    }
  }

  /** Starts environments where they are needed, as long as the machines have room. */
  #grow(): void {
    /** What is freed on these belongs to a fleet that waits longer (L3). */
    const spoken = new Set<Machine>();
    let needy = this.#isClosed ? [] : this.#fleets.needy();
    while (needy.length > 0) {
      const started = needy.find((fleet) => {
        const machines = this.#machinesFor(fleet).filter((machine) => !spoken.has(machine));
        const machine = this.#park.roomiest(machines);
        if (machine !== undefined) {
          this.#start(fleet, machine);
          return true;
        }
        this.#makeRoom(machines);
        for (const full of machines) spoken.add(full);
        return false;
      });
      needy = started === undefined ? [] : this.#fleets.needy();
    }
  }

  /** Where another environment of the fleet would be of use (L4). */
  #machinesFor(fleet: Fleet): Machine[] {
    const machines = this.#park.candidates(fleet.deployed.runtime);
    const { sharedInvocationsLeast, environmentsPerCore } = environmentLimits;
    if (fleet.deployed.environmentConcurrency < sharedInvocationsLeast) return machines;
    return machines.filter((machine) => {
      const there = [...fleet.environments].filter((environment) => environment.machine === machine);
      return there.length < Math.max(1, machine.environmentsMax / environmentsPerCore);
    });
  }

  #start(fleet: Fleet, machine: Machine): void {
    const { region, apiEndpoint, credentials } = this.#options;
    const { deployed } = fleet;
    const environmentId = randomUUID();
    const order = {
      environmentId,
      deployed,
      region,
      apiEndpoint: apiEndpoint(),
      credentials: credentials.issue(deployed, environmentId),
      logStreamName: `${today()}/[${deployed.version}]${environmentId.replaceAll('-', '')}`,
    };
    const observer = {
      placeOpened: () => fleet.serve(),
      ended: (ended: Environment, failure: FunctionError | undefined) => this.#ended(ended, fleet, failure),
    };
    const environment = new Environment(order, machine, this.#logs, observer, this.#shutdownGraceMillis);
    fleet.environments.add(environment);
    this.#environments.set(environment, fleet);
    this.#park.settle(environment);
    environment.start();
  }

  #ended(environment: Environment, fleet: Fleet, failure: FunctionError | undefined): void {
    fleet.environments.delete(environment);
    this.#environments.delete(environment);
    this.#park.leave(environment);
    this.#options.credentials.revoke(environment.id);
    if (failure !== undefined) fleet.disappoint(environment.capacity, failure);
    this.#fleets.forgetIfEmpty(fleet);
    this.#grow();
    this.#tellWhenEmpty();
  }

  /** Ends the environment that idles longest, unless one is ending already. Its place is filled when it is gone. */
  #makeRoom(machines: readonly Machine[]): void {
    let idlest: Environment | undefined;
    for (const environment of this.#park.environmentsOn(machines)) {
      if (environment.isEnding) return;
      if (environment.isIdle && environment.idleSince < (idlest?.idleSince ?? Number.POSITIVE_INFINITY)) {
        idlest = environment;
      }
    }
    idlest?.retire();
  }

  #sweep(now: number): void {
    for (const environment of [...this.#environments.keys()]) {
      if (environment.isStuck(now)) environment.end(this.#shutdownGraceMillis);
      else if (environment.isIdle && now - environment.idleSince >= this.#idleMillis) environment.retire();
      else if (environment.isOld(now, this.#ageMillisMax)) environment.retire();
      else if (now >= environment.retiresAt) environment.retire();
    }
    this.#relieveStarving();
  }

  /**
   * Under steady load no environment of a busy function ever idles, and a function that has none would wait for ever.
   * One that waited through a whole sweep is made room for; not by an environment that is still starting, or functions
   * that start slowly would take the room from one another and never run.
   */
  #relieveStarving(): void {
    const starving = this.#fleets.needy().find((fleet) => this.#machinesFor(fleet).length > 0);
    const machines = starving === undefined ? [] : this.#machinesFor(starving);
    const isFull = this.#park.roomiest(machines) === undefined;
    const ticket = isFull ? starving?.oldestTicket : undefined;
    if (ticket !== undefined && ticket === this.#starvingTicket) {
      const others = this.#park
        .environmentsOn(machines)
        .flatMap((environment) => {
          const fleet = this.#environments.get(environment);
          return fleet === undefined || fleet === starving || environment.isStarting
            ? []
            : [{ environment, size: fleet.environments.size }];
        })
        .sort((left, right) => right.size - left.size);
      if (!others.some(({ environment }) => environment.isEnding)) others[0]?.environment.retire();
    }
    this.#starvingTicket = ticket;
  }

  #endAll(): void {
    for (const environment of [...this.#environments.keys()]) environment.end(this.#shutdownGraceMillis);
  }

  #tellWhenEmpty(): void {
    if (this.#environments.size === 0) this.#whenEmpty?.();
  }
}

function startFailure(failure: FunctionError, requestId: string): InvocationOutcome {
  const subject = `RequestId: ${requestId} `;
  const errorMessage = failure.errorMessage.startsWith('Error: ')
    ? subject + failure.errorMessage
    : failure.errorMessage;
  return { kind: 'failed', error: { ...failure, errorMessage }, logTail: '' };
}

const functionThrottled = ({ functionName }: DeployedFunction): Throttled =>
  new Throttled(
    'ReservedFunctionConcurrentInvocationLimitExceeded',
    `The function ${functionName} runs as often at a time as its reserved concurrency allows.`,
  );

const serverThrottled = (): Throttled =>
  new Throttled(
    'ConcurrentInvocationLimitExceeded',
    'The server runs as many environments as it may, and none has become free.',
  );

/** As log streams are named: `2026/11/24`. */
function today(): string {
  const [day = ''] = new Date().toISOString().split('T');
  return day.replaceAll('-', '/');
}
