// The pages: where each is, how its code is fetched, and what it reads first. Kept apart from the router, because the first
// page begins to be fetched and read while the router, React and the design system are still on their way.

import type { QueryClient } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import {
  executionQuery,
  functionQuery,
  functionsQuery,
  serverQuery,
  sessionQuery,
  statisticsQuery,
  versionCountsQuery,
} from '../api/queries.ts';
import { historyQuery } from '../execution/execution-history.ts';
import { readFilter } from '../executions/execution-filter.ts';
import { executionPageQuery } from '../executions/execution-pages.ts';
import { executionsPageSize } from '../executions/page-size.ts';
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
}

export const pages: readonly PageDefinition[] = [
  {
    path: 'functions',
    load: async () => (await import('../functions/functions-page.tsx')).FunctionsPage,
    read: (client) => [
      client.prefetchQuery(functionsQuery),
      client.prefetchQuery(statisticsQuery),
      client.prefetchQuery(versionCountsQuery),
    ],
  },
  {
    path: 'functions/:functionName',
    load: async () => (await import('../function/function-page.tsx')).FunctionPage,
    read: (client, functionName, parameters) => [
      client.prefetchQuery(functionQuery(functionName)),
      ...((parameters.get('tab') ?? 'executions') === 'executions'
        ? [
            client.prefetchQuery(
              executionPageQuery({ ...readFilter(parameters), functionName }, executionsPageSize(true)),
            ),
          ]
        : []),
    ],
  },
  {
    path: 'executions',
    load: async () => (await import('../executions/executions-page.tsx')).ExecutionsPage,
    read: (client, _, parameters) => [
      client.prefetchQuery(executionPageQuery(readFilter(parameters), executionsPageSize(false))),
    ],
  },
  {
    path: 'executions/*',
    load: async () => (await import('../execution/execution-page.tsx')).ExecutionPage,
    read: (client, arn) => [
      client.prefetchQuery(executionQuery(arn)),
      client.prefetchQuery(historyQuery(client, arn)),
    ],
  },
  {
    path: 'callbacks',
    load: async () => (await import('../callbacks/callbacks-page.tsx')).CallbacksPage,
    read: () => [],
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
  const name = decodeURIComponent(pathIn(url).slice(prefixOf(page).length));
  const reads = [client.prefetchQuery(serverQuery), ...page.read(client, name, url.searchParams)];
  await Promise.race([
    Promise.all(reads),
    new Promise((resolve) => {
      setTimeout(resolve, readMillisMax);
    }),
  ]);
}

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

const prefixOf = ({ path }: PageDefinition): string => path.replace(/(:functionName|\*)$/, '');
