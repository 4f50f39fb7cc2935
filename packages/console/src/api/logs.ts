// What functions printed.

import type { LogEvent, LogPage } from '@perdure/protocol';
import { sendForJson } from './http.ts';
import { type Page, pageOf } from './paging.ts';

export const LOGS = '/perdure/logs';

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
  const { Events, NextMarker } = await sendForJson<LogPage>({
    path: LOGS,
    query: { ...scopeQuery(scope), ReverseOrder: true, MaxItems: page.itemsMax, Marker: page.marker },
    signal,
  });
  return pageOf(Events, NextMarker);
}

/** What tells two lines apart, for those that arrive twice. */
export const logKey = ({
  Timestamp,
  EnvironmentId = '',
  RequestId = '',
  Message,
  Line = '',
}: LogEvent): string => `${Timestamp} ${EnvironmentId} ${RequestId} ${Line === '' ? Message : Line}`;
