// When a batch is over, and why.

import type {
  BatchItemStatus,
  CompletionConfig,
  CompletionDecision,
  CompletionReason,
  CompletionStatus,
} from '../api/batch.ts';

const PERCENT = 100;

/** How far a batch is. */
export interface BatchProgress {
  names: readonly string[];
  /** By index; undefined until the item is started. */
  statuses: readonly (BatchItemStatus | undefined)[];
  successCount: number;
  failureCount: number;
}

/** Throws when both kinds of completion are asked for. */
export function assertCompletion(config: CompletionConfig | null | undefined): void {
  if (config?.shouldComplete === undefined) return;
  const {
    minSuccessful,
    toleratedFailureCount,
    toleratedFailurePercentage,
  }: Partial<Record<string, unknown>> = {
    ...config,
  };
  if (
    [minSuccessful, toleratedFailureCount, toleratedFailurePercentage].every((value) => value === undefined)
  )
    return;
  throw new Error(
    'completionConfig.shouldComplete is mutually exclusive with minSuccessful, toleratedFailureCount, and toleratedFailurePercentage',
  );
}

export class CompletionPolicy {
  readonly #config: CompletionConfig;

  /** `config`: programs without types pass null, too. */
  constructor(config: CompletionConfig | null | undefined) {
    this.#config = config ?? {};
  }

  /** Whether further items may start. */
  shouldContinue(progress: BatchProgress): boolean {
    if (this.#config.shouldComplete !== undefined) return !this.#decide(progress).complete;
    return !this.#isToleranceExceeded(progress);
  }

  /** Whether the outcome is decided. */
  isComplete(progress: BatchProgress): boolean {
    if (progress.successCount + progress.failureCount === progress.statuses.length) return true;
    if (this.#config.shouldComplete !== undefined) return this.#decide(progress).complete;
    return this.#isMinimumReached(progress);
  }

  reason(progress: BatchProgress): CompletionReason {
    if (this.#config.shouldComplete !== undefined) {
      const decision = this.#decide(progress);
      if (!decision.complete) return 'ALL_COMPLETED';
      return decision.outcome === 'FAILED' ? 'CUSTOM_COMPLETION_FAILED' : 'CUSTOM_COMPLETION_SUCCEEDED';
    }
    if (this.#isToleranceExceeded(progress)) return 'FAILURE_TOLERANCE_EXCEEDED';
    if (progress.successCount + progress.failureCount === progress.statuses.length) return 'ALL_COMPLETED';
    return this.#isMinimumReached(progress) ? 'MIN_SUCCESSFUL_REACHED' : 'ALL_COMPLETED';
  }

  #isMinimumReached({ successCount }: BatchProgress): boolean {
    const { minSuccessful } = this.#config;
    return minSuccessful !== undefined && successCount >= minSuccessful;
  }

  #isToleranceExceeded({ failureCount, statuses }: BatchProgress): boolean {
    const {
      minSuccessful,
      toleratedFailureCount: count,
      toleratedFailurePercentage: percentage,
    } = this.#config;
    if (minSuccessful === undefined && count === undefined && percentage === undefined)
      return failureCount > 0;
    if (count !== undefined && failureCount > count) return true;
    return percentage !== undefined && (failureCount / statuses.length) * PERCENT > percentage;
  }

  #decide({ names, statuses, successCount, failureCount }: BatchProgress): CompletionDecision {
    const status: CompletionStatus = {
      successCount,
      failureCount,
      completedCount: successCount + failureCount,
      totalCount: statuses.length,
      items: statuses.map((itemStatus, index) => ({
        index,
        ...(names[index] === undefined ? {} : { name: names[index] }),
        ...(itemStatus === undefined ? {} : { status: itemStatus }),
      })),
    };
    return this.#config.shouldComplete?.(status) ?? { complete: false };
  }
}
