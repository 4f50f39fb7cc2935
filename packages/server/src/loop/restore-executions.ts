// Brings executions back from their journals.

import { decodeEntry, fold } from '@perdure/engine';
import type { ExecutionId } from '@perdure/protocol';
import type { Store } from '@perdure/store';
import type { ExecutionCache } from './execution-cache.ts';

/** Folds journals into the cache. One that cannot be folded is reported, and the others go on. */
export async function restoreExecutions(
  executionIds: readonly ExecutionId[],
  store: Pick<Store, 'read'>,
  cache: ExecutionCache,
): Promise<Map<ExecutionId, unknown>> {
  const faults = new Map<ExecutionId, unknown>();
  const stored = executionIds.length === 0 ? [] : await store.read(executionIds);
  for (const [index, execution] of stored.entries()) {
    const executionId = executionIds[index];
    if (execution === undefined || executionId === undefined) continue;
    try {
      const state = fold(execution.entries.map(decodeEntry));
      cache.put(executionId, { state, version: execution.version, head: execution.head });
    } catch (fault) {
      faults.set(executionId, fault);
    }
  }
  return faults;
}
