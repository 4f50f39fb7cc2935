// map and parallel as handlers see them.

import type { ChildContextError } from '../errors/operation-errors.ts';
import type { DurableContext } from './durable-context.ts';
import type { DurableLogger } from './logger.ts';
import type { Serdes } from './serdes.ts';

/** Whether each item leaves a record of its own. */
export const NestingType = {
  /** One context record per item: failures and finished items are recorded one by one. The default. */
  NESTED: 'NESTED',
  /** No record per item: half the writes, but an unfinished batch runs the code of finished items again. */
  FLAT: 'FLAT',
} as const;
export type NestingType = (typeof NestingType)[keyof typeof NestingType];
export declare namespace NestingType {
  type NESTED = 'NESTED';
  type FLAT = 'FLAT';
}

export const BatchItemStatus = { SUCCEEDED: 'SUCCEEDED', FAILED: 'FAILED', STARTED: 'STARTED' } as const;
export type BatchItemStatus = (typeof BatchItemStatus)[keyof typeof BatchItemStatus];
export declare namespace BatchItemStatus {
  type SUCCEEDED = 'SUCCEEDED';
  type FAILED = 'FAILED';
  type STARTED = 'STARTED';
}

/** One item that was started. Exactly one of `result` and `error` is set once it is finished. */
export interface BatchItem<TResult> {
  result?: TResult;
  error?: ChildContextError;
  /** Position in the input. */
  index: number;
  status: BatchItemStatus;
}

export type CompletionReason =
  | 'ALL_COMPLETED'
  | 'MIN_SUCCESSFUL_REACHED'
  | 'FAILURE_TOLERANCE_EXCEEDED'
  | 'CUSTOM_COMPLETION_SUCCEEDED'
  | 'CUSTOM_COMPLETION_FAILED';

/** The outcome of a batch. Items that were never started are absent from it. */
export interface BatchResult<TResult> {
  all: Array<BatchItem<TResult>>;
  succeeded(): Array<BatchItem<TResult> & { result: TResult }>;
  failed(): Array<BatchItem<TResult> & { error: ChildContextError }>;
  started(): Array<BatchItem<TResult> & { status: BatchItemStatus.STARTED }>;
  status: BatchItemStatus.SUCCEEDED | BatchItemStatus.FAILED;
  completionReason: CompletionReason;
  hasFailure: boolean;
  /** Throws the first item's error, or a `BatchCompletionError` when the batch failed without one. */
  throwIfError(): void;
  getResults(): Array<TResult>;
  getErrors(): Array<ChildContextError>;
  successCount: number;
  failureCount: number;
  startedCount: number;
  /** Started items, not the length of the input. */
  totalCount: number;
}

export const CompletionOutcome = { SUCCEEDED: 'SUCCEEDED', FAILED: 'FAILED' } as const;
export type CompletionOutcome = (typeof CompletionOutcome)[keyof typeof CompletionOutcome];
export declare namespace CompletionOutcome {
  type SUCCEEDED = 'SUCCEEDED';
  type FAILED = 'FAILED';
}

export type CompletionDecision = { complete: false } | { complete: true; outcome?: CompletionOutcome };

/** The answer of `shouldComplete` that lets the batch run on. */
export const continueBatch = (): CompletionDecision => ({ complete: false });

/** The answer of `shouldComplete` that ends the batch. */
export const completeBatch = (
  outcome: CompletionOutcome = CompletionOutcome.SUCCEEDED,
): CompletionDecision => ({ complete: true, outcome });

/** Ends a batch by counting. With no member set, the first failure ends it. */
export interface ThresholdCompletionConfig {
  /** End once so many items succeeded. */
  minSuccessful?: number;
  /** End once more items failed than this. */
  toleratedFailureCount?: number;
  /** End once more than this percentage of the whole input failed. */
  toleratedFailurePercentage?: number;
  shouldComplete?: never;
}

/** Ends a batch by a function. It is called often and must be pure. */
export interface CustomCompletionConfig {
  shouldComplete: (status: CompletionStatus) => CompletionDecision;
  minSuccessful?: never;
  toleratedFailureCount?: never;
  toleratedFailurePercentage?: never;
}

export type CompletionConfig = ThresholdCompletionConfig | CustomCompletionConfig;

export interface CompletionItemStatus {
  index: number;
  name?: string;
  /** Absent until the item is started. */
  status?: BatchItemStatus;
}

export interface CompletionStatus {
  successCount: number;
  failureCount: number;
  completedCount: number;
  /** Length of the input. */
  totalCount: number;
  items: readonly CompletionItemStatus[];
}

/** What map and parallel have in common. */
interface BatchConfig<TResult> {
  /** How many items run at a time. Default: all. Zero and less fail the execution. */
  maxConcurrency?: number;
  /** For the whole batch. Default: JSON with errors preserved. */
  serdes?: Serdes<BatchResult<TResult>>;
  /** For each item. Default: the context's serdes. */
  itemSerdes?: Serdes<TResult>;
  /** Default: the first failure ends the batch. */
  completionConfig?: CompletionConfig;
  /** Text that is kept beside the summary of a batch over 256 KiB. */
  summaryGenerator?: (result: BatchResult<TResult>) => string;
  /** Default: `NestingType.NESTED`. */
  nesting?: NestingType;
}

export type MapFunc<TInput, TOutput, Logger extends DurableLogger = DurableLogger> = (
  context: DurableContext<Logger>,
  item: TInput,
  index: number,
  array: TInput[],
) => Promise<TOutput>;

export interface MapConfig<TItem, TResult> extends BatchConfig<TResult> {
  /** Must be deterministic: names are checked on replay. Default: `map-item-<index>`. */
  itemNamer?: (item: TItem, index: number) => string;
}

export type ParallelFunc<TResult, Logger extends DurableLogger = DurableLogger> = (
  context: DurableContext<Logger>,
) => Promise<TResult>;

export interface NamedParallelBranch<TResult, Logger extends DurableLogger = DurableLogger> {
  /** Default: `parallel-branch-<index>`. */
  name?: string;
  func: ParallelFunc<TResult, Logger>;
}

export interface ParallelConfig<TResult> extends BatchConfig<TResult> {}

/** One unit of work of a batch. */
export interface ConcurrentExecutionItem<T> {
  id: string;
  data: T;
  index: number;
  name?: string;
}

export type ConcurrentExecutor<TItem, TResult, Logger extends DurableLogger = DurableLogger> = (
  item: ConcurrentExecutionItem<TItem>,
  childContext: DurableContext<Logger>,
) => Promise<TResult>;

export interface ConcurrencyConfig<TResult> extends BatchConfig<TResult> {
  topLevelSubType?: string;
  iterationSubType?: string;
}
