// Whether the server lives, and whether it can do its work. Open to everybody; they tell nothing else.
//
// `GET /health`        the process answers: who minds it need not start it anew
// `GET /health/ready`  it takes work: 200, or 503 while it stops, or while its store does not answer or takes no commits

import type { FastifyInstance } from 'fastify';
import { isDiskFull } from './error-answer.ts';

export interface ReadinessPorts {
  /** Rejects when the store does not answer, or takes no commits. */
  checkStore(): Promise<unknown>;
  isStopping(): boolean;
}

const storeIsNotThere = 'the store does not answer, or takes no commits';
const UNAVAILABLE = 503;
/** Who asks has given up by then. */
const STORE_ANSWERS_MILLIS_MAX = 5000;

export function addHealthRoutes(server: FastifyInstance, ports: ReadinessPorts): void {
  server.get('/health', (request, reply) => {
    reply.header('x-amzn-RequestId', request.id).header('cache-control', 'no-store').send({ status: 'ok' });
  });
  server.get('/health/ready', async (request, reply) => {
    const reason = await reasonNotReady(ports);
    reply.header('x-amzn-RequestId', request.id).header('cache-control', 'no-store');
    if (reason === undefined) return reply.send({ status: 'ready' });
    return reply.status(UNAVAILABLE).send({ status: 'not ready', reason });
  });
}

const whatIsWrong = (fault: unknown): string =>
  isDiskFull(fault) ? 'the disk is full, so the store takes no commits' : storeIsNotThere;

async function reasonNotReady(ports: ReadinessPorts): Promise<string | undefined> {
  if (ports.isStopping()) return 'the server is stopping';
  let giveUp: NodeJS.Timeout | undefined;
  const patience = new Promise<string>((resolve) => {
    giveUp = setTimeout(() => resolve(storeIsNotThere), STORE_ANSWERS_MILLIS_MAX);
  });
  const answered = ports.checkStore().then(() => undefined, whatIsWrong);
  const reason = await Promise.race([answered, patience]);
  clearTimeout(giveUp);
  return reason;
}
