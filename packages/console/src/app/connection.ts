// Whether the server answers. Queries tell it; while it does not, this asks until it does, and then everything is read again.

import { QueryCache, QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { ApiError, send } from '../api/http.ts';

export type Connection = 'connected' | 'disconnected' | 'login-needed';

const askAgainMillis = 1500;
const staleMillis = 2000;
const retriesMax = 1;

let connection: Connection = 'connected';
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function set(next: Connection): void {
  if (connection === next) return;
  connection = next;
  for (const listener of listeners) listener();
}

function judge(error: unknown): void {
  if (!(error instanceof ApiError)) return;
  if (error.isDisconnected) lost();
  else if (error.needsLogin) set('login-needed');
}

/** Says that the server was not reached; it is asked until it answers. */
export function lost(): void {
  set('disconnected');
  clearTimeout(timer);
  timer = setTimeout(ask, askAgainMillis);
}

async function ask(): Promise<void> {
  try {
    await send({ path: '/health' });
  } catch {
    return lost();
  }
  found();
}

/** Says that the server answers again. */
export function found(): void {
  if (connection === 'connected') return;
  set('connected');
  void queryClient.invalidateQueries();
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: judge,
    onSuccess: () => {
      if (connection === 'disconnected') found();
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: staleMillis,
      // The server is this page's own: the browser's idea of being online says nothing about it.
      networkMode: 'always',
      retry: (count, error) => count < retriesMax && !(error instanceof ApiError),
    },
    mutations: { networkMode: 'always', onError: judge },
  },
});

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useConnection = (): Connection => useSyncExternalStore(subscribe, () => connection);
