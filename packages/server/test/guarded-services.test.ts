// Tables, event buses and function URLs on a server on which callers must say who they are: policies name tables and buses.

import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { StackTable } from '@perdure/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';
import { sendSigned } from './signed-request.ts';

let live: LiveServer;
let dynamo: DynamoDBClient;
let events: EventBridgeClient;

const admin = (method: 'GET' | 'POST' | 'PUT', path: string, body?: object) =>
  sendSigned(live.client, method, path, body);
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const allow = (Action: string[], Resource: string[]) => ({ Effect: 'Allow', Action, Resource });
const policy = {
  Version: '2012-10-17',
  Statement: [
    allow(
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:BatchGetItem'],
      [arn('dynamodb', 'table/orders')],
    ),
    allow(['dynamodb:ConditionCheckItem'], [arn('dynamodb', 'table/config')]),
    allow(['events:PutEvents'], [arn('events', 'event-bus/coffee')]),
  ],
};

const table = (TableName: string): StackTable => ({
  TableName,
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-id',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
});

beforeAll(async () => {
  live = await LiveServer.startGuarded();
  const whoami = await live.deploy(
    'export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer ?? null) });',
    { durable: false },
  );
  const put = await admin('PUT', '/perdure/stacks/shop', {
    Tables: [table('orders'), table('config')],
    EventBuses: [{ Name: 'coffee' }],
    FunctionUrls: [
      { UrlId: 'open', Function: whoami, AuthType: 'NONE' },
      { UrlId: 'closed', Function: whoami, AuthType: 'AWS_IAM' },
    ],
  });
  expect(put.status).toBe(201);
  await admin('PUT', '/perdure/auth/users/barista');
  await admin('PUT', '/perdure/auth/users/barista/policies/own', { PolicyDocument: policy });
  const { body } = await admin('POST', '/perdure/auth/users/barista/access-keys');
  const connection = {
    endpoint: live.endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: String(body.AccessKeyId), secretAccessKey: String(body.SecretAccessKey) },
  };
  dynamo = new DynamoDBClient(connection);
  events = new EventBridgeClient(connection);
});
afterAll(async () => {
  dynamo.destroy();
  events.destroy();
  await live.close();
});

const denied = (action: string, resource: string) => ({
  name: 'AccessDeniedException',
  message: expect.stringContaining(`is not authorized to perform: ${action} on resource: ${resource}`),
});
const Key = { id: { S: '1' } };

test('a policy is for the tables that it names', async () => {
  await dynamo.send(new PutItemCommand({ TableName: 'orders', Item: Key }));
  expect((await dynamo.send(new GetItemCommand({ TableName: 'orders', Key }))).Item).toEqual(Key);
  await expect(dynamo.send(new PutItemCommand({ TableName: 'config', Item: Key }))).rejects.toMatchObject(
    denied('dynamodb:PutItem', arn('dynamodb', 'table/config')),
  );
});

test('an index is a resource of its own, and a batch is for all of its tables', async () => {
  const query = {
    TableName: 'orders',
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': Key.id },
  };
  expect((await dynamo.send(new QueryCommand(query))).Count).toBe(1);
  await expect(dynamo.send(new QueryCommand({ ...query, IndexName: 'by-id' }))).rejects.toMatchObject(
    denied('dynamodb:Query', arn('dynamodb', 'table/orders/index/by-id')),
  );
  const both = new BatchGetItemCommand({
    RequestItems: { orders: { Keys: [Key] }, config: { Keys: [Key] } },
  });
  await expect(dynamo.send(both)).rejects.toMatchObject(
    denied('dynamodb:BatchGetItem', arn('dynamodb', 'table/config')),
  );
});

test('a transaction asks for the action of each of its parts', async () => {
  const check = { TableName: 'config', Key, ConditionExpression: 'attribute_not_exists(id)' };
  const put = { TableName: 'orders', Item: { id: { S: '2' } } };
  await dynamo.send(
    new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck: check }, { Put: put }] }),
  );
  const remove = new TransactWriteItemsCommand({
    TransactItems: [{ Put: put }, { Delete: { TableName: 'orders', Key } }],
  });
  await expect(dynamo.send(remove)).rejects.toMatchObject(
    denied('dynamodb:DeleteItem', arn('dynamodb', 'table/orders')),
  );
});

test('events go to the buses that a policy names', async () => {
  const entry = { Source: 'shop', DetailType: 'x', Detail: '{}' };
  const sent = await events.send(new PutEventsCommand({ Entries: [{ ...entry, EventBusName: 'coffee' }] }));
  expect(sent.FailedEntryCount).toBe(0);
  const both = new PutEventsCommand({ Entries: [{ ...entry, EventBusName: 'coffee' }, entry] });
  await expect(events.send(both)).rejects.toMatchObject(
    denied('events:PutEvents', arn('events', 'event-bus/default')),
  );
});

test('the audit log tells of what was refused and of stacks, not of every item', async () => {
  const { body } = await admin('GET', '/perdure/audit?MaxItems=100');
  const { AuditEvents } = body as { AuditEvents: { Action: string; Resource: string; Outcome: string }[] };
  const told = AuditEvents.map(({ Action, Resource, Outcome }) => `${Outcome} ${Action} ${Resource}`);
  expect(told).toContain(`Succeeded perdure:PutStack ${arn('cloudformation', 'stack/shop')}`);
  expect(told).toContain(
    `AccessDeniedException dynamodb:Query ${arn('dynamodb', 'table/orders/index/by-id')}`,
  );
  expect(told).toContain(
    `AccessDeniedException dynamodb:TransactWriteItems ${arn('dynamodb', 'table/orders')}`,
  );
  expect(told.filter((line) => /^Succeeded (dynamodb|events):/.test(line))).toEqual([]);
});

test('a function URL is open, or for those who sign and may', async () => {
  const open = await fetch(`${live.endpoint}/perdure/urls/open/`);
  expect([open.status, await open.text()]).toEqual([200, 'null']);
  const unsigned = await fetch(`${live.endpoint}/perdure/urls/closed/`);
  expect([unsigned.status, await unsigned.json()]).toEqual([403, { Message: expect.any(String) }]);
  expect(await admin('GET', '/perdure/urls/closed/')).toMatchObject({
    status: 200,
    body: { iam: { accountId: '000000000000', userArn: 'arn:aws:iam::000000000000:user/admin' } },
  });
});
