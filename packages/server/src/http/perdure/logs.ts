// GET /perdure/logs: what functions printed, in pages or as it comes.

import { accepted, type Millis, type Realm, type Result, refused } from '@perdure/protocol';
import { decodeMarker, encodeMarker } from '../../executions/markers.ts';
import type { LogCursor, LogQuery } from '../../logs/log-search.ts';
import { type Answer, type Api, type Call, jsonAnswer } from '../api.ts';
import { executionInRealm } from '../execution-label.ts';
import { wholeFunction } from '../function-label.ts';
import { pageItems, pageMarker } from '../paging.ts';
import { readRequest } from '../request-reading.ts';
import { executionArn, marker, maxItems } from '../validation/api-members.ts';
import { flag, instant, text } from '../validation/member.ts';
import { type FollowPorts, followLogs } from './follow-logs.ts';
import { knownParametersOnly } from './known-parameters.ts';
import { logEvent } from './log-event.ts';

const OPERATION_ID_CHARS_MAX = 64;
const REQUEST_ID_CHARS_MAX = 64;
const TEXT_CHARS_MAX = 1024;

const shape = {
  query: {
    FunctionName: text({ charsMin: 1 }),
    DurableExecutionArn: { read: executionArn.read },
    OperationId: text({ charsMin: 1, charsMax: OPERATION_ID_CHARS_MAX }),
    RequestId: text({ charsMin: 1, charsMax: REQUEST_ID_CHARS_MAX }),
    Text: text({ charsMin: 1, charsMax: TEXT_CHARS_MAX }),
    Since: instant,
    Until: instant,
    ReverseOrder: flag,
    Marker: marker,
    MaxItems: maxItems,
    Follow: flag,
    LastEventId: text(),
  },
  headers: { lastEventId: text() },
  headerNames: { lastEventId: 'last-event-id' },
};

export interface LogPorts extends FollowPorts {
  readonly realm: Realm;
}

export const logsApi = (ports: LogPorts): Api => ({
  name: 'perdure:GetLogs',
  method: 'GET',
  path: '/perdure/logs',
  handle: (call) => getLogs(call, ports),
});

async function getLogs(call: Call, ports: LogPorts): Promise<Result<Answer>> {
  const known = knownParametersOnly(call, shape.query, 'Logs cannot be searched by');
  if (!known.ok) return known;
  const request = readRequest(call, shape);
  if (!request.ok) return request;
  const query = queryOf(request.value, ports.realm);
  if (!query.ok) return query;
  const { Follow, LastEventId, ReverseOrder = false } = request.value;
  if (Follow !== true) return page(query.value, ReverseOrder, request.value, ports);
  const { Until, Marker, MaxItems } = request.value;
  if (ReverseOrder || [Until, Marker, MaxItems].some((given) => given !== undefined)) {
    const message =
      'What is followed has no end and no pages: leave ReverseOrder, Until, Marker and MaxItems out';
    return refused('InvalidParameterValueException', message);
  }
  // What a browser sends when it connects again is newer than what the page once asked for.
  return followLogs(query.value, request.value.lastEventId ?? LastEventId, ports);
}

async function page(
  query: LogQuery,
  newestFirst: boolean,
  asked: { Marker?: string | undefined; MaxItems?: number | undefined },
  { logs, now }: LogPorts,
): Promise<Result<Answer>> {
  const bound = `logs ${JSON.stringify([newestFirst, query])}`;
  const { marker: given } = pageMarker(asked.Marker);
  const position = given === undefined ? undefined : decodeMarker(given, bound, now());
  if (position?.ok === false) return position;
  const cursor = position === undefined ? {} : { cursor: JSON.parse(position.value) as LogCursor };
  const found = await logs.find(query, { maxItems: pageItems(asked.MaxItems), newestFirst, ...cursor });
  if (!found.ok) return found;
  const { entries, hasMore, cursor: next } = found.value;
  const nextMarker = { issuedAt: now(), query: bound, position: JSON.stringify(next) };
  return jsonAnswer({
    Events: entries.map(logEvent),
    ...(hasMore ? { NextMarker: encodeMarker(nextMarker) } : {}),
  });
}

interface AskedQuery {
  FunctionName?: string | undefined;
  DurableExecutionArn?: string | undefined;
  OperationId?: string | undefined;
  RequestId?: string | undefined;
  Text?: string | undefined;
  Since?: Millis | undefined;
  Until?: Millis | undefined;
}

function queryOf(asked: AskedQuery, realm: Realm): Result<LogQuery> {
  const functionName = scopeOf(asked, realm);
  if (!functionName.ok) return functionName;
  const { DurableExecutionArn, OperationId, RequestId, Text, Since, Until } = asked;
  return accepted({
    ...(functionName.value === undefined ? {} : { functionName: functionName.value }),
    ...(DurableExecutionArn === undefined ? {} : { executionArn: DurableExecutionArn }),
    ...(OperationId === undefined ? {} : { operationId: OperationId }),
    ...(RequestId === undefined ? {} : { requestId: RequestId }),
    ...(Text === undefined ? {} : { text: Text }),
    ...(Since === undefined ? {} : { since: Since }),
    ...(Until === undefined ? {} : { until: Until }),
  });
}

/** The function whose logs are asked for. That of an execution stands in its ARN. */
function scopeOf(
  { FunctionName, DurableExecutionArn }: AskedQuery,
  realm: Realm,
): Result<string | undefined> {
  const named = FunctionName === undefined ? accepted(undefined) : wholeFunction(FunctionName, realm);
  if (!named.ok || DurableExecutionArn === undefined) return named;
  const execution = executionInRealm(DurableExecutionArn, realm);
  if (!execution.ok) return execution;
  const { functionName } = execution.value;
  if (named.value === undefined || named.value === functionName) return accepted(functionName);
  const message = `The execution belongs to the function ${functionName}, not to ${named.value}; name one of them`;
  return refused('InvalidParameterValueException', message);
}
