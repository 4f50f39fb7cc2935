// A chained invoke starts one child, and the child that it says it started; the child's end is the operation's end.

import type { Event } from '@perdure/engine';
import type { ExecutionId } from '@perdure/protocol';
import { parseExecutionArn } from '@perdure/protocol';
import { type Checker, expectFact } from '../checker.ts';
import type { Fact } from '../fact.ts';

interface Child {
  executionId: ExecutionId;
  /** How it ended, once it has. */
  end?: string;
}

const ends: ReadonlyMap<Event['type'], string> = new Map<Event['type'], string>([
  ['ExecutionSucceeded', 'ChainedInvokeSucceeded'],
  ['ExecutionFailed', 'ChainedInvokeFailed'],
  ['ExecutionStopped', 'ChainedInvokeStopped'],
  ['ExecutionTimedOut', 'ChainedInvokeTimedOut'],
]);

export class OneChild implements Checker {
  readonly name = 'one-child';
  /** The child that an operation promised, by parent and operation. */
  readonly #promised = new Map<string, string>();
  readonly #children = new Map<string, Child>();
  readonly #parents = new Map<ExecutionId, string>();

  observe(fact: Fact): void {
    if (fact.kind !== 'committed') return;
    for (const event of fact.entry.events) this.#follow(fact.executionId, event);
  }

  conclude(): void {
    for (const [place, childArn] of this.#promised) {
      expectFact(this.#children.has(place), `${place} promised ${childArn}, which never started.`);
    }
  }

  #follow(executionId: ExecutionId, event: Event): void {
    if (event.type === 'ExecutionStarted' && event.parent !== undefined) {
      const place = `${event.parent.operationId} of ${event.parent.executionId}`;
      const twin = this.#children.get(place)?.executionId;
      expectFact(twin === undefined, `${place} started ${twin} and ${executionId}.`);
      expectFact(this.#promised.get(place) === event.arn, `${place} started another child than it promised.`);
      this.#children.set(place, { executionId });
      this.#parents.set(executionId, place);
      return;
    }
    if (event.type === 'ChainedInvokeStarted' && event.childArn !== undefined) {
      expectFact(parseExecutionArn(event.childArn) !== undefined, `${event.childArn} is no execution's ARN.`);
      this.#promised.set(`${event.id} of ${executionId}`, event.childArn);
      return;
    }
    const place = this.#parents.get(executionId);
    const end = ends.get(event.type);
    if (place !== undefined && end !== undefined) {
      const child = this.#children.get(place);
      if (child !== undefined) child.end = end;
    }
    this.#compareEnds(executionId, event);
  }

  #compareEnds(executionId: ExecutionId, event: Event): void {
    if (!event.type.startsWith('ChainedInvoke') || !('id' in event)) return;
    const place = `${event.id} of ${executionId}`;
    if (!this.#promised.has(place)) return;
    const end = this.#children.get(place)?.end;
    expectFact(
      end === event.type,
      `${place} ended as ${event.type}; its child says ${end ?? 'nothing yet'}.`,
    );
  }
}
