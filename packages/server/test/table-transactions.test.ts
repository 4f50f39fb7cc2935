// Transactions over items of several tables, by the official client.

import {
  DynamoDBClient,
  GetItemCommand,
  IdempotentParameterMismatchException,
  PutItemCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { StackTable } from '@perdure/protocol';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';
import { putStack } from './stack-client.ts';

let live: LiveServer;
let dynamo: DynamoDBClient;

const table = (TableName: string): StackTable => ({
  TableName,
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
});

beforeAll(async () => {
  live = await LiveServer.start();
  dynamo = new DynamoDBClient({
    endpoint: live.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  await putStack(live, 'transactions', { Tables: [table('orders'), table('capacity')] });
});
afterAll(async () => {
  dynamo.destroy();
  await live.close();
});
beforeEach(async () => {
  await dynamo.send(
    new PutItemCommand({ TableName: 'capacity', Item: { id: { S: 'bar' }, used: { N: '0' } } }),
  );
});

/** Takes a place at the bar for an order, if there is one. */
const order = (id: string, max: number, more: object = {}): TransactWriteItemsCommandInput => ({
  TransactItems: [
    {
      Put: {
        TableName: 'orders',
        Item: { id: { S: id }, status: { S: 'QUEUED' } },
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    },
    {
      Update: {
        TableName: 'capacity',
        Key: { id: { S: 'bar' } },
        UpdateExpression: 'SET used = used + :one',
        ConditionExpression: 'used < :max',
        ExpressionAttributeValues: { ':one': { N: '1' }, ':max': { N: String(max) } },
      },
    },
  ],
  ...more,
});
const send = (input: TransactWriteItemsCommandInput) => dynamo.send(new TransactWriteItemsCommand(input));
const get = async (TableName: string, id: string) =>
  (await dynamo.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }))).Item;

test('all of a transaction is written', async () => {
  await send(order('all', 1));
  expect(await get('orders', 'all')).toEqual({ id: { S: 'all' }, status: { S: 'QUEUED' } });
  expect((await get('capacity', 'bar'))?.used).toEqual({ N: '1' });
});

test('nothing of a transaction is written when one condition fails, and each part says why', async () => {
  await send(order('none', 9));
  const again = send(order('none', 0));
  await expect(again).rejects.toBeInstanceOf(TransactionCanceledException);
  await expect(again).rejects.toMatchObject({
    message:
      'Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, ConditionalCheckFailed]',
    CancellationReasons: [
      { Code: 'ConditionalCheckFailed', Item: { id: { S: 'none' }, status: { S: 'QUEUED' } } },
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
    ],
  });
  await expect(send(order('full', 1))).rejects.toMatchObject({
    CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
  });
  expect(await get('orders', 'full')).toBeUndefined();
});

test('of a hundred orders for twenty places twenty are taken', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 100 }, (_, n) => send(order(`rush-${n}`, 20))),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
  expect((await get('capacity', 'bar'))?.used).toEqual({ N: '20' });
});

test('a transaction that is sent again with its token is done once, and another one with that token is refused', async () => {
  await send(order('token', 5, { ClientRequestToken: 'token-1' }));
  await send(order('token', 5, { ClientRequestToken: 'token-1' }));
  expect((await get('capacity', 'bar'))?.used).toEqual({ N: '1' });
  const other = send(order('other', 5, { ClientRequestToken: 'token-1' }));
  await expect(other).rejects.toBeInstanceOf(IdempotentParameterMismatchException);
});

test('a token of a transaction that failed can be used again', async () => {
  await expect(send(order('later', 0, { ClientRequestToken: 'token-2' }))).rejects.toThrow();
  await send(order('later', 1, { ClientRequestToken: 'token-2' }));
  expect(await get('orders', 'later')).toBeDefined();
});

test('checks and deletes take part', async () => {
  await send(order('gone', 5));
  const Key = { id: { S: 'gone' } };
  const cancel = (status: string): TransactWriteItemsCommandInput => ({
    TransactItems: [
      {
        ConditionCheck: {
          TableName: 'capacity',
          Key: { id: { S: 'bar' } },
          ConditionExpression: 'used > :none',
          ExpressionAttributeValues: { ':none': { N: '0' } },
        },
      },
      {
        Delete: {
          TableName: 'orders',
          Key,
          ConditionExpression: '#s = :status',
          ExpressionAttributeNames: { '#s': 'status' },
          ExpressionAttributeValues: { ':status': { S: status } },
        },
      },
    ],
  });
  await expect(send(cancel('DONE'))).rejects.toMatchObject({
    CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
  });
  await send(cancel('QUEUED'));
  expect(await get('orders', 'gone')).toBeUndefined();
  expect(await get('capacity', 'bar')).toBeDefined();
});

test('what cannot be a transaction is refused', async () => {
  const twice = order('twice', 5).TransactItems ?? [];
  await expect(send({ TransactItems: [...twice, ...twice] })).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Transaction request cannot include multiple operations on one item',
  });
  await expect(send({ TransactItems: [] })).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(send({ TransactItems: [{}] })).rejects.toMatchObject({
    message: 'TransactItems can only contain one of Check, Put, Update or Delete',
  });
  const unchecked = {
    ConditionCheck: { TableName: 'orders', Key: { id: { S: 'a' } }, ConditionExpression: undefined },
  };
  await expect(send({ TransactItems: [unchecked] })).rejects.toMatchObject({ name: 'ValidationException' });
});

test('items are read together as they were at one time', async () => {
  await send(order('read', 5));
  const { Responses } = await dynamo.send(
    new TransactGetItemsCommand({
      TransactItems: [
        {
          Get: {
            TableName: 'orders',
            Key: { id: { S: 'read' } },
            ProjectionExpression: '#s',
            ExpressionAttributeNames: { '#s': 'status' },
          },
        },
        { Get: { TableName: 'capacity', Key: { id: { S: 'bar' } } } },
        { Get: { TableName: 'orders', Key: { id: { S: 'nobody' } } } },
      ],
    }),
  );
  expect(Responses).toEqual([
    { Item: { status: { S: 'QUEUED' } } },
    { Item: { id: { S: 'bar' }, used: { N: '1' } } },
    {},
  ]);
});
