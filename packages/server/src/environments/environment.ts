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

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { MILLIS_PER_SECOND, type Millis } from '@perdure/protocol';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { LogSink, LogStream } from '../logs/log-sink.ts';
import { EnvironmentProcess } from './environment-process.ts';
import type { EnvironmentSetting } from './environment-variables.ts';
import { environmentVariables } from './environment-variables.ts';
import type { ProcessExit } from './exit-reason.ts';
import { exitError } from './exit-reason.ts';
import { handOver } from './hand-over.ts';
import type { FunctionError, InvocationOutcome, InvocationTask } from './invoker.ts';
import { findLauncher } from './launchers.ts';
import { environmentLimits } from './limits.ts';
import { LogTail } from './log-tail.ts';
import type { OrphanGuard } from './orphan-guard.ts';
import { platformLine } from './platform-line.ts';
import type { RuntimeApi, RuntimeGuest } from './runtime-api.ts';

/** What all environments of a server share. */
export interface EnvironmentHost {
  runtimeApi: RuntimeApi;
  logs: LogSink;
  guard: OrphanGuard;
  /** The folder under which every environment gets its own temporary one. */
  temporaryFolder: string;
  /** The folder with the unpacked code of this hash. */
  codeDirectory(codeSha256: string): Promise<string>;
  setting(deployed: DeployedFunction): Pick<EnvironmentSetting, 'region' | 'apiEndpoint' | 'credentials'>;
}

export interface EnvironmentObserver {
  /** The process asks for work. */
  placeOpened(environment: Environment): void;
  /** The environment is gone; `failure` tells why when it never came to ask for work. */
  ended(environment: Environment, failure: FunctionError | undefined): void;
}

interface Running {
  task: InvocationTask;
  startedAt: number;
  tail: LogTail;
  timer: NodeJS.Timeout;
  phase: 'running' | 'answered' | 'out-of-time';
  settle(outcome: InvocationOutcome): void;
}

const requestIdPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export class Environment implements RuntimeGuest {
  readonly id = randomUUID();
  readonly deployed: DeployedFunction;
  readonly capacity: number;
  /** When the last invocation ended, or the environment became ready. */
  idleSince = Date.now();

  readonly #host: EnvironmentHost;
  readonly #observer: EnvironmentObserver;
  readonly #secret = randomBytes(environmentLimits.secretBytes).toString('base64url');
  readonly #temporaryDirectory: string;
  readonly #running = new Map<string, Running>();
  readonly #places: ServerResponse[] = [];
  readonly #initTimer: NodeJS.Timeout;
  #state: 'starting' | 'ready' | 'draining' | 'ending' | 'gone' = 'starting';
  #reserved = 0;
  #process: EnvironmentProcess | undefined;
  #failure: FunctionError | undefined;
  #wasReady = false;
  #endedByUs = false;

  constructor(deployed: DeployedFunction, host: EnvironmentHost, observer: EnvironmentObserver) {
    this.deployed = deployed;
    this.capacity = Math.max(1, deployed.environmentConcurrency);
    this.#host = host;
    this.#observer = observer;
    this.#temporaryDirectory = join(host.temporaryFolder, this.id);
    this.#initTimer = setTimeout(() => this.#initTimedOut(), environmentLimits.initMillisMax);
    host.runtimeApi.admit(this.#secret, this);
  }

  start(): void {
    this.#launch().catch((error: unknown) => this.#launchFailed(error));
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
      handOver(place, task);
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
    if (this.#process === undefined) this.#gone(undefined);
    else this.#process.end(graceMillis);
  }

  awaitInvocation(reply: ServerResponse): void {
    this.#places.push(reply);
    if (this.#state === 'starting') {
      clearTimeout(this.#initTimer);
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
    this.end(environmentLimits.shutdownGraceMillis);
  }

  async #launch(): Promise<void> {
    const { deployed } = this;
    const directory = await this.#host.codeDirectory(deployed.codeSha256);
    const launcher = findLauncher(deployed.runtime);
    if (launcher === undefined) {
      this.failInit({
        errorType: 'Runtime.InvalidRuntime',
        errorMessage: `This server cannot run the runtime ${deployed.runtime}. It runs nodejs22.x and nodejs24.x.`,
      });
      return;
    }
    await mkdir(this.#temporaryDirectory, { recursive: true });
    if (this.#state === 'gone') {
      await this.#removeTemporaryDirectory();
      return;
    }
    const plan = launcher(deployed, directory);
    const setting = {
      ...this.#host.setting(deployed),
      runtimeApi: this.#host.runtimeApi.endpoint(this.#secret),
      codeDirectory: directory,
      temporaryDirectory: this.#temporaryDirectory,
      logStreamName: `${today()}/[${deployed.version}]${this.id.replaceAll('-', '')}`,
    };
    const variables = environmentVariables(deployed, setting, plan.variables);
    this.#process = new EnvironmentProcess(plan, { directory, variables }, this.#host.guard, {
      printed: (stream, line) => this.#printed(stream, line),
      startFailed: (error) => this.#launchFailed(error),
      exited: (exit) => this.#gone(exit),
    });
  }

  #launchFailed(error: unknown): void {
    this.#failure ??= {
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: `The environment could not be started: ${error instanceof Error ? error.message : String(error)}`,
    };
    this.#gone(undefined);
  }

  #initTimedOut(): void {
    const seconds = environmentLimits.initMillisMax / MILLIS_PER_SECOND;
    this.failInit({
      errorType: 'Sandbox.Timedout',
      errorMessage: `Error: The function was not ready after ${seconds.toFixed(2)} seconds; what it does while its module is loaded takes too long.`,
    });
  }

  /** The oldest place that still has somebody at its other end. */
  #takePlace(): ServerResponse | undefined {
    if (this.#state !== 'ready' && this.#state !== 'draining') return undefined;
    for (let place = this.#places.shift(); place !== undefined; place = this.#places.shift()) {
      if (place.socket?.destroyed === false) return place;
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
    this.#keep('platform', platformLine(error, running.task.requestId), running);
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
    if (this.#state === 'draining' && this.busy === 0) this.end(environmentLimits.shutdownGraceMillis);
  }

  #gone(exit: ProcessExit | undefined): void {
    if (this.#state === 'gone') return;
    this.#state = 'gone';
    clearTimeout(this.#initTimer);
    this.#host.runtimeApi.dismiss(this.#secret);
    for (const place of this.#places.splice(0)) place.destroy();
    for (const running of [...this.#running.values()]) {
      if (running.phase === 'answered') continue;
      clearTimeout(running.timer);
      const isLate = running.phase === 'out-of-time';
      this.#fail(running, isLate ? timeoutError(running) : this.#endError(exit, running.task.requestId));
    }
    void this.#removeTemporaryDirectory();
    const failure = this.#wasReady ? undefined : this.#endError(exit, undefined);
    if (failure !== undefined && !this.#endedByUs) this.#keep('platform', platformLine(failure), undefined);
    this.#observer.ended(this, failure);
  }

  #endError(exit: ProcessExit | undefined, requestId: string | undefined): FunctionError {
    return (
      this.#failure ??
      exitError(exit ?? { code: 0, signal: null, outOfMemory: false }, this.#endedByUs, requestId)
    );
  }

  async #removeTemporaryDirectory(): Promise<void> {
    // What cannot be removed now is removed when the server starts the next time.
    await rm(this.#temporaryDirectory, { recursive: true, force: true }).catch(() => {});
  }

  #printed(stream: 'stdout' | 'stderr', line: string): void {
    this.#keep(stream, line, this.#printedBy(line));
  }

  #keep(stream: LogStream, line: string, running: Running | undefined): void {
    running?.tail.add(line);
    const { functionName, version } = this.deployed;
    this.#host.logs.write({
      at: Date.now(),
      functionName,
      version,
      environmentId: this.id,
      ...(running === undefined ? {} : { requestId: running.task.requestId }),
      ...(running?.task.executionArn === undefined ? {} : { executionArn: running.task.executionArn }),
      stream,
      line,
    });
  }

  /** Where several invocations share the output, a line must name its own. */
  #printedBy(line: string): Running | undefined {
    if (this.#running.size > 1) {
      for (const requestId of line.match(requestIdPattern) ?? []) {
        const running = this.#running.get(requestId);
        if (running !== undefined) return running;
      }
      return undefined;
    }
    for (const only of this.#running.values()) return only;
    return undefined;
  }
}

/** As log streams are named: `2026/11/24`. */
function today(): string {
  const [day = ''] = new Date().toISOString().split('T');
  return day.replaceAll('-', '/');
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
