// Owns: the comparison of what a handler asks for with what is recorded.
//
// J1  Only what the record can answer passes: nothing that is new begins, and the code of no step runs.
// J2  Where the recorded execution is still open, or the context around an operation is, code may go on: what it asks for
//     behind the record is held back, and no difference.
// J3  A recorded operation must be asked for, unless the code around it was cut off: a context that was open when what
//     surrounds it had ended, or an item that a batch did not wait for.

import { type Operation, type OperationCall, OperationSubType, type ReplayWatch } from '@perdure/sdk';
import type { RecordedExecution, RecordedOperation } from '../history/recorded-execution.ts';
import { inLaterTurn } from '../local/real-timers.ts';
import { hasEnded } from '../operations/operation-progress.ts';
import { readPayload } from '../results/payload.ts';
import {
  describeReplayed,
  describeWithin,
  type RecordedPosition,
  type ReplayDifference,
  type ReplayedOperation,
} from './replay-report.ts';

/** Turns of the event loop for what a handler left running: promises need one, a handful is generous. */
const LINGER_TURNS = 5;

const ADVICE =
  'An execution in flight that is recorded so far fails with NonDeterministicExecutionError under this code. ' +
  'Keep the recorded operations as they are and put new ones behind them, or leave these executions on their own version.';

export class ReplayJudge implements ReplayWatch {
  readonly #execution: RecordedExecution;
  readonly #mayAppend: boolean;
  readonly #asked = new Set<string>();
  #isAttached = false;
  #difference: ReplayDifference | undefined;

  constructor(execution: RecordedExecution, mayAppend: boolean) {
    this.#execution = execution;
    this.#mayAppend = mayAppend;
  }

  /** Whether the handler's SDK asks at all. */
  get isAttached(): boolean {
    return this.#isAttached;
  }

  get difference(): ReplayDifference | undefined {
    return this.#difference;
  }

  attach(): void {
    this.#isAttached = true;
  }

  letsPass(call: OperationCall): boolean {
    if (call.isVirtual) return true;
    const recorded = this.#execution.operations.get(call.id);
    if (recorded === undefined) {
      if (!this.#mayGoOn(call.parentId)) this.#report(this.#added(call));
      return false;
    }
    this.#asked.add(call.id);
    const { operation } = recorded;
    if (isSame(operation, call)) return operation.Type !== 'STEP' || hasEnded(operation);
    this.#report(this.#changed(call, recorded));
    return false;
  }

  async linger(): Promise<void> {
    for (let turn = 0; turn < LINGER_TURNS; turn++) {
      await new Promise<void>((resolve) => inLaterTurn(resolve));
    }
  }

  /** The handler has ended: what it did not ask for is a difference. `failure` is what it threw. */
  conclude(failure: string | undefined): void {
    for (const recorded of this.#execution.operations.values()) {
      if (this.#isMissing(recorded)) this.#report(this.#missing(recorded, failure));
    }
  }

  #report(difference: ReplayDifference): void {
    this.#difference ??= difference;
  }

  /** Whether what surrounds a new operation was still open. */
  #mayGoOn(parentId: string | undefined): boolean {
    return this.#mayAppend || !this.#hasEndedAround(parentId);
  }

  #hasEndedAround(parentId: string | undefined): boolean {
    if (parentId === undefined) {
      return this.#execution.status === 'SUCCEEDED' || this.#execution.status === 'FAILED';
    }
    const parent = this.#execution.operations.get(parentId)?.operation;
    return parent !== undefined && hasEnded(parent);
  }

  #isMissing({ operation }: RecordedOperation): boolean {
    const { Id = '', ParentId } = operation;
    if (this.#asked.has(Id)) return false;
    const parent = ParentId === undefined ? undefined : this.#execution.operations.get(ParentId)?.operation;
    if (parent !== undefined && !this.#asked.has(ParentId ?? '')) return false;
    return !this.#isCutOff(operation, parent);
  }

  #isCutOff(operation: Operation, parent: Operation | undefined): boolean {
    if (!hasEnded(operation) && this.#hasEndedAround(operation.ParentId)) return true;
    if (parent === undefined) return false;
    if (isBatch(parent) && hasEnded(parent) && !isWholeItem(operation, parent)) return true;
    return !hasEnded(parent) && this.#hasEndedAround(parent.ParentId);
  }

  #changed(call: OperationCall, recorded: RecordedOperation): ReplayDifference {
    const position = positionOf(recorded);
    const asked = askedFor(call);
    const within = this.#within(call.parentId);
    return {
      kind: 'changed',
      message:
        `Operation ${call.rawId}${describeWithin(within)} differs: recorded is ${describeReplayed(position)} ` +
        `(event ${position.eventId}), and the code asks for ${describeReplayed(asked)}. ${this.#hint(call)} ${ADVICE}`,
      position: call.rawId,
      within,
      recorded: position,
      asked,
    };
  }

  /** Where the operation that was asked for is recorded, if anywhere: tells a removed call from an added one. */
  #hint(call: OperationCall): string {
    for (const [id, recorded] of this.#execution.operations) {
      if (this.#asked.has(id) || recorded.operation.ParentId !== call.parentId) continue;
      if (!isSame(recorded.operation, call)) continue;
      return `That one is recorded later (event ${recorded.eventId}): it seems that what came before it was removed or moved.`;
    }
    return 'That one is not recorded: it seems to have been added, renamed or moved.';
  }

  #added(call: OperationCall): ReplayDifference {
    const asked = askedFor(call);
    const within = this.#within(call.parentId);
    const ended = call.parentId === undefined ? 'the recorded execution' : 'the recorded context';
    return {
      kind: 'added',
      message:
        `Operation ${call.rawId}${describeWithin(within)} is not recorded: the code asks for ${describeReplayed(asked)}, ` +
        `where ${ended} had ended. If it was only put behind the others, executions in flight are safe: record the history ` +
        'anew, or pass { allowAppended: true }. If operations without a name come before it, one of them may be the new one.',
      position: call.rawId,
      within,
      asked,
    };
  }

  #missing(recorded: RecordedOperation, failure: string | undefined): ReplayDifference {
    const position = positionOf(recorded);
    const within = this.#within(recorded.operation.ParentId);
    const because = failure === undefined ? '' : ` It failed before: ${failure}.`;
    return {
      kind: 'missing',
      message:
        `The code does not ask for ${describeReplayed(position)}${describeWithin(within)}, which is recorded ` +
        `(event ${position.eventId}).${because} Executions in flight that have done it go on as if they had not.`,
      within,
      recorded: position,
    };
  }

  #within(parentId: string | undefined): string[] {
    const names: string[] = [];
    for (let id = parentId; id !== undefined; ) {
      const context = this.#execution.operations.get(id)?.operation;
      names.unshift(context?.Name ?? context?.SubType ?? id);
      id = context?.ParentId;
    }
    return names;
  }
}

const isSame = (operation: Operation, call: OperationCall): boolean =>
  operation.Type === call.type &&
  operation.SubType === call.subType &&
  operation.Name === call.name &&
  operation.ParentId === call.parentId;

const positionOf = ({ operation, eventId }: RecordedOperation): RecordedPosition => ({
  type: operation.Type ?? '',
  subType: operation.SubType,
  name: operation.Name,
  eventId,
});

const askedFor = ({ type, subType, name }: OperationCall): ReplayedOperation => ({ type, subType, name });

const isBatch = ({ SubType }: Operation): boolean =>
  SubType === OperationSubType.MAP || SubType === OperationSubType.PARALLEL;

/** Whether the batch waited for an item: it is recorded as ended, and the batch did not end before all items had. */
function isWholeItem(item: Operation, batch: Operation): boolean {
  if (item.Type !== 'CONTEXT' || !hasEnded(item)) return false;
  const result = readPayload(batch.ContextDetails?.Result);
  if (typeof result !== 'object' || result === null || !('completionReason' in result)) return true;
  return result.completionReason === 'ALL_COMPLETED';
}
