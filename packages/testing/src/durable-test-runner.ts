import type { DurableOperation } from './operations/durable-operation.ts';
import type { InvokeRequest, TestResult } from './results/test-result.ts';

/** What a test may do with either runner, so that it runs here and against a server unchanged. */
export interface DurableTestRunner<TDurableOperation extends DurableOperation, ResultType> {
  run(params?: InvokeRequest): Promise<TestResult<ResultType>>;
  getOperation(name: string): TDurableOperation;
  getOperationByIndex(index: number): TDurableOperation;
  getOperationByNameAndIndex(name: string, index: number): TDurableOperation;
  getOperationById(id: string): TDurableOperation;
}
