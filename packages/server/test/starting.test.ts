// Starting a server where it cannot be started: what the operator is told, and that nothing is harmed.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreFault } from '@perdure/store';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startServer } from '../src/index.ts';
import { LiveServer } from './live-server.ts';

const log = pino({ enabled: false });
let live: LiveServer;
beforeEach(async () => {
  live = await LiveServer.start();
});
afterEach(() => live.close());

const faultOf = (start: Promise<unknown>): Promise<StoreFault> =>
  start.then(
    () => expect.fail('it started'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(StoreFault);
      return error as StoreFault;
    },
  );

test('a directory that another server holds is left alone', async () => {
  const fault = await faultOf(startServer({ directory: live.directory, port: 0, log }));
  expect(fault.kind).toBe('held-by-another');
  expect(fault.now).not.toBe('');
});

test('a port in use is refused, and the data directory is free again afterwards', async () => {
  const port = Number(new URL(live.endpoint).port);
  const directory = join(live.directory, 'other');
  await expect(startServer({ directory, port, log })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const second = await startServer({ directory, port: 0, log });
  await second.close();
});

test('a route that is declared twice is told, and the data directory is free again afterwards', async () => {
  const directory = join(live.directory, 'routes');
  const declare = (made: unknown): void => {
    (made as { fastify: FastifyInstance }).fastify.get('/health', async () => 'mine');
  };
  subscribe('fastify.initialization', declare);
  await expect(startServer({ directory, port: 0, log })).rejects.toThrow(
    "already declared for route '/health'",
  );
  unsubscribe('fastify.initialization', declare);
  const second = await startServer({ directory, port: 0, log });
  await second.close();
});

test('a file in the place of the data directory is refused', async () => {
  const directory = join(live.directory, 'a-file');
  writeFileSync(directory, 'not a directory');
  const fault = await faultOf(startServer({ directory, port: 0, log }));
  expect(fault.message).toContain(directory);
});
