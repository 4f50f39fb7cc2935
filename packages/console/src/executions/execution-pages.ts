// A list of executions, page by page. The server looks at a bounded number of executions for each request, so a page is asked
// for until it is full; and a page goes on in the very search that the page before was a part of.

import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type ExecutionLine, type ExecutionSearch, searchExecutions } from '../api/executions.ts';
import type { TimeZone } from '../format/moment.ts';
import { type ExecutionFilter, searchAt } from './execution-filter.ts';

/** How often one page asks before it shows what it has: at 10,000 executions each, a scan of 200,000. */
const requestsMax = 20;

interface Place {
  search: ExecutionSearch;
  marker: string;
}

interface PageRead {
  lines: ExecutionLine[];
  /** Where the next page begins; absent at the end. */
  next?: Place;
}

async function readPage(
  filter: ExecutionFilter,
  place: Place | undefined,
  { itemsMax, zone }: ShownBy,
  signal: AbortSignal,
): Promise<PageRead> {
  const search = place?.search ?? searchAt(filter, Date.now(), zone);
  const lines: ExecutionLine[] = [];
  let marker = place?.marker;
  for (let requests = 0; requests < requestsMax; requests += 1) {
    const page = await searchExecutions(search, { marker, itemsMax: itemsMax - lines.length }, signal);
    lines.push(...page.items);
    marker = page.next;
    if (marker === undefined) return { lines };
    if (lines.length >= itemsMax) break;
  }
  return marker === undefined ? { lines } : { lines, next: { search, marker } };
}

export interface ExecutionPages {
  lines: ExecutionLine[];
  isLoading: boolean;
  error: Error | null;
  /** Counted from 1. */
  pageNumber: number;
  pagesKnown: number;
  hasMore: boolean;
  fetchedAt: number;
  goTo(pageNumber: number): void;
  refresh(): void;
}

interface ShownBy {
  itemsMax: number;
  /** In which "today" begins. */
  zone: TimeZone;
}

/** @param place Where the page begins; absent: at the beginning of the list. */
export const executionPageQuery = (filter: ExecutionFilter, shownBy: ShownBy, place?: Place) =>
  queryOptions({
    queryKey: ['executions', filter, shownBy, place],
    queryFn: ({ signal }) => readPage(filter, place, shownBy, signal),
  });

/** @param pollMillis How often to ask again by itself; false: only when told to. */
export function useExecutionPages(
  filter: ExecutionFilter,
  shownBy: ShownBy,
  pollMillis: number | false,
): ExecutionPages {
  const key = JSON.stringify([filter, shownBy]);
  const [position, setPosition] = useState<Position>({ key, places: [undefined], index: 0 });
  const { places, index } = position.key === key ? position : { places: [undefined], index: 0 };
  const place = places[index];
  const query = useQuery({
    ...executionPageQuery(filter, shownBy, place),
    placeholderData: keepPreviousData,
    refetchInterval: pollMillis,
  });
  const next = query.data?.next;
  return {
    lines: query.data?.lines ?? [],
    isLoading: query.isPending || query.isPlaceholderData,
    error: query.error,
    pageNumber: index + 1,
    pagesKnown: Math.max(places.length, index + 1 + (next === undefined ? 0 : 1)),
    hasMore: next !== undefined,
    fetchedAt: query.dataUpdatedAt,
    goTo(pageNumber) {
      const wanted = pageNumber - 1;
      if (wanted < places.length) setPosition({ key, places, index: wanted });
      else if (next !== undefined)
        setPosition({ key, places: [...places.slice(0, index + 1), next], index: index + 1 });
    },
    refresh: () => void query.refetch(),
  };
}

interface Position {
  /** Which filter it belongs to: with another one it is forgotten. */
  key: string;
  places: (Place | undefined)[];
  index: number;
}
