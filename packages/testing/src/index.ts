export type { Operation, WireOperation } from '@perdure/sdk';
export { OperationStatus, OperationType } from '@perdure/sdk';
export type { Answer, CallbackAnswer, InvokeAnswer } from './answers/answer.ts';
export type { CallbackScript } from './answers/callback-answers.ts';
export type {
  CloudDurableTestRunnerConfig,
  CloudDurableTestRunnerParameters,
} from './cloud/cloud-durable-test-runner.ts';
export { CloudDurableTestRunner } from './cloud/cloud-durable-test-runner.ts';
export { InvocationType } from './cloud/invocation-type.ts';
export type { CrashOptions, CrashReport } from './crashes/expect-survives-crashes.ts';
export { CrashError, expectSurvivesCrashes } from './crashes/expect-survives-crashes.ts';
export type { DurableHandler } from './durable-handler.ts';
export type { DurableTestRunner } from './durable-test-runner.ts';
export type { FailureOptions, FaultOptions } from './faults/fault-script.ts';
export { FaultScript } from './faults/fault-script.ts';
export type { NormalizedEvent, NormalizeOptions } from './history/normalized-history.ts';
export { normalizedHistory } from './history/normalized-history.ts';
export type { RecordedHistory } from './history/read-history.ts';
export { InvalidHistoryError } from './history/read-history.ts';
export type { LocalDurableTestRunnerParameters } from './local/local-durable-test-runner.ts';
export { LocalDurableTestRunner } from './local/local-durable-test-runner.ts';
export type { LocalDurableTestRunnerSetupParameters } from './local/test-environment.ts';
export { HangingRunError, StuckRunError } from './local/time-keeper.ts';
export type {
  DurableMatchers,
  ExpectedFailure,
  ExpectedOperation,
} from './matchers/durable-matchers.ts';
export { durableMatchers } from './matchers/durable-matchers.ts';
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
export type { ReplayOptions } from './replay/check-replay.ts';
export { checkReplay, HangingReplayError } from './replay/check-replay.ts';
export { expectReplays, ReplayError } from './replay/expect-replays.ts';
export type {
  RecordedPosition,
  ReplayDifference,
  ReplayDifferenceKind,
  ReplayedOperation,
  ReplayReport,
} from './replay/replay-report.ts';
export { ExecutionStatus } from './results/execution-status.ts';
export type {
  Invocation,
  InvokeRequest,
  PrintConfig,
  TestResult,
  TestResultError,
} from './results/test-result.ts';
