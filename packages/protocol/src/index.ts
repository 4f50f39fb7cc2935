export type { ExecutionReference, FunctionReference, Realm } from './arn.ts';
export {
  formatExecutionArn,
  formatFunctionArn,
  isSameRealm,
  parseExecutionArn,
  parseFunctionReference,
} from './arn.ts';
export { assert, BrokenInvariant, unreachable } from './assert.ts';
export type { ErrorCode, ErrorEntry, Refusal, Result } from './errors.ts';
export { accepted, errorCatalogue, refusal, refused } from './errors.ts';
export type {
  HistoryEvent,
  HistoryEventDetails,
  HistoryEventType,
  Recorded,
  RetryDetails,
} from './history.ts';
export { historyEventTypes } from './history.ts';
export type { ExecutionId, OperationId } from './ids.ts';
export type { Limits } from './limits.ts';
export { limits, patterns } from './limits.ts';
export type { LogEvent, LogPage } from './logs.ts';
export type {
  FunctionTargetName,
  InputTransformer,
  MappedIntegration,
  MockIntegration,
  PassthroughBehavior,
  PayloadFormatVersion,
  ProxyIntegration,
  StackAddresses,
  StackApi,
  StackCors,
  StackDescription,
  StackDocument,
  StackEventBus,
  StackFunctionUrl,
  StackIntegration,
  StackIntegrationResponse,
  StackItemState,
  StackOutput,
  StackPage,
  StackRetryPolicy,
  StackRoute,
  StackRule,
  StackRuleTarget,
  StackSchedule,
  StackSummary,
  StackTable,
  TableIndex,
  TableKey,
} from './stack.ts';
export type { EpochSeconds, Millis } from './time.ts';
export { MILLIS_PER_DAY, MILLIS_PER_SECOND, toEpochSeconds } from './time.ts';
export type {
  CallbackDetails,
  CallbackOptions,
  ChainedInvokeDetails,
  ChainedInvokeOptions,
  CheckpointRequest,
  CheckpointResponse,
  ContextDetails,
  ContextOptions,
  DurableConfig,
  ErrorObject,
  ExecutionDetails,
  ExecutionStatus,
  InvocationInput,
  InvocationOutput,
  Operation,
  OperationAction,
  OperationStatus,
  OperationType,
  OperationUpdate,
  StatePage,
  StepDetails,
  StepOptions,
  WaitDetails,
  WaitOptions,
} from './wire.ts';
export { executionStatuses, operationActions, operationStatuses, operationTypes } from './wire.ts';
