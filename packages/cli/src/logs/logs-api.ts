// The logs of a Perdure server: in pages, or as they come.

import type { LogEvent, LogPage } from '@perdure/protocol';
import type { ApiTransport, Query } from '../connection/api-transport.ts';
import { followStream } from '../connection/follow-stream.ts';
import { ApiError, CommandFailure, exitCodes } from '../failure.ts';

const LOGS = '/perdure/logs';
const PAGE_ITEMS = '1000';
const HTTP_NOT_FOUND = 404;

/** Oldest first. */
export async function* listLogs(transport: ApiTransport, query: Query): AsyncGenerator<LogEvent> {
  let marker: string | undefined;
  do {
    const page = await transport
      .json<LogPage>({ method: 'GET', path: LOGS, query: { ...query, MaxItems: PAGE_ITEMS, Marker: marker } })
      .catch(explain);
    yield* page.Events;
    marker = page.NextMarker;
  } while (marker !== undefined);
}

/** What is printed from now on, or from `Since` on. Goes on after the server was restarted, without a line twice or lost. */
export async function* followLogs(
  transport: ApiTransport,
  query: Query,
  signal: AbortSignal,
): AsyncGenerator<LogEvent> {
  try {
    const stream = { path: LOGS, query: { ...query, Follow: 'true' } };
    for await (const { event, data } of followStream(transport, stream, signal)) {
      if (event === 'log') yield JSON.parse(data);
    }
  } catch (error) {
    explain(error);
  }
}

function explain(error: unknown): never {
  if (
    error instanceof ApiError &&
    error.status === HTTP_NOT_FOUND &&
    error.code !== 'ResourceNotFoundException'
  ) {
    throw new CommandFailure(
      'This server keeps no logs. Those of AWS Lambda are in CloudWatch: aws logs tail /aws/lambda/<function> --follow',
      exitCodes.failed,
    );
  }
  throw error;
}
