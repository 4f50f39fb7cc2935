// Changes for the facts, with everything filled in that a fact does not speak of.

import type { ExecutionId } from '@perdure/protocol';
import type { Change, Head } from '../store.ts';

/** UUIDs of version 7 that differ, and sort, by their last digits. */
export function sampleId(number: number): ExecutionId {
  return `01890a5d-ac96-774b-bcce-${String(number).padStart(12, '0')}` as ExecutionId;
}

export function sampleHead(number: number, given: Partial<Head> = {}): Head {
  return {
    executionId: sampleId(number),
    functionName: 'order',
    functionVersion: '1',
    executionName: `name-${number}`,
    status: 'RUNNING',
    startedAt: number,
    ...given,
  };
}

/** The first commit of an execution. */
export function creation(number: number, head: Partial<Head> = {}, given: Partial<Change> = {}): Change {
  const executionId = sampleId(number);
  return { executionId, expectedVersion: 0, entry: `${number}/1`, head: sampleHead(number, head), ...given };
}

/** The commit after `expectedVersion`. */
export function advance(number: number, expectedVersion: number, given: Partial<Change> = {}): Change {
  return {
    executionId: sampleId(number),
    expectedVersion,
    entry: `${number}/${expectedVersion + 1}`,
    ...given,
  };
}

export function removal(number: number, expectedVersion: number): Change {
  return { executionId: sampleId(number), expectedVersion, entry: '', remove: true };
}
