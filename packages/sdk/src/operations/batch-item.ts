// The items of a batch, and how each runs in a context of its own.

import { type ConcurrencyConfig, NestingType } from '../api/batch.ts';
import type { ContextNode } from '../context/context-node.ts';
import type { DurablePromise } from '../durable-promise.ts';
import { runChild } from './context.ts';

/** One item, ready to run in a context. */
export interface BatchUnit<R> {
  name: string;
  run: (child: ContextNode) => Promise<R>;
}

export interface Batch<R> {
  kind: 'map' | 'parallel';
  subType: string;
  itemSubType: string;
  units: readonly BatchUnit<R>[];
  config: BatchSettings<R>;
}

export type BatchSettings<R> = Omit<ConcurrencyConfig<R>, 'topLevelSubType' | 'iterationSubType'>;

/** Runs the next item of a batch in its own context. */
export function runItem<R>(container: ContextNode, batch: Batch<R>, unit: BatchUnit<R>): DurablePromise<R> {
  const { itemSerdes, nesting } = batch.config;
  return runChild<R>(
    container,
    unit.name,
    unit.run,
    {
      subType: batch.itemSubType,
      virtualContext: nesting === NestingType.FLAT,
      ...(itemSerdes === undefined ? {} : { serdes: itemSerdes }),
    },
    batch.kind,
  );
}
