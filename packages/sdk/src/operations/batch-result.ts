import type { BatchItem, BatchItemStatus, BatchResult, CompletionReason } from '../api/batch.ts';
import { BatchCompletionError, type ChildContextError } from '../errors/operation-errors.ts';

/** The outcome of a batch. Only the items and the reason are state; everything else is counted from them. */
export class BatchOutcome<R> implements BatchResult<R> {
  readonly all: BatchItem<R>[];
  readonly completionReason: CompletionReason;

  constructor(all: BatchItem<R>[], completionReason: CompletionReason) {
    this.all = all;
    this.completionReason = completionReason;
  }

  succeeded(): (BatchItem<R> & { result: R })[] {
    // Those without a result too: an item whose code returns nothing has succeeded.
    return this.all.filter((item): item is BatchItem<R> & { result: R } => item.status === 'SUCCEEDED');
  }

  failed(): (BatchItem<R> & { error: ChildContextError })[] {
    return this.all.filter(
      (item): item is BatchItem<R> & { error: ChildContextError } =>
        item.status === 'FAILED' && item.error !== undefined,
    );
  }

  started(): (BatchItem<R> & { status: BatchItemStatus.STARTED })[] {
    return this.all.filter(
      (item): item is BatchItem<R> & { status: BatchItemStatus.STARTED } => item.status === 'STARTED',
    );
  }

  get status(): BatchItemStatus.SUCCEEDED | BatchItemStatus.FAILED {
    if (this.completionReason === 'CUSTOM_COMPLETION_FAILED') return 'FAILED';
    if (this.completionReason === 'CUSTOM_COMPLETION_SUCCEEDED') return 'SUCCEEDED';
    return this.hasFailure ? 'FAILED' : 'SUCCEEDED';
  }

  get hasFailure(): boolean {
    return this.failureCount > 0;
  }

  throwIfError(): void {
    const first = this.failed()[0];
    if (first !== undefined) throw first.error;
    if (this.status === 'FAILED') throw new BatchCompletionError(this.completionReason);
  }

  getResults(): R[] {
    return this.succeeded().map((item) => item.result);
  }

  getErrors(): ChildContextError[] {
    return this.failed().map((item) => item.error);
  }

  get successCount(): number {
    return this.#count('SUCCEEDED');
  }
  get failureCount(): number {
    return this.#count('FAILED');
  }
  get startedCount(): number {
    return this.#count('STARTED');
  }
  get totalCount(): number {
    return this.all.length;
  }

  #count(status: BatchItemStatus): number {
    let count = 0;
    for (const item of this.all) if (item.status === status) count++;
    return count;
  }
}
