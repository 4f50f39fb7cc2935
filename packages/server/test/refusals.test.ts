// The exceptions of Invoke and of the durable execution APIs, provoked by the official client on a real server, and known
// to it by their class. A bug here shows as an error that clients take for another one.

import * as lambda from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';
import { refused } from './refused.ts';

let live: LiveServer;
let durable: string;
let plain: string;
let long: string;
/** An execution that waits for `callbackId`. */
let waiting: string;
let callbackId: string;

beforeAll(async () => {
  live = await LiveServer.start();
  durable = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (event, context) => {
      const [promise] = await context.createCallback('answer');
      return await promise;
    });`);
  plain = await live.deploy('export const handler = async () => 1;', { durable: false });
  long = await live.deploy('export const handler = async () => 1;');
  await send(
    new lambda.UpdateFunctionConfigurationCommand({
      FunctionName: long,
      DurableConfig: { ExecutionTimeout: 901 },
    }),
  );
  await send(new lambda.PublishVersionCommand({ FunctionName: durable }));
  await send(new lambda.CreateAliasCommand({ FunctionName: durable, Name: 'live', FunctionVersion: '1' }));
  const started = await send(
    new lambda.InvokeCommand({
      FunctionName: durable,
      Qualifier: '$LATEST',
      InvocationType: 'Event',
      DurableExecutionName: 'taken',
      Payload: '1',
    }),
  );
  waiting = started.DurableExecutionArn ?? '';
  const callback = await live.waitForEvent(waiting, 'CallbackStarted');
  callbackId = callback.CallbackStartedDetails?.CallbackId ?? '';
  await live.waitForEvent(waiting, 'InvocationCompleted');
});
afterAll(() => live.close());

const send = ((command: Parameters<typeof live.client.send>[0]) =>
  live.client.send(command)) as lambda.LambdaClient['send'];

const unknownArn = (arn: string): string => arn.replace(/[^/]+$/, '0198c6a1-0000-7000-8000-000000000001');
const foreignArn = (arn: string): string => arn.replace(':us-east-1:', ':eu-west-1:');

describe('Invoke', () => {
  const invoke = (members: Partial<lambda.InvokeCommandInput>) =>
    send(new lambda.InvokeCommand({ FunctionName: durable, ...members }));
  const unqualified = 'You cannot invoke a durable function using an unqualified ARN.';
  refused([
    {
      what: 'an unqualified durable function',
      ask: () => invoke({}),
      error: 'InvalidParameterValueException',
      says: unqualified,
    },
    {
      what: 'an unqualified durable function in a dry run',
      ask: () => invoke({ InvocationType: 'DryRun' }),
      error: 'InvalidParameterValueException',
      says: unqualified,
    },
    {
      what: 'waiting for an execution that may take more than 15 minutes',
      ask: () => invoke({ FunctionName: long, Qualifier: '$LATEST' }),
      error: 'InvalidParameterValueException',
      says: 'executionTimeout greater than 15 minutes',
    },
    {
      what: 'an execution name for a plain function',
      ask: () => invoke({ FunctionName: plain, DurableExecutionName: 'x' }),
      error: 'InvalidParameterValueException',
    },
    {
      what: 'an execution name with a dot',
      ask: () => invoke({ Qualifier: '1', DurableExecutionName: 'a.b' }),
      error: 'ValidationException',
      says: 'durableExecutionName',
    },
    {
      what: 'the name of an execution with another payload',
      ask: () => invoke({ Qualifier: '$LATEST', DurableExecutionName: 'taken', Payload: '2' }),
      error: 'DurableExecutionAlreadyStartedException',
      says: /^Execution already started: arn:/,
    },
    {
      what: 'the name of an execution of another version',
      ask: () => invoke({ Qualifier: '1', DurableExecutionName: 'taken', Payload: '1' }),
      error: 'DurableExecutionAlreadyStartedException',
    },
    {
      what: 'a payload that is not JSON',
      ask: () => invoke({ Qualifier: '1', Payload: '{' }),
      error: 'InvalidRequestContentException',
    },
    {
      what: 'an event of more than 1 MiB',
      ask: () =>
        invoke({ Qualifier: '1', InvocationType: 'Event', Payload: JSON.stringify('x'.repeat(1_048_576)) }),
      error: 'RequestTooLargeException',
    },
    {
      what: 'an unknown function',
      ask: () => invoke({ FunctionName: 'nobody' }),
      error: 'ResourceNotFoundException',
      says: 'Function not found',
    },
    {
      what: 'an unknown version',
      ask: () => invoke({ Qualifier: '9' }),
      error: 'ResourceNotFoundException',
    },
    {
      what: 'an unknown alias',
      ask: () => invoke({ Qualifier: 'prod' }),
      error: 'ResourceNotFoundException',
    },
    {
      what: 'the published version of a function that has none',
      ask: () => invoke({ FunctionName: plain, Qualifier: '$LATEST.PUBLISHED' }),
      error: 'NoPublishedVersionException',
    },
    {
      what: 'a stream',
      ask: () => send(new lambda.InvokeWithResponseStreamCommand({ FunctionName: durable, Qualifier: '1' })),
      error: 'InvalidParameterValueException',
      says: 'stream',
    },
  ]);
});

describe('the durable execution APIs', () => {
  const checkpoint = (CheckpointToken: string, arn = waiting) =>
    send(new lambda.CheckpointDurableExecutionCommand({ DurableExecutionArn: arn, CheckpointToken }));
  const get = (DurableExecutionArn: string) =>
    send(new lambda.GetDurableExecutionCommand({ DurableExecutionArn }));
  const history = (members: Partial<lambda.GetDurableExecutionHistoryCommandInput>) =>
    send(new lambda.GetDurableExecutionHistoryCommand({ DurableExecutionArn: waiting, ...members }));
  const list = (members: Partial<lambda.ListDurableExecutionsByFunctionCommandInput>) =>
    send(new lambda.ListDurableExecutionsByFunctionCommand({ FunctionName: durable, ...members }));
  const tokenIsInvalid = { error: 'InvalidParameterValueException', says: /^Invalid Checkpoint Token/ };
  refused([
    { what: 'a checkpoint with a token of no invocation', ask: () => checkpoint('AAAA'), ...tokenIsInvalid },
    {
      what: 'a checkpoint of an unknown execution',
      ask: () => checkpoint('AAAA', unknownArn(waiting)),
      ...tokenIsInvalid,
    },
    {
      what: 'the state for a token of no invocation',
      ask: () =>
        send(
          new lambda.GetDurableExecutionStateCommand({
            DurableExecutionArn: waiting,
            CheckpointToken: 'AAAA',
          }),
        ),
      ...tokenIsInvalid,
    },
    {
      what: 'a token that is not base64',
      ask: () => checkpoint('not base64!'),
      error: 'ValidationException',
      says: 'checkpointToken',
    },
    {
      what: 'an unknown execution',
      ask: () => get(unknownArn(waiting)),
      error: 'ResourceNotFoundException',
      says: 'Durable Execution does not exist',
    },
    {
      what: 'an execution of another region',
      ask: () => get(foreignArn(waiting)),
      error: 'ResourceNotFoundException',
      says: 'Function not found',
    },
    { what: 'an ARN of something else', ask: () => get('arn:aws:s3:::x'), error: 'ValidationException' },
    {
      what: 'the history of an unknown execution',
      ask: () => history({ DurableExecutionArn: unknownArn(waiting) }),
      error: 'ResourceNotFoundException',
    },
    {
      what: 'a marker that nobody issued',
      ask: () => history({ Marker: 'x' }),
      error: 'InvalidParameterValueException',
      says: 'Invalid Marker',
    },
    {
      what: 'a page of 1,001 events',
      ask: () => history({ MaxItems: 1001 }),
      error: 'ValidationException',
      says: 'less than or equal to 1000',
    },
    {
      what: 'a list of an unknown function',
      ask: () => list({ FunctionName: 'nobody' }),
      error: 'ResourceNotFoundException',
    },
    {
      what: 'a status that there is not',
      ask: () => list({ Statuses: ['ASLEEP' as 'RUNNING'] }),
      error: 'ValidationException',
      says: 'statuses',
    },
    {
      what: 'stopping an unknown execution',
      ask: () => send(new lambda.StopDurableExecutionCommand({ DurableExecutionArn: unknownArn(waiting) })),
      error: 'ResourceNotFoundException',
    },
    {
      what: 'a callback id that is not one of ours',
      ask: () => send(new lambda.SendDurableExecutionCallbackSuccessCommand({ CallbackId: 'AAAA' })),
      error: 'InvalidParameterValueException',
      says: 'Invalid callback id',
    },
  ]);

  test('an answered callback takes no second answer of any kind', async () => {
    const CallbackId = callbackId;
    await send(new lambda.SendDurableExecutionCallbackHeartbeatCommand({ CallbackId }));
    await send(
      new lambda.SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: Buffer.from('1') }),
    );
    for (const again of [
      new lambda.SendDurableExecutionCallbackSuccessCommand({ CallbackId }),
      new lambda.SendDurableExecutionCallbackFailureCommand({ CallbackId }),
      new lambda.SendDurableExecutionCallbackHeartbeatCommand({ CallbackId }),
    ]) {
      await expect(send(again as lambda.SendDurableExecutionCallbackHeartbeatCommand)).rejects.toBeInstanceOf(
        lambda.CallbackTimeoutException,
      );
    }
  });
});
