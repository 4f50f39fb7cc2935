// The state as a handler is shown it: which operations it gets, in what form, and page by page.

import type { Operation, StatePage } from '@perdure/protocol';
import { bytesOf, quotedBytesOf } from './bytes.ts';
import { currentToken } from './checkpoint.ts';
import { decodeEntry } from './event.ts';
import { evolve } from './evolve.ts';
import { isClosed, type OperationState } from './operations/operation.ts';
import type { ExecutionState } from './state.ts';
import { describeExecutionOperation, describeOperation } from './wire-operation.ts';

/**
 * The operations that a handler needs in order to replay, EXECUTION first, then in order of creation. What lies under a
 * closed context is left out, since the context's result stands for it, unless the context asks for its children.
 */
export function visibleOperations(state: ExecutionState): Operation[] {
  return [describeExecutionOperation(state), ...[...visibleStates(state)].map(describeOperation)];
}

function* visibleStates(state: ExecutionState): Generator<OperationState> {
  const hides = new Map<string, boolean>();
  for (const operation of state.operations.values()) {
    if (!isHidden(state, operation.parentId, hides)) yield operation;
  }
}

/** Whether a context, or one of those around it, hides what is in it. */
function isHidden(
  state: ExecutionState,
  contextId: string | undefined,
  known: Map<string, boolean>,
): boolean {
  if (contextId === undefined) return false;
  const before = known.get(contextId);
  if (before !== undefined) return before;
  const context = state.operations.get(contextId);
  const hides =
    context?.type === 'CONTEXT' &&
    ((isClosed(context) && context.replayChildren !== true) || isHidden(state, context.parentId, known));
  known.set(contextId, hides);
  return hides;
}

const OPERATION_OVERHEAD_BYTES = 400;

/** An upper estimate of an operation's JSON, without making it: quoting makes a payload of JSON text longer. */
function jsonBytes(operation: Operation): number {
  const details =
    operation.StepDetails ??
    operation.ContextDetails ??
    operation.CallbackDetails ??
    operation.ChainedInvokeDetails ??
    {};
  const { Result: result, Error: error } = details as { Result?: string; Error?: object };
  const payloads =
    quotedBytesOf(result) + quotedBytesOf(operation.ExecutionDetails?.InputPayload) + bytesOf(error);
  return OPERATION_OVERHEAD_BYTES + payloads + (operation.Name?.length ?? 0);
}

/**
 * One page from position `from`, bounded by count and bytes; it holds at least one operation. The marker names the token
 * that it was issued under, since the pages are a snapshot as of that token.
 */
export function statePage(
  state: ExecutionState,
  page: { from: number; itemsMax: number; bytesMax: number },
): StatePage {
  const operations: Operation[] = page.from === 0 ? [describeExecutionOperation(state)] : [];
  let bytes = operations.reduce((sum, operation) => sum + jsonBytes(operation), 0);
  let index = 0;
  for (const visible of visibleStates(state)) {
    index += 1;
    if (index < page.from) continue;
    const operation = describeOperation(visible);
    bytes += jsonBytes(operation);
    if (operations.length >= page.itemsMax || (bytes > page.bytesMax && operations.length > 0)) {
      return { Operations: operations, NextMarker: encodeStateMarker(state, index) };
    }
    operations.push(operation);
  }
  return { Operations: operations };
}

const encodeStateMarker = (state: ExecutionState, index: number): string =>
  btoa(`${index}@${currentToken(state)}`);

/** The position that a marker names, or undefined when it was not issued under this token. */
export function decodeStateMarker(marker: string, token: string): number | undefined {
  try {
    const [index, issuedUnder] = atob(marker).split('@');
    const position = Number(index);
    return issuedUnder === token && Number.isSafeInteger(position) && position > 0 ? position : undefined;
  } catch {
    return undefined;
  }
}

/** The state as it was when its current token was issued: what has come from outside since then is left out. */
export function stateAtToken(entries: readonly string[], current: ExecutionState): ExecutionState {
  const token = currentToken(current);
  let state: ExecutionState | undefined;
  for (const text of entries) {
    const entry = decodeEntry(text);
    for (const event of entry.events) {
      state = evolve(state, event, entry.at);
      const issuesToken = event.type === 'InvocationStarted' || event.type === 'CheckpointAccepted';
      if (issuesToken && currentToken(state) === token) return state;
    }
  }
  return current;
}
