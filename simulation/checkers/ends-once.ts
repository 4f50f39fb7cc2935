// P2: an operation ends once, and so does an execution; what is shown of an end is what was recorded, ever after.

import type { Event } from '@perdure/engine';
import type { ExecutionId, Operation } from '@perdure/protocol';
import { type Checker, expectFact } from '../checker.ts';
import type { Fact } from '../fact.ts';

interface Ends {
  /** The ends of operations: status and outcome as one text. */
  operations: Map<string, string>;
  execution?: { status: string; result: string | undefined };
}

const operationEnds: ReadonlyMap<Event['type'], string> = new Map<Event['type'], string>([
  ['StepSucceeded', 'SUCCEEDED'],
  ['StepFailed', 'FAILED'],
  ['WaitSucceeded', 'SUCCEEDED'],
  ['WaitCancelled', 'CANCELLED'],
  ['CallbackSucceeded', 'SUCCEEDED'],
  ['CallbackFailed', 'FAILED'],
  ['CallbackTimedOut', 'TIMED_OUT'],
  ['ContextSucceeded', 'SUCCEEDED'],
  ['ContextFailed', 'FAILED'],
  ['ChainedInvokeSucceeded', 'SUCCEEDED'],
  ['ChainedInvokeFailed', 'FAILED'],
  ['ChainedInvokeTimedOut', 'TIMED_OUT'],
  ['ChainedInvokeStopped', 'STOPPED'],
]);

const executionEnds: ReadonlyMap<Event['type'], string> = new Map<Event['type'], string>([
  ['ExecutionSucceeded', 'SUCCEEDED'],
  ['ExecutionFailed', 'FAILED'],
  ['ExecutionTimedOut', 'TIMED_OUT'],
  ['ExecutionStopped', 'STOPPED'],
]);

const openStatuses: ReadonlySet<string> = new Set([
  'STARTED',
  'PENDING',
  'READY',
  'RUNNING',
  'PAUSING',
  'PAUSED',
]);

/** What may still happen to an execution that has ended: it has stopped running, and somebody does not want it any more. */
const afterTheEnd: ReadonlySet<Event['type']> = new Set<Event['type']>([
  'InvocationCompleted',
  'DeletionRequested',
]);

export class EndsOnce implements Checker {
  readonly name = 'ends-once';
  readonly #ends = new Map<ExecutionId, Ends>();

  observe(fact: Fact): void {
    switch (fact.kind) {
      case 'committed':
        for (const event of fact.entry.events) this.#record(fact.executionId, event);
        break;
      case 'removed':
        this.#ends.delete(fact.executionId);
        break;
      case 'write-acknowledged':
        this.#compare(fact.write.executionId, fact.response.NewExecutionState.Operations);
        break;
      case 'state-shown':
        this.#compare(fact.executionId, fact.operations);
        break;
      case 'status-shown': {
        if (openStatuses.has(fact.status)) break;
        const end = this.#of(fact.executionId).execution;
        const isSame = end?.status === fact.status;
        expectFact(
          isSame,
          `${fact.executionId} was shown as ${fact.status} and is ${end?.status ?? 'open'}.`,
        );
        if (fact.result !== undefined) {
          expectFact(end.result === fact.result, `${fact.executionId} was shown with another result.`);
        }
        break;
      }
      default:
    }
  }

  #of(executionId: ExecutionId): Ends {
    const ends = this.#ends.get(executionId);
    if (ends !== undefined) return ends;
    const none: Ends = { operations: new Map() };
    this.#ends.set(executionId, none);
    return none;
  }

  #record(executionId: ExecutionId, event: Event): void {
    const ends = this.#of(executionId);
    if (ends.execution !== undefined) {
      expectFact(afterTheEnd.has(event.type), `${event.type} was recorded after ${executionId} had ended.`);
    }
    const executionStatus = executionEnds.get(event.type);
    if (executionStatus !== undefined) {
      ends.execution = { status: executionStatus, result: 'result' in event ? event.result : undefined };
    }
    if (!('id' in event)) return;
    const place = `${event.id} of ${executionId}`;
    const before = ends.operations.get(event.id);
    expectFact(before === undefined, `${event.type} came to ${place}, which had ended as ${before}.`);
    const status = operationEnds.get(event.type);
    const goesOn = 'delaySeconds' in event && event.delaySeconds !== undefined;
    if (status !== undefined && !goesOn) ends.operations.set(event.id, outcomeText(status, event));
  }

  #compare(executionId: ExecutionId, operations: readonly Operation[]): void {
    const ends = this.#of(executionId);
    for (const operation of operations) {
      if (operation.Type === 'EXECUTION') continue;
      const place = `${operation.Id} of ${executionId}`;
      const recorded = ends.operations.get(operation.Id);
      // The outcome may have been recorded after the answer was made, but never the other way round.
      if (openStatuses.has(operation.Status)) continue;
      const shown = shownText(operation);
      expectFact(
        recorded === shown,
        `${place} was shown as ${shown} and is recorded as ${recorded ?? 'open'}.`,
      );
    }
  }
}

function outcomeText(status: string, event: Event): string {
  const result = 'result' in event ? event.result : undefined;
  const message = 'error' in event ? event.error?.ErrorMessage : undefined;
  return `${status} ${result ?? message ?? ''}`;
}

function shownText(operation: Operation): string {
  const details =
    operation.StepDetails ??
    operation.ContextDetails ??
    operation.CallbackDetails ??
    operation.ChainedInvokeDetails;
  // The words of a timeout are made when it is shown.
  if (details === undefined || (operation.Type === 'CALLBACK' && operation.Status === 'TIMED_OUT')) {
    return `${operation.Status} `;
  }
  return `${operation.Status} ${details.Result ?? details.Error?.ErrorMessage ?? ''}`;
}
