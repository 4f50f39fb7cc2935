// What keeps a server from closing, beside requests that are being answered: connections on which nothing was ever sent.
// Browsers and client pools open some in advance, and Node does not count them as idle. They are cut when the server
// closes, and whatever is still being answered is cut when the grace is over.

import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import type { FastifyInstance } from 'fastify';

export interface ConnectionsAtClose {
  /** Closes the server. Requests in flight have this long to be answered. */
  close(graceMillis: number): Promise<void>;
}

/** To be called before the server listens. */
export function connectionsAtClose(server: FastifyInstance): ConnectionsAtClose {
  const unused = new Set<Socket>();
  let isClosing = false;
  // Over TLS a request arrives on another socket than the connection.
  const arrival = server.server instanceof TlsServer ? 'secureConnection' : 'connection';
  server.server.on(arrival, (socket: Socket) => {
    if (isClosing) {
      socket.destroy();
      return;
    }
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.server.on('request', ({ socket }) => unused.delete(socket));
  return {
    async close(graceMillis) {
      isClosing = true;
      for (const socket of unused) socket.destroy();
      const giveUp = setTimeout(() => server.server.closeAllConnections(), graceMillis);
      await server.close();
      clearTimeout(giveUp);
    },
  };
}
