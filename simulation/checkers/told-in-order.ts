// Every change of status is told outside at least once, never before it is on the disk, and for each execution in order.

import type { Event } from '@perdure/engine';
import { type ExecutionId, type ExecutionStatus, parseExecutionArn } from '@perdure/protocol';
import { type Checker, expectFact } from '../checker.ts';
import type { Fact } from '../fact.ts';

const statusAfter: ReadonlyMap<Event['type'], ExecutionStatus> = new Map<Event['type'], ExecutionStatus>([
  ['ExecutionStarted', 'RUNNING'],
  ['ExecutionSucceeded', 'SUCCEEDED'],
  ['ExecutionFailed', 'FAILED'],
  ['ExecutionStopped', 'STOPPED'],
  ['ExecutionTimedOut', 'TIMED_OUT'],
]);

interface Changes {
  committed: ExecutionStatus[];
  told: ExecutionStatus[];
  eventIds: Set<string>;
  /** What ends and is removed in one commit leaves no entry. */
  isRemoved: boolean;
}

export class ToldInOrder implements Checker {
  readonly name = 'told-in-order';
  readonly #changes = new Map<ExecutionId, Changes>();

  observe(fact: Fact): void {
    if (fact.kind === 'removed') this.#of(fact.executionId).isRemoved = true;
    if (fact.kind === 'committed') {
      for (const { type } of fact.entry.events) {
        const status = statusAfter.get(type);
        if (status !== undefined) this.#of(fact.executionId).committed.push(status);
      }
    }
    if (fact.kind === 'status-told') this.#hear(fact);
  }

  conclude(): void {
    for (const [executionId, { committed, told }] of this.#changes) {
      expectFact(
        told.length >= committed.length,
        `${executionId} was ${committed.join(', then ')}; told was ${told.join(', then ') || 'nothing'}.`,
      );
    }
  }

  #hear({ executionArn, status, eventId }: Extract<Fact, { kind: 'status-told' }>): void {
    const executionId = parseExecutionArn(executionArn)?.executionId;
    expectFact(executionId !== undefined, `${executionArn} is no execution's ARN.`);
    const { committed, told, eventIds, isRemoved } = this.#of(executionId);
    if (eventIds.has(eventId)) return;
    eventIds.add(eventId);
    const expected = committed[told.length];
    told.push(status);
    expectFact(
      status === expected || (isRemoved && expected === undefined),
      `${executionId} was told to be ${status}; it is ${expected ?? 'nothing new'}.`,
    );
  }

  #of(executionId: ExecutionId): Changes {
    const changes = this.#changes.get(executionId) ?? {
      committed: [],
      told: [],
      eventIds: new Set(),
      isRemoved: false,
    };
    this.#changes.set(executionId, changes);
    return changes;
  }
}
