// What is recorded of a batch whose result is over 256 KiB (WIRE).

import type { BatchResult, CompletionReason } from '../api/batch.ts';

const SUCCEEDED = 'S';
const FAILED = 'F';
const UNFINISHED = '-';

export interface BatchSummary {
  completionReason: CompletionReason | undefined;
  /** By index: whether the item was finished. */
  isFinished: readonly boolean[];
}

export function summarizeBatch<R>(
  kind: 'map' | 'parallel',
  batch: BatchResult<R>,
  summaryGenerator: ((result: BatchResult<R>) => string) | undefined,
): string {
  const { totalCount, successCount, failureCount, startedCount, completionReason, status } = batch;
  const counts =
    kind === 'map'
      ? { type: 'MapResult', totalCount, successCount, failureCount }
      : { type: 'ParallelResult', totalCount, successCount, failureCount, startedCount };
  const summary = summaryGenerator === undefined ? {} : { summary: summaryGenerator(batch) };
  return JSON.stringify({
    ...counts,
    completionReason,
    status,
    itemStatuses: itemStatuses(batch),
    ...summary,
  });
}

function itemStatuses<R>(batch: BatchResult<R>): string {
  const marks: string[] = [];
  for (const { index, status } of batch.all) {
    while (marks.length < index) marks.push(UNFINISHED);
    marks[index] = status === 'SUCCEEDED' ? SUCCEEDED : status === 'FAILED' ? FAILED : UNFINISHED;
  }
  return marks.join('');
}

const reasons: ReadonlySet<unknown> = new Set<CompletionReason>([
  'ALL_COMPLETED',
  'MIN_SUCCESSFUL_REACHED',
  'FAILURE_TOLERANCE_EXCEEDED',
  'CUSTOM_COMPLETION_SUCCEEDED',
  'CUSTOM_COMPLETION_FAILED',
]);

/** Reads a summary, or a whole result that was recorded in its place; undefined when it is neither. */
export function readBatchSummary(payload: string | undefined): BatchSummary | undefined {
  let record: unknown;
  try {
    record = JSON.parse(payload ?? '');
  } catch {
    return undefined;
  }
  if (typeof record !== 'object' || record === null) return undefined;
  const isFinished = finishedItems(record);
  if (isFinished === undefined) return undefined;
  const reason = 'completionReason' in record ? record.completionReason : undefined;
  return { isFinished, completionReason: reasons.has(reason) ? (reason as CompletionReason) : undefined };
}

function finishedItems(record: object): boolean[] | undefined {
  if ('itemStatuses' in record && typeof record.itemStatuses === 'string') {
    return [...record.itemStatuses].map((mark) => mark === SUCCEEDED || mark === FAILED);
  }
  if (!('all' in record) || !Array.isArray(record.all)) return undefined;
  const isFinished: boolean[] = [];
  for (const item of record.all) {
    if (Number.isInteger(item?.index)) isFinished[item.index] = item.status !== 'STARTED';
  }
  return Array.from(isFinished, (finished) => finished ?? false);
}
