// No wake-up is lost: when the healed world rests, every execution has ended and no invocation is in flight; and on the way
// there, none ended by running out of time that had enough of it.

import type { ExecutionId } from '@perdure/protocol';
import { type Checker, expectFact } from '../checker.ts';
import type { Fact } from '../fact.ts';

const AMPLE_SECONDS = 86_400;

export class ComesToRest implements Checker {
  readonly name = 'comes-to-rest';
  readonly #open = new Set<ExecutionId>();
  readonly #inFlight = new Set<ExecutionId>();
  readonly #hasAmpleTime = new Set<ExecutionId>();

  observe(fact: Fact): void {
    // Whatever an invocation of it still says, nobody waits for it.
    if (fact.kind === 'removed') this.#inFlight.delete(fact.executionId);
    if (fact.kind !== 'committed') return;
    const { executionId } = fact;
    for (const event of fact.entry.events) {
      switch (event.type) {
        case 'ExecutionStarted':
          this.#open.add(executionId);
          if (event.config.ExecutionTimeout > AMPLE_SECONDS) this.#hasAmpleTime.add(executionId);
          break;
        case 'ExecutionTimedOut':
          expectFact(
            !this.#hasAmpleTime.has(executionId),
            `${executionId} was forgotten until it timed out.`,
          );
          this.#open.delete(executionId);
          break;
        case 'ExecutionSucceeded':
        case 'ExecutionFailed':
        case 'ExecutionStopped':
          this.#open.delete(executionId);
          break;
        case 'InvocationStarted':
          this.#inFlight.add(executionId);
          break;
        case 'InvocationCompleted':
          this.#inFlight.delete(executionId);
          break;
        default:
      }
    }
  }

  conclude(): void {
    expectFact(this.#open.size === 0, `At rest, and still open: ${[...this.#open]}`);
    expectFact(this.#inFlight.size === 0, `At rest, and still in flight: ${[...this.#inFlight]}`);
  }
}
