// P4: no timer fires before its time, and no commit bears a time that no clock had shown yet.

import type { Event } from '@perdure/engine';
import { type ExecutionId, MILLIS_PER_DAY, MILLIS_PER_SECOND, type Millis } from '@perdure/protocol';
import { type Checker, expectFact } from '../checker.ts';
import type { Fact } from '../fact.ts';

interface Deadlines {
  /** When the wait or the pause of a step is over, by operation. */
  operations: Map<string, Millis>;
  callbacks: Map<string, { timeoutAt?: Millis; heartbeatAt?: Millis; heartbeatSeconds?: number }>;
  executionAt: Millis;
  /** Since when a pause holds the clock of the execution's timeout. */
  heldSince?: Millis;
  retentionMillis: Millis;
  removableAt: Millis;
  /** Somebody has asked for its deletion, which waits for nothing. */
  isUnwanted: boolean;
  retryAt: Millis;
}

export class NeverEarly implements Checker {
  readonly name = 'never-early';
  readonly #deadlines = new Map<ExecutionId, Deadlines>();

  observe(fact: Fact): void {
    if (fact.kind === 'committed') {
      const { executionId, entry, clock } = fact;
      expectFact(
        entry.at <= clock,
        `An entry of ${executionId} bears a time to come: ${entry.at}, now ${clock}.`,
      );
      for (const event of entry.events) this.#follow(executionId, event, entry.at);
    } else if (fact.kind === 'removed') {
      const { removableAt = Number.POSITIVE_INFINITY, isUnwanted = false } =
        this.#deadlines.get(fact.executionId) ?? {};
      expectFact(
        isUnwanted || fact.clock >= removableAt,
        `${fact.executionId} was removed at ${fact.clock}, before ${removableAt}.`,
      );
      this.#deadlines.delete(fact.executionId);
    } else if (fact.kind === 'deletion-asked') {
      const deadlines = this.#deadlines.get(fact.executionId);
      if (deadlines !== undefined) deadlines.isUnwanted = true;
    }
  }

  #follow(executionId: ExecutionId, event: Event, at: Millis): void {
    if (event.type === 'ExecutionStarted') {
      this.#deadlines.set(executionId, {
        operations: new Map(),
        callbacks: new Map(),
        executionAt: at + event.config.ExecutionTimeout * MILLIS_PER_SECOND,
        retentionMillis: event.config.RetentionPeriodInDays * MILLIS_PER_DAY,
        removableAt: Number.POSITIVE_INFINITY,
        isUnwanted: false,
        retryAt: 0,
      });
      return;
    }
    const deadlines = this.#deadlines.get(executionId);
    expectFact(deadlines !== undefined, `${executionId} has events before its start.`);
    if ('id' in event) this.#followOperation(deadlines, event, at);
    else this.#followExecution(deadlines, executionId, event, at);
  }

  #followExecution(deadlines: Deadlines, executionId: ExecutionId, event: Event, at: Millis): void {
    switch (event.type) {
      case 'ExecutionTimedOut':
        expectFact(deadlines.heldSince === undefined, `${executionId} timed out while its clock was held.`);
        expectFact(
          at >= deadlines.executionAt,
          `${executionId} timed out at ${at}, before ${deadlines.executionAt}.`,
        );
        deadlines.removableAt = at + deadlines.retentionMillis;
        break;
      case 'ExecutionSucceeded':
      case 'ExecutionFailed':
      case 'ExecutionStopped':
        deadlines.removableAt = at + deadlines.retentionMillis;
        break;
      case 'ExecutionPaused':
        if (event.timeoutPaused) deadlines.heldSince = at;
        break;
      case 'ExecutionResumed':
        if (deadlines.heldSince !== undefined) deadlines.executionAt += at - deadlines.heldSince;
        delete deadlines.heldSince;
        break;
      case 'InvocationCompleted':
        deadlines.retryAt = event.retry?.at ?? 0;
        break;
      case 'InvocationStarted':
        expectFact(
          at >= deadlines.retryAt,
          `${executionId} was invoked at ${at}, before ${deadlines.retryAt}.`,
        );
        break;
      default:
    }
  }

  #followOperation(deadlines: Deadlines, event: Extract<Event, { id: string }>, at: Millis): void {
    const { operations, callbacks } = deadlines;
    switch (event.type) {
      case 'WaitStarted':
        operations.set(event.id, at + event.seconds * MILLIS_PER_SECOND);
        break;
      case 'StepSucceeded':
      case 'StepFailed':
        if (event.delaySeconds !== undefined)
          operations.set(event.id, at + event.delaySeconds * MILLIS_PER_SECOND);
        break;
      case 'WaitSucceeded':
      case 'StepReady': {
        const dueAt = operations.get(event.id) ?? Number.POSITIVE_INFINITY;
        expectFact(at >= dueAt, `${event.type} of ${event.id} came at ${at}, before ${dueAt}.`);
        break;
      }
      case 'CallbackStarted': {
        const { timeoutSeconds, heartbeatSeconds } = event;
        callbacks.set(event.id, {
          ...(timeoutSeconds === undefined ? {} : { timeoutAt: at + timeoutSeconds * MILLIS_PER_SECOND }),
          ...(heartbeatSeconds === undefined
            ? {}
            : { heartbeatSeconds, heartbeatAt: at + heartbeatSeconds * MILLIS_PER_SECOND }),
        });
        break;
      }
      case 'CallbackHeartbeat': {
        const callback = callbacks.get(event.id);
        const seconds = callback?.heartbeatSeconds;
        if (callback !== undefined && seconds !== undefined)
          callback.heartbeatAt = at + seconds * MILLIS_PER_SECOND;
        break;
      }
      case 'CallbackTimedOut': {
        const callback = callbacks.get(event.id);
        const dueAt = event.deadline === 'timeout' ? callback?.timeoutAt : callback?.heartbeatAt;
        expectFact(dueAt !== undefined && at >= dueAt, `${event.id} timed out at ${at}, before ${dueAt}.`);
        break;
      }
      default:
    }
  }
}
