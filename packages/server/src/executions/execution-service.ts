// What the HTTP layer may ask about executions. Refusals are values; a rejected promise is a fault of the server
// and is answered with ServiceException.

import type {
  CheckpointRequest,
  CheckpointResponse,
  DurableConfig,
  ErrorObject,
  ExecutionReference,
  ExecutionStatus,
  HistoryEvent,
  Millis,
  Result,
  StatePage,
} from '@perdure/protocol';
import type { DeployedFunction } from '../functions/deployed-function.ts';

export interface StartRequest {
  deployed: DeployedFunction;
  /** Absent: the service makes a unique one. */
  executionName?: string;
  /** JSON text; absent when a chained invoke gave no payload. */
  input?: string;
  invocationType: 'RequestResponse' | 'Event';
  traceHeader?: string;
  tenantId?: string;
}

export interface Started {
  executionArn: string;
  reference: ExecutionReference;
  functionVersion: string;
}

/** How an execution ended. */
export type Outcome =
  | { status: 'SUCCEEDED'; result?: string }
  | { status: 'FAILED' | 'TIMED_OUT' | 'STOPPED'; error: ErrorObject };

/** An outcome that somebody waited for, with the end of what its invocations printed meanwhile. */
export type Settled = Outcome & { logTail?: string };

export interface ExecutionDescription {
  DurableExecutionArn: string;
  DurableExecutionName: string;
  FunctionArn: string;
  Version: string;
  Status: ExecutionStatus;
  StartTimestamp: Millis;
  EndTimestamp?: Millis;
  InputPayload?: string;
  Result?: string;
  Error?: ErrorObject;
  TraceHeader?: { XAmznTraceId: string };
  DurableConfig: DurableConfig;
  /** Present while the status is PAUSING or PAUSED. */
  PauseDetails?: { ExecutionTimeoutPaused: boolean; PauseRequestTimestamp: Millis; Reason?: string };
  ExecutionDataIncluded: boolean;
}

export interface ExecutionSummary {
  DurableExecutionArn: string;
  DurableExecutionName: string;
  FunctionArn: string;
  Status: ExecutionStatus;
  StartTimestamp: Millis;
  EndTimestamp?: Millis;
}

export interface HistoryQuery {
  includeExecutionData: boolean;
  reverseOrder: boolean;
  maxItems: number;
  marker?: string;
}

export interface ResumeRequest {
  clientToken?: string;
  reason?: string;
}

export interface PauseRequest extends ResumeRequest {
  /** Whether the clock of the execution timeout stands still meanwhile. */
  timeoutPaused: boolean;
}

export interface ExecutionListQuery {
  functionName: string;
  functionVersion?: string;
  executionName?: string;
  statuses?: readonly ExecutionStatus[];
  startedAfter?: Millis;
  startedBefore?: Millis;
  reverseOrder: boolean;
  maxItems: number;
  marker?: string;
}

export interface ExecutionService {
  /** Resolves when the start is durable. The same name and payload again answers with the first execution. */
  start(request: StartRequest): Promise<Result<Started>>;
  /** Resolves when the execution is closed. A caller that gives up aborts the signal; the execution goes on. */
  outcome(reference: ExecutionReference, signal: AbortSignal): Promise<Result<Settled>>;
  checkpoint(reference: ExecutionReference, request: CheckpointRequest): Promise<Result<CheckpointResponse>>;
  state(
    reference: ExecutionReference,
    query: { checkpointToken: string; marker?: string; maxItems: number },
  ): Promise<Result<StatePage>>;
  describe(
    reference: ExecutionReference,
    includeExecutionData: boolean,
  ): Promise<Result<ExecutionDescription>>;
  history(
    reference: ExecutionReference,
    query: HistoryQuery,
  ): Promise<Result<{ Events: HistoryEvent[]; NextMarker?: string }>>;
  list(
    query: ExecutionListQuery,
  ): Promise<Result<{ DurableExecutions: ExecutionSummary[]; NextMarker?: string }>>;
  /** Asks for a pause; it takes effect at once, or with the next checkpoint of the invocation in flight. */
  pause(reference: ExecutionReference, request: PauseRequest): Promise<Result<{ requestedAt: Millis }>>;
  resume(reference: ExecutionReference, request: ResumeRequest): Promise<Result<{ requestedAt: Millis }>>;
  /** Removes an execution that has ended, with all that is kept of it. */
  delete(reference: ExecutionReference): Promise<Result<{ requestedAt: Millis }>>;
  stop(reference: ExecutionReference, error: ErrorObject): Promise<Result<{ stoppedAt: Millis }>>;
  succeedCallback(callbackId: string, result: string | undefined): Promise<Result<void>>;
  failCallback(callbackId: string, error: ErrorObject | undefined): Promise<Result<void>>;
  heartbeatCallback(callbackId: string): Promise<Result<void>>;
}
