// P3: one invocation at a time writes an execution, every token is good for one write, and a zombie is refused.

import type { Event } from '@perdure/engine';
import type { ExecutionId } from '@perdure/protocol';
import { type Checker, expectFact } from '../checker.ts';
import type { Fact } from '../fact.ts';

export class SingleWriter implements Checker {
  readonly name = 'single-writer';
  /** The invocation that may write, by execution. */
  readonly #current = new Map<ExecutionId, string>();
  /** Writes on their way or done, by ClientToken: who wrote, and with which token. */
  readonly #writers = new Map<string, { requestId: string; token: string }>();
  /** Which write used up a token. */
  readonly #usedBy = new Map<string, string>();
  readonly #invoked = new Set<string>();
  readonly #paused = new Set<ExecutionId>();

  observe(fact: Fact): void {
    switch (fact.kind) {
      case 'committed':
        for (const event of fact.entry.events) this.#follow(fact.executionId, event);
        break;
      case 'invoked':
        expectFact(!this.#invoked.has(fact.requestId), `${fact.requestId} was handed out twice.`);
        this.#invoked.add(fact.requestId);
        break;
      case 'write-sent': {
        const { clientToken, requestId, token } = fact.write;
        if (clientToken !== undefined) this.#writers.set(clientToken, { requestId, token });
        break;
      }
      case 'write-acknowledged': {
        const { token, writeId } = fact.write;
        const before = this.#usedBy.get(token);
        expectFact(
          before === undefined || before === writeId,
          `${before} and ${writeId} wrote with one token.`,
        );
        this.#usedBy.set(token, writeId);
        break;
      }
      default:
    }
  }

  #follow(executionId: ExecutionId, event: Event): void {
    const current = this.#current.get(executionId);
    if (event.type === 'ExecutionPaused') this.#paused.add(executionId);
    else if (event.type === 'ExecutionResumed') this.#paused.delete(executionId);
    else if (event.type === 'InvocationStarted') {
      expectFact(!this.#paused.has(executionId), `${event.requestId} began while ${executionId} was paused.`);
      expectFact(current === undefined, `${event.requestId} began while ${current} was in flight.`);
      this.#current.set(executionId, event.requestId);
    } else if (event.type === 'InvocationCompleted') {
      expectFact(current !== undefined, `An invocation of ${executionId} ended that was not in flight.`);
      this.#current.delete(executionId);
    } else if (event.type === 'CheckpointAccepted') {
      expectFact(current !== undefined, `${executionId} was written while no invocation was in flight.`);
      const writer = event.clientToken === undefined ? undefined : this.#writers.get(event.clientToken);
      const isZombie = writer !== undefined && writer.requestId !== current;
      expectFact(!isZombie, `${writer?.requestId} wrote ${executionId} although ${current} was in flight.`);
    }
  }
}
