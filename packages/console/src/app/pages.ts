// The pages: where each is, how its code is fetched, and what it reads first. Kept apart from the router, because the first
// page begins to be fetched and read while the router, React and the design system are still on their way.

import type { QueryClient } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import {
  callbacksQuery,
  executionQuery,
  functionQuery,
  functionsQuery,
  serverQuery,
  sessionQuery,
  statisticsQuery,
  versionCountsQuery,
} from '../api/queries.ts';
import { historyQuery } from '../execution/execution-history.ts';
import { executionSketch } from '../execution/execution-sketch.ts';
import { readFilter } from '../executions/execution-filter.ts';
import { executionPageQuery } from '../executions/execution-pages.ts';
import { executionsSketch } from '../executions/executions-sketch.ts';
import { executionsPageSize } from '../executions/page-size.ts';
import type { TimeZone } from '../format/moment.ts';
import { functionSketch } from '../function/function-sketch.ts';
import { functionsSketch } from '../functions/functions-sketch.ts';
import type { Sketch } from '../sketch/sketch.ts';
import { readPreferences } from './kept-preferences.ts';
import { consoleBase } from './paths.ts';

export interface PageDefinition {
  /** As the router writes it. */
  path: string;
  load(): Promise<ComponentType>;
  /**
   * Reads what the page shows first, so that it finds it there. A read that fails is the page's to explain.
   *
   * @param name What the path has in the place of `:functionName` or `*`.
   */
  read(client: QueryClient, name: string, parameters: URLSearchParams): Promise<unknown>[];
  /** What is seen of it before its code is there; undefined while not enough is read. Absent: nothing. */
  sketch?(visit: Visit): Sketch | undefined;
}

export interface Visit {
  client: QueryClient;
  name: string;
  parameters: URLSearchParams;
  zone: TimeZone;
}

const shownBy = (isOfOne: boolean) => ({
  itemsMax: executionsPageSize(isOfOne),
  zone: readPreferences().timeZone,
});

export const pages: readonly PageDefinition[] = [
  {
    path: 'functions',
    load: async () => (await import('../functions/functions-page.tsx')).FunctionsPage,
    read: (client) => [
      client.prefetchQuery(functionsQuery),
      client.prefetchQuery(statisticsQuery),
      client.prefetchQuery(versionCountsQuery),
    ],
    sketch: ({ client, zone }) => functionsSketch(client, zone),
  },
  {
    path: 'functions/:functionName',
    load: async () => (await import('../function/function-page.tsx')).FunctionPage,
    read: (client, functionName, parameters) => [
      client.prefetchQuery(functionQuery(functionName)),
      ...((parameters.get('tab') ?? 'executions') === 'executions'
        ? [
            client.prefetchQuery(
              executionPageQuery({ ...readFilter(parameters), functionName }, shownBy(true)),
            ),
          ]
        : []),
    ],
    sketch: ({ client, name, parameters, zone }) => functionSketch(client, name, parameters, zone),
  },
  {
    path: 'executions',
    load: async () => (await import('../executions/executions-page.tsx')).ExecutionsPage,
    read: (client, _, parameters) => [
      client.prefetchQuery(executionPageQuery(readFilter(parameters), shownBy(false))),
    ],
    sketch: ({ client, parameters, zone }) => executionsSketch(client, parameters, zone),
  },
  {
    path: 'executions/*',
    load: async () => (await import('../execution/execution-page.tsx')).ExecutionPage,
    read: (client, arn) => [
      client.prefetchQuery(executionQuery(arn)),
      client.prefetchQuery(historyQuery(client, arn)),
    ],
    sketch: ({ client, name, parameters, zone }) => executionSketch(client, name, parameters, zone),
  },
  {
    path: 'callbacks',
    load: async () => (await import('../callbacks/callbacks-page.tsx')).CallbacksPage,
    read: (client, _, parameters) => [
      client.prefetchInfiniteQuery(callbacksQuery(parameters.get('function') ?? undefined)),
    ],
  },
  {
    path: 'settings',
    load: async () => (await import('../settings/settings-page.tsx')).SettingsPage,
    read: () => [],
  },
];

/** How long a page that has been asked for waits for what it shows first. After that it appears with a sign of loading. */
const readMillisMax = 400;

/** Reads what a page shows first, and answers when it is there, or has not come for a while. Does nothing without a login. */
export async function readPage(client: QueryClient, page: PageDefinition, url: URL): Promise<void> {
  await client.prefetchQuery(sessionQuery);
  const session = client.getQueryData(sessionQuery.queryKey);
  if (session?.LoginRequired === true && session.Identity === undefined) return;
  const reads = [
    client.prefetchQuery(serverQuery),
    ...page.read(client, nameIn(page, url), url.searchParams),
  ];
  await Promise.race([
    Promise.all(reads),
    new Promise((resolve) => {
      setTimeout(resolve, readMillisMax);
    }),
  ]);
}

/** What is seen of a page first; undefined while too little of it is known. */
export const sketchOf = (
  client: QueryClient,
  page: PageDefinition,
  url: URL,
  zone: TimeZone,
): Sketch | undefined =>
  page.sketch?.({ client, zone, name: nameIn(page, url), parameters: url.searchParams });

/** The page at an address; undefined when none has it. */
export function pageAt(url: URL): PageDefinition | undefined {
  const path = pathIn(url);
  return pages.find((page) => {
    const prefix = prefixOf(page);
    return prefix === page.path ? path === prefix : path.startsWith(prefix) && path.length > prefix.length;
  });
}

const pathIn = ({ pathname }: URL): string =>
  pathname.slice(consoleBase.length + 1).replace(/\/$/, '') || 'functions';

const nameIn = (page: PageDefinition, url: URL): string =>
  decodeURIComponent(pathIn(url).slice(prefixOf(page).length));

const prefixOf = ({ path }: PageDefinition): string => path.replace(/(:functionName|\*)$/, '');
