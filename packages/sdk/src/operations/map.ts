// map: one function over many items.

import type { BatchResult, MapConfig, MapFunc } from '../api/batch.ts';
import { OperationSubType } from '../api/operation-enums.ts';
import type { ContextNode } from '../context/context-node.ts';
import { DurablePromise } from '../durable-promise.ts';
import { runBatch } from './batch.ts';

export function map<I, O>(
  node: ContextNode,
  name: string | undefined,
  items: I[],
  fn: MapFunc<I, O>,
  config: MapConfig<I, O> = {},
): DurablePromise<BatchResult<O>> {
  if (!Array.isArray(items)) return rejected('Map operation requires an array of items');
  if (typeof fn !== 'function') return rejected('Map operation requires a function to process items');
  // Not `items.map`, which leaves out the holes of a sparse list.
  const units = Array.from(items, (item, index) => ({
    name: config.itemNamer?.(item, index) || `map-item-${index}`,
    run: (child: ContextNode) => fn(child.open(), item, index, items),
  }));
  return runBatch<O>(node, name, {
    kind: 'map',
    subType: OperationSubType.MAP,
    itemSubType: OperationSubType.MAP_ITERATION,
    units,
    config,
  });
}

const rejected = <T>(message: string): DurablePromise<T> =>
  new DurablePromise<T>(() => Promise.reject(new Error(message)));
