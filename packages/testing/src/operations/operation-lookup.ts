// How tests get at operations, the same in every runner.

import type { DurableOperation } from './durable-operation.ts';
import { OperationBook } from './operation-book.ts';
import { OperationHandle } from './operation-handle.ts';
import { byId, byIndex, byName } from './operation-queries.ts';

// biome-ignore-start lint/suspicious/noExplicitAny: a handle without a type argument gives results that need no cast, as AWS's library does.
export abstract class OperationLookup {
  /** The operations of the latest run. */
  protected book: OperationBook = new OperationBook();

  /** The first operation with a name, or the one after `index` others of that name. It need not exist yet. */
  getOperation<TOperationResult = any>(name: string, index = 0): DurableOperation<TOperationResult> {
    return new OperationHandle<TOperationResult>(this.book, byName(name, index));
  }

  /** The operation at a position in the order of starts. Negative positions count from the end. */
  getOperationByIndex<TOperationResult = any>(index: number): DurableOperation<TOperationResult> {
    return new OperationHandle<TOperationResult>(this.book, byIndex(index));
  }

  getOperationByNameAndIndex<TOperationResult = any>(
    name: string,
    index: number,
  ): DurableOperation<TOperationResult> {
    return new OperationHandle<TOperationResult>(this.book, byName(name, index));
  }

  /** The operation with an id on the wire: sixteen hexadecimal digits. */
  getOperationById<TOperationResult = any>(id: string): DurableOperation<TOperationResult> {
    return new OperationHandle<TOperationResult>(this.book, byId(id));
  }
}
// biome-ignore-end lint/suspicious/noExplicitAny: see above.
