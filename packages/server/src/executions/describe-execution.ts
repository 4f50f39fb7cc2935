// Executions in the form of the API: one in full, or one line of a list.

import type { ExecutionState } from '@perdure/engine';
import { formatExecutionArn, formatFunctionArn, type Realm } from '@perdure/protocol';
import type { Head } from '@perdure/store';
import type { ExecutionDescription, ExecutionSummary } from './execution-service.ts';

export function describeExecution(state: ExecutionState, includeData: boolean): ExecutionDescription {
  const { reference, closed, input, traceHeader } = state;
  const outcome = closed?.outcome;
  const result = outcome?.status === 'SUCCEEDED' ? outcome.result : undefined;
  return {
    DurableExecutionArn: state.arn,
    DurableExecutionName: reference.executionName,
    FunctionArn: formatFunctionArn({ ...reference, qualifier: reference.functionVersion }),
    Version: reference.functionVersion,
    Status: state.status,
    StartTimestamp: state.startedAt,
    ...(closed === undefined ? {} : { EndTimestamp: closed.at }),
    ...(includeData && input !== undefined ? { InputPayload: input } : {}),
    ...(includeData && result !== undefined ? { Result: result } : {}),
    ...(includeData && outcome !== undefined && outcome.status !== 'SUCCEEDED'
      ? { Error: outcome.error }
      : {}),
    ...(traceHeader === undefined ? {} : { TraceHeader: { XAmznTraceId: traceHeader } }),
    DurableConfig: state.config,
    ...(state.pause === undefined ? {} : { PauseDetails: describePause(state.pause, includeData) }),
    ExecutionDataIncluded: includeData,
  };
}

function describePause(pause: NonNullable<ExecutionState['pause']>, includeData: boolean) {
  const { timeoutPaused, requestedAt, reason } = pause;
  return {
    ExecutionTimeoutPaused: timeoutPaused,
    PauseRequestTimestamp: requestedAt,
    ...(includeData && reason !== undefined ? { Reason: reason } : {}),
  };
}

export function summarize(head: Head, realm: Realm): ExecutionSummary {
  const { functionName, functionVersion } = head;
  return {
    DurableExecutionArn: formatExecutionArn({ ...head, realm }),
    DurableExecutionName: head.executionName,
    FunctionArn: formatFunctionArn({ realm, functionName, qualifier: functionVersion }),
    Status: head.status,
    StartTimestamp: head.startedAt,
    ...(head.endedAt === undefined ? {} : { EndTimestamp: head.endedAt }),
  };
}
