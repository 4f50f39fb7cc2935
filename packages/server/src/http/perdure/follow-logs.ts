// GET /perdure/logs?Follow=true: log entries as server-sent events.
//
// The stream reads the files behind a cursor and waits for a client that is slow, so nothing is left out. The id of an
// event of one function's log is its place there: a client goes on exactly behind it, also after a restart. Over all
// functions it is the time of the entry: a client that goes on may see the entries of that millisecond twice.

import { accepted, type Millis, type Result, refused } from '@perdure/protocol';
import type { LogCursor, LogPage, LogQuery, LogSearch } from '../../logs/log-search.ts';
import type { Answer } from '../api.ts';
import type { EventStream } from '../streaming/event-stream.ts';
import type { OpenStreams } from '../streaming/open-streams.ts';
import { logEvent } from './log-event.ts';

export interface FollowPorts {
  readonly logs: LogSearch;
  readonly streams: OpenStreams;
  now(): Millis;
  onFault(fault: unknown): void;
}

const placeId = /^(\d{1,8})\.(\d{1,15})$/;
const timeId = /^t(\d{1,15}(?:\.\d{1,6})?)$/;

/** Begins behind the last event that the client has seen, else at `Since`, else with what comes. */
export async function followLogs(
  query: LogQuery,
  lastId: string | undefined,
  { logs, streams, now, onFault }: FollowPorts,
): Promise<Result<Answer>> {
  const begin = await beginning(query, lastId, logs);
  if (!begin.ok) return begin;
  const opened = streams.open(lastId ?? idBehind(begin.value.cursor, query) ?? `t${now()}`);
  if (!opened.ok) return opened;
  const stream = opened.value;
  const gone = new AbortController();
  stream.onClosed(() => gone.abort());
  send(stream, logs.follow(begin.value.query, begin.value.cursor, gone.signal), query).catch(
    (fault: unknown) => {
      onFault(fault);
      stream.cut();
    },
  );
  return accepted(stream.answer);
}

async function send(stream: EventStream, pages: AsyncGenerator<LogPage>, query: LogQuery): Promise<void> {
  for await (const { entries, places } of pages) {
    for (const [index, entry] of entries.entries()) {
      await stream.room();
      const place = places[index];
      const id = query.functionName === undefined || place === undefined ? `t${entry.at}` : place.join('.');
      stream.send({ event: 'log', id, data: logEvent(entry) });
    }
  }
}

async function beginning(
  query: LogQuery,
  lastId: string | undefined,
  logs: LogSearch,
): Promise<Result<{ query: LogQuery; cursor: LogCursor }>> {
  const { functionName, since } = query;
  if (lastId === undefined) {
    return accepted({ query, cursor: since === undefined ? await logs.end(query) : { places: {} } });
  }
  const [, segment, offset] = placeId.exec(lastId) ?? [];
  if (segment !== undefined && functionName !== undefined) {
    return accepted({ query, cursor: { places: { [functionName]: [Number(segment), Number(offset)] } } });
  }
  const [, time] = timeId.exec(lastId) ?? [];
  if (time !== undefined)
    return accepted({ query: { ...query, since: Number(time) }, cursor: { places: {} } });
  const message = `Not the id of an event of this stream: ${lastId.slice(0, shownCharsMax)}`;
  return refused('InvalidParameterValueException', message);
}

function idBehind({ places }: LogCursor, { functionName }: LogQuery): string | undefined {
  return functionName === undefined ? undefined : places[functionName]?.join('.');
}

const shownCharsMax = 64;
