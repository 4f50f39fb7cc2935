// What map and parallel have in common: a container context, and one context per item.
//
// Updates (WIRE): START of the container, START of the items as they begin, their SUCCEED or FAIL, and SUCCEED of the
// container, whatever became of the items. FLAT items have no updates of their own.
//
// B1  The outcome is frozen when the batch is decided: what running items do later does not show in it.
// B2  Items take their positions in the order of the input, so that ids do not depend on who is faster.

import type { BatchItem, BatchResult } from '../api/batch.ts';
import type { WireOperation } from '../api/wire.ts';
import type { ContextNode } from '../context/context-node.ts';
import { DurablePromise } from '../durable-promise.ts';
import type { ChildContextError } from '../errors/operation-errors.ts';
import { never } from '../never.ts';
import { batchSerdes } from '../serdes/batch-serdes.ts';
import { assertCompletion, type BatchProgress, CompletionPolicy } from './batch-completion.ts';
import { type Batch, runItem } from './batch-item.ts';
import { rebuildBatch } from './batch-replay.ts';
import { BatchOutcome } from './batch-result.ts';
import { summarizeBatch } from './batch-summary.ts';
import { runChild } from './context.ts';

export function runBatch<R>(
  node: ContextNode,
  name: string | undefined,
  batch: Batch<R>,
): DurablePromise<BatchResult<R>> {
  const { config, kind, subType } = batch;
  try {
    assertConcurrency(config.maxConcurrency);
    assertCompletion(config.completionConfig);
  } catch (error) {
    node.invocation.suspension.end({ kind: 'failed', error });
    return new DurablePromise<BatchResult<R>>(never);
  }
  const code = async (container: ContextNode, record: WireOperation | undefined): Promise<BatchResult<R>> =>
    record?.Status === 'SUCCEEDED'
      ? rebuildBatch(container, batch, record)
      : new BatchRun(container, batch).run();
  return runChild<BatchResult<R>>(
    node,
    name,
    code,
    {
      subType,
      serdes: batchSerdes(config.serdes),
      summaryGenerator: (result) => summarizeBatch(kind, result, config.summaryGenerator),
    },
    kind,
  );
}

function assertConcurrency(maxConcurrency: number | null | undefined): void {
  if (maxConcurrency === undefined || maxConcurrency === null || Number.isNaN(maxConcurrency)) return;
  if (maxConcurrency > 0) return;
  throw new Error(
    `Invalid maxConcurrency: ${maxConcurrency}. Must be a positive number or undefined for unlimited concurrency.`,
  );
}

class BatchRun<R> implements BatchProgress {
  readonly #container: ContextNode;
  readonly #batch: Batch<R>;
  readonly #policy: CompletionPolicy;
  readonly #items: BatchItem<R>[] = [];
  #resolve: (result: BatchResult<R>) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #isOver = false;
  readonly names: string[];
  readonly statuses: (BatchItem<R>['status'] | undefined)[];
  successCount = 0;
  failureCount = 0;

  constructor(container: ContextNode, batch: Batch<R>) {
    this.#container = container;
    this.#batch = batch;
    this.#policy = new CompletionPolicy(batch.config.completionConfig);
    this.names = batch.units.map((unit) => unit.name);
    this.statuses = batch.units.map(() => undefined);
  }

  run(): Promise<BatchResult<R>> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#guarded(() => {
        this.#startItems();
        if (this.#items.length === 0) this.#end();
      });
    });
  }

  // `shouldComplete` is the author's code: when it throws, the batch fails with what it threw.
  #guarded(task: () => void): void {
    try {
      if (!this.#isOver) task();
    } catch (error) {
      this.#isOver = true;
      this.#reject(error);
    }
  }

  #startItems(): void {
    const { units, config } = this.#batch;
    const concurrency = config.maxConcurrency || Number.POSITIVE_INFINITY;
    while (
      this.#items.length < units.length &&
      this.#items.length - this.successCount - this.failureCount < concurrency &&
      this.#policy.shouldContinue(this)
    ) {
      this.#start();
    }
  }

  #start(): void {
    const index = this.#items.length;
    const unit = this.#batch.units[index];
    if (unit === undefined) return;
    const item: BatchItem<R> = { index, status: 'STARTED' };
    this.#items.push(item);
    this.statuses[index] = 'STARTED';
    runItem(this.#container, this.#batch, unit).then(
      (result) => this.#finish(index, { result, index, status: 'SUCCEEDED' }),
      (error) => this.#finish(index, { error: error as ChildContextError, index, status: 'FAILED' }),
    );
  }

  #finish(index: number, item: BatchItem<R>): void {
    this.#guarded(() => {
      this.#items[index] = item;
      this.statuses[index] = item.status;
      if (item.status === 'SUCCEEDED') this.successCount++;
      else this.failureCount++;
      if (this.#policy.isComplete(this) || !this.#policy.shouldContinue(this)) this.#end();
      else this.#startItems();
    });
  }

  #end(): void {
    this.#isOver = true;
    this.#resolve(new BatchOutcome([...this.#items], this.#policy.reason(this))); // B1
  }
}
