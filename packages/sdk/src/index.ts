export type {
  BatchItem,
  BatchResult,
  CompletionConfig,
  CompletionDecision,
  CompletionItemStatus,
  CompletionReason,
  CompletionStatus,
  ConcurrencyConfig,
  ConcurrentExecutionItem,
  ConcurrentExecutor,
  CustomCompletionConfig,
  MapConfig,
  MapFunc,
  NamedParallelBranch,
  ParallelConfig,
  ParallelFunc,
  ThresholdCompletionConfig,
} from './api/batch.ts';
export {
  BatchItemStatus,
  CompletionOutcome,
  completeBatch,
  continueBatch,
  NestingType,
} from './api/batch.ts';
export type {
  CreateCallbackConfig,
  CreateCallbackResult,
  WaitForCallbackConfig,
  WaitForCallbackContext,
  WaitForCallbackSubmitterFunc,
} from './api/callback.ts';
export type { ChildConfig, ChildFunc } from './api/child-context.ts';
export type { DurableExecutionClient, LambdaClientPort } from './api/client.ts';
export type { BranchResult, DurableContext, DurablePromiseCombinators } from './api/durable-context.ts';
export type { Duration } from './api/duration.ts';
export type {
  DurableExecutionConfig,
  DurableExecutionHandler,
  DurableExecutionInvocationInput,
  DurableExecutionInvocationOutput,
  DurableLambdaHandler,
} from './api/handler.ts';
export type { InvokeConfig } from './api/invoke.ts';
export type { LambdaClientContext, LambdaCognitoIdentity, LambdaContext } from './api/lambda-context.ts';
export type {
  DurableContextLogger,
  DurableLogData,
  DurableLogger,
  DurableLoggingContext,
  LoggerConfig,
  OperationContext,
} from './api/logger.ts';
export { DurableLogLevel } from './api/logger.ts';
export {
  InvocationStatus,
  OperationAction,
  OperationStatus,
  OperationSubType,
  OperationType,
} from './api/operation-enums.ts';
export type {
  AttemptEndInfo,
  AttemptInfo,
  DurableInstrumentationPlugin,
  DurableInstrumentationPluginProvider,
  DurableInstrumentationPluginType,
  InvocationEndInfo,
  InvocationInfo,
  OperationChangeInfo,
  OperationEndInfo,
  OperationInfo,
} from './api/plugin.ts';
export {
  AttemptEndInfoOutcome,
  DURABLE_INSTRUMENTATION_PLUGIN_API_VERSION,
  PluginInvocationStatus,
  PluginOperationStatus,
} from './api/plugin.ts';
export type { AnySerdes, AnySerdesDeserializer, Serdes, SerdesConfig, SerdesContext } from './api/serdes.ts';
export type { RetryDecision, StepConfig, StepContext, StepFunc } from './api/step.ts';
export { StepSemantics } from './api/step.ts';
export type {
  WaitForConditionCheckFunc,
  WaitForConditionConfig,
  WaitForConditionContext,
  WaitForConditionDecision,
  WaitForConditionWaitStrategyFunc,
} from './api/wait-for-condition.ts';
export type {
  CallbackDetails,
  CallbackOptions,
  ChainedInvokeDetails,
  ChainedInvokeOptions,
  CheckpointDurableExecutionRequest,
  CheckpointDurableExecutionResponse,
  CheckpointUpdatedExecutionState,
  ContextDetails,
  ContextOptions,
  ErrorObject,
  ExecutionDetails,
  GetDurableExecutionStateRequest,
  GetDurableExecutionStateResponse,
  Operation,
  OperationUpdate,
  StepDetails,
  StepOptions,
  WaitDetails,
  WaitOptions,
  WireOperation,
  WireStepDetails,
  WireTimestamp,
  WireWaitDetails,
} from './api/wire.ts';
export { DurablePromise } from './durable-promise.ts';
export type { DurableExecutionClientErrorOptions } from './errors/client-error.ts';
export {
  DurableExecutionClientError,
  DurableExecutionClientErrorScope,
  isDurableExecutionClientError,
} from './errors/client-error.ts';
export { DurableOperationError } from './errors/durable-operation-error.ts';
export {
  BatchCompletionError,
  CallbackError,
  CallbackExternalError,
  CallbackSubmitterError,
  CallbackTimeoutError,
  ChildContextError,
  InvokeError,
  PromiseCombinatorError,
  StepError,
  WaitForConditionError,
} from './errors/operation-errors.ts';
export { PluginLoadError } from './errors/plugin-load-error.ts';
export { StepInterruptedError } from './errors/step-interrupted-error.ts';
export { DurableExecutionInvocationInputWithClient } from './invocation-input.ts';
export { refreshLogConfig } from './logger/verbose.ts';
export type { OperationCall, ReplayWatch } from './replay-watch.ts';
export { JitterStrategy } from './retry/jitter.ts';
export type { LinearRetryStrategyConfig } from './retry/linear-retry-strategy.ts';
export { createLinearRetryStrategy } from './retry/linear-retry-strategy.ts';
export { retryPresets } from './retry/retry-presets.ts';
export type { RetryStrategyConfig } from './retry/retry-strategy.ts';
export { createRetryStrategy } from './retry/retry-strategy.ts';
export type { WaitStrategyConfig } from './retry/wait-strategy.ts';
export { createWaitStrategy } from './retry/wait-strategy.ts';
export { SDK_VERSION } from './sdk-version.ts';
export { createClassSerdes, createClassSerdesWithDates } from './serdes/class-serdes.ts';
export type { FileSystemSerdesConfig } from './serdes/file-system-serdes.ts';
export {
  createFileSystemSerdes,
  FileSystemPathEncoding,
  FileSystemSerdesMode,
} from './serdes/file-system-serdes.ts';
export { defaultSerdes } from './serdes/json-serdes.ts';
export type { PreviewConfig, PreviewField } from './serdes/preview.ts';
export { buildPreview, FieldMatchMode, PreviewMode } from './serdes/preview.ts';
export { DurableExecutionApiClient } from './transport/api-client.ts';
export { withDurableExecution } from './with-durable-execution.ts';
export type { RetryableFunc, WithRetryConfig } from './with-retry.ts';
export { withRetry } from './with-retry.ts';
