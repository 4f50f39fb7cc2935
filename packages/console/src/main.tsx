import '@cloudscape-design/global-styles/index.css';
import './app/console.css';
import I18nProvider from '@cloudscape-design/components/i18n';
import messages from '@cloudscape-design/components/i18n/messages/all.en';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { queryClient } from './app/connection.ts';
import { LoginGate } from './app/login-gate.tsx';
import { NoticesProvider } from './app/notices.tsx';
import { PageFrameProvider } from './app/page-frame.tsx';
import { PreferencesProvider } from './app/preferences.tsx';
import { router } from './app/router.tsx';
import { setTokens } from './app/tokens.ts';

const place = document.getElementById('console');
if (place === null) throw new Error('the page has no element for the console');
setTokens(document.body);

createRoot(place).render(
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
  </StrictMode>,
);
