// Holds the end of a chained invoke back while its caller is about to end its invocation.
//
// A handler that has nothing left but to wait for the invoke is about to suspend. Where starting a function takes long, as
// on AWS, the invoke always ends after that; here it may end before, and the same function would have one history today
// and another one tomorrow. So the word waits until the invocation has ended, or the caller turns out to have other work,
// or a bound has passed. It lies in the outbox meanwhile, like any letter that is under way.

import type { ExecutionState } from '@perdure/engine';
import type { ExecutionId } from '@perdure/protocol';
import type { Clock } from '../clock.ts';
import type { ExecutionLoop } from '../loop/execution-loop.ts';
import { callerHoldMillisMax } from './limits.ts';

export class CallerHold {
  readonly #loop: Pick<ExecutionLoop, 'read'>;
  readonly #clock: Clock;
  /** What waits, by the caller that it waits for. */
  readonly #held = new Map<ExecutionId, Set<() => void>>();
  #isClosed = false;

  constructor(loop: Pick<ExecutionLoop, 'read'>, clock: Clock) {
    this.#loop = loop;
    this.#clock = clock;
  }

  /** Resolves when the caller can be told; at once when it is gone or not about to end its invocation. */
  async untilToldInOrder(caller: ExecutionId): Promise<void> {
    if (this.#isClosed) return;
    // The look and the beginning of the wait happen in one turn, so that no end of an invocation slips between them.
    const found = await this.#loop.read(caller, (state) =>
      isAboutToSuspend(state) ? { held: this.#hold(caller) } : undefined,
    );
    if (found.ok) await found.value?.held;
  }

  /** Told of every change of an execution. */
  observe(state: ExecutionState): void {
    if (this.#held.size === 0) return;
    const { executionId } = state.reference;
    if (this.#held.has(executionId) && !isAboutToSuspend(state)) this.#release(executionId);
  }

  /** Holds nothing any more. */
  close(): void {
    this.#isClosed = true;
    for (const caller of [...this.#held.keys()]) this.#release(caller);
  }

  #hold(caller: ExecutionId): Promise<void> {
    return new Promise((resolve) => {
      const held = this.#held.get(caller) ?? new Set();
      this.#held.set(caller, held);
      const cancel = this.#clock.at(this.#clock.now() + callerHoldMillisMax, () => go());
      const go = (): void => {
        cancel();
        held.delete(go);
        if (held.size === 0) this.#held.delete(caller);
        resolve();
      };
      held.add(go);
    });
  }

  #release(caller: ExecutionId): void {
    for (const go of [...(this.#held.get(caller) ?? [])]) go();
  }
}

/** Whether an invocation is in flight in which no step runs or could run: its handler can only wait. */
function isAboutToSuspend(state: ExecutionState): boolean {
  if (state.invocation === undefined || state.closed !== undefined) return false;
  for (const operation of state.operations.values()) {
    if (operation.type === 'STEP' && (operation.status === 'STARTED' || operation.status === 'READY')) {
      return false;
    }
  }
  return true;
}
