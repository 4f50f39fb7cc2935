// The courier: delivers letters from one execution to another, and to plain functions.
//
// A letter lies in the outbox until the commit that acts upon it removes it. So it is delivered at least once, and acted
// upon once: a second delivery finds the child started, or the operation closed.

import {
  type ChildEnded,
  decodeLetter,
  type ExecutionState,
  type InvokeFunction,
  type Letter,
  type Outcome,
  type StartChild,
  type StartFailed,
  type StatusChanged,
} from '@perdure/engine';
import {
  accepted,
  assert,
  type ExecutionId,
  formatFunctionArn,
  MILLIS_PER_SECOND,
  parseExecutionArn,
  type Realm,
} from '@perdure/protocol';
import type { Store } from '@perdure/store';
import type { Clock } from '../clock.ts';
import type { InvocationOutcome, Invoker } from '../environments/invoker.ts';
import type { FreshIds } from '../fresh-ids.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { FunctionDirectory } from '../functions/function-directory.ts';
import type { ExecutionLoop } from '../loop/execution-loop.ts';
import { loopLimits } from '../loop/limits.ts';
import { CallerHold } from './caller-hold.ts';
import { toErrorObject } from './dispatcher.ts';
import { persist } from './persist.ts';
import { repeatLost } from './repeat-lost.ts';

export interface CourierOptions {
  loop: ExecutionLoop;
  store: Store;
  directory: FunctionDirectory;
  invoker: Invoker;
  clock: Clock;
  ids: FreshIds;
  realm: Realm;
  /** Told of asynchronous starts whose executions have failed; resolves when that is kept elsewhere. Default: nobody is told. */
  onStartFailed?(failed: StartFailed): Promise<void>;
  onFault(fault: unknown): void;
}

/** No execution, so that the removal of a letter depends on none. */
const nobody = 'nobody' as ExecutionId;

export class Courier {
  readonly #options: CourierOptions;
  /** Letters under way, so that a letter read from the outbox is not delivered beside itself. */
  readonly #underway = new Map<string, Promise<void>>();
  readonly #callerHold: CallerHold;
  #isStopped = false;

  constructor(options: CourierOptions) {
    this.#options = options;
    this.#callerHold = new CallerHold(options.loop, options.clock);
  }

  /** Told of every change of an execution. */
  observe(state: ExecutionState): void {
    this.#callerHold.observe(state);
  }

  deliver(letters: readonly Letter[]): void {
    for (const letter of letters) {
      // Those to the outside have somebody else to see to them.
      if (letter.kind === 'status-changed') continue;
      if (this.#underway.has(letter.letterId)) continue;
      const delivery = this.#deliver(letter)
        .catch(this.#options.onFault)
        .finally(() => this.#underway.delete(letter.letterId));
      this.#underway.set(letter.letterId, delivery);
    }
  }

  /** Takes up what a server before this one has left in the outbox. */
  async recover(): Promise<void> {
    let after: string | undefined;
    for (;;) {
      const messages = await this.#options.store.messages(loopLimits.recoveryRowsMax, after);
      this.deliver(messages.map((message) => decodeLetter(message.body)));
      after = messages.at(-1)?.messageId;
      if (after === undefined) return;
    }
  }

  /** The environments are about to be ended: what they fail with from now on is no answer of a function. */
  stop(): void {
    this.#isStopped = true;
  }

  async close(): Promise<void> {
    this.stop();
    this.#callerHold.close();
    await Promise.allSettled(this.#underway.values());
  }

  #deliver(letter: Exclude<Letter, StatusChanged>): Promise<void> {
    switch (letter.kind) {
      case 'start-child':
        return this.#startChild(letter);
      case 'invoke-function':
        return this.#invokeFunction(letter);
      case 'child-ended':
        return this.#tellParent(letter);
      case 'start-failed':
        return this.#tellOfFailure(letter);
    }
  }

  async #startChild(letter: StartChild): Promise<void> {
    const { loop, clock, onFault } = this.#options;
    const deployed = await this.#target(letter);
    if (deployed?.durable === undefined) return this.#failUnknown(letter);
    const { durable } = deployed;
    const reference = parseExecutionArn(letter.childArn ?? '');
    assert(reference !== undefined, 'a letter that starts a child carries its ARN');
    await persist(clock, onFault, () =>
      loop.start(
        {
          kind: 'start',
          reference,
          ...(letter.input === undefined ? {} : { input: letter.input }),
          invocationType: 'Event',
          config: durable,
          ...(letter.traceHeader === undefined ? {} : { traceHeader: letter.traceHeader }),
          ...(letter.tenantId === undefined ? {} : { tenantId: letter.tenantId }),
          parent: { executionId: letter.from, operationId: letter.operationId },
        },
        () => undefined,
        { consumes: letter.letterId, internal: true },
      ),
    );
  }

  async #invokeFunction(letter: InvokeFunction): Promise<void> {
    const { invoker, clock, ids, realm } = this.#options;
    const deployed = await this.#target(letter);
    if (deployed === undefined) return this.#failUnknown(letter);
    const { functionName, version } = deployed;
    const outcome = await repeatLost(async () => {
      const slot = await invoker.reserve(deployed);
      return slot.run({
        requestId: ids.requestId(),
        payload: letter.input ?? '{}',
        deadline: clock.now() + deployed.timeoutSeconds * MILLIS_PER_SECOND,
        invokedFunctionArn: formatFunctionArn({ realm, functionName, qualifier: version }),
        ...(letter.traceHeader === undefined ? {} : { traceHeader: letter.traceHeader }),
        ...(letter.tenantId === undefined ? {} : { tenantId: letter.tenantId }),
      });
    });
    // The letter stays in the outbox, and the next server invokes the function again.
    if (this.#isStopped && outcome.kind !== 'returned') return;
    await this.#endOperation(letter.from, letter, outcomeOf(outcome));
  }

  /** The function that the letter is for; undefined when it is gone. A directory that cannot be read is read again. */
  async #target(letter: StartChild | InvokeFunction): Promise<DeployedFunction | undefined> {
    const { directory, clock, onFault } = this.#options;
    const { functionName, functionVersion } = letter;
    const found = await persist(clock, onFault, async () =>
      accepted(await directory.version(functionName, functionVersion)),
    );
    assert(found.ok, 'reading the directory is never refused');
    return found.value;
  }

  #failUnknown(letter: StartChild | InvokeFunction): Promise<void> {
    const ErrorMessage = `Function not found: ${letter.functionName}:${letter.functionVersion}`;
    const error = { ErrorType: 'ResourceNotFoundException', ErrorMessage };
    return this.#endOperation(letter.from, letter, { status: 'FAILED', error });
  }

  /** Whoever wants to hear of it has it for good before the letter goes. */
  async #tellOfFailure(letter: StartFailed): Promise<void> {
    const { loop, clock, onFault, onStartFailed } = this.#options;
    await persist(clock, onFault, async () => {
      await onStartFailed?.(letter);
      return accepted(await loop.discard(letter.letterId, nobody));
    });
  }

  #tellParent(letter: ChildEnded): Promise<void> {
    return this.#endOperation(letter.to, letter, letter.outcome, letter.executionTimeoutSeconds);
  }

  async #endOperation(
    executionId: ExecutionId,
    letter: Exclude<Letter, StatusChanged | StartFailed>,
    outcome: Outcome,
    executionTimeoutSeconds?: number,
  ): Promise<void> {
    const { loop, clock, onFault } = this.#options;
    const { letterId, operationId } = letter;
    await this.#callerHold.untilToldInOrder(executionId);
    const told = await persist(clock, onFault, () =>
      loop.submit<'end-chained-invoke', void>(
        executionId,
        {
          kind: 'end-chained-invoke',
          operationId,
          outcome,
          ...(executionTimeoutSeconds === undefined ? {} : { executionTimeoutSeconds }),
        },
        () => undefined,
        { consumes: letterId, internal: true },
      ),
    );
    // The receiver has outlived its retention: nobody waits for the word any more.
    if (!told.ok && told.refusal.code === 'ResourceNotFoundException') {
      await persist(clock, onFault, async () => accepted(await loop.discard(letterId, executionId)));
    }
  }
}

function outcomeOf(outcome: InvocationOutcome): Outcome {
  if (outcome.kind === 'returned') return { status: 'SUCCEEDED', result: outcome.body };
  return { status: 'FAILED', error: toErrorObject(outcome.error) };
}
