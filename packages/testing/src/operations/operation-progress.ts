// How far operations have come, and how a waitForCallback is made of three.

import { type Operation, OperationStatus, OperationSubType, OperationType } from '@perdure/sdk';
import { WaitingOperationStatus } from './waiting-operation-status.ts';

const terminalStatuses: ReadonlySet<string | undefined> = new Set([
  OperationStatus.SUCCEEDED,
  OperationStatus.FAILED,
  OperationStatus.CANCELLED,
  OperationStatus.TIMED_OUT,
  OperationStatus.STOPPED,
]);

export const hasEnded = (operation: Operation): boolean => terminalStatuses.has(operation.Status);

export const isWaitForCallback = (operation: Operation): boolean =>
  operation.Type === OperationType.CONTEXT && operation.SubType === OperationSubType.WAIT_FOR_CALLBACK;

/** The callback that a waitForCallback contains. */
export const callbackIn = (container: Operation, operations: readonly Operation[]): Operation | undefined =>
  childOf(container, operations, OperationType.CALLBACK);

/** The step that runs the submitter of a waitForCallback. */
export const submitterIn = (container: Operation, operations: readonly Operation[]): Operation | undefined =>
  childOf(container, operations, OperationType.STEP);

function childOf(container: Operation, operations: readonly Operation[], type: OperationType) {
  return operations.find(({ ParentId, Type }) => ParentId === container.Id && Type === type);
}

export function hasReached(
  operation: Operation,
  status: WaitingOperationStatus,
  operations: readonly Operation[],
): boolean {
  if (!isWaitForCallback(operation)) return status === WaitingOperationStatus.STARTED || hasEnded(operation);
  // Its callback is what the test will answer: until that exists, the container is not worth much to it.
  const callback = callbackIn(operation, operations);
  if (hasEnded(operation)) return true;
  if (callback === undefined) return false;
  if (status === WaitingOperationStatus.STARTED || hasEnded(callback)) return true;
  if (status === WaitingOperationStatus.COMPLETED) return false;
  const submitter = submitterIn(operation, operations);
  return submitter !== undefined && hasEnded(submitter);
}
