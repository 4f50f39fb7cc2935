// Which address shows which page. Each page is fetched when it is first needed, together with what it shows first.

import { createBrowserRouter, Navigate } from 'react-router';
import { queryClient } from './connection.ts';
import { PageCrash, UnknownPage } from './lost-pages.tsx';
import { pages, readPage } from './pages.ts';
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
            ...pages.map((page) => ({
              path: page.path,
              lazy: async () => ({ Component: await page.load() }),
              loader: async ({ request }: { request: globalThis.Request }) => {
                await readPage(queryClient, page, new URL(request.url));
                return null;
              },
              // What a page keeps in its address is its own to read.
              shouldRevalidate: ({ currentUrl, nextUrl }: { currentUrl: URL; nextUrl: URL }) =>
                currentUrl.pathname !== nextUrl.pathname,
            })),
            { path: '*', element: <UnknownPage /> },
          ],
        },
      ],
    },
  ],
  { basename: consoleBase },
);

/** When the first page can be shown. */
export const firstPage = new Promise<void>((resolve) => {
  if (router.state.initialized) resolve();
  const stop = router.subscribe(({ initialized }) => {
    if (!initialized) return;
    stop();
    resolve();
  });
});
