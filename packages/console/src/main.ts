// What runs first. It is small, so that the data of the page that was asked for are on their way while the browser still
// fetches React, the router and the design system, and its first rows are seen before those have run.

import '@cloudscape-design/global-styles/index.css';
import './app/console.css';
import { queryClient } from './app/connection.ts';
import { isDarkWith, readPreferences, showColours, systemIsDark } from './app/kept-preferences.ts';
import { pageAt, readPage, sketchOf } from './app/pages.ts';
import { showSketch } from './sketch/show-sketch.ts';

/** How long the rest of the code waits for the first rows to be seen: by then most servers have answered. */
const sketchMillisMax = 250;

const preferences = readPreferences();
showColours(isDarkWith(preferences.colours, systemIsDark.matches));
const here = new URL(window.location.href);
const page = pageAt(here);
void begin().then(async () => {
  // A failure is met again by the router, which shows it.
  page?.load().catch(() => undefined);
  (await import('./app/start.tsx')).start();
});

/** Reads what the page shows first, and answers when it can be seen, or is not to be waited for. */
async function begin(): Promise<void> {
  if (page === undefined) return;
  const read = readPage(queryClient, page, here);
  const place = document.getElementById('console');
  // A page that nobody looks at is not painted.
  if (place === null || document.visibilityState === 'hidden') return;
  const sketch = () => sketchOf(queryClient, page, here, preferences.timeZone);
  const patience = new Promise<void>((resolve) => setTimeout(resolve, sketchMillisMax));
  await Promise.race([showSketch({ place, client: queryClient, sketch, read }), patience]);
}
