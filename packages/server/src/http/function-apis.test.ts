// The function APIs, called by the official client and answered by the real control plane on a store in memory. A bug here
// shows as a member that is lost on the way, or an error class that the client does not recognise.

import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  GetAccountSettingsCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  InvalidParameterValueException,
  type LambdaClient,
  ListAliasesCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PreconditionFailedException,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  ResourceConflictException,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { fakePorts, functionArn } from './testing/fake-ports.ts';
import { listeningServer } from './testing/listening-server.ts';

const zip = (source: string): Uint8Array => zipSync({ 'index.mjs': strToU8(source) });
const DurableConfig = { ExecutionTimeout: 60, RetentionPeriodInDays: 7 };

const create = (client: LambdaClient, FunctionName = 'order') =>
  client.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: 'arn:aws:iam::000000000000:role/order',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: zip('export const handler = () => 1') },
      Environment: { Variables: { STAGE: 'test' } },
      Tags: { team: 'orders' },
      DurableConfig,
    }),
  );

test('a function is created, read, changed, published and deleted', async () => {
  await using listening = await listeningServer(fakePorts());
  const { client } = listening;
  const created = await create(client);
  expect(created.$metadata.httpStatusCode).toBe(201);
  expect(created).toMatchObject({ FunctionArn: functionArn, Version: '$LATEST', DurableConfig });

  const got = await client.send(new GetFunctionCommand({ FunctionName: functionArn }));
  expect(got).toMatchObject({ Configuration: { FunctionName: 'order' }, Tags: { team: 'orders' } });

  const FunctionName = 'order';
  const updated = await client.send(
    new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 30, MemorySize: 256 }),
  );
  expect(updated).toMatchObject({ Timeout: 30, MemorySize: 256, Environment: created.Environment });
  const recoded = await client.send(
    new UpdateFunctionCodeCommand({ FunctionName, ZipFile: zip('export const handler = () => 2') }),
  );
  expect(recoded.CodeSha256).not.toBe(created.CodeSha256);
  const published = await client.send(new PublishVersionCommand({ FunctionName }));
  expect(published.$metadata.httpStatusCode).toBe(201);
  expect(published).toMatchObject({ Version: '1', FunctionArn: `${functionArn}:1` });
  const versions = await client.send(new ListVersionsByFunctionCommand({ FunctionName }));
  expect(versions.Versions?.map(({ Version }) => Version)).toEqual(['$LATEST', '1']);
  const listed = await client.send(new ListFunctionsCommand({ MaxItems: 1 }));
  expect(listed.Functions?.map((each) => each.FunctionName)).toEqual(['order']);

  const deleted = await client.send(new DeleteFunctionCommand({ FunctionName }));
  expect(deleted.$metadata.httpStatusCode).toBe(204);
  const gone = client.send(new GetFunctionConfigurationCommand({ FunctionName }));
  await expect(gone).rejects.toBeInstanceOf(ResourceNotFoundException);
});

test('an alias is created, read, moved, listed and deleted', async () => {
  await using listening = await listeningServer(fakePorts());
  const { client } = listening;
  const FunctionName = 'order';
  await create(client);
  await client.send(new PublishVersionCommand({ FunctionName }));
  const alias = await client.send(
    new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1', Description: 'what runs' }),
  );
  expect(alias.$metadata.httpStatusCode).toBe(201);
  expect(alias).toMatchObject({ AliasArn: `${functionArn}:live`, FunctionVersion: '1' });
  await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 9 }));
  await client.send(new PublishVersionCommand({ FunctionName }));
  await client.send(
    new UpdateAliasCommand({
      FunctionName,
      Name: 'live',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: { 2: 0.25 } },
    }),
  );
  const got = await client.send(new GetAliasCommand({ FunctionName, Name: 'live' }));
  expect(got.RoutingConfig?.AdditionalVersionWeights).toEqual({ 2: 0.25 });
  const listed = await client.send(new ListAliasesCommand({ FunctionName, FunctionVersion: '1' }));
  expect(listed.Aliases?.map(({ Name }) => Name)).toEqual(['live']);
  const deleted = await client.send(new DeleteAliasCommand({ FunctionName, Name: 'live' }));
  expect(deleted.$metadata.httpStatusCode).toBe(204);
});

test('concurrency and tags are kept beside a function', async () => {
  await using listening = await listeningServer(fakePorts());
  const { client } = listening;
  const FunctionName = 'order';
  await create(client);
  await client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 5 }));
  const reserved = await client.send(new GetFunctionConcurrencyCommand({ FunctionName }));
  expect(reserved.ReservedConcurrentExecutions).toBe(5);
  await client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  const released = await client.send(new GetFunctionConcurrencyCommand({ FunctionName }));
  expect(released.ReservedConcurrentExecutions).toBeUndefined();

  const Resource = functionArn;
  await client.send(new TagResourceCommand({ Resource, Tags: { stage: 'test' } }));
  await client.send(new UntagResourceCommand({ Resource, TagKeys: ['team', 'no such key'] }));
  expect((await client.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ stage: 'test' });
});

test('the errors of the control plane are the classes of the client', async () => {
  await using listening = await listeningServer(fakePorts());
  const { client } = listening;
  const FunctionName = 'order';
  await create(client);
  await expect(create(client)).rejects.toBeInstanceOf(ResourceConflictException);
  const stale = new PublishVersionCommand({ FunctionName, RevisionId: 'not the current one' });
  await expect(client.send(stale)).rejects.toBeInstanceOf(PreconditionFailedException);
  const invalid = new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 0, MemorySize: 1 });
  await expect(client.send(invalid)).rejects.toMatchObject({
    name: 'ValidationException',
    message:
      "2 validation errors detected: Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1; Value '1' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128",
  });
  const qualified = new UpdateFunctionConfigurationCommand({ FunctionName: 'order:7', Timeout: 9 });
  await expect(client.send(qualified)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
});

test('members that the server does not know are accepted, and echoed', async () => {
  await using listening = await listeningServer(fakePorts());
  await create(listening.client);
  const response = await fetch(`${listening.url}/2015-03-31/functions/order/configuration`, {
    method: 'PUT',
    body: JSON.stringify({ Timeout: 5, FromTheFuture: { Deep: [1, null] }, Description: null }),
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ Timeout: 5, FromTheFuture: { Deep: [1, null] } });
});

test('retries of asynchronous invocations are set for a qualifier, changed, listed and removed', async () => {
  await using listening = await listeningServer(fakePorts());
  const { client } = listening;
  await create(client);
  await client.send(new PublishVersionCommand({ FunctionName: 'order' }));
  const order = { FunctionName: 'order' };
  const put = await client.send(
    new PutFunctionEventInvokeConfigCommand({ ...order, MaximumRetryAttempts: 0 }),
  );
  expect(put).toMatchObject({
    FunctionArn: `${functionArn}:$LATEST`,
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnSuccess: {}, OnFailure: {} },
  });
  expect(put.LastModified).toBeInstanceOf(Date);
  const first = { ...order, Qualifier: '1' };
  await client.send(new PutFunctionEventInvokeConfigCommand({ ...first, MaximumRetryAttempts: 2 }));
  const updated = await client.send(
    new UpdateFunctionEventInvokeConfigCommand({ ...first, MaximumEventAgeInSeconds: 60 }),
  );
  expect(updated).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 });
  const { FunctionEventInvokeConfigs = [] } = await client.send(
    new ListFunctionEventInvokeConfigsCommand(order),
  );
  expect(FunctionEventInvokeConfigs.map(({ FunctionArn }) => FunctionArn)).toEqual([
    `${functionArn}:$LATEST`,
    `${functionArn}:1`,
  ]);
  await client.send(new DeleteFunctionCommand(first));
  await client.send(new DeleteFunctionEventInvokeConfigCommand(order));
  for (const gone of [order, first]) {
    await expect(client.send(new GetFunctionEventInvokeConfigCommand(gone))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );
  }
});

test('a durable function has no destinations', async () => {
  await using listening = await listeningServer(fakePorts());
  const { client } = listening;
  await create(client);
  const attempt = client.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: 'order',
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:000000000000:failed' } },
    }),
  );
  await expect(attempt).rejects.toBeInstanceOf(InvalidParameterValueException);
});

test('the account settings tell how many functions there are, and what is not reserved', async () => {
  await using listening = await listeningServer(fakePorts());
  const { client } = listening;
  await create(client);
  await client.send(
    new PutFunctionConcurrencyCommand({ FunctionName: 'order', ReservedConcurrentExecutions: 10 }),
  );
  const settings = await client.send(new GetAccountSettingsCommand({}));
  expect(settings.AccountLimit).toMatchObject({
    ConcurrentExecutions: 1000,
    UnreservedConcurrentExecutions: 990,
  });
  expect(settings.AccountUsage?.FunctionCount).toBe(1);
});
