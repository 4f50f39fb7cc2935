// The lines of a scope: the newest pages of what is kept, older ones on request, and what is printed meanwhile.

import type { LogEvent } from '@perdure/protocol';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { followLive, type LiveState } from '../api/live.ts';
import { LOGS, type LogScope, logKey, readLogs, scopeQuery } from '../api/logs.ts';

const pageItems = 200;
/** Lines that arrive while the page is open; beyond that the oldest of them are let go, since they can be read again. */
const followedMax = 2000;
const gatherMillis = 150;

export interface LogLines {
  /** Oldest first. */
  lines: LogEvent[];
  isLoading: boolean;
  error: Error | null;
  hasOlder: boolean;
  isLoadingOlder: boolean;
  loadOlder(): void;
  refresh(): void;
}

/** @param follows Whether what is printed from now on is added. */
export function useLogLines(scope: LogScope, follows: boolean): LogLines & { live: LiveState } {
  const key = JSON.stringify(scope);
  const query = useInfiniteQuery({
    queryKey: ['logs', key],
    queryFn: ({ pageParam, signal }) => readLogs(scope, { marker: pageParam, itemsMax: pageItems }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    // Pages are not read again while lines arrive: the stream tells what is new.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const [added, live] = useFollowedLines(
    key,
    follows && query.isSuccess,
    newestOf(query.data?.pages[0]?.items),
  );
  const lines = useMemo(() => {
    const kept = (query.data?.pages ?? []).flatMap(({ items }) => items).toReversed();
    const known = new Set(kept.slice(-pageItems).map(logKey));
    return [...kept, ...added.filter((line) => !known.has(logKey(line)))];
  }, [query.data, added]);
  return {
    lines,
    live,
    isLoading: query.isPending,
    error: query.error,
    hasOlder: query.hasNextPage,
    isLoadingOlder: query.isFetchingNextPage,
    loadOlder: () => void query.fetchNextPage(),
    refresh: () => void query.refetch(),
  };
}

const newestOf = (items: readonly LogEvent[] | undefined): number | undefined => items?.[0]?.Timestamp;

function useFollowedLines(key: string, follows: boolean, since: number | undefined): [LogEvent[], LiveState] {
  const [added, setAdded] = useState<LogEvent[]>([]);
  const [live, setLive] = useState<LiveState>('connecting');
  useEffect(() => {
    setAdded([]);
    if (!follows) return;
    const waiting: LogEvent[] = [];
    const known = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = (): void => {
      timer = undefined;
      const fresh = waiting.splice(0).filter((line) => !known.has(logKey(line)));
      for (const line of fresh) known.add(logKey(line));
      for (const key of known) {
        if (known.size <= followedMax) break;
        known.delete(key);
      }
      setAdded((lines) => [...lines, ...fresh].slice(-followedMax));
    };
    const scope = JSON.parse(key) as LogScope;
    const stop = followLive(
      {
        path: LOGS,
        query: {
          ...scopeQuery(scope),
          Follow: 'true',
          ...(since === undefined ? {} : { Since: String(since) }),
        },
        types: ['log'],
      },
      {
        onState: setLive,
        onMessage(_type, data) {
          waiting.push(JSON.parse(data) as LogEvent);
          timer ??= setTimeout(flush, gatherMillis);
        },
      },
    );
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [key, follows, since]);
  return [added, live];
}
