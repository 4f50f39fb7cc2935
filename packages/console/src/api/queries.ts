// What the pages ask, with the keys under which answers are kept.

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { getExecution } from './executions.ts';
import { getFunction, listAliases, listFunctions, listVersions, versionCounts } from './functions.ts';
import { getServer, getStatistics, listCallbacks, listWorkers } from './perdure.ts';
import { getSession } from './session.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => getSession(signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const serverQuery = queryOptions({
  queryKey: ['server'],
  queryFn: ({ signal }) => getServer(signal),
  staleTime: 60_000,
});

export const workersQuery = queryOptions({
  queryKey: ['workers'],
  queryFn: ({ signal }) => listWorkers(signal),
});

export const functionsQuery = queryOptions({
  queryKey: ['functions'],
  queryFn: ({ signal }) => listFunctions(signal),
});

export const functionQuery = (name: string) =>
  queryOptions({ queryKey: ['functions', name], queryFn: ({ signal }) => getFunction(name, signal) });

export const versionsQuery = (name: string) =>
  queryOptions({
    queryKey: ['functions', name, 'versions'],
    queryFn: ({ signal }) => listVersions(name, signal),
  });

export const aliasesQuery = (name: string) =>
  queryOptions({
    queryKey: ['functions', name, 'aliases'],
    queryFn: ({ signal }) => listAliases(name, signal),
  });

export const executionQuery = (arn: string) =>
  queryOptions({ queryKey: ['execution', arn], queryFn: ({ signal }) => getExecution(arn, signal) });

/** Of all functions, over the last 24 hours. */
export const statisticsQuery = queryOptions({
  queryKey: ['statistics'],
  queryFn: ({ signal }) => getStatistics({}, signal),
});

/** How many versions each function has published. */
export const versionCountsQuery = queryOptions({
  queryKey: ['functions', 'version-counts'],
  queryFn: ({ signal }) => versionCounts(signal),
});

const callbacksPageSize = 50;

/** What waits for somebody, the longest first. Undefined: of all functions. */
export const callbacksQuery = (functionName: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['callbacks', functionName],
    queryFn: ({ pageParam, signal }) =>
      listCallbacks({ functionName, marker: pageParam, itemsMax: callbacksPageSize }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
