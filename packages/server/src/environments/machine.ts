// The port between environments, as the pool counts them, and the machines that run their processes: this one, or a worker.

import type { Millis } from '@perdure/protocol';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { FunctionCredentials } from './environment-variables.ts';
import type { ProcessExit } from './exit-reason.ts';
import type { FunctionError, InvocationTask } from './invoker.ts';

/** Everything that a machine must know to start the process of an environment. It is plain data and may travel. */
export interface LaunchOrder {
  readonly environmentId: string;
  readonly deployed: DeployedFunction;
  /** The region that the function is told. */
  readonly region: string;
  /** The server's own Lambda API, as the function reaches it. */
  readonly apiEndpoint: string;
  /** What the function's SDK signs its calls with. */
  readonly credentials: FunctionCredentials;
  readonly logStreamName: string;
}

/** A request for work that a process has outstanding. */
export interface Place {
  /** Whether somebody still waits at its other end. */
  readonly isOpen: boolean;
  /** Answers the request with an invocation. Once. */
  give(task: InvocationTask): void;
  /** Ends the request without one. */
  close(): void;
}

/** What the runtime inside an environment says, through the Runtime API. */
export interface RuntimeGuest {
  /** The process asks for work; the place is kept until there is an invocation for it. */
  awaitInvocation(place: Place): void;
  /** Whether the guest runs this invocation now, and has not answered it yet. */
  isRunning(requestId: string): boolean;
  succeed(requestId: string, body: string): void;
  fail(requestId: string, error: FunctionError): void;
  failInit(error: FunctionError): void;
}

/** An environment as its machine sees it: whom to tell. */
export interface Tenant extends RuntimeGuest {
  /** The code is there and the process runs; whether it gets ready is its own business from here on. */
  started(): void;
  printed(stream: 'stdout' | 'stderr', line: string): void;
  /** An invocation was given to a process that did not wait for one any more: nothing has run. */
  notTaken(requestId: string): void;
  /** The process could not be started. Nothing follows. */
  startFailed(error: FunctionError): void;
  /** The process has ended, and all that it printed has been told. Nothing follows. */
  exited(exit: ProcessExit): void;
  /** Nobody knows what became of the process: its machine is out of reach. Nothing follows. */
  lost(reason: string): void;
}

/** The process of an environment, started or about to be. */
export interface Lodging {
  /** SIGTERM now, SIGKILL when the grace is over. May be called again with a shorter grace. */
  end(graceMillis: Millis): void;
}

export interface Machine {
  /** For people: in listings and messages. */
  readonly name: string;
  /** Environments that it may run at a time, those that are ending included. */
  readonly environmentsMax: number;
  /** Whether it has what the runtime needs. */
  canRun(runtime: string): boolean;
  /** Never throws: what goes wrong, the tenant is told. */
  lodge(order: LaunchOrder, tenant: Tenant): Lodging;
}
