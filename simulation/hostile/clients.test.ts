// Clients that are slow, silent, half gone or too many, on a real server in a process of its own. A bug shows as a server that
// grows, that keeps others waiting, or that has done something for a request that never came whole.

import { CreateFunctionCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FaultServer, startFaultServer } from './fault-server.ts';
import { GUARD_MILLIS, sized } from './full-size.ts';
import { head, RawConnection } from './raw-connection.ts';

const MIB = 1024 * 1024;
const functions = '/2015-03-31/functions';

/** With the bounds that servers have unless they are told otherwise. */
let server: FaultServer;
/** One that does not wait long for anything; but a busy machine gets its whole requests through in that time. */
let impatient: FaultServer;
/** One with few connections. */
let small: FaultServer;
const CONNECTIONS_MAX = 20;
const ARRIVAL_MILLIS = 10_000;
beforeAll(async () => {
  const options = [{}, { requestArrivalMillis: ARRIVAL_MILLIS }, { connectionsMax: CONNECTIONS_MAX }];
  [server, impatient, small] = (await Promise.all(options.map((each) => startFaultServer(each)))) as [
    FaultServer,
    FaultServer,
    FaultServer,
  ];
});
afterAll(() => Promise.all([server, impatient, small].map(({ end }) => end())));

const functionNames = async ({ client }: FaultServer): Promise<(string | undefined)[]> =>
  ((await client.send(new ListFunctionsCommand({}))).Functions ?? []).map(({ FunctionName }) => FunctionName);

const create = (FunctionName: string, ZipFile: Uint8Array) =>
  new CreateFunctionCommand({
    FunctionName,
    Role: 'arn:aws:iam::000000000000:role/test',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Code: { ZipFile },
  });

const IDLE_CONNECTIONS = sized(1000, 10_000);
/** A connection that nobody uses. */
const IDLE_BYTES_MAX = 32 * 1024;
/** What is not collected yet of what the server did meanwhile, whatever the connections. */
const OTHER_BYTES_MAX = 24 * MIB;
const OPENED_AT_ONCE = 500;

test(`${IDLE_CONNECTIONS} idle connections cost little, and others are served meanwhile`, {
  timeout: GUARD_MILLIS,
}, async () => {
  expect(await functionNames(server)).toEqual([]);
  const before = server.process.memoryBytes();
  const connections: RawConnection[] = [];
  while (connections.length < IDLE_CONNECTIONS) {
    const opening = Array.from({ length: OPENED_AT_ONCE }, () => RawConnection.open(server.port));
    connections.push(...(await Promise.all(opening)));
  }
  // Every other one has been used once.
  const used = connections.filter((_, index) => index % 2 === 0);
  for (const connection of used) connection.write(head('GET', '/health'));
  await expect.poll(() => used.every(({ text }) => text.includes('{"status":"ok"}'))).toBe(true);
  expect(await functionNames(server)).toEqual([]);
  const grown = server.process.memoryBytes() - before;
  expect(grown).toBeLessThan(OTHER_BYTES_MAX + IDLE_CONNECTIONS * IDLE_BYTES_MAX);
  for (const { socket } of connections) socket.destroy();
});

test('connections beyond the bound are closed at once, those within it are served, and a place that was left is taken', async () => {
  const within = await Promise.all(
    Array.from({ length: CONNECTIONS_MAX }, () => RawConnection.open(small.port)),
  );
  const beyond = await RawConnection.open(small.port);
  expect(await beyond.closed).toBe('');
  for (const connection of within) connection.write(head('GET', '/health'));
  await expect.poll(() => within.every(({ text }) => text.startsWith('HTTP/1.1 200 OK'))).toBe(true);
  within[0]?.socket.destroy();
  const served = async (): Promise<boolean> => {
    const next = await RawConnection.open(small.port);
    next.write(head('GET', '/health', { Connection: 'close' }));
    return (await next.closed).startsWith('HTTP/1.1 200 OK');
  };
  await expect.poll(served).toBe(true);
});

test('a request that does not arrive in time is answered 408, has changed nothing, and keeps nobody waiting', async () => {
  const whole = JSON.stringify({ FunctionName: 'half', Role: 'arn:aws:iam::000000000000:role/test' });
  const silent = await RawConnection.open(impatient.port);
  const slow = await RawConnection.open(impatient.port);
  slow.write('GET /health HTTP/1.1\r\nHost: localhost\r\n');
  const dripping = setInterval(() => slow.write('x-slow: 1\r\n'), 50);
  const half = await RawConnection.open(impatient.port);
  half.write(head('POST', functions, { 'Content-Length': whole.length }) + whole.slice(0, whole.length / 2));
  const chunked = await RawConnection.open(impatient.port);
  chunked.write(`${head('POST', functions, { 'Transfer-Encoding': 'chunked' })}5\r\n{"Fun`);
  expect(await functionNames(impatient)).toEqual([]);
  for (const connection of [silent, slow, half, chunked]) {
    const answer = await connection.closed;
    expect(answer).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
    expect(answer).toContain('x-amzn-ErrorType: SerializationException');
  }
  clearInterval(dripping);
  expect(await functionNames(impatient)).toEqual([]);
});

test('a client that leaves in the middle of its request has changed nothing', async () => {
  const body = JSON.stringify({ Name: 'shed' });
  const tokens = async () => (await fetch(`${server.process.endpoint}/perdure/worker-tokens`)).json();
  const begin = async (): Promise<RawConnection> => {
    const connection = await RawConnection.open(server.port);
    connection.write(head('POST', '/perdure/worker-tokens', { 'Content-Length': body.length + 1 }) + body);
    return connection;
  };
  const [ended, reset] = [await begin(), await begin()];
  ended.socket.end();
  expect(await ended.closed).toMatch(/^HTTP\/1.1 400 Bad Request\r\n|^$/);
  reset.socket.resetAndDestroy();
  await reset.closed;
  expect(await tokens()).toEqual({ WorkerTokens: [] });
});

const LARGE = 100 * MIB;
const CHUNK = Buffer.alloc(MIB, 'x');
/** What a server may grow by for one request that it refuses: buffers of the connection, and what is not collected yet. */
const GROWTH_BYTES_MAX = 48 * MIB;

test.each([
  ['of a length that it tells', { 'Content-Length': LARGE }],
  ['of a length that it does not tell', { 'Transfer-Encoding': 'chunked' }],
])('a body of 100 MB %s is refused without being taken in', async (_what, headers) => {
  await functionNames(server);
  const before = server.process.memoryBytes();
  let most = before;
  const connection = await RawConnection.open(server.port);
  connection.write(head('POST', `${functions}/order/versions`, headers));
  const isChunked = 'Transfer-Encoding' in headers;
  for (let sent = 0; sent < LARGE && !connection.socket.destroyed; sent += CHUNK.length) {
    if (isChunked) connection.write(`${CHUNK.length.toString(16)}\r\n`);
    connection.write(CHUNK);
    if (isChunked) connection.write('\r\n');
    await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, server.process.memoryBytes());
  }
  await expect.poll(() => connection.text).toMatch(/^HTTP\/1.1 413 Payload Too Large\r\n/);
  expect(connection.text.toLowerCase()).toContain('x-amzn-errortype: requesttoolargeexception');
  expect(connection.text).toContain('{"Type":"User"');
  expect(most - before).toBeLessThan(GROWTH_BYTES_MAX);
  expect(await functionNames(server)).toEqual([]);
  connection.socket.destroy();
});

test('a client that does not take its answer is cut off, and the server lets go of the answer', async () => {
  const ARCHIVE_BYTES = 20 * MIB;
  const files = Object.fromEntries(
    Array.from({ length: ARCHIVE_BYTES / 65_536 }, (_, index) => [
      `${index}.bin`,
      crypto.getRandomValues(Buffer.alloc(65_536)),
    ]),
  );
  await impatient.client.send(create('large', zipSync(files, { level: 0 })));
  const connection = await RawConnection.open(impatient.port);
  connection.stopReading();
  connection.write(head('GET', '/perdure/functions/large/code'));
  // Nothing is read, so only a reset tells that the server has gone.
  const gone = new Promise((resolve) => connection.socket.once('close', resolve));
  connection.socket.on('error', () => connection.socket.destroy());
  const probing = setInterval(() => connection.write(' '), 100);
  await gone;
  clearInterval(probing);
});
