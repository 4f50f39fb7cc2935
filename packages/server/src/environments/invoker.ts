// The port through which invocations reach functions. The pool of environments implements it; simulations replace it.

import type { InvocationInput, Millis } from '@perdure/protocol';
import type { DeployedFunction } from '../functions/deployed-function.ts';

/** One invocation, ready to be handed to a function. */
export interface InvocationTask {
  requestId: string;
  /** JSON text: for a durable function the durable invocation input. */
  readonly payload: string;
  /** What `payload` says, for an invoker that has no use for text; present for durable functions. */
  input?: InvocationInput;
  /** The function must have answered by then, or its environment is killed. */
  deadline: Millis;
  /** Qualified ARN under which the function was invoked. */
  invokedFunctionArn: string;
  /** For logs; present for durable functions. */
  executionArn?: string;
  traceHeader?: string;
  clientContext?: string;
  tenantId?: string;
}

/** An error that a function or its environment ended an invocation with. */
export interface FunctionError {
  errorType: string;
  errorMessage: string;
  stackTrace?: string[];
}

export type InvocationOutcome =
  /** The handler returned; `body` is the JSON text it answered with. */
  | { kind: 'returned'; body: string; logTail: string }
  /**
   * The handler threw, or its environment crashed, exited, ran out of time or memory, or could not start.
   * Platform errors are typed as Lambda types them: Runtime.ExitError, Sandbox.Timedout, Runtime.OutOfMemory,
   * Runtime.ImportModuleError, Runtime.HandlerNotFound, Runtime.UserCodeSyntaxError …
   */
  | { kind: 'failed'; error: FunctionError; logTail: string }
  /** The machine that ran it is out of reach: nobody knows what became of it, and the function is not to blame. */
  | { kind: 'lost'; error: FunctionError; logTail: string };

/** A place in an environment, reserved for one invocation. */
export interface Slot {
  /** Hands the task over and waits for its end. Never rejects. Frees the slot. */
  run(task: InvocationTask): Promise<InvocationOutcome>;
  /** Gives the slot back unused. */
  release(): void;
}

/** A caller who does not wait for ever. */
export interface Patience {
  /** How long it waits for a place on a machine. Where the function may not run more at a time, it does not wait at all. */
  placeMillisMax: number;
}

/** There is no place for an impatient caller. Nothing has run. */
export class Throttled extends Error {
  override readonly name = 'Throttled';
  /** In Lambda's words. */
  readonly reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' | 'ConcurrentInvocationLimitExceeded';

  constructor(reason: Throttled['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface Invoker {
  /**
   * Reserves a place for one invocation of the function, starting an environment if there is none free; waits in turn
   * while the limits on environments are reached. An environment that fails to start makes `run` fail, not `reserve`.
   * With `patience`, rejects with Throttled when it is over.
   */
  reserve(deployed: DeployedFunction, patience?: Patience): Promise<Slot>;
  /** Stops all environments, giving those that run an invocation `graceMillis` to end it. */
  close(graceMillis: number): Promise<void>;
}
