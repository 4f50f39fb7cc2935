// The life of executions on a real server: pinned to their version, timed out, gone with their function.

import {
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  PublishVersionCommand,
  ResourceNotFoundException,
  SendDurableExecutionCallbackSuccessCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { openSqliteStore } from '@perdure/store-sqlite';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';

let live: LiveServer;
beforeAll(async () => {
  live = await LiveServer.start();
});
afterAll(() => live.close());

const waiter = (answer: string): string => `
  import { withDurableExecution } from 'sdk';
  export const handler = withDurableExecution(async (event, context) => {
    console.log('asked for ${answer}');
    const [promise] = await context.createCallback('answer');
    await promise;
    return '${answer}';
  });`;

async function answer(arn: string): Promise<void> {
  const started = await live.waitForEvent(arn, 'CallbackStarted');
  const CallbackId = started.CallbackStartedDetails?.CallbackId;
  await live.client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId }));
}

test('an execution stays on the version that its alias meant when it started', async () => {
  const FunctionName = await live.deploy(waiter('first'));
  await live.client.send(new PublishVersionCommand({ FunctionName }));
  await live.client.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
  const { DurableExecutionArn: arn = '' } = await live.client.send(
    new InvokeCommand({ FunctionName, Qualifier: 'live', InvocationType: 'Event' }),
  );
  expect(arn).toContain(`:${FunctionName}:1/durable-execution/`);
  await live.redeploy(FunctionName, waiter('second'), '@perdure/sdk');
  await live.client.send(new PublishVersionCommand({ FunctionName }));
  await live.client.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '2' }));
  await answer(arn);
  await live.waitForEvent(arn, 'ExecutionSucceeded');
  expect(await live.describe(arn)).toMatchObject({ Version: '1', Result: '"first"' });
});

test('a caller who waits is told that the time is up, and an execution keeps the time it started with', async () => {
  const FunctionName = await live.deploy(waiter('never'));
  const before = await live.start(FunctionName);
  await live.client.send(
    new UpdateFunctionConfigurationCommand({ FunctionName, DurableConfig: { ExecutionTimeout: 1 } }),
  );
  const { arn, functionError, result } = await live.call(FunctionName);
  expect(functionError).toBe('Unhandled');
  expect(result).toMatchObject({ errorMessage: 'Execution timed out after 1 seconds.' });
  expect(await live.describe(arn)).toMatchObject({ Status: 'TIMED_OUT' });
  expect(await live.describe(before)).toMatchObject({
    Status: 'RUNNING',
    DurableConfig: { ExecutionTimeout: 300, RetentionPeriodInDays: 1 },
  });
});

test('a function that is deleted stops its executions, whose histories stay', async () => {
  const FunctionName = await live.deploy(waiter('never'));
  const arn = await live.start(FunctionName);
  await live.waitForEvent(arn, 'CallbackStarted');
  await live.client.send(new DeleteFunctionCommand({ FunctionName }));
  const stopped = await live.waitForEvent(arn, 'ExecutionStopped');
  expect(stopped.ExecutionStoppedDetails?.Error?.Payload?.ErrorType).toBe('FunctionDeleted');
  expect(await live.describe(arn)).toMatchObject({ Status: 'STOPPED' });
  await expect(live.start(FunctionName)).rejects.toBeInstanceOf(ResourceNotFoundException);
});

test('a server that died between the deletion of a function and the end of its executions stops them at the next start', async () => {
  const FunctionName = await live.deploy(waiter('never'));
  const arn = await live.start(FunctionName);
  await live.waitForEvent(arn, 'CallbackStarted');
  await live.restart({}, async (directory) => {
    const store = await openSqliteStore({ directory });
    const record = await store.record('function', FunctionName);
    await store.writeRecords([
      { kind: 'function', key: FunctionName, expectedRevision: record?.revision ?? 0 },
    ]);
    await store.close();
  });
  const stopped = await live.waitForEvent(arn, 'ExecutionStopped');
  expect(stopped.ExecutionStoppedDetails?.Error?.Payload?.ErrorType).toBe('FunctionDeleted');
});

test('a caller who waits for a durable function gets the end of its log', async () => {
  const FunctionName = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (event, context) => {
      console.log('begins');
      // Far longer than the invocation takes to end.
      await context.wait({ seconds: 5 });
      console.log('ends');
    });`);
  const { LogResult = '', DurableExecutionArn } = await live.client.send(
    new InvokeCommand({ FunctionName, Qualifier: '$LATEST', LogType: 'Tail' }),
  );
  expect(DurableExecutionArn).toBeDefined();
  const log = Buffer.from(LogResult, 'base64').toString();
  expect(log.match(/begins|ends/g)).toEqual(['begins', 'begins', 'ends']);
});

test('every member of a configuration that this server does not use is kept and answered', async () => {
  const echoed = {
    Description: 'takes orders',
    VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
    DeadLetterConfig: { TargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead' },
    KMSKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/one',
    TracingConfig: { Mode: 'Active' },
    FileSystemConfigs: [{ Arn: 'arn:aws:elasticfilesystem:x', LocalMountPath: '/mnt/data' }],
    Architectures: ['arm64'],
    EphemeralStorage: { Size: 1024 },
    LoggingConfig: { LogFormat: 'JSON', LogGroup: '/orders' },
    DurableConfig: { ExecutionTimeout: 60, RetentionPeriodInDays: 14 },
  } as const;
  const layer = 'arn:aws:lambda:us-east-1:000000000000:layer:tools:1';
  const created = await live.client.send(
    new CreateFunctionCommand({
      FunctionName: 'echo',
      Role: 'arn:aws:iam::000000000000:role/echo',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 7,
      MemorySize: 256,
      Code: { ZipFile: zipSync({ 'index.cjs': Buffer.from('exports.handler = () => 1') }) },
      Environment: { Variables: { STAGE: 'test' } },
      Layers: [layer],
      ...echoed,
      DurableConfig: { ExecutionTimeout: 60 },
      Architectures: ['arm64'],
      FileSystemConfigs: [...echoed.FileSystemConfigs],
      VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
    }),
  );
  expect(created).toMatchObject({
    ...echoed,
    Timeout: 7,
    MemorySize: 256,
    Environment: { Variables: { STAGE: 'test' } },
    Layers: [{ Arn: layer }],
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
    LastModified: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+0000$/),
  });
  const published = await live.client.send(new PublishVersionCommand({ FunctionName: 'echo' }));
  expect(published).toMatchObject({ ...echoed, Version: '1', CodeSha256: created.CodeSha256 });
  const again = await live.client.send(new PublishVersionCommand({ FunctionName: 'echo' }));
  expect(again).toMatchObject({ Version: '1', RevisionId: published.RevisionId });
});
