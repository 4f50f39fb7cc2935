// What routes, events and schedules have accepted outlives a server that is killed, and is done once.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DynamoDBClient,
  PutItemCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateFunctionCommand,
  GetDurableExecutionCommand,
  LambdaClient,
  paginateListDurableExecutionsByFunction,
  type Runtime,
} from '@aws-sdk/client-lambda';
import type { StackDocument } from '@perdure/protocol';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ServerProcess } from '../../tools/server-process.ts';

let directory: string;
let server: ServerProcess;
let lambda: LambdaClient;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'perdure-gateway-'));
  server = await ServerProcess.start(directory);
  lambda = new LambdaClient(connection());
});
afterEach(async () => {
  lambda.destroy();
  await server.stop('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

const connection = () => ({
  endpoint: server.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});

async function archiveOf(contents: string): Promise<Uint8Array> {
  const stdin = { contents, resolveDir: import.meta.dirname, loader: 'ts' as const };
  const bundle = await build({ stdin, bundle: true, write: false, platform: 'node', format: 'cjs' });
  return zipSync({ 'index.cjs': bundle.outputFiles[0]?.contents ?? new Uint8Array() });
}

async function deploy(FunctionName: string, source: string, more: object): Promise<void> {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Role: 'arn:aws:iam::000000000000:role/test',
      Runtime: 'nodejs24.x' as Runtime,
      Handler: 'index.handler',
      Code: { ZipFile: await archiveOf(source) },
      ...more,
    }),
  );
}

async function put(document: StackDocument): Promise<void> {
  const response = await fetch(`${server.endpoint}/perdure/stacks/crash`, {
    method: 'PUT',
    body: JSON.stringify(document),
  });
  expect(response.status).toBe(201);
}

/** The server dies without a word and comes back on the same port and data. */
async function crash(): Promise<void> {
  const { port } = server;
  await server.stop('SIGKILL');
  server = await ServerProcess.start(directory, port);
}

/** Resolves when a server answers again. */
async function isUp(): Promise<undefined> {
  for (;;) {
    const response = await fetch(`${server.endpoint}/health`).catch(() => undefined);
    if (response?.ok) return undefined;
  }
}

/** The ARNs of all executions of the function. */
async function executions(FunctionName: string): Promise<string[]> {
  const arns: string[] = [];
  const request = { FunctionName, Qualifier: '$LATEST' };
  for await (const page of paginateListDurableExecutionsByFunction({ client: lambda }, request)) {
    arns.push(...(page.DurableExecutions ?? []).map(({ DurableExecutionArn = '' }) => DurableExecutionArn));
  }
  return arns;
}

const durable = {
  Timeout: 60,
  DurableConfig: { ExecutionTimeout: 300, RetentionPeriodInDays: 1 },
};
const handler = `
  import { withDurableExecution } from '@perdure/sdk';
  export const handler = withDurableExecution(async (event) => event);`;
const CRASHES = 1;
const SENDERS = 4;
/** What must be accepted before each crash. */
const ACCEPTED = 12;

test('every event that was accepted reaches each target, a durable function exactly once', async () => {
  const log = join(directory, 'seen');
  writeFileSync(log, '');
  await deploy('recorder', handler, durable);
  await deploy(
    'writer',
    `import { appendFileSync } from 'node:fs';
     export const handler = async (event) => appendFileSync(process.env.LOG, event.id + '\\n');`,
    { Timeout: 60, Environment: { Variables: { LOG: log } } },
  );
  const Targets = [
    { Id: 'durable', Function: 'recorder:$LATEST' },
    { Id: 'plain', Function: 'writer' },
  ];
  await put({ Rules: [{ Name: 'all', EventPattern: { source: ['crash'] }, Targets }] });

  const events = new EventBridgeClient(connection());
  const accepted: string[] = [];
  let isOver = false;
  const sender = async (): Promise<void> => {
    while (!isOver) {
      const Entries = [1, 2, 3].map((n) => ({
        Source: 'crash',
        DetailType: 'x',
        Detail: JSON.stringify({ n }),
      }));
      // What the dying server did not answer was not accepted, and may have happened all the same.
      const answer = await events.send(new PutEventsCommand({ Entries })).catch(isUp);
      accepted.push(...(answer?.Entries ?? []).map(({ EventId = '' }) => EventId));
    }
  };
  const senders = Array.from({ length: SENDERS }, sender);
  for (let count = 1; count <= CRASHES; count += 1) {
    const before = accepted.length;
    while (accepted.length < before + ACCEPTED) await new Promise(setImmediate);
    await crash();
  }
  isOver = true;
  await Promise.all(senders);
  events.destroy();

  const named = async () => (await executions('recorder')).map((arn) => arn.split('/')[2] ?? '');
  const wanted = new Set(accepted.map((id) => `event-${id}-0`));
  while (!new Set(await named()).isSupersetOf(wanted));
  const names = await named();
  expect(new Set(names).size).toBe(names.length);
  const seen = () => new Set(readFileSync(log, 'utf8').split('\n'));
  while (!seen().isSupersetOf(new Set(accepted))) await new Promise(setImmediate);
});

test('a request that an asynchronous route has answered is an execution, crash or not', async () => {
  await deploy('order', handler, durable);
  const Integration = {
    Type: 'AWS' as const,
    Function: 'order:$LATEST',
    InvocationType: 'Event' as const,
    RequestTemplates: { 'application/json': '{"id": "$context.requestId"}' },
    Responses: [
      { StatusCode: 202, ResponseTemplates: { 'application/json': '{"id": "$context.requestId"}' } },
    ],
  };
  await put({
    Apis: [
      {
        ApiId: 'shop',
        Name: 'Shop',
        Protocol: 'REST',
        Stage: 'v1',
        Routes: [{ Method: 'POST', Path: '/orders', Integration }],
      },
    ],
  });
  const answered: string[] = [];
  let isOver = false;
  const customer = async (): Promise<void> => {
    while (!isOver) {
      const url = `${server.endpoint}/perdure/apis/shop/v1/orders`;
      const response = await fetch(url, { method: 'POST' }).catch(isUp);
      if (response?.status === 202) answered.push(((await response.json()) as { id: string }).id);
    }
  };
  const customers = Array.from({ length: SENDERS }, customer);
  for (let count = 1; count <= CRASHES; count += 1) {
    const before = answered.length;
    while (answered.length < before + ACCEPTED) await new Promise(setImmediate);
    await crash();
  }
  isOver = true;
  await Promise.all(customers);
  const started = async () => {
    const names = await executions('order');
    const inputs = names.map((DurableExecutionArn) =>
      lambda.send(new GetDurableExecutionCommand({ DurableExecutionArn })),
    );
    return (await Promise.all(inputs)).map(
      ({ InputPayload = '' }) => (JSON.parse(InputPayload) as { id: string }).id,
    );
  };
  expect(await started()).toEqual(expect.arrayContaining(answered));
});

test('a transaction over tables is whole, crash or not, and what was answered is there', async () => {
  const table = (TableName: string) => ({
    TableName,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
  });
  await put({ Tables: [table('bar'), table('orders')] });
  const dynamo = new DynamoDBClient(connection());
  const id = { S: 'places' };
  await dynamo.send(new PutItemCommand({ TableName: 'bar', Item: { id, free: { N: '100000' } } }));
  await dynamo.send(new PutItemCommand({ TableName: 'orders', Item: { id, taken: { N: '0' } } }));
  const add = (TableName: string, attribute: string, by: string) => ({
    Update: {
      TableName,
      Key: { id },
      UpdateExpression: 'ADD #a :by',
      ExpressionAttributeNames: { '#a': attribute },
      ExpressionAttributeValues: { ':by': { N: by } },
    },
  });
  let asked = 0;
  let answered = 0;
  let isOver = false;
  const taker = async (): Promise<void> => {
    while (!isOver) {
      asked += 1;
      const TransactItems = [add('bar', 'free', '-1'), add('orders', 'taken', '1')];
      const answer = await dynamo.send(new TransactWriteItemsCommand({ TransactItems })).catch(isUp);
      if (answer !== undefined) answered += 1;
    }
  };
  const takers = Array.from({ length: SENDERS }, taker);
  for (let count = 1; count <= CRASHES; count += 1) {
    const before = answered;
    while (answered < before + ACCEPTED) await new Promise(setImmediate);
    await crash();
  }
  isOver = true;
  await Promise.all(takers);
  const { Responses = [] } = await dynamo.send(
    new TransactGetItemsCommand({
      TransactItems: [
        { Get: { TableName: 'bar', Key: { id } } },
        { Get: { TableName: 'orders', Key: { id } } },
      ],
    }),
  );
  dynamo.destroy();
  const taken = Number(Responses[1]?.Item?.taken?.N);
  expect(taken + Number(Responses[0]?.Item?.free?.N)).toBe(100_000);
  expect(taken).toBeGreaterThanOrEqual(answered);
  expect(taken).toBeLessThanOrEqual(asked);
});
