// Refusals and faults on the wire. A bug here shows as an error that clients cannot recognise, or as an inside that leaks.

import * as lambda from '@aws-sdk/client-lambda';
import { type ErrorCode, errorCatalogue, refused } from '@perdure/protocol';
import { expect, test } from 'vitest';
import { executionArn, fakePorts } from './testing/fake-ports.ts';
import { injectableServer, listeningServer } from './testing/listening-server.ts';

const codes = Object.keys(errorCatalogue) as ErrorCode[];
const stop = new lambda.StopDurableExecutionCommand({ DurableExecutionArn: executionArn });

test.each(codes)('%s reaches the client by name, status and message', async (code) => {
  const fake = fakePorts({ executions: { stop: async () => refused(code, 'it was so ✓') } });
  await using listening = await listeningServer(fake);
  const error: unknown = await listening.client.send(stop).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    name: code,
    message: 'it was so ✓',
    $metadata: { httpStatusCode: errorCatalogue[code].http, requestId: expect.any(String) },
  });
  const modelled: unknown = Reflect.get(lambda, code);
  if (typeof modelled === 'function') expect(error).toBeInstanceOf(modelled);
});

test('the body tells whose fault it was, under the message key of the model', async () => {
  const fake = fakePorts({ executions: { stop: async () => refused('ResourceNotFoundException', 'gone') } });
  const server = injectableServer(fake);
  const url = `/2025-12-01/durable-executions/${encodeURIComponent(executionArn)}/stop`;
  const response = await server.inject({ method: 'POST', url });
  expect(response.json()).toEqual({ Type: 'User', Message: 'gone' });
  expect(response.headers['content-type']).toBe('application/json');
  await server.close();
});

test('too many requests are told when to come back', async () => {
  const fake = fakePorts({ executions: { stop: async () => refused('TooManyRequestsException', 'full') } });
  await using listening = await listeningServer(fake);
  const error: unknown = await listening.client.send(stop).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ retryAfterSeconds: '1', Reason: 'CallerRateLimitExceeded', Type: 'User' });
});

test('a fault is logged whole and answered without its inside', async () => {
  const fault = new Error('SQLITE_FULL: /var/lib/secret.db');
  const fake = fakePorts({ executions: { stop: () => Promise.reject(fault) } });
  await using listening = await listeningServer(fake);
  const error: unknown = await listening.client.send(stop).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(lambda.ServiceException);
  expect(error).toMatchObject({ Type: 'Service', message: expect.not.stringContaining('secret') });
  expect(listening.faults).toEqual([fault]);
});
