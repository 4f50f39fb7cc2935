// The Runtime API as a runtime of another make would use it. A bug here lets one environment answer for another, answers
// an invocation twice, or leaves a runtime without a reason for a refusal.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FunctionError } from './invoker.ts';
import { environmentLimits } from './limits.ts';
import type { Place, RuntimeGuest } from './machine.ts';
import { RuntimeApi } from './runtime-api.ts';

class RecordingGuest implements RuntimeGuest {
  readonly running = new Set<string>();
  readonly seen: unknown[] = [];
  waiting: Place | undefined;

  awaitInvocation(place: Place): void {
    this.waiting = place;
  }
  isRunning(requestId: string): boolean {
    return this.running.has(requestId);
  }
  succeed(requestId: string, body: string): void {
    this.running.delete(requestId);
    this.seen.push(['succeed', requestId, body]);
  }
  fail(requestId: string, error: FunctionError): void {
    this.running.delete(requestId);
    this.seen.push(['fail', requestId, error]);
  }
  failInit(error: FunctionError): void {
    this.seen.push(['failInit', error]);
  }
}

let api: RuntimeApi;
let guest: RecordingGuest;
beforeEach(async () => {
  api = new RuntimeApi();
  await api.open();
  guest = new RecordingGuest();
  api.admit('secret', guest);
});
afterEach(() => api.close());

function call(path: string, init?: RequestInit, secret = 'secret'): Promise<Response> {
  return fetch(`http://${api.endpoint(secret)}${path}`, init);
}

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  call(`/2018-06-01/runtime${path}`, { method: 'POST', body, headers });

test('the next invocation comes with its headers when there is one', async () => {
  const next = call('/2018-06-01/runtime/invocation/next');
  await expect.poll(() => guest.waiting).toBeDefined();
  const task = { requestId: 'r-1', payload: '{"n":"ü"}', deadline: 1234, invokedFunctionArn: 'arn:f' };
  guest.waiting?.give({ ...task, traceHeader: 'Root=1', clientContext: '{"a":"ü"}' });
  const reply = await next;
  expect(reply.status).toBe(200);
  expect(await reply.text()).toBe('{"n":"ü"}');
  expect(Object.fromEntries(reply.headers)).toMatchObject({
    'lambda-runtime-aws-request-id': 'r-1',
    'lambda-runtime-deadline-ms': '1234',
    'lambda-runtime-invoked-function-arn': 'arn:f',
    'lambda-runtime-trace-id': 'Root=1',
    'lambda-runtime-client-context': '{"a":"\\u00fc"}',
  });
});

test('a response is acknowledged and handed on whole', async () => {
  guest.running.add('r-1');
  const body = JSON.stringify('x'.repeat(1_000_000));
  const reply = await post('/invocation/r-1/response', body);
  expect(reply.status).toBe(202);
  expect(await reply.json()).toEqual({ status: 'OK' });
  expect(guest.seen).toEqual([['succeed', 'r-1', body]]);
});

test('a second response and one of an unknown invocation are refused', async () => {
  guest.running.add('r-1');
  await post('/invocation/r-1/response', '1');
  for (const id of ['r-1', 'other']) {
    const reply = await post(`/invocation/${id}/response`, '2');
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ errorType: 'InvalidRequestID' });
  }
  expect(guest.seen).toHaveLength(1);
});

test('a stranger is refused', async () => {
  guest.running.add('r-1');
  for (const path of ['/invocation/next', '/invocation/r-1/response']) {
    const reply = await call(`/2018-06-01/runtime${path}`, {}, 'guessed');
    expect(reply.status).toBe(403);
  }
  expect((await fetch(`http://${api.endpoint('secret').split('/')[0]}/`)).status).toBe(403);
  expect(guest.seen).toEqual([]);
});

test('an unknown path is refused', async () => {
  expect((await call('/2018-06-01/runtime/invocation/r-1/maybe', { method: 'POST' })).status).toBe(404);
  expect((await call('/2020-01-01/extension/register', { method: 'POST' })).status).toBe(404);
});

test('a response over the limit is refused and fails the invocation', async () => {
  guest.running.add('r-1');
  const reply = await post('/invocation/r-1/response', 'x'.repeat(environmentLimits.responseBytesMax + 1));
  expect(reply.status).toBe(413);
  expect(guest.seen).toMatchObject([['fail', 'r-1', { errorType: 'Function.ResponseSizeTooLarge' }]]);
});

test('error reports are read in the forms that runtimes use', async () => {
  const type = { 'Lambda-Runtime-Function-Error-Type': 'Runtime.Odd' };
  const reports: [string, Record<string, string>, object][] = [
    [
      '{"errorType":"E","errorMessage":"m","trace":["a"]}',
      {},
      { errorType: 'E', errorMessage: 'm', stackTrace: ['a'] },
    ],
    ['{"errorType":"E","errorMessage":"m","stackTrace":["b"]}', type, { errorType: 'E', stackTrace: ['b'] }],
    ['not json', type, { errorType: 'Runtime.Odd', errorMessage: 'not json' }],
    ['{}', {}, { errorType: 'Unhandled', errorMessage: '' }],
  ];
  for (const [body, headers, expected] of reports) {
    guest.running.add('r-1');
    expect((await post('/invocation/r-1/error', body, headers)).status).toBe(202);
    expect(guest.seen.pop()).toMatchObject(['fail', 'r-1', expected]);
  }
});

test('a failed init is handed on', async () => {
  expect((await post('/init/error', '{"errorType":"E","errorMessage":"m"}')).status).toBe(202);
  expect(guest.seen).toEqual([['failInit', { errorType: 'E', errorMessage: 'm' }]]);
});
