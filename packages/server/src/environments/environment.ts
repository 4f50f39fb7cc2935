// One environment: a process that runs invocations of one function revision, seen from the server.
//
// Owns: which invocations the process runs, their deadlines and their ends. Does not own: how many environments there
// are and which invocation goes where (fleet.ts, environment-pool.ts), nor the process itself (environment-process.ts).
//
// E1  An invocation that was handed over ends exactly once: by its answer, its deadline, or the end of the process.
// E2  A place is a request for work that the process has outstanding. An invocation is handed over only to a place, so
//     what a dying process did not ask for cannot be lost with it.
// E3  In an environment that runs one invocation at a time, an invocation that is out of time has ended before it is
//     reported: its retry never runs beside it.

import { MILLIS_PER_SECOND, type Millis } from '@perdure/protocol';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { LogSink } from '../logs/log-sink.ts';
import { EnvironmentLog, type Speaker } from './environment-log.ts';
import type { ProcessExit } from './exit-reason.ts';
import { exitError } from './exit-reason.ts';
import type { FunctionError, InvocationOutcome, InvocationTask } from './invoker.ts';
import { environmentLimits } from './limits.ts';
import { LogTail } from './log-tail.ts';
import type { LaunchOrder, Lodging, Machine, Place, Tenant } from './machine.ts';
import { platformLine } from './platform-line.ts';

export interface EnvironmentObserver {
  /** The process asks for work. */
  placeOpened(environment: Environment): void;
  /** The environment is gone; `failure` tells why when it never came to ask for work. */
  ended(environment: Environment, failure: FunctionError | undefined): void;
}

interface Running extends Speaker {
  startedAt: number;
  timer: NodeJS.Timeout;
  phase: 'running' | 'answered' | 'out-of-time';
  settle(outcome: InvocationOutcome): void;
}

export class Environment implements Tenant {
  readonly deployed: DeployedFunction;
  readonly machine: Machine;
  readonly capacity: number;
  readonly id: string;
  /** From then on an invocation could outlive the credentials: others must run it. */
  readonly retiresAt: Millis;
  readonly #startedAt = Date.now();
  /** Environments that started together do not grow old together. */
  readonly #ageShare = 1 - Math.random() * environmentLimits.ageSpread;
  /** When the last invocation ended, or the environment became ready. */
  idleSince = Date.now();

  readonly #order: LaunchOrder;
  readonly #observer: EnvironmentObserver;
  readonly #shutdownGraceMillis: number;
  readonly #running = new Map<string, Running>();
  readonly #places: Place[] = [];
  readonly #log: EnvironmentLog;
  #startTimer: NodeJS.Timeout;
  #state: 'starting' | 'ready' | 'draining' | 'ending' | 'gone' = 'starting';
  #reserved = 0;
  #lodging: Lodging | undefined;
  #failure: FunctionError | undefined;
  #wasReady = false;
  #endedByUs = false;

  constructor(
    order: LaunchOrder,
    machine: Machine,
    logs: LogSink,
    observer: EnvironmentObserver,
    shutdownGraceMillis: number,
  ) {
    this.deployed = order.deployed;
    this.machine = machine;
    this.capacity = Math.max(1, order.deployed.environmentConcurrency);
    this.id = order.environmentId;
    this.retiresAt = retirement(order);
    this.#order = order;
    this.#observer = observer;
    this.#shutdownGraceMillis = shutdownGraceMillis;
    this.#log = new EnvironmentLog(order.environmentId, order.deployed, this.#running, logs);
    this.#startTimer = setTimeout(() => this.#launchTimedOut(), environmentLimits.launchMillisMax);
  }

  start(): void {
    this.#lodging = this.machine.lodge(this.#order, this);
  }

  /** Invocations that it runs or is about to be given. */
  get busy(): number {
    return this.#running.size + this.#reserved;
  }

  /** Whether an invocation can be handed over now. */
  get hasPlace(): boolean {
    return this.#state === 'ready' && this.#places.length > this.#reserved && this.busy < this.capacity;
  }

  /** Invocations that it will have places for, without any of those that it runs ending. */
  get headroom(): number {
    return this.#state === 'starting' || this.#state === 'ready' ? this.capacity - this.busy : 0;
  }

  get isIdle(): boolean {
    return this.#state === 'ready' && this.busy === 0;
  }

  /** Its process has not asked for work yet. */
  get isStarting(): boolean {
    return this.#state === 'starting';
  }

  /** Whether its end is only a matter of the process. */
  get isEnding(): boolean {
    return this.#state === 'ending';
  }

  /** Answered everything, yet does not come back for more. */
  isStuck(now: number): boolean {
    return (
      this.isIdle && this.#places.length === 0 && now - this.idleSince > environmentLimits.returnMillisMax
    );
  }

  /** One that is still starting has yet to run what it was started for. */
  isOld(now: number, ageMillisMax: number): boolean {
    return !this.isStarting && now - this.#startedAt >= ageMillisMax * this.#ageShare;
  }

  reserve(): void {
    this.#reserved += 1;
  }

  /** Gives a reservation back. */
  unreserve(): void {
    this.#reserved -= 1;
    this.#endIfDrained();
    if (this.hasPlace) this.#observer.placeOpened(this);
  }

  /** Uses up a reservation. Answers undefined when the process has died or hung up since: nothing has run then. */
  run(task: InvocationTask): Promise<InvocationOutcome> | undefined {
    this.#reserved -= 1;
    const place = this.#takePlace();
    if (place === undefined) {
      this.#endIfDrained();
      return undefined;
    }
    return new Promise((settle) => {
      const now = Date.now();
      this.#running.set(task.requestId, {
        task,
        startedAt: now,
        tail: new LogTail(),
        timer: setTimeout(() => this.#outOfTime(task.requestId), millisUntil(task.deadline, now)),
        phase: 'running',
        settle,
      });
      place.give(task);
    });
  }

  /** Takes no more invocations, and ends when those that it runs have. */
  retire(): void {
    if (this.#state !== 'starting' && this.#state !== 'ready') return;
    this.#state = 'draining';
    this.#endIfDrained();
  }

  /** Ends the process, whatever it runs. */
  end(graceMillis: number): void {
    if (this.#state === 'gone') return;
    this.#state = 'ending';
    this.#endedByUs = true;
    this.#lodging?.end(graceMillis);
  }

  awaitInvocation(place: Place): void {
    this.#places.push(place);
    if (this.#state === 'starting') {
      clearTimeout(this.#startTimer);
      this.#state = 'ready';
      this.#wasReady = true;
      this.idleSince = Date.now();
    }
    if (this.#state === 'ready') this.#observer.placeOpened(this);
  }

  isRunning(requestId: string): boolean {
    return this.#running.get(requestId)?.phase === 'running';
  }

  succeed(requestId: string, body: string): void {
    this.#answered(requestId, (logTail) => ({ kind: 'returned', body, logTail }));
  }

  fail(requestId: string, error: FunctionError): void {
    this.#answered(requestId, (logTail) => ({ kind: 'failed', error, logTail }));
  }

  failInit(error: FunctionError): void {
    this.#failure ??= error;
    this.end(this.#shutdownGraceMillis);
  }

  printed(stream: 'stdout' | 'stderr', line: string): void {
    this.#log.printed(stream, line);
  }

  started(): void {
    if (this.#state !== 'starting') return;
    clearTimeout(this.#startTimer);
    this.#startTimer = setTimeout(() => this.#initTimedOut(), environmentLimits.initMillisMax);
  }

  startFailed(error: FunctionError): void {
    // One that was not wanted any more before it started has not failed.
    if (!this.#endedByUs) this.#failure ??= error;
    this.#gone(undefined);
  }

  exited(exit: ProcessExit): void {
    this.#gone(exit);
  }

  notTaken(requestId: string): void {
    const running = this.#running.get(requestId);
    if (running?.phase === 'running')
      this.#lose(running, 'The process had ended before it took the invocation.');
  }

  lost(reason: string): void {
    if (!this.#vanish()) return;
    for (const running of [...this.#running.values()]) {
      if (running.phase === 'out-of-time') this.#fail(running, timeoutError(running));
      else if (running.phase === 'running') this.#lose(running, reason);
    }
    this.#observer.ended(this, undefined);
  }

  #lose(running: Running, reason: string): void {
    clearTimeout(running.timer);
    const error = { errorType: 'Sandbox.Lost', errorMessage: reason };
    this.#log.keep('platform', platformLine(error, running.task.requestId), running);
    this.#settle(running, { kind: 'lost', error, logTail: running.tail.toString() });
  }

  #launchTimedOut(): void {
    const seconds = environmentLimits.launchMillisMax / MILLIS_PER_SECOND;
    this.failInit({
      errorType: 'Sandbox.Timedout',
      errorMessage: `Error: The process could not be started within ${seconds} seconds; its code took too long to arrive or to unpack.`,
    });
  }

  #initTimedOut(): void {
    const seconds = environmentLimits.initMillisMax / MILLIS_PER_SECOND;
    this.failInit({
      errorType: 'Sandbox.Timedout',
      errorMessage: `Error: The function was not ready after ${seconds.toFixed(2)} seconds; what it does while its module is loaded takes too long.`,
    });
  }

  /** The oldest place that still has somebody at its other end. */
  #takePlace(): Place | undefined {
    if (this.#state !== 'ready' && this.#state !== 'draining') return undefined;
    for (let place = this.#places.shift(); place !== undefined; place = this.#places.shift()) {
      if (place.isOpen) return place;
    }
    return undefined;
  }

  #answered(requestId: string, outcome: (logTail: string) => InvocationOutcome): void {
    const running = this.#running.get(requestId);
    if (running?.phase !== 'running') return;
    running.phase = 'answered';
    clearTimeout(running.timer);
    // What it printed before it answered is in the pipe by now, and is read within this turn of the event loop.
    setImmediate(() => this.#settle(running, outcome(running.tail.toString())));
  }

  #settle(running: Running, outcome: InvocationOutcome): void {
    if (!this.#running.delete(running.task.requestId)) return;
    this.idleSince = Date.now();
    running.settle(outcome);
    this.#endIfDrained();
    if (this.hasPlace) this.#observer.placeOpened(this);
  }

  /** Ends an invocation for its function, and says so in the function's log. */
  #fail(running: Running, error: FunctionError): void {
    this.#log.keep('platform', platformLine(error, running.task.requestId), running);
    this.#settle(running, { kind: 'failed', error, logTail: running.tail.toString() });
  }

  #outOfTime(requestId: string): void {
    const running = this.#running.get(requestId);
    if (running?.phase !== 'running') return;
    running.phase = 'out-of-time';
    if (this.capacity === 1) {
      this.end(environmentLimits.timeoutGraceMillis);
      return;
    }
    // The others in this process are not to blame; but one that does not end may hold all it has, so no more are let in.
    this.retire();
    this.#fail(running, timeoutError(running));
  }

  #endIfDrained(): void {
    if (this.#state === 'draining' && this.busy === 0) this.end(this.#shutdownGraceMillis);
  }

  #gone(exit: ProcessExit | undefined): void {
    if (!this.#vanish()) return;
    for (const running of [...this.#running.values()]) {
      if (running.phase === 'answered') continue;
      clearTimeout(running.timer);
      const isLate = running.phase === 'out-of-time';
      this.#fail(running, isLate ? timeoutError(running) : this.#endError(exit, running.task.requestId));
    }
    // Who waits for an environment that was ended before it was ready is served by another.
    const isUnwanted = this.#endedByUs && this.#failure === undefined;
    const failure = this.#wasReady || isUnwanted ? undefined : this.#endError(exit, undefined);
    if (failure !== undefined && !this.#endedByUs)
      this.#log.keep('platform', platformLine(failure), undefined);
    this.#observer.ended(this, failure);
  }

  /** Answers whether it was there until now. */
  #vanish(): boolean {
    if (this.#state === 'gone') return false;
    this.#state = 'gone';
    clearTimeout(this.#startTimer);
    for (const place of this.#places.splice(0)) place.close();
    return true;
  }

  #endError(exit: ProcessExit | undefined, requestId: string | undefined): FunctionError {
    return (
      this.#failure ??
      exitError(exit ?? { code: 0, signal: null, outOfMemory: false }, this.#endedByUs, requestId)
    );
  }
}

function retirement({ credentials, deployed }: LaunchOrder): Millis {
  const { expiresAt = Number.POSITIVE_INFINITY } = credentials;
  return expiresAt - deployed.timeoutSeconds * MILLIS_PER_SECOND - environmentLimits.credentialsMarginMillis;
}

function millisUntil(deadline: Millis, now: Millis): number {
  return Math.min(Math.max(0, deadline - now), environmentLimits.timerMillisMax);
}

function timeoutError({ task, startedAt }: Running): FunctionError {
  const seconds = Math.max(0, task.deadline - startedAt) / MILLIS_PER_SECOND;
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${task.requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
  };
}
