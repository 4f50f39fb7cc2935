// A batch whose result was too large to record is rebuilt: the items that were finished run again over their records,
// one after the other, and answer what they answered before. Nothing is written.

import type { BatchItem, BatchResult, CompletionReason } from '../api/batch.ts';
import type { WireOperation } from '../api/wire.ts';
import type { ContextNode } from '../context/context-node.ts';
import type { ChildContextError } from '../errors/operation-errors.ts';
import { positionOf } from '../operation-id.ts';
import { CompletionPolicy } from './batch-completion.ts';
import { type Batch, runItem } from './batch-item.ts';
import { BatchOutcome } from './batch-result.ts';
import { type BatchSummary, readBatchSummary } from './batch-summary.ts';

export async function rebuildBatch<R>(
  container: ContextNode,
  batch: Batch<R>,
  record: WireOperation,
): Promise<BatchResult<R>> {
  const summary = readBatchSummary(record.ContextDetails?.Result);
  const items: BatchItem<R>[] = [];
  for (const [index, unit] of batch.units.entries()) {
    const status = recordedStatus(container, index, summary);
    if (status === 'finished') items.push(await replayItem(index, runItem(container, batch, unit)));
    else {
      container.takePosition();
      if (status === 'started') items.push({ index, status: 'STARTED' });
    }
  }
  return new BatchOutcome(items, summary?.completionReason ?? recomputeReason(batch, items));
}

async function replayItem<R>(index: number, item: PromiseLike<R>): Promise<BatchItem<R>> {
  try {
    return { result: await item, index, status: 'SUCCEEDED' };
  } catch (error) {
    return { error: error as ChildContextError, index, status: 'FAILED' };
  }
}

/** What is known of the item that comes next in a container. */
function recordedStatus(
  container: ContextNode,
  index: number,
  summary: BatchSummary | undefined,
): 'finished' | 'started' | 'absent' {
  const { rawId, id } = container.peekPosition();
  const { records } = container.invocation;
  const record = records.get(id);
  const isRecordFinished = record?.Status === 'SUCCEEDED' || record?.Status === 'FAILED';
  if (summary !== undefined) {
    if (summary.isFinished[index] === true)
      return record === undefined || isRecordFinished ? 'finished' : 'started';
    return record === undefined ? 'absent' : 'started';
  }
  if (record !== undefined) return isRecordFinished ? 'finished' : 'started';
  return areOperationsFinished(container, rawId) ? 'finished' : 'absent';
}

/** An item without a record was finished if everything that is recorded inside it is. */
function areOperationsFinished(container: ContextNode, itemRawId: string): boolean {
  const { records } = container.invocation;
  for (let n = 1; ; n++) {
    const status = records.get(positionOf(itemRawId, n).id)?.Status;
    if (status === undefined) return n > 1;
    if (status !== 'SUCCEEDED' && status !== 'FAILED') return false;
  }
}

function recomputeReason<R>(batch: Batch<R>, items: readonly BatchItem<R>[]): CompletionReason {
  const statuses: (BatchItem<R>['status'] | undefined)[] = batch.units.map(() => undefined);
  for (const { index, status } of items) statuses[index] = status;
  return new CompletionPolicy(batch.config.completionConfig).reason({
    names: batch.units.map((unit) => unit.name),
    statuses,
    successCount: items.filter((item) => item.status === 'SUCCEEDED').length,
    failureCount: items.filter((item) => item.status === 'FAILED').length,
  });
}
