// Faults on demand: what is to go wrong in a run, and at which checkpoint.
//
// A checkpoint is met by the first fault that fits it. Each fault happens once, or as often as it says, counted over the
// whole life of the runner until `reset`.

import type { OperationAction, OperationUpdate } from '@perdure/sdk';

export interface FaultOptions {
  /** The change of the operation that is waited for. Default: any. */
  action?: OperationAction;
  /** How often it happens. Default: 1. */
  times?: number;
}

export interface FailureOptions extends FaultOptions {
  /** What the SDK's request fails with. Default: a ServiceException with HTTP status 500, after which the invocation is repeated. */
  error?: Error;
}

export type Fault =
  | { kind: 'crash-before' | 'crash-after' }
  | { kind: 'fail-before' | 'fail-after'; error: Error };

interface ScriptedFault {
  fault: Fault;
  fits: (updates: readonly OperationUpdate[], ordinal: number) => boolean;
  timesLeft: number;
}

/** The faults of a runner. All methods answer the script, for chaining. */
export class FaultScript {
  #faults: ScriptedFault[] = [];
  #duplicates = new Set<number>();
  #checkpoints = 0;
  #invocations = 0;
  #listener: (updates: readonly OperationUpdate[]) => void = () => undefined;

  /** The process dies before a checkpoint of the operation reaches the service: what it carried is lost. */
  crashBefore(operationName: string, options?: FaultOptions): this {
    return this.#add({ kind: 'crash-before' }, fitsOperation(operationName, options), options);
  }

  /** The process dies after a checkpoint of the operation is recorded, before it learns of that. */
  crashAfter(operationName: string, options?: FaultOptions): this {
    return this.#add({ kind: 'crash-after' }, fitsOperation(operationName, options), options);
  }

  /** A checkpoint of the operation fails: nothing is recorded. */
  failCheckpoint(operationName: string, options: FailureOptions = {}): this {
    const error = options.error ?? serviceFailure();
    return this.#add({ kind: 'fail-before', error }, fitsOperation(operationName, options), options);
  }

  /** A checkpoint of the operation is recorded, but its answer is lost on the way. */
  loseAnswer(operationName: string, options: FailureOptions = {}): this {
    const error = options.error ?? serviceFailure();
    return this.#add({ kind: 'fail-after', error }, fitsOperation(operationName, options), options);
  }

  /** The process dies before or after the nth checkpoint of the run, counted from 1, whatever it carries. */
  crashAtCheckpoint(ordinal: number, when: 'before' | 'after' = 'after'): this {
    return this.#add({ kind: `crash-${when}` }, (_updates, current) => current === ordinal, undefined);
  }

  /** The nth invocation of the function under test, counted from 1, is delivered twice, the second time in parallel. */
  duplicateInvocation(ordinal = 1): this {
    this.#duplicates.add(ordinal);
    return this;
  }

  /** Internal: tells of each checkpoint before it is made. */
  listen(listener: (updates: readonly OperationUpdate[]) => void): void {
    this.#listener = listener;
  }

  /** Forgets all faults. */
  clear(): void {
    this.#faults = [];
    this.#duplicates = new Set();
    this.#checkpoints = 0;
    this.#invocations = 0;
  }

  /** Internal: the fault that meets this checkpoint. */
  takeFor(updates: readonly OperationUpdate[]): Fault | undefined {
    this.#checkpoints += 1;
    this.#listener(updates);
    const scripted = this.#faults.find(
      ({ fits, timesLeft }) => timesLeft > 0 && fits(updates, this.#checkpoints),
    );
    if (scripted === undefined) return undefined;
    scripted.timesLeft -= 1;
    return scripted.fault;
  }

  /** Internal: whether the invocation that begins now is delivered twice. */
  takesDuplicate(): boolean {
    this.#invocations += 1;
    return this.#duplicates.has(this.#invocations);
  }

  #add(fault: Fault, fits: ScriptedFault['fits'], options: FaultOptions | undefined): this {
    this.#faults.push({ fault, fits, timesLeft: options?.times ?? 1 });
    return this;
  }
}

function fitsOperation(name: string, options: FaultOptions = {}): ScriptedFault['fits'] {
  const { action } = options;
  return (updates) =>
    updates.some((update) => update.Name === name && (action === undefined || update.Action === action));
}

const HTTP_SERVER_ERROR = 500;

function serviceFailure(): Error {
  const error = new Error('A fault of the test: the service failed.');
  error.name = 'ServiceException';
  return Object.assign(error, { $metadata: { httpStatusCode: HTTP_SERVER_ERROR } });
}
