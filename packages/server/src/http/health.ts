// `GET /health`: whether the server serves. Open to everybody, tells nothing else.

import type { FastifyInstance } from 'fastify';

export function addHealthRoute(server: FastifyInstance): void {
  server.get('/health', (request, reply) => {
    reply.header('x-amzn-RequestId', request.id).header('cache-control', 'no-store').send({ status: 'ok' });
  });
}
