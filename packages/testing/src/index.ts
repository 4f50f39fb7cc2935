export type { Operation, WireOperation } from '@perdure/sdk';
export { OperationStatus, OperationType } from '@perdure/sdk';
export type { Answer, CallbackAnswer } from './answers/callback-answer.ts';
export type { CallbackScript } from './answers/callback-answers.ts';
export type { FailureOptions, FaultOptions } from './faults/fault-script.ts';
export { FaultScript } from './faults/fault-script.ts';
export type { LocalDurableTestRunnerParameters } from './local/local-durable-test-runner.ts';
export { LocalDurableTestRunner } from './local/local-durable-test-runner.ts';
export type { LocalDurableTestRunnerSetupParameters } from './local/test-environment.ts';
export { HangingRunError, StuckRunError } from './local/time-keeper.ts';
export type {
  CallbackDetails,
  CallbackResponse,
  ChainedInvokeDetails,
  ContextDetails,
  DurableOperation,
  Event,
  StepDetails,
  WaitResultDetails,
} from './operations/durable-operation.ts';
export { WaitingOperationStatus } from './operations/waiting-operation-status.ts';
export { ExecutionStatus } from './results/execution-status.ts';
export type {
  Invocation,
  InvokeRequest,
  PrintConfig,
  TestResult,
  TestResultError,
} from './results/test-result.ts';
