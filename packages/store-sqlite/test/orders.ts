// Executions as a server writes them: a UUID for an id and for a name, entries and heads of the usual length.

import type { ExecutionId } from '@perdure/protocol';
import type { Change, Head } from '@perdure/store';

export function orderId(number: number): ExecutionId {
  return `01890a5d-ac96-774b-bcce-${String(number).padStart(12, '0')}` as ExecutionId;
}

export function orderHead(number: number, given: Partial<Head> = {}): Head {
  return {
    executionId: orderId(number),
    functionName: 'order',
    functionVersion: '$LATEST',
    executionName: `7f3c9ab1-2f5e-4c1d-9a77-${String(number).padStart(12, '0')}`,
    status: 'RUNNING',
    startedAt: Date.UTC(2026, 0) + number,
    ...given,
  };
}

/** The text that belongs to a version, so that a reader can tell a wrong one. */
export function orderEntry(number: number, version: number, length = 0): string {
  return `{"order":${number},"version":${version},"text":"${'.'.repeat(length)}"}`;
}

/** The commit that takes an order from `expectedVersion` to the next. */
export function orderChange(number: number, expectedVersion: number, entryLength = 0): Change {
  const change = {
    executionId: orderId(number),
    expectedVersion,
    entry: orderEntry(number, expectedVersion + 1, entryLength),
  };
  return expectedVersion === 0 ? { ...change, head: orderHead(number) } : change;
}

export function orderRemoval(number: number, expectedVersion: number): Change {
  return { executionId: orderId(number), expectedVersion, entry: '', remove: true };
}
