// Which address shows which page. Each page is fetched when it is first needed.

import { createBrowserRouter, Navigate } from 'react-router';
import { PageCrash, UnknownPage } from './lost-pages.tsx';
import { consoleBase, paths } from './paths.ts';
import { Shell } from './shell.tsx';

export const router = createBrowserRouter(
  [
    {
      element: <Shell />,
      errorElement: <PageCrash />,
      // Until the first page is there, its frame is not shown either.
      HydrateFallback: () => null,
      children: [
        { index: true, element: <Navigate to={paths.functions} replace /> },
        {
          errorElement: <PageCrash />,
          children: [
            {
              path: 'functions',
              lazy: async () => ({
                Component: (await import('../functions/functions-page.tsx')).FunctionsPage,
              }),
            },
            {
              path: 'functions/:functionName',
              lazy: async () => ({ Component: (await import('../function/function-page.tsx')).FunctionPage }),
            },
            {
              path: 'executions',
              lazy: async () => ({
                Component: (await import('../executions/executions-page.tsx')).ExecutionsPage,
              }),
            },
            {
              path: 'executions/*',
              lazy: async () => ({
                Component: (await import('../execution/execution-page.tsx')).ExecutionPage,
              }),
            },
            {
              path: 'callbacks',
              lazy: async () => ({
                Component: (await import('../callbacks/callbacks-page.tsx')).CallbacksPage,
              }),
            },
            {
              path: 'settings',
              lazy: async () => ({ Component: (await import('../settings/settings-page.tsx')).SettingsPage }),
            },
            { path: '*', element: <UnknownPage /> },
          ],
        },
      ],
    },
  ],
  { basename: consoleBase },
);
