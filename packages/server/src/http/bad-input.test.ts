// Malformed requests, as no official client sends them. A bug here shows as a 500, as an error that does not name its
// cause, or as a request that reaches a port although it is wrong.

import { connect } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { expect, test } from 'vitest';
import { executionArn, fakePorts } from './testing/fake-ports.ts';
import { injectableServer, listeningServer } from './testing/listening-server.ts';

const executions = '/2025-12-01/durable-executions';
const encodedArn = encodeURIComponent(executionArn);
const checkpointPath = `${executions}/${encodedArn}/checkpoint`;
const callbacks = '/2025-12-01/durable-execution-callbacks';

/** Injects the request into a server that accepts everything well-formed; `asked` counts calls of ports. */
async function send(request: InjectOptions) {
  const fake = fakePorts();
  const faults: unknown[] = [];
  const server = injectableServer(fake, faults);
  const response = await server.inject(request);
  await server.close();
  expect(faults).toEqual([]);
  expect(response.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  return { response, asked: fake.asked, ...errorOf(response) };
}

function errorOf(response: LightMyRequestResponse): { status: number; error: unknown; message: string } {
  const body: unknown = response.body === '' ? {} : JSON.parse(response.body);
  const { message, Message } = body as Record<string, unknown>;
  return {
    status: response.statusCode,
    error: response.headers['x-amzn-errortype'],
    message: String(message ?? Message),
  };
}

const checkpoint = (payload: string | Buffer) => send({ method: 'POST', url: checkpointPath, payload });

const unreadable = { status: 400, error: 'SerializationException' };
const invalid = { status: 400, error: 'ValidationException' };

test('a path that no API has is named in the error', async () => {
  const { status, error, message } = await send({ method: 'GET', url: '/2015-03-31/funktions?x=secret' });
  expect({ status, error }).toEqual({ status: 404, error: 'UnknownOperationException' });
  expect(message).toContain('GET /2015-03-31/funktions');
  expect(message).not.toContain('secret');
});

test.each([
  ['PATCH', '/2015-03-31/functions/order', 'GET, DELETE'],
  ['GET', checkpointPath, 'POST'],
  ['POST', `${executions}/${encodedArn}`, 'GET, DELETE'],
])('%s %s is answered 405 with the methods that the path knows', async (method, url, allowed) => {
  const { status, error, response } = await send({ method: method as 'GET', url });
  expect({ status, error }).toEqual({ status: 405, error: 'MethodNotAllowedException' });
  expect(response.headers.allow).toBe(allowed);
});

test.each([
  ['broken JSON', '{"CheckpointToken":'],
  ['a list', '[]'],
  ['null', 'null'],
  ['a text', '"T1"'],
  ['bytes that are no text', Buffer.from([0x7b, 0xff, 0x7d])],
  ['a token of another type', '{"CheckpointToken":5}'],
  ['updates that are no list', '{"CheckpointToken":"T1","Updates":{}}'],
  ['an update that is no object', '{"CheckpointToken":"T1","Updates":["START"]}'],
  [
    'a fraction of a second',
    '{"CheckpointToken":"T1","Updates":[{"Id":"a","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":1.5}}]}',
  ],
  [
    'a number beyond all numbers',
    '{"CheckpointToken":"T1","Updates":[{"Id":"a","Type":"WAIT","Action":"START","WaitOptions":{"WaitSeconds":1e999}}]}',
  ],
  [
    'an error that is a text',
    '{"CheckpointToken":"T1","Updates":[{"Id":"a","Type":"STEP","Action":"FAIL","Error":"x"}]}',
  ],
])('a checkpoint body that is %s cannot be read', async (_what, payload) => {
  const { status, error, asked } = await checkpoint(payload);
  expect({ status, error }).toEqual(unreadable);
  expect(asked).toEqual([]);
});

test('all violations of a checkpoint are told in one message', async () => {
  const update = { Id: 'a b', Type: 'NAP', Action: 'START', StepOptions: { NextAttemptDelaySeconds: 0 } };
  const { status, error, message, asked } = await send({
    method: 'POST',
    url: `${executions}/not-an-arn/checkpoint`,
    payload: JSON.stringify({ Updates: [update] }),
  });
  expect({ status, error }).toEqual(invalid);
  expect(message).toMatch(/^5 validation errors detected: /);
  expect(message).toContain("Value 'not-an-arn' at 'durableExecutionArn' failed");
  expect(message).toContain(
    "Value null at 'checkpointToken' failed to satisfy constraint: Member must not be null",
  );
  expect(message).toContain("Value 'a b' at 'updates.1.member.id' failed");
  expect(message).toContain(
    "Value 'NAP' at 'updates.1.member.type' failed to satisfy constraint: Member must satisfy enum value set: [EXECUTION, ",
  );
  expect(message).toContain(
    "Value '0' at 'updates.1.member.stepOptions.nextAttemptDelaySeconds' failed to satisfy constraint: Member must have value greater than or equal to 1",
  );
  expect(asked).toEqual([]);
});

test('a thousand violations make a short message', async () => {
  const Updates = Array.from({ length: 1000 }, () => ({
    Id: 'x'.repeat(5000),
    Type: 'STEP',
    Action: 'START',
  }));
  const { error, message } = await checkpoint(JSON.stringify({ CheckpointToken: 'T1', Updates }));
  expect(error).toBe('ValidationException');
  expect(message).toMatch(/^1000 validation errors detected/);
  expect(message.length).toBeLessThan(100_000);
});

test('null members count as absent, unknown ones as nothing', async () => {
  const update = { Id: 'a', Type: 'STEP', Action: 'START', Name: null, Error: { StackTrace: null } };
  const { status, asked } = await checkpoint(
    JSON.stringify({ CheckpointToken: 'T1', ClientToken: null, Updates: [update], Extra: 1 }),
  );
  expect(status).toBe(200);
  expect(asked[0]?.args[1]).toEqual({
    CheckpointToken: 'T1',
    Updates: [{ Id: 'a', Type: 'STEP', Action: 'START', Error: {} }],
  });
});

test('an ARN is understood encoded and as it is', async () => {
  const payload = JSON.stringify({ CheckpointToken: 'T1' });
  const plain = await send({ method: 'POST', url: `${executions}/${executionArn}/checkpoint`, payload });
  const encoded = await checkpoint(payload);
  expect(plain.status).toBe(200);
  expect(plain.asked).toEqual(encoded.asked);
  const described = await send({
    method: 'GET',
    url: `${executions}/${executionArn}?IncludeExecutionData=false`,
  });
  expect(described.asked[0]).toMatchObject({ port: 'executions.describe', args: [{}, false] });
  const callback = await send({ method: 'POST', url: `${callbacks}/YWJj/+8=/heartbeat` });
  expect(callback.asked[0]).toEqual({ port: 'executions.heartbeatCallback', args: ['YWJj/+8='] });
});

test.each([
  ['/2015-03-31/functions/%zz', 'GET', 400],
  [`${executions}/%E0%A4%A`, 'GET', 400],
  [`${executions}/%zz/checkpoint`, 'POST', 400],
  [`${executions}/`, 'GET', 404],
  [`${executions}//checkpoint`, 'POST', 404],
])('the path %s is refused', async (url, method, status) => {
  expect((await send({ method: method as 'GET', url })).status).toBe(status);
});

test.each([
  ['MaxItems=x', unreadable],
  ['MaxItems=', unreadable],
  ['MaxItems=1&MaxItems=2', unreadable],
  ['MaxItems=-1', invalid],
  ['MaxItems=1001', invalid],
  ['StartedAfter=yesterday', unreadable],
  ['StartedAfter=2026-13-45', unreadable],
  ['ReverseOrder=maybe', unreadable],
  ['Statuses=RUNNING&Statuses=ASLEEP', invalid],
  ['DurableExecutionName=a%20b', invalid],
  ['Qualifier=', invalid],
])('a list with %s is refused', async (query, expected) => {
  const { status, error, asked } = await send({
    method: 'GET',
    url: `/2025-12-01/functions/order/durable-executions?${query}`,
  });
  expect({ status, error }).toEqual(expected);
  expect(asked).toEqual([]);
});

test('the message of a violated range is that of AWS', async () => {
  const { message } = await send({ method: 'GET', url: `${executions}/${encodedArn}/history?MaxItems=-1` });
  expect(message).toBe(
    "1 validation error detected: Value '-1' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 0",
  );
});

test.each([
  ['2026-01-01', Date.UTC(2026, 0, 1)],
  ['2026-01-01T00:00:00.250Z', Date.UTC(2026, 0, 1, 0, 0, 0, 250)],
  ['2026-01-01T01:00:00%2B01:00', Date.UTC(2026, 0, 1)],
  ['2026-01-01T00:00:00', Date.UTC(2026, 0, 1)],
  ['1767225600.5', Date.UTC(2026, 0, 1, 0, 0, 0, 500)],
])('StartedAfter=%s is understood', async (written, millis) => {
  const { asked } = await send({
    method: 'GET',
    url: `/2025-12-01/functions/order/durable-executions?StartedAfter=${written}`,
  });
  expect(asked.at(-1)?.args[0]).toMatchObject({ startedAfter: millis });
});

test.each(['', '{}'])('a stop with the body "%s" carries no error', async (payload) => {
  const { status, asked } = await send({ method: 'POST', url: `${executions}/${encodedArn}/stop`, payload });
  expect(status).toBe(200);
  expect(asked[0]?.args[1]).toEqual({});
});

test.each(['null', ' ', '{"ErrorMessage":', '[]', '{"ErrorMessage":7}'])(
  'a callback failure with the body %j cannot be read',
  async (payload) => {
    const { status, error, asked } = await send({ method: 'POST', url: `${callbacks}/YWJj/fail`, payload });
    expect({ status, error }).toEqual(unreadable);
    expect(asked).toEqual([]);
  },
);

test('a callback result over the limit, or that is no text, is refused', async () => {
  const url = `${callbacks}/YWJj/succeed`;
  const large = await send({ method: 'POST', url, payload: Buffer.alloc(1024 * 1024 + 1, 'x') });
  expect(large.message).toContain("Value at 'result' failed to satisfy constraint: Member must have length");
  const bytes = await send({ method: 'POST', url, payload: Buffer.from([0xff]) });
  expect(bytes.error).toBe('InvalidParameterValueException');
});

test('an execution of another account or region is not found, and to a handler its token is invalid', async () => {
  const elsewhere = executionArn.replace('000000000000', '111111111111');
  const abroad = executionArn.replace('eu-west-1', 'us-east-1');
  for (const arn of [elsewhere, abroad]) {
    const url = `${executions}/${encodeURIComponent(arn)}`;
    expect(await send({ method: 'GET', url })).toMatchObject({
      error: 'ResourceNotFoundException',
      asked: [],
    });
    const written = await send({
      method: 'POST',
      url: `${url}/checkpoint`,
      payload: '{"CheckpointToken":"T1"}',
    });
    expect(written).toMatchObject({ error: 'InvalidParameterValueException', asked: [] });
    expect(written.message).toMatch(/^Invalid Checkpoint Token/);
  }
});

test('nesting without end is refused', async () => {
  const depth = 100_000;
  const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const { status, error } = await send({
    method: 'PUT',
    url: '/2015-03-31/functions/order/configuration',
    payload: `{"VpcConfig":${nested},"Timeout":3}`,
  });
  expect({ status, error }).toEqual(invalid);
});

test('a member called __proto__ is data like any other', async () => {
  const { status } = await send({
    method: 'PUT',
    url: '/2015-03-31/functions/order/configuration',
    payload: '{"__proto__":{"Timeout":1},"Environment":{"Variables":{"__proto__":"x"}}}',
  });
  expect(status).toBe(400);
  expect(Object.hasOwn(Object.prototype, 'Timeout')).toBe(false);
});

test('a body of 100 MB is refused without being taken in, and the connection serves on', async () => {
  await using listening = await listeningServer(fakePorts());
  const response = await fetch(listening.url + checkpointPath, {
    method: 'POST',
    body: Buffer.alloc(100 * 1024 * 1024),
  });
  expect(response.status).toBe(413);
  expect(response.headers.get('x-amzn-errortype')).toBe('RequestTooLargeException');
  expect(await response.json()).toMatchObject({ Type: 'User' });
  expect((await fetch(`${listening.url}/health`)).status).toBe(200);
  expect(listening.asked).toEqual([]);
});

test('bytes that are no HTTP request are answered and the connection is closed', async () => {
  await using listening = await listeningServer(fakePorts());
  const socket = connect(Number(new URL(listening.url).port), '127.0.0.1');
  socket.write('what is this\r\n\r\n');
  const answer = await textOf(socket);
  expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
  expect(answer).toContain('x-amzn-ErrorType: SerializationException');
});
