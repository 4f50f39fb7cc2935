// What functions printed.

import type { EpochSeconds } from '@perdure/protocol';
import { sendForJson } from './http.ts';
import { type Page, pageOf } from './paging.ts';

export const LOGS = '/perdure/logs';

export interface LogEvent {
  Timestamp: EpochSeconds;
  FunctionName: string;
  Version: string;
  EnvironmentId: string;
  RequestId?: string;
  DurableExecutionArn?: string;
  OperationId?: string;
  OperationName?: string;
  Attempt?: number;
  Level?: string;
  Stream: string;
  Message: string;
  /** The whole line as it was printed; there when it holds more than the message. */
  Line?: string;
}

/** Which lines: all of the members that are there must hold. */
export interface LogScope {
  functionName?: string | undefined;
  executionArn?: string | undefined;
  operationId?: string | undefined;
  text?: string | undefined;
}

/** The parameters of the API for a scope. */
export const scopeQuery = ({ functionName, executionArn, operationId, text }: LogScope) => ({
  FunctionName: executionArn === undefined ? functionName : undefined,
  DurableExecutionArn: executionArn,
  OperationId: operationId,
  Text: text === '' ? undefined : text,
});

/** The newest lines first. */
export async function readLogs(
  scope: LogScope,
  page: { marker?: string | undefined; itemsMax: number },
  signal?: AbortSignal,
): Promise<Page<LogEvent>> {
  const { Events, NextMarker } = await sendForJson<{ Events: LogEvent[]; NextMarker?: string }>({
    path: LOGS,
    query: { ...scopeQuery(scope), ReverseOrder: true, MaxItems: page.itemsMax, Marker: page.marker },
    signal,
  });
  return pageOf(Events, NextMarker);
}

/** What tells two lines apart, for those that arrive twice. */
export const logKey = ({ Timestamp, EnvironmentId, RequestId = '', Message, Line = '' }: LogEvent): string =>
  `${Timestamp} ${EnvironmentId} ${RequestId} ${Line === '' ? Message : Line}`;
