// The rules that a batch of updates must keep before the rules of each operation type are asked.

import type { OperationAction, OperationType, OperationUpdate, Refusal } from '@perdure/protocol';
import { bytesOf, isLongerThan } from './bytes.ts';
import type { Draft } from './draft.ts';
import { refuse } from './ruling.ts';

const allowedActions: { readonly [Type in OperationType]: readonly OperationAction[] } = {
  STEP: ['START', 'SUCCEED', 'FAIL', 'RETRY'],
  CONTEXT: ['START', 'SUCCEED', 'FAIL'],
  WAIT: ['START', 'CANCEL'],
  CALLBACK: ['START'],
  CHAINED_INVOKE: ['START'],
  EXECUTION: ['SUCCEED', 'FAIL'],
};

/** Rules over the batch as a whole. */
export function checkBatch(updates: readonly OperationUpdate[]): Refusal | undefined {
  const executionIndex = updates.findIndex((update) => update.Type === 'EXECUTION');
  if (executionIndex !== -1) {
    const last = updates.length - 1;
    if (updates.some((update, index) => index > executionIndex && update.Type === 'EXECUTION')) {
      return refuse('Cannot checkpoint multiple EXECUTION updates.');
    }
    if (executionIndex !== last) return refuse('EXECUTION checkpoint must be the last update.');
  }
  return checkIds(updates);
}

/** An id appears once, except that a START may be followed by what ends it, where the handler decides both. */
function checkIds(updates: readonly OperationUpdate[]): Refusal | undefined {
  const seen = new Map<string, OperationUpdate[]>();
  for (const update of updates) {
    if (update.Type === 'EXECUTION') continue;
    if (!update.Id) return refuse('Operation update must have an Id.');
    const before = seen.get(update.Id);
    if (before === undefined) {
      seen.set(update.Id, [update]);
      continue;
    }
    const [start] = before;
    const mayFollow =
      before.length === 1 &&
      start?.Action === 'START' &&
      start.Type === update.Type &&
      update.Action !== 'START' &&
      (update.Type === 'STEP' || update.Type === 'CONTEXT');
    if (!mayFollow) return refuse('Cannot update the same operation twice in a single request.');
    before.push(update);
  }
  return undefined;
}

/** Rules over one update, against the operation that it names and the parent that it claims. */
export function checkUpdate(draft: Draft, update: OperationUpdate): Refusal | undefined {
  return checkIdentity(draft, update) ?? checkSizes(draft, update) ?? checkAction(update);
}

function checkIdentity(draft: Draft, update: OperationUpdate): Refusal | undefined {
  if (update.Type === 'EXECUTION' || update.Id === undefined) return undefined;
  const existing = draft.operation(update.Id);
  if (existing !== undefined) {
    if (existing.type !== update.Type) return refuse('Inconsistent operation type.');
    if (update.SubType !== undefined && update.SubType !== existing.subType) {
      return refuse('Inconsistent operation subtype.');
    }
    if (update.Name !== undefined && update.Name !== existing.name) {
      return refuse('Inconsistent operation name.');
    }
    if (update.ParentId !== undefined && update.ParentId !== existing.parentId) {
      return refuse('Inconsistent parent operation id.');
    }
  }
  if (update.ParentId !== undefined && draft.operation(update.ParentId)?.type !== 'CONTEXT') {
    return refuse('Invalid parent operation id.');
  }
  return undefined;
}

function checkSizes(draft: Draft, update: OperationUpdate): Refusal | undefined {
  const { limits } = draft.settings;
  if (update.Error !== undefined && bytesOf(update.Error) > limits.errorBytesMax) {
    return refuse(`Error object size must be less than or equal to ${limits.errorBytesMax} bytes.`);
  }
  if (update.Payload === undefined) return undefined;
  if (update.Type === 'EXECUTION') {
    const isSync = draft.state.invocationType === 'RequestResponse';
    const bytesMax = isSync ? limits.syncPayloadBytesMax : limits.asyncPayloadBytesMax;
    return isLongerThan(update.Payload, bytesMax)
      ? refuse(`Execution output payload size must be less than or equal to ${bytesMax} bytes.`)
      : undefined;
  }
  const bytesMax = limits.operationPayloadBytesMax;
  if (!isLongerThan(update.Payload, bytesMax)) return undefined;
  const what = update.Type === 'CHAINED_INVOKE' ? 'CHAINED_INVOKE input' : update.Type;
  return refuse(`${what} payload size must be less than or equal to ${bytesMax} bytes.`);
}

function checkAction(update: OperationUpdate): Refusal | undefined {
  if (!allowedActions[update.Type].includes(update.Action)) {
    return refuse(
      update.Type === 'EXECUTION'
        ? 'Invalid EXECUTION action.'
        : 'Invalid action for the given operation type.',
    );
  }
  if (update.Action === 'SUCCEED' && update.Error !== undefined) {
    return refuse('Cannot provide an Error for SUCCEED action.');
  }
  if (update.Action === 'FAIL' && update.Payload !== undefined) {
    return refuse('Cannot provide a Payload for FAIL action.');
  }
  return undefined;
}
