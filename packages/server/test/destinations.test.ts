// The ends of asynchronous invocations, as the official client sets up who is told of them.

import {
  InvokeCommand,
  PutFunctionEventInvokeConfigCommand,
  StopDurableExecutionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';
import { refused } from './refused.ts';
import { type ReceivedWebhook, WebhookReceiver } from './webhook-receiver.ts';

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:dead';
const arnOf = (functionName: string) => `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`;
let live: LiveServer;
let hook: WebhookReceiver;
let plain: string;
let durable: string;
let recorder: string;

beforeAll(async () => {
  hook = await WebhookReceiver.start();
  live = await LiveServer.start({ destinations: [{ arn: queueArn, url: hook.url }] });
  plain = await live.deploy(
    `export const handler = async ({ fail }) => {
      if (fail) throw new RangeError('no stock');
      return { done: true };
    };`,
    { durable: false },
  );
  durable = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (input, context) => {
      if (input.wait) await context.wait({ hours: 1 });
      if (input.fail) throw new Error('no stock — keine Ware');
    });`);
  // Each record that reaches it is an execution, whose input can be looked at.
  recorder = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (event) => event);`);
});
beforeEach(() => {
  hook.received.length = 0;
});
afterAll(async () => {
  await live.close();
  await hook.close();
});

/** The message attributes that came with an event, of which a real queue would have made its own. */
const attributesOf = (webhook: ReceivedWebhook | undefined): unknown =>
  JSON.parse(webhook?.headers['perdure-message-attributes'] ?? '{}');

const invoke = (FunctionName: string, input: object) =>
  live.client.send(
    new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: JSON.stringify(input) }),
  );

const configure = (FunctionName: string, DestinationConfig: object) =>
  live.client.send(
    new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0, DestinationConfig }),
  );

test('a destination gets a record of how an asynchronous invocation ended', async () => {
  const config = await configure(plain, {
    OnSuccess: { Destination: queueArn },
    OnFailure: { Destination: queueArn },
  });
  expect(config.DestinationConfig).toEqual({
    OnSuccess: { Destination: queueArn },
    OnFailure: { Destination: queueArn },
  });
  await invoke(plain, { order: 17 });
  const [success] = await hook.until((bodies) => bodies.length === 1);
  expect(success).toEqual({
    version: '1.0',
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    requestContext: {
      requestId: expect.any(String),
      functionArn: `${arnOf(plain)}:$LATEST`,
      condition: 'Success',
      approximateInvokeCount: 1,
    },
    requestPayload: { order: 17 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST' },
    responsePayload: { done: true },
  });
  await invoke(plain, { fail: true });
  const [, failure] = await hook.until((bodies) => bodies.length === 2);
  expect(failure).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
    requestPayload: { fail: true },
    responseContext: { statusCode: 200, functionError: 'Unhandled' },
    responsePayload: { errorType: 'RangeError', errorMessage: 'no stock' },
  });
});

test('a function can be a destination, and a dead-letter target gets the event itself', async () => {
  await configure(plain, { OnFailure: { Destination: `${arnOf(recorder)}:$LATEST` } });
  await live.client.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: plain,
      DeadLetterConfig: { TargetArn: queueArn },
    }),
  );
  await invoke(plain, { fail: true, order: 18 });
  expect(await hook.until((bodies) => bodies.length === 1)).toEqual([{ fail: true, order: 18 }]);
  expect(attributesOf(hook.received[0])).toEqual({
    RequestID: { DataType: 'String', StringValue: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ErrorCode: { DataType: 'Number', StringValue: '200' },
    ErrorMessage: { DataType: 'String', StringValue: 'no stock' },
  });
  for (;;) {
    const response = await fetch(`${live.endpoint}/perdure/executions?FunctionName=${recorder}`);
    const { DurableExecutions } = (await response.json()) as { DurableExecutions: Record<string, string>[] };
    const [told] = DurableExecutions;
    if (told === undefined) continue;
    const execution = await live.describe(told.DurableExecutionArn ?? '');
    expect(JSON.parse(execution.InputPayload ?? '')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted' },
      requestPayload: { fail: true, order: 18 },
    });
    return;
  }
});

test('the event of an asynchronous execution that fails or is stopped goes to its dead-letter target', async () => {
  await live.client.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: durable,
      DeadLetterConfig: { TargetArn: queueArn },
    }),
  );
  hook.status = 503;
  await live.start(durable, { fail: true, order: 19 });
  await hook.until((bodies) => bodies.length === 1);
  await live.restart();
  hook.status = 204;
  await hook.until((bodies) => bodies.length >= 2);
  const waiting = await live.start(durable, { wait: true, order: 20 });
  await live.waitForEvent(waiting, 'InvocationCompleted');
  await live.client.send(new StopDurableExecutionCommand({ DurableExecutionArn: waiting }));
  const bodies = await hook.until((received) => received.some(({ order }) => order === 20));
  expect(bodies[1]).toEqual({ fail: true, order: 19 });
  expect(attributesOf(hook.received[1])).toMatchObject({
    RequestID: { StringValue: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    ErrorMessage: { StringValue: 'no stock — keine Ware' },
  });
  // A synchronous start has somebody who hears of it.
  await live.call(durable, { fail: true, order: 21 });
  await live.start(durable, { fail: true, order: 22 });
  const all = await hook.until((received) => received.some(({ order }) => order === 22));
  expect(all.some(({ order }) => order === 21)).toBe(false);
});

const other = 'arn:aws:sqs:us-east-1:000000000000:other';

refused([
  {
    what: 'a destination that nothing can be sent to',
    ask: () => configure(plain, { OnFailure: { Destination: other } }),
    error: 'InvalidParameterValueException',
    says: /events\.destinations/,
  },
  {
    what: 'a destination of a durable function',
    ask: () => configure(durable, { OnFailure: { Destination: queueArn } }),
    error: 'InvalidParameterValueException',
    says: /has no destinations/,
  },
]);
