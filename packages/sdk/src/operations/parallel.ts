// parallel: different functions at the same time.

import type { BatchResult, NamedParallelBranch, ParallelConfig, ParallelFunc } from '../api/batch.ts';
import { OperationSubType } from '../api/operation-enums.ts';
import type { ContextNode } from '../context/context-node.ts';
import { DurablePromise } from '../durable-promise.ts';
import { runBatch } from './batch.ts';
import type { BatchUnit } from './batch-item.ts';

export type Branch<O> = ParallelFunc<O> | NamedParallelBranch<O>;

export function parallel<O>(
  node: ContextNode,
  name: string | undefined,
  branches: readonly Branch<O>[],
  config: ParallelConfig<O> = {},
): DurablePromise<BatchResult<O>> {
  if (!Array.isArray(branches)) return rejected('Parallel operation requires an array of branch functions');
  // Not `branches.every`, which leaves out the holes of a sparse list.
  if (!Array.from(branches).every(isBranch)) {
    return rejected('All branches must be functions or NamedParallelBranch objects');
  }
  return runBatch<O>(node, name, {
    kind: 'parallel',
    subType: OperationSubType.PARALLEL,
    itemSubType: OperationSubType.PARALLEL_BRANCH,
    units: branches.map(toUnit<O>),
    config,
  });
}

const isBranch = (branch: unknown): boolean =>
  typeof branch === 'function' ||
  (typeof branch === 'object' && branch !== null && 'func' in branch && typeof branch.func === 'function');

function toUnit<O>(branch: Branch<O>, index: number): BatchUnit<O> {
  const [name, fn] = typeof branch === 'function' ? [undefined, branch] : [branch.name, branch.func];
  return { name: name || `parallel-branch-${index}`, run: (child) => fn(child.open()) };
}

const rejected = <T>(message: string): DurablePromise<T> =>
  new DurablePromise<T>(() => Promise.reject(new Error(message)));
