// What a replay check comes to, and how a difference is told.

import type { ExecutionStatus } from '../results/execution-status.ts';

/** An operation, as far as a replay compares it. */
export interface ReplayedOperation {
  type: string;
  subType: string | undefined;
  name: string | undefined;
}

export interface RecordedPosition extends ReplayedOperation {
  /** The event of the history with which it began. */
  eventId: number;
}

/**
 * - `changed`: another operation is recorded at the position of the one that the code asks for.
 * - `added`: the code asks for an operation where the recorded execution, or the context around it, had ended.
 * - `missing`: the code does not ask for an operation that is recorded.
 * - `outcome`: the code ends the execution otherwise than it is recorded.
 * - `unreadable`: the code cannot read a value that is recorded.
 */
export type ReplayDifferenceKind = 'changed' | 'added' | 'missing' | 'outcome' | 'unreadable';

export interface ReplayDifference {
  kind: ReplayDifferenceKind;
  /** What differs, and what to do. */
  message: string;
  /** The position of the operation that was asked for, such as "3-2". */
  position?: string;
  /** The named contexts around the operation, outermost first. */
  within: readonly string[];
  recorded?: RecordedPosition;
  asked?: ReplayedOperation;
}

export interface ReplayReport {
  /** Whether the code replays the history. */
  replays: boolean;
  /** The first difference, in the order in which the code asks. */
  difference?: ReplayDifference;
  /** Operations that are recorded. */
  operations: number;
  recordedStatus: ExecutionStatus;
  /** What the code did with the whole history: it ended the execution, or it waits (RUNNING). */
  status: ExecutionStatus;
}

/** `Step "reserve"`, or `an unnamed Wait`. */
export function describeReplayed({ type, subType, name }: ReplayedOperation): string {
  const kind = subType ?? type;
  return name === undefined ? `an unnamed ${kind}` : `${kind} "${name}"`;
}

/** ` in "charge" > "card"`, or nothing in the handler itself. */
export const describeWithin = (within: readonly string[]): string =>
  within.length === 0 ? '' : ` in ${within.map((name) => `"${name}"`).join(' > ')}`;
