// The members of a batch's result that a handler returns for comparison.

import type { BatchResult } from 'durable-sdk';

type Member = 'completionReason' | 'status' | 'successCount' | 'failureCount' | 'totalCount';

const allMembers: readonly Member[] = [
  'completionReason',
  'status',
  'successCount',
  'failureCount',
  'totalCount',
];

export function project(
  batch: BatchResult<unknown>,
  members: readonly Member[] = allMembers,
): Record<string, unknown> {
  return Object.fromEntries(members.map((member) => [member, batch[member]]));
}

/** Where the requirement leaves the status out. */
export const withoutStatus: readonly Member[] = [
  'completionReason',
  'successCount',
  'failureCount',
  'totalCount',
];
