// On which address a server listens, and for whom. A bug here lets a whole network in.

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as lambda from '@aws-sdk/client-lambda';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { expect, test } from 'vitest';
import { startServer } from '../src/index.ts';
import { clientOf, LiveServer } from './live-server.ts';

const waits = `
  import { withDurableExecution } from 'sdk';
  export const handler = withDurableExecution(async (event, context) => context.step('one', async () => 1));`;

test('an address that others can reach is refused as long as nobody has credentials, with what to do', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'perdure-address-'));
  for (const host of ['0.0.0.0', '::', 'example.test']) {
    const started = startServer({ directory, host, port: 0 });
    await expect(started).rejects.toThrow(/nobody has credentials yet[\s\S]*perdure auth init --data/);
  }
  // It let go of the data.
  const server = await startServer({ directory, port: 0 });
  await server.close();
  rmSync(directory, { recursive: true });
});

test('with credentials it listens there, and its functions reach it over loopback', async () => {
  const live = await LiveServer.startGuarded({ host: '0.0.0.0' });
  const name = await live.deploy(waits);
  expect((await live.call(name)).result).toBe(1);
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4');
  if (outside !== undefined) {
    const url = live.endpoint.replace(/\/\/[^:]+:/, `//${outside.address}:`);
    const list = new lambda.ListFunctionsCommand({});
    expect((await clientOf(url, live.credentials).send(list)).Functions).toHaveLength(1);
    await expect(clientOf(url).send(list)).rejects.toThrow(/security token/);
  }
  await live.close();
});

const certificates = new URL('./certificates/', import.meta.url).pathname;
const tls = {
  certFile: join(certificates, 'localhost.pem'),
  keyFile: join(certificates, 'localhost-key.pem'),
};

test('over TLS the official client is served, and so are functions, which need not know the certificate', async () => {
  const live = await LiveServer.startGuarded({ tls });
  expect(live.endpoint).toMatch(/^https:/);
  live.client = new lambda.LambdaClient({
    endpoint: live.endpoint,
    region: 'us-east-1',
    credentials: live.credentials,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ httpsAgent: { ca: readFileSync(tls.certFile) } }),
  });
  const name = await live.deploy(waits);
  expect((await live.call(name)).result).toBe(1);
  const plain = await fetch(live.endpoint.replace('https:', 'http:')).then(
    (response) => response.status,
    () => 'no answer',
  );
  expect(plain).toBe('no answer');
  await live.close();
});

test('old versions of TLS are not spoken', async () => {
  const live = await LiveServer.startGuarded({ tls });
  const failed = await new Promise<Error>((resolve) => {
    const options = { ca: readFileSync(tls.certFile), minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as const;
    request(`${live.endpoint}/health`, options).on('error', resolve).end();
  });
  expect(failed.message).toMatch(/version|protocol|alert/i);
  await live.close();
});

test('a certificate that is not there is told by its name', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'perdure-address-'));
  const started = startServer({ directory, port: 0, tls: { ...tls, certFile: '/nowhere/cert.pem' } });
  await expect(started).rejects.toThrow('/nowhere/cert.pem');
  rmSync(directory, { recursive: true });
});

test('what holds secrets is readable by its owner only', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'perdure-address-'));
  const made = join(parent, 'data');
  await (await startServer({ directory: made, port: 0 })).close();
  expect(statSync(made).mode & 0o777).toBe(0o700);
  rmSync(parent, { recursive: true });
  const live = await LiveServer.startGuarded();
  const { secretAccessKey } = live.credentials;
  expect(statSync(join(live.directory, 'secrets.key')).mode & 0o777).toBe(0o600);
  expect(statSync(join(live.directory, 'audit')).mode & 0o777).toBe(0o700);
  for (const file of ['perdure.db', 'perdure.db-wal']) {
    const path = join(live.directory, file);
    if (existsSync(path)) expect(readFileSync(path).includes(secretAccessKey)).toBe(false);
  }
  await live.close();
});
