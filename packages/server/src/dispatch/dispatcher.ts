// The dispatcher: brings due invocations to functions, and what came of them back to the loop.
//
// D1  An execution is dispatched once at a time: it waits for a place, or its invocation runs.
// D2  An invocation begins in the log before the function gets it: a function never runs for an invocation that the store
//     does not know, and after a crash no second one runs unknown to the first. One that could not begin is tried again.
// D3  The end of an invocation is brought to the log whatever happens: if the store refuses, again and again.

import { type ExecutionState, statePage } from '@perdure/engine';
import type { ErrorObject, ExecutionId, InvocationInput } from '@perdure/protocol';
import { formatFunctionArn, limits, MILLIS_PER_SECOND } from '@perdure/protocol';
import type { Clock } from '../clock.ts';
import type { InvocationOutcome, InvocationTask, Invoker, Slot } from '../environments/invoker.ts';
import { functionDeleted } from '../executions/function-deleted.ts';
import type { FreshIds } from '../fresh-ids.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { FunctionDirectory } from '../functions/function-directory.ts';
import type { ExecutionLoop } from '../loop/execution-loop.ts';
import { loopLimits } from '../loop/limits.ts';
import { persist } from './persist.ts';

export interface DispatcherOptions {
  loop: ExecutionLoop;
  directory: FunctionDirectory;
  invoker: Invoker;
  clock: Clock;
  ids: FreshIds;
  /** This server's session: the log says who runs an invocation. */
  sessionId: string;
  /** Told of what an invocation printed, before its end is recorded. */
  onLog?(executionId: ExecutionId, log: string): void;
  onFault(fault: unknown): void;
}

export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #waiting = new Set<ExecutionId>();
  readonly #running = new Set<Promise<void>>();
  #isClosed = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Sees to it that the execution is invoked. */
  want(state: ExecutionState): void {
    const { executionId, functionName, functionVersion } = state.reference;
    if (this.#isClosed || this.#waiting.has(executionId)) return;
    this.#waiting.add(executionId);
    const running = this.#dispatch(executionId, functionName, functionVersion)
      .catch((fault: unknown) => {
        // Environments that are closed with the server refuse whoever still waits for one.
        if (this.#isClosed) return;
        this.#options.onFault(fault);
        this.#lookAgain(executionId);
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** What is due is told anew when its execution is looked at; the store may have room by then. */
  #lookAgain(executionId: ExecutionId): void {
    const { loop, clock, onFault } = this.#options;
    clock.at(clock.now() + loopLimits.redeliveryMillis, () => {
      if (!this.#isClosed) void persist(clock, onFault, () => loop.wake(executionId));
    });
  }

  /** Whether the execution waits for a place, and will get one without anybody looking at it again. */
  isWaiting(executionId: ExecutionId): boolean {
    return this.#waiting.has(executionId);
  }

  /** Starts nothing more. */
  stop(): void {
    this.#isClosed = true;
  }

  /** Waits until what runs has been recorded. */
  async close(): Promise<void> {
    this.stop();
    await Promise.allSettled(this.#running);
  }

  async #dispatch(executionId: ExecutionId, functionName: string, functionVersion: string): Promise<void> {
    const { directory, invoker } = this.#options;
    let slot: Slot | undefined;
    let task: InvocationTask | undefined;
    try {
      const deployed = await directory.version(functionName, functionVersion);
      if (deployed === undefined) {
        await this.#endOrphan(executionId, functionName);
        return;
      }
      slot = await invoker.reserve(deployed);
      if (!this.#isClosed) task = await this.#begin(executionId, deployed);
    } finally {
      // From here on a new wish is a new invocation: the one begun now has been told all that is known.
      this.#waiting.delete(executionId);
      if (task === undefined) slot?.release();
    }
    if (slot === undefined || task === undefined) return;
    const outcome = await slot.run(task);
    // An environment that was ended with the server is no failure of the function: the next server repeats it.
    if (this.#isClosed && outcome.kind !== 'returned') return;
    this.#options.onLog?.(executionId, outcome.logTail);
    await this.#complete(executionId, task.requestId, outcome);
  }

  /** Whoever deletes a function stops its executions; this one has been faster. */
  async #endOrphan(executionId: ExecutionId, functionName: string): Promise<void> {
    await this.#options.loop.submit<'end', void>(
      executionId,
      { kind: 'end', as: 'STOPPED', error: functionDeleted(functionName) },
      () => undefined,
      { internal: true },
    );
  }

  /** Records the invocation, and makes what the function is given. Undefined when it is not due any more. */
  async #begin(executionId: ExecutionId, deployed: DeployedFunction): Promise<InvocationTask | undefined> {
    const { loop, clock, ids, sessionId } = this.#options;
    const requestId = ids.requestId();
    const deadline = clock.now() + deployed.timeoutSeconds * MILLIS_PER_SECOND;
    const begun = await loop.submit<'begin-invocation', InvocationTask | undefined>(
      executionId,
      { kind: 'begin-invocation', requestId, nonce: ids.nonce(), deadline, runningOn: sessionId },
      (state, reply) =>
        reply === undefined
          ? undefined
          : durableTask(invocationInput(state, reply.token, reply.updatedIds), {
              requestId,
              deadline,
              invokedFunctionArn: formatFunctionArn({ ...state.reference, qualifier: deployed.version }),
              executionArn: state.arn,
              ...(state.traceHeader === undefined ? {} : { traceHeader: state.traceHeader }),
              ...(state.tenantId === undefined ? {} : { tenantId: state.tenantId }),
            }),
      { internal: true },
    );
    return begun.ok ? begun.value : undefined;
  }

  async #complete(executionId: ExecutionId, requestId: string, outcome: InvocationOutcome): Promise<void> {
    const { loop, clock, ids, onFault } = this.#options;
    await persist(clock, onFault, () =>
      loop.submit<'complete-invocation', void>(
        executionId,
        {
          kind: 'complete-invocation',
          requestId,
          jitter: ids.jitter(),
          outcome:
            outcome.kind === 'returned'
              ? { kind: 'returned', body: outcome.body }
              : { kind: outcome.kind, error: toErrorObject(outcome.error) },
        },
        () => undefined,
        { internal: true },
      ),
    );
  }
}

/** The text is made when it is first asked for: outside of the loop's turn, and never in an invoker that needs none. */
function durableTask(
  input: InvocationInput,
  members: Omit<InvocationTask, 'input' | 'payload'>,
): InvocationTask {
  let text: string | undefined;
  const lazy = {
    input,
    get payload() {
      text ??= JSON.stringify(input);
      return text;
    },
  };
  return Object.assign(lazy, members);
}

function invocationInput(
  state: ExecutionState,
  token: string,
  updatedIds: readonly string[],
): InvocationInput {
  const { pageItemsMax, statePageBytesMax } = limits;
  const page = statePage(state, { from: 0, itemsMax: pageItemsMax, bytesMax: statePageBytesMax });
  return {
    DurableExecutionArn: state.arn,
    CheckpointToken: token,
    InitialExecutionState: { Operations: page.Operations, NextMarker: page.NextMarker ?? '' },
    UpdatedOperationIds: [...updatedIds],
  };
}

export const toErrorObject = (error: {
  errorType: string;
  errorMessage: string;
  stackTrace?: string[];
}): ErrorObject => ({
  ErrorType: error.errorType,
  ErrorMessage: error.errorMessage,
  ...(error.stackTrace === undefined ? {} : { StackTrace: error.stackTrace }),
});
