// Durable executions and their callbacks, as the Lambda API has them, and the search over all functions.

import type {
  DurableConfig,
  EpochSeconds,
  ErrorObject,
  ExecutionStatus,
  HistoryEvent,
} from '@perdure/protocol';
import { label } from './functions.ts';
import { send, sendForJson } from './http.ts';
import { type Page, pageOf } from './paging.ts';

const EXECUTIONS = '/2025-12-01/durable-executions';
const CALLBACKS = '/2025-12-01/durable-execution-callbacks';

export interface ExecutionLine {
  DurableExecutionArn: string;
  DurableExecutionName: string;
  FunctionArn: string;
  FunctionName: string;
  Version: string;
  Status: ExecutionStatus;
  StartTimestamp: EpochSeconds;
  EndTimestamp?: EpochSeconds;
  ErrorType?: string;
  ErrorMessage?: string;
}

export interface ExecutionDetails {
  DurableExecutionArn: string;
  DurableExecutionName: string;
  FunctionArn: string;
  Version?: string;
  Status: ExecutionStatus;
  StartTimestamp: EpochSeconds;
  EndTimestamp?: EpochSeconds;
  InputPayload?: string;
  Result?: string;
  Error?: ErrorObject;
  DurableConfig?: DurableConfig;
  TraceHeader?: { XAmznTraceId?: string };
  PauseDetails?: { ExecutionTimeoutPaused?: boolean; PauseRequestTimestamp?: EpochSeconds; Reason?: string };
}

export type ApiEvent = HistoryEvent<EpochSeconds>;

export interface ExecutionSearch {
  functionName?: string | undefined;
  qualifier?: string | undefined;
  /** What the name begins with. */
  name?: string | undefined;
  statuses?: readonly ExecutionStatus[] | undefined;
  /** ISO 8601, as are the others. */
  startedAfter?: string | undefined;
  startedBefore?: string | undefined;
  endedAfter?: string | undefined;
  errorText?: string | undefined;
  waiting?: 'callback' | 'retry' | undefined;
  waitingSince?: string | undefined;
  oldestFirst?: boolean | undefined;
}

export async function searchExecutions(
  search: ExecutionSearch,
  page: { marker?: string | undefined; itemsMax: number },
  signal?: AbortSignal,
): Promise<Page<ExecutionLine>> {
  const { DurableExecutions, NextMarker } = await sendForJson<{
    DurableExecutions: ExecutionLine[];
    NextMarker?: string;
  }>({
    path: '/perdure/executions',
    query: {
      FunctionName: search.functionName,
      Qualifier: search.qualifier,
      DurableExecutionName: search.name,
      Statuses: search.statuses,
      StartedAfter: search.startedAfter,
      StartedBefore: search.startedBefore,
      EndedAfter: search.endedAfter,
      ErrorText: search.errorText,
      Waiting: search.waiting,
      WaitingSince: search.waitingSince,
      ReverseOrder: search.oldestFirst === true ? true : undefined,
      Marker: page.marker,
      MaxItems: page.itemsMax,
    },
    signal,
  });
  return pageOf(DurableExecutions, NextMarker);
}

const pathOf = (arn: string, rest = ''): string => `${EXECUTIONS}/${label(arn)}${rest}`;

export const getExecution = (arn: string, signal?: AbortSignal): Promise<ExecutionDetails> =>
  sendForJson({ path: pathOf(arn), query: { IncludeExecutionData: true }, signal });

export interface HistoryQuery {
  marker?: string | undefined;
  itemsMax: number;
  newestFirst?: boolean;
  withData?: boolean;
}

export async function historyPage(
  arn: string,
  { marker, itemsMax, newestFirst = false, withData = false }: HistoryQuery,
  signal?: AbortSignal,
): Promise<Page<ApiEvent>> {
  const { Events, NextMarker } = await sendForJson<{ Events: ApiEvent[]; NextMarker?: string }>({
    path: pathOf(arn, '/history'),
    query: { IncludeExecutionData: withData, ReverseOrder: newestFirst, MaxItems: itemsMax, Marker: marker },
    signal,
  });
  return pageOf(Events, NextMarker);
}

export const stopExecution = (arn: string, error: ErrorObject): Promise<unknown> =>
  sendForJson({ method: 'POST', path: pathOf(arn, '/stop'), body: error });

export const pauseExecution = (arn: string, reason: string, pausesTimeout: boolean): Promise<unknown> =>
  sendForJson({
    method: 'POST',
    path: pathOf(arn, '/pause'),
    body: {
      ...(reason === '' ? {} : { Reason: reason }),
      ...(pausesTimeout ? { ExecutionTimeoutPaused: true } : {}),
    },
  });

export const resumeExecution = (arn: string, reason: string): Promise<unknown> =>
  sendForJson({
    method: 'POST',
    path: pathOf(arn, '/resume'),
    body: reason === '' ? {} : { Reason: reason },
  });

/** Removes a closed execution with its history. */
export const deleteExecution = (arn: string): Promise<unknown> =>
  sendForJson({ method: 'DELETE', path: pathOf(arn) });

const callbackPath = (callbackId: string, verb: string): string =>
  `${CALLBACKS}/${label(callbackId)}/${verb}`;

/** `result` travels as the bytes that it is; empty means no result. */
export const succeedCallback = (callbackId: string, result: string): Promise<unknown> =>
  send({ method: 'POST', path: callbackPath(callbackId, 'succeed'), body: result });

export const failCallback = (callbackId: string, error: ErrorObject): Promise<unknown> =>
  send({ method: 'POST', path: callbackPath(callbackId, 'fail'), body: error });

export const heartbeatCallback = (callbackId: string): Promise<unknown> =>
  send({ method: 'POST', path: callbackPath(callbackId, 'heartbeat') });
