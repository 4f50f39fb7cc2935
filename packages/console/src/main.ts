// What runs first. It is small, so that the code and the data of the page that was asked for are on their way while the
// browser still reads React, the router and the design system.

import '@cloudscape-design/global-styles/index.css';
import './app/console.css';
import { queryClient } from './app/connection.ts';
import { isDarkWith, readPreferences, showColours, systemIsDark } from './app/kept-preferences.ts';
import { pageAt, readPage } from './app/pages.ts';

showColours(isDarkWith(readPreferences().colours, systemIsDark.matches));
const here = new URL(window.location.href);
const page = pageAt(here);
if (page !== undefined) {
  void readPage(queryClient, page, here);
  // A failure is met again by the router, which shows it.
  page.load().catch(() => undefined);
}
void import('./app/start.tsx').then(({ start }) => start());
