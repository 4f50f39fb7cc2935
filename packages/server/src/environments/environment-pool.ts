// Finds a place for every invocation: the Invoker of a server that runs functions in processes of its own machine.
//
// Owns: which fleets there are, how many environments run altogether, when idle ones end. Does not own: the order within
// a fleet (fleet.ts), what happens inside an environment (environment.ts).
//
// L1  There are never more environments than `environmentsMax`, those that are ending included.
// L2  When the limit is reached, an environment that idles gives way to one that is needed, the longest idle first.
// L3  Freed capacity goes to the fleet whose oldest invocation waits longest.

import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UnpackedCode } from '../code/unpacked-code.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { LogSink } from '../logs/log-sink.ts';
import { silentLogSink } from '../logs/log-sink.ts';
import { ConcurrencyGate } from './concurrency-gate.ts';
import type { EnvironmentHost } from './environment.ts';
import { Environment } from './environment.ts';
import type { FunctionCredentials } from './environment-variables.ts';
import type { Grant } from './fleet.ts';
import { Fleet } from './fleet.ts';
import type { FunctionError, InvocationOutcome, InvocationTask, Invoker, Slot } from './invoker.ts';
import { environmentLimits } from './limits.ts';
import { OrphanGuard } from './orphan-guard.ts';
import { RuntimeApi } from './runtime-api.ts';

export interface EnvironmentPoolOptions {
  /** The server's data directory: code goes to `code/`, temporary folders to `tmp/`. Nobody else writes to these. */
  dataDirectory: string;
  /** The archive under this base64 SHA-256; undefined when there is none. */
  readCode(codeSha256: string): Promise<Uint8Array | undefined>;
  /** The region that functions are told. */
  region: string;
  /** The URL of the server's Lambda API as functions reach it. Asked for at each start of an environment. */
  apiEndpoint(): string;
  /** What the function's SDK signs its calls with. */
  credentials(deployed: DeployedFunction): FunctionCredentials;
  /** Where the output of functions goes. Default: nowhere. */
  logs?: LogSink;
  /** Environments of all functions together. Default: 4 for each core, at least 8. */
  environmentsMax?: number;
  /** How long an environment waits for work before it is ended. Default: 5 minutes. */
  idleMillis?: number;
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
  readonly #host: EnvironmentHost;
  readonly #runtimeApi = new RuntimeApi();
  readonly #guard = new OrphanGuard();
  readonly #environmentsMax: number;
  readonly #idleMillis: number;
  readonly #fleets = new Map<string, Fleet>();
  readonly #gates = new Map<string, ConcurrencyGate>();
  readonly #environments = new Map<Environment, Fleet>();
  #sweepTimer: NodeJS.Timeout | undefined;
  #lastTicket = 0;
  #starvingTicket: number | undefined;
  #isClosed = false;
  #whenEmpty: (() => void) | undefined;

  constructor(options: EnvironmentPoolOptions) {
    this.#options = options;
    this.#environmentsMax = options.environmentsMax ?? defaultEnvironmentsMax();
    this.#idleMillis = options.idleMillis ?? environmentLimits.idleMillis;
    const code = new UnpackedCode(join(options.dataDirectory, 'code'), options.readCode);
    this.#host = {
      runtimeApi: this.#runtimeApi,
      logs: options.logs ?? silentLogSink,
      guard: this.#guard,
      temporaryFolder: this.#temporaryFolder,
      codeDirectory: (codeSha256) => code.directory(codeSha256),
      setting: (deployed) => ({
        region: options.region,
        apiEndpoint: options.apiEndpoint(),
        credentials: options.credentials(deployed),
      }),
    };
  }

  /** Must have resolved before the first `reserve`. */
  async open(): Promise<void> {
    // A server that was killed left the temporary folders of its environments behind.
    await rm(this.#temporaryFolder, { recursive: true, force: true });
    await this.#runtimeApi.open();
    this.#sweepTimer = setInterval(() => this.#sweep(Date.now()), environmentLimits.sweepMillis);
    this.#sweepTimer.unref();
  }

  get figures(): PoolFigures {
    let busy = 0;
    for (const environment of this.#environments.keys()) busy += environment.busy;
    return { environments: this.#environments.size, busy };
  }

  /** Rejects with PoolClosed when the pool is closed before there was a place. */
  reserve(deployed: DeployedFunction): Promise<Slot> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) {
        reject(new PoolClosed('The server is shutting down.'));
        return;
      }
      const fleet = this.#fleet(deployed);
      this.#lastTicket += 1;
      fleet.wait({
        ticket: this.#lastTicket,
        grant: (grant) => resolve(this.#slot(deployed, fleet, grant)),
        giveUp: reject,
      });
      this.#grow();
    });
  }

  /** Applies a changed reserved concurrency at once, also to those who wait. */
  limitConcurrency(functionName: string, reservedConcurrency: number | undefined): void {
    const gate = this.#gates.get(functionName);
    if (gate === undefined) return;
    gate.limit = reservedConcurrency ?? Number.POSITIVE_INFINITY;
    this.#serveFunction(gate);
    this.#grow();
  }

  async close(graceMillis: number): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#sweepTimer);
    for (const fleet of this.#fleets.values()) fleet.giveUp(new PoolClosed('The server is shutting down.'));
    for (const environment of [...this.#environments.keys()]) environment.retire();
    const empty = new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
    this.#tellWhenEmpty();
    const timer = setTimeout(() => this.#endAll(), graceMillis);
    await empty;
    clearTimeout(timer);
    this.#guard.close();
    await this.#runtimeApi.close();
    await rm(this.#temporaryFolder, { recursive: true, force: true });
  }

  get #temporaryFolder(): string {
    return join(this.#options.dataDirectory, 'tmp');
  }

  #fleet(deployed: DeployedFunction): Fleet {
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

  #gate(deployed: DeployedFunction): ConcurrencyGate {
    let gate = this.#gates.get(deployed.functionName);
    if (gate === undefined) {
      gate = new ConcurrencyGate();
      this.#gates.set(deployed.functionName, gate);
    }
    gate.limit = deployed.reservedConcurrency ?? Number.POSITIVE_INFINITY;
    return gate;
  }

  #slot(deployed: DeployedFunction, fleet: Fleet, grant: Grant): Slot {
    let isUsed = false;
    const leave = (): void => {
      fleet.gate.leave();
      if (Number.isFinite(fleet.gate.limit)) this.#serveFunction(fleet.gate);
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

  /** Starts environments where they are needed, as long as the limit allows it. */
  #grow(): void {
    while (!this.#isClosed) {
      const fleet = this.#neediest();
      if (fleet === undefined) return;
      if (this.#environments.size >= this.#environmentsMax) {
        this.#makeRoom();
        return;
      }
      this.#start(fleet);
    }
  }

  #neediest(): Fleet | undefined {
    let neediest: Fleet | undefined;
    let oldest = Number.POSITIVE_INFINITY;
    for (const fleet of this.#fleets.values()) {
      const ticket = fleet.oldestTicket;
      if (ticket === undefined || ticket >= oldest || !fleet.needsEnvironment) continue;
      neediest = fleet;
      oldest = ticket;
    }
    return neediest;
  }

  #start(fleet: Fleet): void {
    const environment = new Environment(fleet.deployed, this.#host, {
      placeOpened: () => fleet.serve(),
      ended: (ended, failure) => this.#ended(ended, fleet, failure),
    });
    fleet.environments.add(environment);
    this.#environments.set(environment, fleet);
    environment.start();
  }

  #ended(environment: Environment, fleet: Fleet, failure: FunctionError | undefined): void {
    fleet.environments.delete(environment);
    this.#environments.delete(environment);
    if (failure !== undefined) fleet.disappoint(environment.capacity, failure);
    this.#forgetIfEmpty(fleet);
    this.#grow();
    this.#tellWhenEmpty();
  }

  #forgetIfEmpty(fleet: Fleet): void {
    if (!fleet.isEmpty) return;
    this.#fleets.delete(fleet.key);
    const { functionName } = fleet.deployed;
    const isLast = ![...this.#fleets.values()].some((other) => other.gate === fleet.gate);
    if (isLast && fleet.gate.isEmpty) this.#gates.delete(functionName);
  }

  /** Ends the environment that idles longest, unless one is ending already. Its place is filled when it is gone. */
  #makeRoom(): void {
    let idlest: Environment | undefined;
    for (const environment of this.#environments.keys()) {
      if (environment.isEnding) return;
      if (environment.isIdle && environment.idleSince < (idlest?.idleSince ?? Number.POSITIVE_INFINITY)) {
        idlest = environment;
      }
    }
    idlest?.retire();
  }

  #serveFunction(gate: ConcurrencyGate): void {
    const fleets = [...this.#fleets.values()].filter((fleet) => fleet.gate === gate);
    fleets.sort((left, right) => (left.oldestTicket ?? 0) - (right.oldestTicket ?? 0));
    for (const fleet of fleets) fleet.serve();
  }

  #sweep(now: number): void {
    for (const environment of [...this.#environments.keys()]) {
      if (environment.isStuck(now)) environment.end(environmentLimits.shutdownGraceMillis);
      else if (environment.isIdle && now - environment.idleSince >= this.#idleMillis) environment.retire();
    }
    this.#relieveStarving();
  }

  /**
   * Under steady load no environment of a busy function ever idles, and a function that has none would wait for ever.
   * One that waited through a whole sweep is made room for.
   */
  #relieveStarving(): void {
    const starving = this.#environments.size < this.#environmentsMax ? undefined : this.#neediest();
    const ticket = starving?.oldestTicket;
    if (ticket !== undefined && ticket === this.#starvingTicket) {
      const environments = [...this.#environments].filter(([, fleet]) => fleet !== starving);
      environments.sort(([, left], [, right]) => right.environments.size - left.environments.size);
      if (!environments.some(([environment]) => environment.isEnding)) environments[0]?.[0].retire();
    }
    this.#starvingTicket = ticket;
  }

  #endAll(): void {
    for (const environment of [...this.#environments.keys()]) environment.end(0);
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

function defaultEnvironmentsMax(): number {
  const { environmentsPerCore, environmentsMaxLeast } = environmentLimits;
  return Math.max(environmentsMaxLeast, environmentsPerCore * availableParallelism());
}
