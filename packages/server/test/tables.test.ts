// Tables of stacks, driven by the official client from outside and from within functions.

import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  paginateQuery,
  paginateScan,
  QueryCommand,
  ResourceNotFoundException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { StackTable } from '@perdure/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';
import { askStack, putStack } from './stack-client.ts';

let live: LiveServer;
let dynamo: DynamoDBClient;

const orders: StackTable = {
  TableName: 'orders',
  AttributeDefinitions: [
    { AttributeName: 'shop', AttributeType: 'S' },
    { AttributeName: 'id', AttributeType: 'N' },
    { AttributeName: 'status', AttributeType: 'S' },
    { AttributeName: 'placed', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'shop', KeyType: 'HASH' },
    { AttributeName: 'id', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-status',
      KeySchema: [
        { AttributeName: 'status', KeyType: 'HASH' },
        { AttributeName: 'placed', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['drink'] },
    },
  ],
  LocalSecondaryIndexes: [
    {
      IndexName: 'by-time',
      KeySchema: [
        { AttributeName: 'shop', KeyType: 'HASH' },
        { AttributeName: 'placed', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
};

const clientOf = (endpoint: string) =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });

beforeAll(async () => {
  live = await LiveServer.start();
  dynamo = clientOf(live.endpoint);
  const { Addresses } = await putStack(live, 'tables', { Tables: [orders] });
  expect(Addresses.Tables).toEqual({ orders: 'arn:aws:dynamodb:us-east-1:000000000000:table/orders' });
});
afterAll(async () => {
  dynamo.destroy();
  await live.close();
});

const key = (id: number, shop = 'main') => ({ shop: { S: shop }, id: { N: String(id) } });
const TableName = 'orders';

test('an item is put, read, changed under a condition, and deleted', async () => {
  await dynamo.send(
    new PutItemCommand({ TableName, Item: { ...key(1), drink: { S: 'latte' }, tags: { SS: ['hot'] } } }),
  );
  const updated = await dynamo.send(
    new UpdateItemCommand({
      TableName,
      Key: key(1),
      UpdateExpression:
        'SET #s = :queued, tries = if_not_exists(tries, :none) + :one ADD tags :big REMOVE note',
      ConditionExpression:
        'attribute_not_exists(#s) AND contains(tags, :hot) AND size(drink) BETWEEN :one AND :nine',
      ExpressionAttributeNames: { '#s': 'status' },
      ExpressionAttributeValues: {
        ':queued': { S: 'QUEUED' },
        ':none': { N: '0' },
        ':one': { N: '1' },
        ':nine': { N: '9' },
        ':hot': { S: 'hot' },
        ':big': { SS: ['big'] },
      },
      ReturnValues: 'ALL_NEW',
    }),
  );
  expect(updated.Attributes).toEqual({
    ...key(1),
    drink: { S: 'latte' },
    tags: { SS: ['hot', 'big'] },
    status: { S: 'QUEUED' },
    tries: { N: '1' },
  });
  const { Attributes } = await dynamo.send(
    new DeleteItemCommand({ TableName, Key: key(1), ReturnValues: 'ALL_OLD' }),
  );
  expect(Attributes?.drink).toEqual({ S: 'latte' });
  expect((await dynamo.send(new GetItemCommand({ TableName, Key: key(1) }))).Item).toBeUndefined();
});

test('a condition that fails changes nothing, and shows the item to who asks for it', async () => {
  await dynamo.send(new PutItemCommand({ TableName, Item: { ...key(2), drink: { S: 'tea' } } }));
  const again = (more: object) =>
    dynamo.send(
      new PutItemCommand({
        TableName,
        Item: { ...key(2), drink: { S: 'mocha' } },
        ConditionExpression: 'attribute_not_exists(id)',
        ...more,
      }),
    );
  await expect(again({})).rejects.toBeInstanceOf(ConditionalCheckFailedException);
  await expect(again({ ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })).rejects.toMatchObject({
    Item: { ...key(2), drink: { S: 'tea' } },
  });
  expect((await dynamo.send(new GetItemCommand({ TableName, Key: key(2) }))).Item?.drink).toEqual({
    S: 'tea',
  });
});

test('a hundred increments at a time lose none', async () => {
  const Key = key(3);
  const increment = () =>
    dynamo.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: 'ADD used :one',
        ConditionExpression: 'attribute_not_exists(used) OR used < :capacity',
        ExpressionAttributeValues: { ':one': { N: '1' }, ':capacity': { N: '20' } },
      }),
    );
  const results = await Promise.allSettled(Array.from({ length: 100 }, increment));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
  expect((await dynamo.send(new GetItemCommand({ TableName, Key }))).Item?.used).toEqual({ N: '20' });
});

test('queries read items in the order of numbers, within bounds, backwards, and page by page', async () => {
  const ids = Array.from({ length: 300 }, (_, index) => index - 100);
  for (let at = 0; at < ids.length; at += 25) {
    const puts = ids
      .slice(at, at + 25)
      .map((id) => ({ PutRequest: { Item: { ...key(id, 'many'), n: { N: String(id % 7) } } } }));
    await dynamo.send(new BatchWriteItemCommand({ RequestItems: { orders: puts } }));
  }
  const query = (more: object) => ({
    TableName,
    KeyConditionExpression: 'shop = :shop AND id BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':shop': { S: 'many' }, ':from': { N: '-5' }, ':to': { N: '150' } },
    ...more,
  });
  const { Items = [] } = await dynamo.send(new QueryCommand(query({ ScanIndexForward: false, Limit: 3 })));
  expect(Items.map(({ id }) => id?.N)).toEqual(['150', '149', '148']);
  const found: number[] = [];
  for await (const page of paginateQuery({ client: dynamo, pageSize: 40 }, query({}))) {
    found.push(...(page.Items ?? []).map(({ id }) => Number(id?.N)));
  }
  expect(found).toEqual(ids.filter((id) => id >= -5 && id <= 150));
  const scanned: number[] = [];
  const filter = {
    TableName,
    FilterExpression: 'n = :n AND shop = :shop',
    ExpressionAttributeValues: { ':n': { N: '3' }, ':shop': { S: 'many' } },
  };
  for await (const page of paginateScan({ client: dynamo, pageSize: 64 }, filter)) {
    scanned.push(...(page.Items ?? []).map(({ id }) => Number(id?.N)));
  }
  expect(scanned.toSorted((left, right) => left - right)).toEqual(ids.filter((id) => id % 7 === 3));
});

test('indexes follow their items', async () => {
  const put = (id: number, status: string, placed: string) =>
    dynamo.send(
      new PutItemCommand({
        TableName,
        Item: {
          ...key(id, 'indexed'),
          status: { S: status },
          placed: { S: placed },
          drink: { S: 'latte' },
          secret: { S: 'x' },
        },
      }),
    );
  await Promise.all([put(1, 'QUEUED', '10:02'), put(2, 'QUEUED', '10:01'), put(3, 'DONE', '10:00')]);
  const byStatus = async (status: string) => {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-status',
        KeyConditionExpression: '#s = :status AND begins_with(placed, :hour)',
        ExpressionAttributeNames: { '#s': 'status' },
        ExpressionAttributeValues: { ':status': { S: status }, ':hour': { S: '10:' } },
      }),
    );
    return Items;
  };
  expect((await byStatus('QUEUED')).map(({ id }) => id?.N)).toEqual(['2', '1']);
  expect((await byStatus('DONE'))[0]).toEqual({
    ...key(3, 'indexed'),
    status: { S: 'DONE' },
    placed: { S: '10:00' },
    drink: { S: 'latte' },
  });
  await put(2, 'DONE', '10:03');
  expect((await byStatus('QUEUED')).map(({ id }) => id?.N)).toEqual(['1']);
  expect((await byStatus('DONE')).map(({ id }) => id?.N)).toEqual(['3', '2']);
  const local = await dynamo.send(
    new QueryCommand({
      TableName,
      IndexName: 'by-time',
      ConsistentRead: true,
      KeyConditionExpression: 'shop = :shop AND placed > :time',
      ExpressionAttributeValues: { ':shop': { S: 'indexed' }, ':time': { S: '10:00' } },
    }),
  );
  expect(local.Items?.map(({ secret, id }) => [id?.N, secret?.S])).toEqual([
    ['1', 'x'],
    ['2', 'x'],
  ]);
});

test('items are read together', async () => {
  const Keys = [key(1, 'many'), key(2, 'many'), key(1000, 'many')];
  const { Responses } = await dynamo.send(new BatchGetItemCommand({ RequestItems: { orders: { Keys } } }));
  expect(Responses?.orders?.map(({ id }) => id?.N).toSorted()).toEqual(['1', '2']);
});

test('a function uses the unmodified client, and no setting of its own', async () => {
  const name = await live.deploy(
    `import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
    const dynamo = new DynamoDBClient();
    export const handler = async ({ Item, Key }) => {
      await dynamo.send(new PutItemCommand({ TableName: 'orders', Item }));
      return (await dynamo.send(new GetItemCommand({ TableName: 'orders', Key }))).Item;
    };`,
    { durable: false },
  );
  const Item = { ...key(4), drink: { S: 'cortado' } };
  expect((await live.call(name, { Item, Key: key(4) })).result).toEqual(Item);
});

test('tables are made, listed and removed by the API too', async () => {
  const made = await dynamo.send(
    new CreateTableCommand({
      TableName: 'by-api',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  expect(made.TableDescription?.TableStatus).toBe('ACTIVE');
  expect((await dynamo.send(new ListTablesCommand({}))).TableNames).toEqual(['by-api', 'orders']);
  await dynamo.send(new DeleteTableCommand({ TableName: 'by-api' }));
  await expect(dynamo.send(new DescribeTableCommand({ TableName: 'by-api' }))).rejects.toBeInstanceOf(
    ResourceNotFoundException,
  );
});

test('what is wrong is told in the words of DynamoDB, and what is not served is said so', async () => {
  await expect(dynamo.send(new GetItemCommand({ TableName: 'nothing', Key: key(1) }))).rejects.toBeInstanceOf(
    ResourceNotFoundException,
  );
  await expect(dynamo.send(new GetItemCommand({ TableName, Key: { id: { N: '1' } } }))).rejects.toMatchObject(
    {
      name: 'ValidationException',
      message: 'The provided key element does not match the schema',
    },
  );
  const malformed = new UpdateItemCommand({ TableName, Key: key(1), UpdateExpression: 'SET a ==' });
  await expect(dynamo.send(malformed)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('Invalid UpdateExpression: Syntax error'),
  });
  await expect(dynamo.send(new ExecuteStatementCommand({ Statement: 'SELECT 1' }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('not PartiQL'),
  });
  const tooBig = new PutItemCommand({ TableName, Item: { ...key(9), text: { S: 'x'.repeat(400 * 1024) } } });
  await expect(dynamo.send(tooBig)).rejects.toMatchObject({ name: 'ValidationException' });
});

test('items outlive the server', async () => {
  await dynamo.send(new PutItemCommand({ TableName, Item: { ...key(5), drink: { S: 'flat white' } } }));
  await live.restart();
  dynamo.destroy();
  dynamo = clientOf(live.endpoint);
  expect((await dynamo.send(new GetItemCommand({ TableName, Key: key(5) }))).Item?.drink).toEqual({
    S: 'flat white',
  });
});

test('a put of the stack keeps the items, makes new indexes with them, and removes old ones', async () => {
  const drinks = {
    IndexName: 'by-drink',
    KeySchema: [{ AttributeName: 'drink', KeyType: 'HASH' as const }],
    Projection: { ProjectionType: 'KEYS_ONLY' as const },
  };
  const changed: StackTable = {
    ...orders,
    AttributeDefinitions: [
      ...orders.AttributeDefinitions.filter(({ AttributeName }) => AttributeName !== 'status'),
      { AttributeName: 'drink', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [drinks],
  };
  await putStack(live, 'tables', { Tables: [changed] });
  const byDrink = () =>
    dynamo.send(
      new QueryCommand({
        TableName,
        IndexName: 'by-drink',
        KeyConditionExpression: 'drink = :drink',
        ExpressionAttributeValues: { ':drink': { S: 'flat white' } },
      }),
    );
  expect((await byDrink()).Items).toEqual([{ ...key(5), drink: { S: 'flat white' } }]);
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
  expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['by-drink']);
  await putStack(live, 'tables', { Tables: [orders] });
  await expect(byDrink()).rejects.toMatchObject({
    message: 'The table does not have the specified index: by-drink',
  });
});

const counted = (type: 'S' | 'N', more: object = {}): StackTable => ({
  TableName: 'counted',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: type }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  ...more,
});

test('keys change while a table is empty, and are refused to change when it is not', async () => {
  await putStack(live, 'counted', { Tables: [counted('S')] });
  await putStack(live, 'counted', { Tables: [counted('N')] });
  await dynamo.send(new PutItemCommand({ TableName: 'counted', Item: { id: { N: '1' } } }));
  const refused = await askStack(live, 'PUT', '/counted', { Tables: [counted('S')] });
  expect(refused.status).toBe(400);
  expect((refused.body as { message: string }).message).toContain(
    'table counted: its keys and local indexes cannot change',
  );
});

test('a table that leaves its stack goes with its items, unless it is to be kept', async () => {
  const count = async () =>
    (await dynamo.send(new DescribeTableCommand({ TableName: 'counted' }))).Table?.TableName;
  await putStack(live, 'counted', { Tables: [counted('N', { DeletionPolicy: 'Retain' })] });
  await askStack(live, 'DELETE', '/counted');
  expect(await count()).toBe('counted');
  await putStack(live, 'adopted', { Tables: [counted('N')] });
  const { Item } = await dynamo.send(new GetItemCommand({ TableName: 'counted', Key: { id: { N: '1' } } }));
  expect(Item).toBeDefined();
  await putStack(live, 'adopted', {});
  await expect(count()).rejects.toBeInstanceOf(ResourceNotFoundException);
});

test.each([
  [
    'a key that is not defined',
    { AttributeDefinitions: [{ AttributeName: 'other', AttributeType: 'S' }] },
    'table counted: ',
  ],
  ['a name that is too short', { TableName: 'ab' }, "'tables.1.member.tableName'"],
])('a table with %s is refused', async (_what, more, message) => {
  const answer = await askStack(live, 'PUT', '/refused', { Tables: [{ ...counted('S'), ...more }] });
  expect(answer.status).toBe(400);
  expect((answer.body as { message: string }).message).toContain(message);
});
