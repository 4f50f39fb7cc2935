// Functions at their reserved concurrency, seen by the official client. A bug here shows as a caller who waits for ever, or
// as an asynchronous invocation or an execution that a limit has made fail.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  InvokeCommand,
  ListFunctionsCommand,
  PutFunctionConcurrencyCommand,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { LiveServer } from './live-server.ts';

let live: LiveServer;
beforeAll(async () => {
  live = await LiveServer.start();
});
afterAll(() => live.close());

const allow = (FunctionName: string, ReservedConcurrentExecutions: number) =>
  live.client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));

test('a synchronous call of a function that may not run now is refused with the reason, and runs when it may', async () => {
  const name = await live.deploy("export const handler = async () => 'ran';", { durable: false });
  await allow(name, 0);
  const refused = live.client.send(new InvokeCommand({ FunctionName: name }));
  await expect(refused).rejects.toBeInstanceOf(TooManyRequestsException);
  await expect(refused).rejects.toMatchObject({
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    retryAfterSeconds: '1',
    message: expect.stringContaining(name),
  });
  await allow(name, 1);
  expect((await live.call(name)).result).toBe('ran');
});

test('a caller who sends more than the server takes of one is refused, and served again a moment later', async () => {
  const limited = await LiveServer.startGuarded({ requestsPerSecondMax: 1 });
  onTestFinished(() => limited.close());
  const list = () => limited.client.send(new ListFunctionsCommand({}));
  const outcomes = await Promise.allSettled(Array.from({ length: 30 }, list));
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThan(outcomes.length);
  for (const reason of refused) {
    expect(reason).toBeInstanceOf(TooManyRequestsException);
    expect(reason).toMatchObject({ Reason: 'CallerRateLimitExceeded', retryAfterSeconds: '1' });
  }
  await expect.poll(() => list().then(() => 'served', String)).toBe('served');
});

test('an asynchronous invocation waits until the function may run', async () => {
  const mark = join(live.directory, 'ran-later');
  const name = await live.deploy(
    `import { writeFileSync } from 'node:fs'; export const handler = async () => writeFileSync('${mark}', '');`,
    { durable: false },
  );
  await allow(name, 0);
  await live.client.send(new InvokeCommand({ FunctionName: name, InvocationType: 'Event' }));
  expect(existsSync(mark)).toBe(false);
  await allow(name, 1);
  await expect.poll(() => existsSync(mark)).toBe(true);
});

test('a durable execution waits too, and its history tells of no invocation until there is one', async () => {
  const name = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async () => 'done');`);
  await allow(name, 0);
  const arn = await live.start(name);
  expect((await live.history(arn)).map(({ EventType }) => EventType)).toEqual(['ExecutionStarted']);
  await allow(name, 1);
  await live.waitForEvent(arn, 'ExecutionSucceeded');
  expect(
    (await live.history(arn)).filter(({ EventType }) => EventType === 'InvocationCompleted'),
  ).toHaveLength(1);
});
