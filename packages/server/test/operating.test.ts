// What an operator does to one execution: pause, resume, stop, delete. The official client does not know three of these
// yet, so its signer signs the requests.

import {
  DurableExecutionAlreadyStartedException,
  GetDurableExecutionCommand,
  InvokeCommand,
  ListDurableExecutionsByFunctionCommand,
  ResourceNotFoundException,
  SendDurableExecutionCallbackSuccessCommand,
  StopDurableExecutionCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';
import { operate as operateOn, sendSigned } from './signed-request.ts';

let live: LiveServer;
let waiter: string;

beforeAll(async () => {
  live = await LiveServer.start();
  waiter = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (event, context) => {
      const [promise] = await context.createCallback('answer');
      return await promise;
    });`);
});
afterAll(() => live.close());

const operate = (arn: string, verb: 'pause' | 'resume' | 'delete', body?: object) =>
  operateOn(live.client, arn, verb, body);

/** An execution that waits for its callback, with no invocation in flight. */
async function startWaiting(): Promise<{ arn: string; CallbackId: string }> {
  const arn = await live.start(waiter);
  await live.waitForEvent(arn, 'InvocationCompleted');
  const started = await live.waitForEvent(arn, 'CallbackStarted');
  return { arn, CallbackId: started.CallbackStartedDetails?.CallbackId ?? '' };
}

const nowSeconds = expect.any(Number);

test('a paused execution takes the answer that comes, and goes on with it when it is resumed', async () => {
  const { arn, CallbackId } = await startWaiting();
  const paused = await operate(arn, 'pause', { Reason: 'maintenance', ExecutionTimeoutPaused: true });
  expect(paused).toMatchObject({ status: 200, body: { PauseRequestTimestamp: nowSeconds } });
  const described = await sendSigned(
    live.client,
    'GET',
    `/2025-12-01/durable-executions/${encodeURIComponent(arn)}`,
  );
  expect(described.body).toMatchObject({
    Status: 'PAUSED',
    PauseDetails: {
      ExecutionTimeoutPaused: true,
      Reason: 'maintenance',
      PauseRequestTimestamp: paused.body.PauseRequestTimestamp,
    },
  });
  await live.client.send(
    new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: Buffer.from('"yes"') }),
  );
  expect(await live.describe(arn)).toMatchObject({ Status: 'PAUSED' });
  expect(await operate(arn, 'resume', { Reason: 'done' })).toMatchObject({
    status: 200,
    body: { ResumeRequestTimestamp: nowSeconds },
  });
  await live.waitForEvent(arn, 'ExecutionSucceeded');
  const types = (await live.history(arn)).map(({ EventType }) => EventType as string);
  expect(types.slice(3, 6)).toEqual(['ExecutionPaused', 'CallbackSucceeded', 'ExecutionResumed']);
});

test('a request that is repeated with its ClientToken is answered as at first', async () => {
  const { arn } = await startWaiting();
  const first = await operate(arn, 'pause', { ClientToken: 'p1' });
  expect(await operate(arn, 'pause', { ClientToken: 'p1' })).toEqual(first);
  const resumed = await operate(arn, 'resume', { ClientToken: 'r1' });
  expect(await operate(arn, 'resume', { ClientToken: 'r1' })).toEqual(resumed);
});

test('what the status does not allow is a conflict, and changes nothing', async () => {
  const { arn } = await startWaiting();
  for (const verb of ['resume', 'delete'] as const) {
    expect(await operate(arn, verb)).toMatchObject({ status: 409, errorType: 'ResourceConflictException' });
  }
  await operate(arn, 'pause');
  expect(await operate(arn, 'pause')).toMatchObject({ status: 409, errorType: 'ResourceConflictException' });
  expect(await operate(arn, 'delete')).toMatchObject({ status: 409, errorType: 'ResourceConflictException' });
  await live.client.send(new StopDurableExecutionCommand({ DurableExecutionArn: arn }));
  for (const verb of ['pause', 'resume'] as const) {
    expect(await operate(arn, verb)).toMatchObject({ status: 409, errorType: 'ResourceConflictException' });
  }
  expect(await live.describe(arn)).toMatchObject({ Status: 'STOPPED' });
});

test('a reason that is too long is refused, and not repeated in the message', async () => {
  const { arn } = await startWaiting();
  const refused = await operate(arn, 'pause', { Reason: 'secret'.repeat(200) });
  expect(refused).toMatchObject({ status: 400, errorType: 'ValidationException' });
  expect(JSON.stringify(refused.body)).not.toContain('secret');
});

test('a deleted execution is gone from everywhere, and its name is free', async () => {
  const named = { FunctionName: waiter, Qualifier: '$LATEST', DurableExecutionName: 'once' };
  const invoke = (Payload: string) =>
    live.client.send(new InvokeCommand({ ...named, InvocationType: 'Event', Payload }));
  const { DurableExecutionArn: arn = '' } = await invoke('1');
  await live.client.send(new StopDurableExecutionCommand({ DurableExecutionArn: arn }));
  await expect(invoke('2')).rejects.toBeInstanceOf(DurableExecutionAlreadyStartedException);
  expect(await operate(arn, 'delete')).toMatchObject({
    status: 202,
    body: { DeletionRequestTimestamp: nowSeconds },
  });
  await expect(
    live.client.send(new GetDurableExecutionCommand({ DurableExecutionArn: arn })),
  ).rejects.toBeInstanceOf(ResourceNotFoundException);
  for (const verb of ['pause', 'resume', 'delete'] as const) {
    expect(await operate(arn, verb)).toMatchObject({ status: 404, errorType: 'ResourceNotFoundException' });
  }
  const { DurableExecutionArn: next } = await invoke('2');
  expect(next).not.toBe(arn);
  const { DurableExecutions = [] } = await live.client.send(
    new ListDurableExecutionsByFunctionCommand({ FunctionName: waiter, DurableExecutionName: 'once' }),
  );
  expect(DurableExecutions.map(({ DurableExecutionArn }) => DurableExecutionArn)).toEqual([next]);
});

test('the end of a chained invoke is recorded after the invocation that waits for nothing else', async () => {
  const child = await live.deploy('export const handler = async () => 1;', { durable: false });
  const parent = await live.deploy(
    `
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution((event, context) => context.invoke('child', event.child, {}));`,
    { sdk: '@aws/durable-execution-sdk-js' },
  );
  // The first run starts the environments; in the others the child is faster than AWS's SDK suspends.
  for (let run = 0; run < 3; run += 1) {
    const { arn } = await live.call(parent, { child });
    const types = (await live.history(arn)).map(({ EventType }) => EventType);
    expect(types).toEqual([
      'ExecutionStarted',
      'ChainedInvokeStarted',
      'InvocationCompleted',
      'ChainedInvokeSucceeded',
      'InvocationCompleted',
      'ExecutionSucceeded',
    ]);
  }
});
