// P1: what was acknowledged is on the disk when the acknowledgement leaves the server, and it is there once.
//
// If this breaks, a customer is charged and the charge forgotten, or charged twice. The disk of the simulation forgets only
// what was not synced, so whatever is on it at the time of the acknowledgement survives every crash.

import type { Event } from '@perdure/engine';
import { decodeCallbackId } from '@perdure/engine';
import type { CheckpointResponse, ExecutionId, OperationUpdate } from '@perdure/protocol';
import { parseExecutionArn } from '@perdure/protocol';
import { type Checker, expectFact } from '../checker.ts';
import type { CallbackAnswer, Fact, Write } from '../fact.ts';

interface Kept {
  isClosed: boolean;
  /** Accepted checkpoints by their ClientToken. */
  accepted: Set<string>;
  /** The texts that events carry: each mark is written by one write. */
  marks: Set<string>;
  operations: Set<string>;
}

export class AcknowledgedSurvives implements Checker {
  readonly name = 'acknowledged-survives';
  readonly #kept = new Map<ExecutionId, Kept>();
  readonly #responses = new Map<string, string>();

  observe(fact: Fact): void {
    switch (fact.kind) {
      case 'committed':
        for (const event of fact.entry.events) this.#keep(this.#of(fact.executionId), event);
        break;
      case 'removed':
        this.#kept.delete(fact.executionId);
        break;
      case 'write-acknowledged':
        this.#findWrite(fact.write, fact.response);
        break;
      case 'start-acknowledged': {
        const executionId = parseExecutionArn(fact.arn)?.executionId;
        const isKept = executionId !== undefined && this.#kept.has(executionId);
        expectFact(isKept, `The start of ${fact.arn} was acknowledged and is not on the disk.`);
        break;
      }
      case 'stop-acknowledged': {
        const isClosed = this.#kept.get(fact.executionId)?.isClosed === true;
        expectFact(isClosed, `The stop of ${fact.executionId} was acknowledged and is not on the disk.`);
        break;
      }
      case 'callback-acknowledged':
        this.#findAnswer(fact.callbackId, fact.answer);
        break;
      default:
    }
  }

  #of(executionId: ExecutionId): Kept {
    const kept = this.#kept.get(executionId);
    if (kept !== undefined) return kept;
    const empty: Kept = { isClosed: false, accepted: new Set(), marks: new Set(), operations: new Set() };
    this.#kept.set(executionId, empty);
    return empty;
  }

  #keep(kept: Kept, event: Event): void {
    if (isTerminal(event)) kept.isClosed = true;
    if (event.type === 'CheckpointAccepted' && event.clientToken !== undefined) {
      expectFact(!kept.accepted.has(event.clientToken), `${event.clientToken} was applied twice.`);
      kept.accepted.add(event.clientToken);
    }
    if ('id' in event) kept.operations.add(event.id);
    const mark = markOf(event);
    if (mark === undefined) return;
    expectFact(!kept.marks.has(mark), `${mark} was applied twice.`);
    kept.marks.add(mark);
  }

  #findWrite(write: Write, response: CheckpointResponse): void {
    const kept = this.#kept.get(write.executionId);
    const what = `${write.writeId} of ${write.executionId}`;
    expectFact(kept !== undefined, `${what} was acknowledged, and its execution is not on the disk.`);
    this.#compareResponses(write, response);
    if (response.CheckpointToken === undefined) {
      expectFact(
        kept.isClosed,
        `${what} was told that the execution is closed, which the disk does not know.`,
      );
      return;
    }
    if (write.clientToken !== undefined) {
      expectFact(kept.accepted.has(write.clientToken), `${what} was acknowledged and is not on the disk.`);
    }
    for (const update of write.updates) this.#findUpdate(kept, update, what);
  }

  #findUpdate(kept: Kept, update: OperationUpdate, what: string): void {
    if (update.Id === undefined) return;
    expectFact(kept.operations.has(update.Id), `${what}: ${update.Id} is not on the disk.`);
    const mark = update.Payload ?? update.Error?.ErrorMessage;
    if (update.Type === 'CHAINED_INVOKE' || mark === undefined) return;
    expectFact(kept.marks.has(mark), `${what}: the ${update.Action} of ${update.Id} is not on the disk.`);
  }

  /** A repetition under the same ClientToken is answered with the same words. */
  #compareResponses({ clientToken }: Write, response: CheckpointResponse): void {
    if (clientToken === undefined) return;
    const text = JSON.stringify(response);
    const before = this.#responses.get(clientToken);
    expectFact(before === undefined || before === text, `${clientToken} got two different answers.`);
    this.#responses.set(clientToken, text);
  }

  #findAnswer(callbackId: string, answer: CallbackAnswer): void {
    const executionId = decodeCallbackId(callbackId)?.executionId;
    const kept = executionId === undefined ? undefined : this.#kept.get(executionId);
    expectFact(kept !== undefined, `${callbackId} was answered, and its execution is not on the disk.`);
    if (answer.kind === 'heartbeat') return;
    const mark = answer.kind === 'success' ? answer.result : answer.message;
    expectFact(kept.marks.has(mark), `The answer ${mark} was acknowledged and is not on the disk.`);
  }
}

const isTerminal = (event: Event): boolean =>
  event.type === 'ExecutionSucceeded' ||
  event.type === 'ExecutionFailed' ||
  event.type === 'ExecutionStopped' ||
  event.type === 'ExecutionTimedOut';

/** The mark that an event took over from a write or an answer. What invocations and children say is not marked. */
function markOf(event: Event): string | undefined {
  switch (event.type) {
    case 'StepSucceeded':
    case 'ContextSucceeded':
    case 'CallbackSucceeded':
      return event.result;
    case 'StepFailed':
    case 'ContextFailed':
    case 'CallbackFailed':
      return event.error?.ErrorMessage;
    default:
      return undefined;
  }
}
