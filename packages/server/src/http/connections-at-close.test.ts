// A server that is told to stop, and connections that would keep it from stopping.

import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { connectionsAtClose } from './connections-at-close.ts';

async function listening() {
  const server = Fastify();
  const connections = connectionsAtClose(server);
  await server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = server.server.address() as AddressInfo;
  return { server, connections, port };
}

test('a connection on which nothing was sent does not keep the server from closing', async () => {
  const { server, connections, port } = await listening();
  const accepted = once(server.server, 'connection');
  const socket = connect(port, '127.0.0.1');
  const closed = once(socket.resume(), 'close');
  await accepted;
  await connections.close(60_000);
  await closed;
});

test('a request that is not answered within the grace is cut off', async () => {
  const { server, connections, port } = await listening();
  server.server.removeAllListeners('request');
  const asked = once(server.server, 'request');
  const answer = fetch(`http://127.0.0.1:${port}/`).catch((error: unknown) => error);
  await asked;
  await connections.close(0);
  expect(await answer).toBeInstanceOf(Error);
});
