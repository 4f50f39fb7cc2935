// GET /perdure/events: what happens to executions, as server-sent events.
//
// The stream of one execution is numbered by its history, which the store keeps: it goes on behind any event, also after a
// restart. The stream of status changes is numbered by the feed, in memory: its ids begin with the session that gave them.

import {
  accepted,
  type ExecutionReference,
  type HistoryEvent,
  parseExecutionArn,
  type Realm,
  type Result,
  refused,
} from '@perdure/protocol';
import type { Head, Store } from '@perdure/store';
import type { ExecutionFeed, StatusChange } from '../../watching/execution-feed.ts';
import { followHistory } from '../../watching/history-follower.ts';
import type { Answer, Api, Call } from '../api.ts';
import { wholeFunction } from '../function-label.ts';
import { readRequest } from '../request-reading.ts';
import type { EventStream } from '../streaming/event-stream.ts';
import type { OpenStreams } from '../streaming/open-streams.ts';
import { executionArn } from '../validation/api-members.ts';
import { flag, text } from '../validation/member.ts';
import { wireEvent } from '../wire-time.ts';
import { executionLine } from './execution-line.ts';
import { knownParametersOnly } from './known-parameters.ts';

const shape = {
  query: {
    DurableExecutionArn: { read: executionArn.read },
    FunctionName: text({ charsMin: 1 }),
    IncludeExecutionData: flag,
    LastEventId: text(),
  },
  headers: { lastEventId: text() },
  headerNames: { lastEventId: 'last-event-id' },
};

export interface WatchPorts {
  readonly store: Store;
  readonly feed: ExecutionFeed;
  readonly streams: OpenStreams;
  readonly realm: Realm;
  /** Unlike any other life of a server on this store. */
  readonly sessionId: string;
}

export const watchEventsApi = (ports: WatchPorts): Api => ({
  name: 'perdure:WatchEvents',
  method: 'GET',
  path: '/perdure/events',
  handle: (call) => watch(call, ports),
});

async function watch(call: Call, ports: WatchPorts): Promise<Result<Answer>> {
  const known = knownParametersOnly(call, shape.query, 'Events cannot be chosen by');
  if (!known.ok) return known;
  const request = readRequest(call, shape);
  if (!request.ok) return request;
  const { DurableExecutionArn, FunctionName, IncludeExecutionData, LastEventId } = request.value;
  // What a browser sends when it connects again is newer than what the page once asked for.
  const lastId = request.value.lastEventId ?? LastEventId;
  if (DurableExecutionArn === undefined) return watchStatuses(FunctionName, lastId, ports);
  if (FunctionName !== undefined) {
    const message = 'Name an execution or a function: the execution belongs to its function already';
    return refused('InvalidParameterValueException', message);
  }
  const reference = parseExecutionArn(DurableExecutionArn);
  if (reference === undefined) {
    return refused('InvalidParameterValueException', `Not the ARN of an execution: ${DurableExecutionArn}`);
  }
  return watchExecution(reference, IncludeExecutionData ?? false, lastId, ports);
}

async function watchExecution(
  reference: ExecutionReference,
  includeData: boolean,
  lastId: string | undefined,
  { store, feed, streams, realm }: WatchPorts,
): Promise<Result<Answer>> {
  if (lastId !== undefined && !/^\d{1,9}$/.test(lastId)) return notAnId(lastId);
  const followed = await followHistory(reference, { store, feed, realm, includeData });
  if (!followed.ok) return followed;
  const { head, events, stop, begin } = followed.value;
  const newest = events.at(-1)?.EventId ?? 0;
  const opened = streams.open(lastId ?? String(newest));
  if (!opened.ok) {
    stop();
    return opened;
  }
  const stream = opened.value;
  stream.onClosed(stop);
  const missed = lastId === undefined ? [] : events.filter(({ EventId }) => EventId > Number(lastId));
  sendHistory(stream, missed);
  sendExecution(stream, head, realm, String(newest));
  begin({
    onEvents: (added) => sendHistory(stream, added),
    onStatus: (changed, lastEventId) => sendExecution(stream, changed, realm, String(lastEventId)),
  });
  return accepted(stream.answer);
}

function watchStatuses(
  name: string | undefined,
  lastId: string | undefined,
  { feed, streams, realm, sessionId }: WatchPorts,
): Result<Answer> {
  const scope = name === undefined ? accepted(undefined) : wholeFunction(name, realm);
  if (!scope.ok) return scope;
  const idOf = (number: number): string => `${sessionId}.${number}`;
  const opened = streams.open(lastId ?? idOf(feed.lastNumber));
  if (!opened.ok) return opened;
  const stream = opened.value;
  const tell = ({ head, number }: StatusChange): void => {
    if (scope.value === undefined || head.functionName === scope.value) {
      sendExecution(stream, head, realm, idOf(number));
    }
  };
  if (lastId !== undefined) {
    const missed = lastId.startsWith(`${sessionId}.`)
      ? feed.since(Number(lastId.slice(sessionId.length + 1)))
      : undefined;
    if (missed === undefined) stream.resync(idOf(feed.lastNumber));
    else for (const change of missed) tell(change);
  }
  stream.onClosed(feed.watchStatuses(tell));
  return accepted(stream.answer);
}

function sendHistory(stream: EventStream, events: readonly HistoryEvent[]): void {
  for (const event of events) {
    stream.send({ event: 'history', id: String(event.EventId), data: wireEvent(event) });
  }
}

function sendExecution(stream: EventStream, head: Head, realm: Realm, id: string): void {
  stream.send({ event: 'execution', id, data: executionLine(head, realm) });
}

const notAnId = (id: string) =>
  refused(
    'InvalidParameterValueException',
    `The last event of an execution is named by its EventId, a number; this is ${id.slice(0, shownCharsMax)}`,
  );

const shownCharsMax = 64;
