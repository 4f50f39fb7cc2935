// Invoke, judged by the official client: durable and plain functions, the three invocation types, and what is refused.

import {
  DurableExecutionAlreadyStartedException,
  InvalidParameterValueException,
  InvalidRequestContentException,
  InvokeAsyncCommand,
  InvokeCommand,
  type InvokeCommandInput,
  InvokeWithResponseStreamCommand,
  RequestTooLargeException,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { accepted, limits, refused } from '@perdure/protocol';
import { expect, test } from 'vitest';
import {
  durableFunction,
  executionArn,
  type FakePorts,
  fakePorts,
  plainFunction,
  reference,
} from './testing/fake-ports.ts';
import { listeningServer } from './testing/listening-server.ts';

async function invoke(fake: FakePorts, input: InvokeCommandInput) {
  await using listening = await listeningServer(fake);
  const output = await listening.client.send(new InvokeCommand(input));
  return { ...output, text: output.Payload?.transformToString() ?? '' };
}

test('a synchronous invocation answers with the result of the execution', async () => {
  const fake = fakePorts();
  const output = await invoke(fake, {
    FunctionName: 'order',
    Qualifier: 'live',
    Payload: '{ "qty": 2 }',
    DurableExecutionName: 'order-17',
  });
  expect(output).toMatchObject({
    StatusCode: 200,
    DurableExecutionArn: executionArn,
    ExecutedVersion: '3',
    text: '{"done":true}',
  });
  expect(output.FunctionError).toBeUndefined();
  expect(fake.asked).toMatchObject([
    { port: 'directory.resolve', args: ['order', 'live'] },
    {
      port: 'executions.start',
      args: [
        {
          deployed: durableFunction,
          invocationType: 'RequestResponse',
          input: '{ "qty": 2 }',
          executionName: 'order-17',
        },
      ],
    },
    { port: 'executions.outcome', args: [reference, expect.any(AbortSignal)] },
  ]);
});

test('an execution without a result answers null, and an empty payload counts as an empty object', async () => {
  const fake = fakePorts({ executions: { outcome: async () => accepted({ status: 'SUCCEEDED' }) } });
  const output = await invoke(fake, { FunctionName: 'order:3' });
  expect(output.text).toBe('null');
  expect(fake.asked[1]?.args[0]).toMatchObject({ input: '{}' });
});

test('a failed execution answers 200 with the function error', async () => {
  const error = { ErrorType: 'Declined', ErrorMessage: 'no funds', StackTrace: ['at pay'], ErrorData: 'd' };
  const fake = fakePorts({ executions: { outcome: async () => accepted({ status: 'FAILED', error }) } });
  const output = await invoke(fake, { FunctionName: 'order:3' });
  expect(output).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '3' });
  expect(JSON.parse(output.text)).toEqual({
    errorMessage: 'no funds',
    errorType: 'Declined',
    stackTrace: ['at pay'],
    errorData: 'd',
  });
});

test('an event is answered once its start is recorded, without waiting for the end', async () => {
  const fake = fakePorts();
  const output = await invoke(fake, { FunctionName: 'order:3', InvocationType: 'Event', Payload: '1' });
  expect(output).toMatchObject({ StatusCode: 202, DurableExecutionArn: executionArn, text: '' });
  expect(fake.asked.map(({ port }) => port)).toEqual(['directory.resolve', 'executions.start']);
});

test('a dry run checks and starts nothing', async () => {
  const fake = fakePorts();
  const output = await invoke(fake, { FunctionName: 'order:3', InvocationType: 'DryRun' });
  expect(output.StatusCode).toBe(204);
  expect(fake.asked.map(({ port }) => port)).toEqual(['directory.resolve']);
});

test('a plain function is run once, with its log tail on request', async () => {
  const fake = fakePorts();
  const output = await invoke(fake, {
    FunctionName: 'resize',
    Payload: '{"w":1}',
    LogType: 'Tail',
    ClientContext: Buffer.from('{"app":"x"}').toString('base64'),
  });
  expect(output).toMatchObject({ StatusCode: 200, text: '{"w":1}', ExecutedVersion: '3' });
  expect(Buffer.from(output.LogResult ?? '', 'base64').toString()).toBe('a line\n');
  expect(fake.asked[1]).toEqual({
    port: 'plainInvoker.invoke',
    args: [plainFunction, { payload: '{"w":1}', clientContext: '{"app":"x"}' }],
  });
});

test('a plain function that fails answers with its error', async () => {
  const error = { errorType: 'Runtime.ExitError', errorMessage: 'exit 1' };
  const fake = fakePorts({
    plainInvoker: { invoke: async () => accepted({ kind: 'failed', error, logTail: '' }) },
  });
  const output = await invoke(fake, { FunctionName: 'resize' });
  expect(output.FunctionError).toBe('Unhandled');
  expect(JSON.parse(output.text)).toMatchObject(error);
});

test('a plain function is queued by an event', async () => {
  const fake = fakePorts();
  const output = await invoke(fake, { FunctionName: 'resize', InvocationType: 'Event' });
  expect(output.StatusCode).toBe(202);
  expect(output.DurableExecutionArn).toBeUndefined();
  expect(fake.asked[1]?.port).toBe('plainInvoker.enqueue');
});

test('a durable function is refused without a qualifier, in a dry run too', async () => {
  const refusal = { message: expect.stringContaining('unqualified ARN') };
  for (const InvocationType of ['RequestResponse', 'Event', 'DryRun'] as const) {
    const attempt = invoke(fakePorts(), { FunctionName: 'order', InvocationType });
    await expect(attempt).rejects.toBeInstanceOf(InvalidParameterValueException);
    await expect(attempt).rejects.toMatchObject(refusal);
  }
});

test('an execution timeout over 15 minutes allows events only', async () => {
  const long = { ...durableFunction, durable: { ExecutionTimeout: 901, RetentionPeriodInDays: 14 } };
  const directory = { resolve: async () => accepted(long) };
  const synchronous = invoke(fakePorts({ directory }), { FunctionName: 'order:3' });
  await expect(synchronous).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: expect.stringContaining('greater than 15 minutes'),
  });
  const event = await invoke(fakePorts({ directory }), { FunctionName: 'order:3', InvocationType: 'Event' });
  expect(event.StatusCode).toBe(202);
});

test('payloads over the limit of the invocation type, and payloads that are not JSON, are refused', async () => {
  const json = (bytes: number) => `"${'x'.repeat(bytes - 2)}"`;
  const tooMuch = (InvocationType: 'Event' | 'RequestResponse', bytes: number) =>
    invoke(fakePorts(), { FunctionName: 'order:3', InvocationType, Payload: json(bytes) });
  await expect(tooMuch('Event', limits.asyncPayloadBytesMax + 1)).rejects.toBeInstanceOf(
    RequestTooLargeException,
  );
  await expect(tooMuch('RequestResponse', limits.syncPayloadBytesMax + 1)).rejects.toBeInstanceOf(
    RequestTooLargeException,
  );
  expect((await tooMuch('RequestResponse', limits.syncPayloadBytesMax)).StatusCode).toBe(200);
  const broken = invoke(fakePorts(), { FunctionName: 'order:3', Payload: '{"qty":' });
  await expect(broken).rejects.toBeInstanceOf(InvalidRequestContentException);
  const notText = invoke(fakePorts(), { FunctionName: 'order:3', Payload: Uint8Array.of(0x22, 0xff, 0x22) });
  await expect(notText).rejects.toBeInstanceOf(InvalidRequestContentException);
});

test('an execution name is for durable functions, and follows its pattern', async () => {
  const plain = invoke(fakePorts(), { FunctionName: 'resize', DurableExecutionName: 'a' });
  await expect(plain).rejects.toBeInstanceOf(InvalidParameterValueException);
  const malformed = invoke(fakePorts(), { FunctionName: 'order:3', DurableExecutionName: 'a b' });
  await expect(malformed).rejects.toMatchObject({
    name: 'ValidationException',
    message:
      "1 validation error detected: Value 'a b' at 'durableExecutionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+",
  });
});

test('the legacy asynchronous form queues plain functions and starts no executions', async () => {
  const fake = fakePorts();
  await using listening = await listeningServer(fake);
  const send = (FunctionName: string) =>
    listening.client.send(new InvokeAsyncCommand({ FunctionName, InvokeArgs: '{"w":1}' }));
  expect((await send('resize')).Status).toBe(202);
  expect(fake.asked.at(-1)).toMatchObject({
    port: 'plainInvoker.enqueue',
    args: [plainFunction, { payload: '{"w":1}' }],
  });
  await expect(send('order:3')).rejects.toBeInstanceOf(InvalidParameterValueException);
});

test('responses are not streamed', async () => {
  await using listening = await listeningServer(fakePorts());
  const streamed = new InvokeWithResponseStreamCommand({ FunctionName: 'order:3' });
  await expect(listening.client.send(streamed)).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: 'A durable function does not stream responses; use Invoke',
  });
});

test('two different qualifiers in one request are refused', async () => {
  const attempt = invoke(fakePorts(), { FunctionName: 'order:3', Qualifier: 'live' });
  await expect(attempt).rejects.toBeInstanceOf(InvalidParameterValueException);
});

test('refusals of the service keep their class', async () => {
  const taken = refused(
    'DurableExecutionAlreadyStartedException',
    `Execution already started: ${executionArn}`,
  );
  const fake = fakePorts({ executions: { start: async () => taken } });
  const attempt = invoke(fake, { FunctionName: 'order:3', DurableExecutionName: 'order-17' });
  await expect(attempt).rejects.toBeInstanceOf(DurableExecutionAlreadyStartedException);
  const missing = fakePorts({
    directory: { resolve: async () => refused('ResourceNotFoundException', 'Function not found: order') },
  });
  const lost = invoke(missing, { FunctionName: 'order:3' });
  await expect(lost).rejects.toBeInstanceOf(ResourceNotFoundException);
});

test('a client that goes away ends the wait, and nothing else', async () => {
  const waiting = Promise.withResolvers<AbortSignal>();
  const fake = fakePorts({
    executions: {
      outcome: (_reference, signal) => {
        waiting.resolve(signal);
        return new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        );
      },
    },
  });
  await using listening = await listeningServer(fake);
  const controller = new AbortController();
  const attempt = listening.client.send(new InvokeCommand({ FunctionName: 'order:3' }), {
    abortSignal: controller.signal,
  });
  const signal = await waiting.promise;
  expect(signal.aborted).toBe(false);
  const fired = new Promise((resolve) => signal.addEventListener('abort', resolve));
  controller.abort();
  await expect(attempt).rejects.toMatchObject({ name: 'AbortError' });
  await fired;
  await listening.server.close();
  expect(listening.faults).toEqual([]);
});
