// P3 from the other side: an invocation is recorded as ended when it has ended itself, when its deadline is over, or when its
// server is gone. If this breaks, the late answer of a zombie ends the invocation that replaced it.

import type { Event } from '@perdure/engine';
import type { ExecutionId, Millis } from '@perdure/protocol';
import { type Checker, expectFact } from '../checker.ts';
import type { Fact } from '../fact.ts';

interface InFlight {
  requestId: string;
  deadline: Millis;
  runningOn: string;
}

export class EndsItself implements Checker {
  readonly name = 'ends-itself';
  readonly #inFlight = new Map<ExecutionId, InFlight>();
  readonly #ended = new Set<string>();
  #sessionId = '';

  observe(fact: Fact): void {
    switch (fact.kind) {
      case 'session-started':
        this.#sessionId = fact.sessionId;
        break;
      case 'invocation-ended':
        this.#ended.add(fact.requestId);
        break;
      case 'committed':
        for (const event of fact.entry.events) this.#follow(fact.executionId, event, fact.entry.at);
        break;
      default:
    }
  }

  #follow(executionId: ExecutionId, event: Event, at: Millis): void {
    if (event.type === 'InvocationStarted') {
      this.#inFlight.set(executionId, event);
    } else if (event.type === 'InvocationCompleted') {
      const invocation = this.#inFlight.get(executionId);
      if (invocation === undefined) return;
      const { requestId, deadline, runningOn } = invocation;
      const hasEnded = this.#ended.has(requestId) || at >= deadline || runningOn !== this.#sessionId;
      expectFact(hasEnded, `${requestId} was recorded as ended while it ran.`);
      this.#inFlight.delete(executionId);
    }
  }
}
