// The history of one execution: read page by page, shown from the first page on, and then told by the server's stream.

import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type ApiEvent, type ExecutionDetails, historyPage } from '../api/executions.ts';
import { followLive, type LiveState } from '../api/live.ts';
import { executionQuery } from '../api/queries.ts';
import { pollWithout } from '../api/use-live.ts';
import { isClosed } from '../parts/closed.ts';
import { mergeEvents } from './merge-events.ts';

const pageItemsMax = 1000;
/** The newest events that are asked for when some were missed; usually all of them. */
const tailItems = 200;
/** Events in bursts are drawn together. */
const gatherMillis = 80;

export interface History {
  events: readonly ApiEvent[];
  /** Ids of events to the markers at which pages that begin with them can be asked for. */
  markers: ReadonlyMap<number, string>;
  /** Whether everything that there was has been read. */
  isWhole: boolean;
}

const nothing: History = { events: [], markers: new Map(), isWhole: false };

export const historyKey = (arn: string) => ['history', arn] as const;

export const historyQuery = (client: QueryClient, arn: string) =>
  queryOptions({
    queryKey: historyKey(arn),
    queryFn: ({ signal }) =>
      readOn(arn, client.getQueryData<History>(historyKey(arn)), {
        signal,
        onPage: (read) => client.setQueryData(historyKey(arn), read),
      }),
    // Thousands of events, that are merged with care already.
    structuralSharing: false,
  });

export interface ExecutionHistory extends History {
  error: Error | null;
  live: LiveState;
  fetchedAt: number;
  refresh(): void;
}

export function useExecutionHistory(arn: string, execution: ExecutionDetails | undefined): ExecutionHistory {
  const client = useQueryClient();
  const isOpen = execution !== undefined && !isClosed(execution.Status);
  const [live, setLive] = useState<LiveState>('connecting');
  const query = useQuery({
    ...historyQuery(client, arn),
    refetchInterval: isOpen ? pollWithout(live) : false,
  });
  const isWhole = query.data?.isWhole ?? false;
  useEffect(() => {
    if (!isOpen || !isWhole) return;
    const stop = followExecution(arn, client, setLive);
    return () => {
      stop();
      // What came in the last moment is read from the history, which the end of the execution asks for.
      void client.invalidateQueries({ queryKey: historyKey(arn) });
    };
  }, [arn, isOpen, isWhole, client]);

  return {
    ...(query.data ?? nothing),
    error: query.error,
    live,
    fetchedAt: query.dataUpdatedAt,
    refresh: () => void query.refetch(),
  };
}

/** Adds what the stream tells to the history that is kept, until the answered function is called. */
function followExecution(arn: string, client: QueryClient, onState: (state: LiveState) => void): () => void {
  const queryKey = historyKey(arn);
  const kept = (): History => client.getQueryData<History>(queryKey) ?? nothing;
  const added: ApiEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer = undefined;
    const known = kept();
    const events = mergeEvents(known.events, added.splice(0));
    if (events === undefined) void client.invalidateQueries({ queryKey });
    else client.setQueryData<History>(queryKey, { ...known, events });
  };
  const stop = followLive(
    {
      path: '/perdure/events',
      query: { DurableExecutionArn: arn },
      types: ['history', 'execution', 'resync'],
      lastEventId: () => String(kept().events.at(-1)?.EventId ?? 0),
    },
    {
      onState,
      onMessage(type, data) {
        if (type === 'history') {
          added.push(JSON.parse(data) as ApiEvent);
          timer ??= setTimeout(flush, gatherMillis);
        } else {
          void client.invalidateQueries({
            queryKey: type === 'execution' ? executionQuery(arn).queryKey : queryKey,
          });
        }
      },
    },
  );
  return () => {
    stop();
    clearTimeout(timer);
  };
}

interface Reading {
  signal: AbortSignal;
  onPage(read: History): void;
}

/** Reads what is not known yet: the newest events, if they reach what is known, else everything behind it. */
async function readOn(arn: string, known: History | undefined, reading: Reading): Promise<History> {
  if (known?.isWhole) {
    const { items } = await historyPage(arn, { itemsMax: tailItems, newestFirst: true }, reading.signal);
    // Read again: the stream may have told more in the meantime.
    const events = mergeEvents(known.events, items.toReversed());
    if (events !== undefined) return { ...known, events };
  }
  return readAll(arn, reading);
}

async function readAll(arn: string, { signal, onPage }: Reading): Promise<History> {
  const events: ApiEvent[] = [];
  const markers = new Map<number, string>();
  let marker: string | undefined;
  for (;;) {
    const page = await historyPage(arn, { marker, itemsMax: pageItemsMax }, signal);
    events.push(...page.items);
    marker = page.next;
    if (marker === undefined) return { events, markers, isWhole: true };
    markers.set((events.at(-1)?.EventId ?? 0) + 1, marker);
    onPage({ events: [...events], markers: new Map(markers), isWhole: false });
  }
}

/** One event with its payloads. */
export async function readEvent(
  arn: string,
  eventId: number,
  markers: ReadonlyMap<number, string>,
  signal: AbortSignal,
): Promise<ApiEvent | undefined> {
  const near = Math.max(0, ...[...markers.keys()].filter((id) => id <= eventId));
  try {
    return await readFrom(arn, eventId, near === 0 ? 1 : near, markers.get(near), signal);
  } catch (error) {
    if (near === 0 || signal.aborted) throw error;
    // A marker is good for a day; this page has been open for longer.
    return readFrom(arn, eventId, 1, undefined, signal);
  }
}

async function readFrom(
  arn: string,
  eventId: number,
  firstId: number,
  firstMarker: string | undefined,
  signal: AbortSignal,
): Promise<ApiEvent | undefined> {
  let [nextId, marker] = [firstId, firstMarker];
  while (nextId < eventId) {
    const page = await historyPage(
      arn,
      { marker, itemsMax: Math.min(eventId - nextId, pageItemsMax) },
      signal,
    );
    if (page.next === undefined) return undefined;
    nextId += page.items.length;
    marker = page.next;
  }
  return (await historyPage(arn, { marker, itemsMax: 1, withData: true }, signal)).items[0];
}
