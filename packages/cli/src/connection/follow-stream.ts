// A stream of server-sent events that is followed across restarts of the server.

import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailure, ServerUnreachable } from '../failure.ts';
import type { ApiTransport, Query } from './api-transport.ts';
import { type ServerSentEvent, serverSentEvents } from './server-sent-events.ts';

/** Between two attempts to reach a server that went away. */
const RECONNECT_MILLIS = 1000;

/**
 * Yields events until the signal fires, going on behind the last one after each break. Throws what the API refuses, and
 * when no server answers the first time.
 */
export async function* followStream(
  transport: ApiTransport,
  { path, query }: { path: string; query: Query },
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  let lastId: string | undefined;
  let wasConnected = false;
  while (!signal.aborted) {
    try {
      const headers = { 'last-event-id': lastId };
      const body = await transport.open({ method: 'GET', path, query, headers });
      wasConnected = true;
      const cut = (): unknown => body.destroy();
      signal.addEventListener('abort', cut);
      for await (const event of serverSentEvents(body)) {
        yield event;
        lastId = event.id;
      }
      signal.removeEventListener('abort', cut);
    } catch (error) {
      // Without a first connection there is nothing to go on with. What is no failure of ours is a broken connection.
      const isGone = error instanceof ServerUnreachable && wasConnected;
      if (error instanceof CommandFailure && !isGone) throw error;
    }
    await sleep(RECONNECT_MILLIS, undefined, { signal }).catch(() => {});
  }
}
