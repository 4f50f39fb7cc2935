// The closed sets of words of the wire protocol.
//
// Each set is a constant object and a union of its values under one name. Where AWS's SDK has a TypeScript enum, a
// type-only namespace of the same name is added, so that `InvocationStatus.FAILED` also works where a type stands.

export const OperationType = {
  CALLBACK: 'CALLBACK',
  CHAINED_INVOKE: 'CHAINED_INVOKE',
  CONTEXT: 'CONTEXT',
  EXECUTION: 'EXECUTION',
  STEP: 'STEP',
  WAIT: 'WAIT',
} as const;
export type OperationType = (typeof OperationType)[keyof typeof OperationType];

export const OperationStatus = {
  CANCELLED: 'CANCELLED',
  FAILED: 'FAILED',
  PENDING: 'PENDING',
  READY: 'READY',
  STARTED: 'STARTED',
  STOPPED: 'STOPPED',
  SUCCEEDED: 'SUCCEEDED',
  TIMED_OUT: 'TIMED_OUT',
} as const;
export type OperationStatus = (typeof OperationStatus)[keyof typeof OperationStatus];

export const OperationAction = {
  CANCEL: 'CANCEL',
  FAIL: 'FAIL',
  RETRY: 'RETRY',
  START: 'START',
  SUCCEED: 'SUCCEED',
} as const;
export type OperationAction = (typeof OperationAction)[keyof typeof OperationAction];

/** What an operation was made by; recorded beside its type. */
export const OperationSubType = {
  STEP: 'Step',
  WAIT: 'Wait',
  CALLBACK: 'Callback',
  RUN_IN_CHILD_CONTEXT: 'RunInChildContext',
  MAP: 'Map',
  MAP_ITERATION: 'MapIteration',
  PARALLEL: 'Parallel',
  PARALLEL_BRANCH: 'ParallelBranch',
  WAIT_FOR_CALLBACK: 'WaitForCallback',
  WAIT_FOR_CONDITION: 'WaitForCondition',
  CHAINED_INVOKE: 'ChainedInvoke',
} as const;
export type OperationSubType = (typeof OperationSubType)[keyof typeof OperationSubType];
export declare namespace OperationSubType {
  type STEP = 'Step';
  type WAIT = 'Wait';
  type CALLBACK = 'Callback';
  type RUN_IN_CHILD_CONTEXT = 'RunInChildContext';
  type MAP = 'Map';
  type MAP_ITERATION = 'MapIteration';
  type PARALLEL = 'Parallel';
  type PARALLEL_BRANCH = 'ParallelBranch';
  type WAIT_FOR_CALLBACK = 'WaitForCallback';
  type WAIT_FOR_CONDITION = 'WaitForCondition';
  type CHAINED_INVOKE = 'ChainedInvoke';
}

/** What an invocation answers. */
export const InvocationStatus = { SUCCEEDED: 'SUCCEEDED', FAILED: 'FAILED', PENDING: 'PENDING' } as const;
export type InvocationStatus = (typeof InvocationStatus)[keyof typeof InvocationStatus];
export declare namespace InvocationStatus {
  type SUCCEEDED = 'SUCCEEDED';
  type FAILED = 'FAILED';
  type PENDING = 'PENDING';
}
