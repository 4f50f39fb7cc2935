// Puts the console into the page, as soon as there is something to show.

import I18nProvider from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { sessionQuery } from '../api/queries.ts';
import { queryClient } from './connection.ts';
import { LoginGate } from './login-gate.tsx';
import { NoticesProvider } from './notices.tsx';
import { PageFrameProvider } from './page-frame.tsx';
import { PreferencesProvider } from './preferences.tsx';
import { firstPage, router } from './router.tsx';
import { setTokens } from './tokens.ts';

export async function start(): Promise<void> {
  const place = document.getElementById('console');
  if (place === null) throw new Error('the page has no element for the console');
  setTokens(document.body);
  await Promise.all([queryClient.prefetchQuery(sessionQuery), firstPage]);
  createRoot(place).render(<Console />);
}

const Console = () => (
  <StrictMode>
    <I18nProvider locale="en" messages={[messages]}>
      <PreferencesProvider>
        <QueryClientProvider client={queryClient}>
          <NoticesProvider>
            <PageFrameProvider>
              <LoginGate>
                <RouterProvider router={router} />
              </LoginGate>
            </PageFrameProvider>
          </NoticesProvider>
        </QueryClientProvider>
      </PreferencesProvider>
    </I18nProvider>
  </StrictMode>
);
