// Durable functions on a real server, in real environments, seen by the official client.
// What a bug would look like: a caller that gets another outcome than the history tells, or none.

import {
  CallbackTimeoutException,
  DurableExecutionAlreadyStartedException,
  InvalidParameterValueException,
  InvokeCommand,
  ListDurableExecutionsByFunctionCommand,
  ResourceNotFoundException,
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
  StopDurableExecutionCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LiveServer, type Sdk } from './live-server.ts';

let live: LiveServer;
beforeAll(async () => {
  live = await LiveServer.start();
});
afterAll(() => live.close());

const sdks: Sdk[] = ['@perdure/sdk', '@aws/durable-execution-sdk-js'];

/** Its pauses are far longer than an SDK takes to end its invocation, so that it always has ended when they have. */
const order = `
  import { withDurableExecution } from 'sdk';
  let attempts = 0;
  export const handler = withDurableExecution(async (event, context) => {
    const price = await context.step('price', async () => event.quantity * 5);
    const reserved = await context.step('reserve', async () => {
      attempts += 1;
      if (attempts < 2) throw new Error('the warehouse does not answer');
      return 'shelf 7';
    }, { retryStrategy: (error, attempt) => ({ shouldRetry: attempt < 3, delay: { seconds: 5 } }) });
    await context.wait('cool down', { seconds: 5 });
    const paid = await context.runInChildContext('pay', async (child) => child.step('charge', async () => price));
    return { reserved, paid };
  });`;

/** What two runs of one program must have in common: everything but times, request ids and the names they were given. */
const shapeOf = (events: Awaited<ReturnType<LiveServer['history']>>) =>
  events.map(({ EventTimestamp: _at, InvocationCompletedDetails: invocation, ...event }) => ({
    ...event,
    ...(event.EventType?.startsWith('Execution') ? { Id: undefined, Name: undefined } : {}),
    ...(invocation === undefined ? {} : { failed: invocation.Error !== undefined }),
    WaitStartedDetails: event.WaitStartedDetails?.Duration,
  }));

test('both SDKs write the same history, event by event', async () => {
  const runs = await Promise.all(
    sdks.map(async (sdk) => {
      const name = await live.deploy(order, { sdk });
      const { arn, result } = await live.call(name, { quantity: 2 });
      expect(result).toEqual({ reserved: 'shelf 7', paid: 10 });
      return shapeOf(await live.history(arn));
    }),
  );
  expect(runs[0]).toEqual(runs[1]);
  expect(runs[0]?.map((event) => event.EventType)).toEqual([
    'ExecutionStarted',
    'StepStarted',
    'StepSucceeded',
    'StepStarted',
    'StepFailed',
    'InvocationCompleted',
    'StepStarted',
    'StepSucceeded',
    'WaitStarted',
    'InvocationCompleted',
    'WaitSucceeded',
    'ContextStarted',
    'StepStarted',
    'StepSucceeded',
    'ContextSucceeded',
    'InvocationCompleted',
    'ExecutionSucceeded',
  ]);
});

describe.each(sdks)('a callback of %s', (sdk) => {
  const source = `
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (event, context) => {
      const [answer] = await context.createCallback('payment', { heartbeatTimeout: { seconds: 60 } });
      return JSON.parse(await answer);
    });`;
  const open = async () => {
    const arn = await live.start(await live.deploy(source, { sdk }));
    const started = await live.waitForEvent(arn, 'CallbackStarted');
    return { arn, CallbackId: started.CallbackStartedDetails?.CallbackId ?? '' };
  };

  test('that is answered ends the execution with its result, and is answered once', async () => {
    const { arn, CallbackId } = await open();
    await live.client.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId }));
    const answer = new SendDurableExecutionCallbackSuccessCommand({
      CallbackId,
      Result: Buffer.from('{"paid":1}'),
    });
    await live.client.send(answer);
    await expect(live.client.send(answer)).rejects.toBeInstanceOf(CallbackTimeoutException);
    await live.waitForEvent(arn, 'ExecutionSucceeded');
    expect(await live.describe(arn)).toMatchObject({ Status: 'SUCCEEDED', Result: '{"paid":1}' });
  });

  test('that is failed fails the execution with its error', async () => {
    const { arn, CallbackId } = await open();
    await live.client.send(
      new SendDurableExecutionCallbackFailureCommand({
        CallbackId,
        Error: { ErrorType: 'Declined', ErrorMessage: 'no funds' },
      }),
    );
    await live.waitForEvent(arn, 'ExecutionFailed');
    expect((await live.describe(arn)).Error?.ErrorMessage).toContain('no funds');
  });
});

test('P1: an execution that waits goes on after the server was ended and started again', async () => {
  const name = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (event, context) => {
      const first = await context.step('first', async () => Math.random());
      await context.wait({ seconds: 2 });
      return first;
    });`);
  const arn = await live.start(name);
  await live.waitForEvent(arn, 'InvocationCompleted');
  await live.restart();
  await live.waitForEvent(arn, 'ExecutionSucceeded');
  const events = await live.history(arn);
  const recorded = events.find((event) => event.EventType === 'StepSucceeded')?.StepSucceededDetails?.Result
    ?.Payload;
  expect((await live.describe(arn)).Result).toBe(recorded);
});

test('P5: the same name and payload answer with one execution, another payload is refused', async () => {
  const name = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (event) => event.quantity);`);
  const start = (Payload: string) =>
    live.client.send(
      new InvokeCommand({
        FunctionName: name,
        Qualifier: '$LATEST',
        DurableExecutionName: 'order-17',
        Payload,
      }),
    );
  const [first, second] = await Promise.all([start('{"quantity":1}'), start('{"quantity":1}')]);
  expect(first.DurableExecutionArn).toBe(second.DurableExecutionArn);
  await expect(start('{"quantity":2}')).rejects.toBeInstanceOf(DurableExecutionAlreadyStartedException);
});

test('a durable function is not invoked without a qualifier', async () => {
  const name = await live.deploy(order);
  const unqualified = live.client.send(new InvokeCommand({ FunctionName: name }));
  await expect(unqualified).rejects.toBeInstanceOf(InvalidParameterValueException);
});

test('an execution that is stopped is STOPPED, and a second stop changes nothing', async () => {
  const name = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (event, context) => { await context.wait({ hours: 1 }); });`);
  const DurableExecutionArn = await live.start(name);
  await live.waitForEvent(DurableExecutionArn, 'InvocationCompleted');
  const stop = (ErrorMessage: string) =>
    live.client.send(new StopDurableExecutionCommand({ DurableExecutionArn, Error: { ErrorMessage } }));
  const first = await stop('changed my mind');
  const second = await stop('again');
  expect(second.StopTimestamp).toEqual(first.StopTimestamp);
  expect(await live.describe(DurableExecutionArn)).toMatchObject({
    Status: 'STOPPED',
    Error: { ErrorMessage: 'changed my mind' },
  });
});

test('a list pages through all executions of a function, the newest first', async () => {
  const FunctionName = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async () => 1);`);
  const started: string[] = [];
  for (let index = 0; index < 5; index += 1) started.push((await live.call(FunctionName)).arn);
  const listed: (string | undefined)[] = [];
  let Marker: string | undefined;
  do {
    const page = await live.client.send(
      new ListDurableExecutionsByFunctionCommand({
        FunctionName,
        MaxItems: 2,
        ...(Marker ? { Marker } : {}),
      }),
    );
    listed.push(...(page.DurableExecutions ?? []).map((execution) => execution.DurableExecutionArn));
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  expect(listed).toEqual(started.reverse());
});

test('an execution that never was is not found', async () => {
  const name = await live.deploy(order);
  const arn = `arn:aws:lambda:us-east-1:000000000000:function:${name}:$LATEST/durable-execution/none/none`;
  await expect(live.describe(arn)).rejects.toBeInstanceOf(ResourceNotFoundException);
});
