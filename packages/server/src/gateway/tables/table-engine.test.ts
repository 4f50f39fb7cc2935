// The engine on a file, without a server: what is isolated, what is kept, and when items expire.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TableEngine } from './table-engine.ts';
import type { TableOperation } from './table-service.ts';

const realm = { partition: 'aws', region: 'us-east-1', account: '000000000000' };
let directory: string;
let engine: TableEngine;
let now: number;
let faults: unknown[];

const open = () =>
  new TableEngine({
    file: join(directory, 'tables.db'),
    realm,
    now: () => now,
    onFault: (fault) => faults.push(fault),
  });

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'perdure-tables-'));
  now = Date.parse('2026-11-25T09:00:00Z');
  faults = [];
  engine = open();
  await ask('CreateTable', {
    TableName: 'items',
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'kind', AttributeType: 'S' },
    ],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-kind',
        KeySchema: [{ AttributeName: 'kind', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });
});
afterEach(async () => {
  await engine.close();
  rmSync(directory, { recursive: true, force: true });
  expect(faults).toEqual([]);
});

async function ask(operation: TableOperation, request: object): Promise<Record<string, unknown>> {
  const { status, body } = await engine.request(operation, JSON.stringify(request));
  return { status, ...(JSON.parse(body) as object) };
}

const put = (id: string, more: object = {}) =>
  ask('PutItem', { TableName: 'items', Item: { id: { S: id }, kind: { S: 'a' }, ...more } });
const ids = async () => {
  const { Items } = await ask('Scan', { TableName: 'items' });
  return (Items as { id: { S: string } }[]).map(({ id }) => id.S).sort();
};
const indexed = async () => {
  const { Count } = await ask('Query', {
    TableName: 'items',
    IndexName: 'by-kind',
    KeyConditionExpression: 'kind = :a',
    ExpressionAttributeValues: { ':a': { S: 'a' } },
  });
  return Count;
};

test('an item is removed when its time is over, from indexes too, and not before', async () => {
  await ask('UpdateTimeToLive', {
    TableName: 'items',
    TimeToLiveSpecification: { AttributeName: 'the "end"', Enabled: true },
  });
  const seconds = now / 1000;
  await put('soon', { 'the "end"': { N: String(seconds + 60) } });
  await put('text', { 'the "end"': { S: String(seconds) } });
  await put('ancient', { 'the "end"': { N: '1' } });
  await put('never');
  await engine.expire();
  expect(await ids()).toEqual(['ancient', 'never', 'soon', 'text']);
  now += 60_000;
  await engine.expire();
  expect(await ids()).toEqual(['ancient', 'never', 'text']);
  expect(await indexed()).toBe(3);
});

test('without time to live nothing expires', async () => {
  const specification = { AttributeName: 'end', Enabled: true };
  await ask('UpdateTimeToLive', { TableName: 'items', TimeToLiveSpecification: specification });
  await put('kept', { end: { N: '1764000000' } });
  await ask('UpdateTimeToLive', {
    TableName: 'items',
    TimeToLiveSpecification: { ...specification, Enabled: false },
  });
  expect(await ask('DescribeTimeToLive', { TableName: 'items' })).toMatchObject({
    TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' },
  });
  await engine.expire();
  expect(await ids()).toEqual(['kept']);
});

test('of requests that share a transaction a refused one takes nobody with it', async () => {
  const [first, refused, last] = await Promise.all([
    put('first'),
    ask('PutItem', { TableName: 'items', Item: { kind: { S: 'a' } } }),
    put('last'),
  ]);
  expect([first?.status, refused?.status, last?.status]).toEqual([200, 400, 200]);
  expect(await ids()).toEqual(['first', 'last']);
});

test('what was answered is there after the file is opened again', async () => {
  await put('kept');
  await engine.close();
  engine = open();
  expect(await ids()).toEqual(['kept']);
  expect(await indexed()).toBe(1);
});

test('a removed table leaves nothing behind', async () => {
  await put('old');
  await ask('UpdateTimeToLive', {
    TableName: 'items',
    TimeToLiveSpecification: { AttributeName: 'end', Enabled: true },
  });
  const { TableDescription: before } = await ask('DeleteTable', { TableName: 'items' });
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = before as Record<string, object[]>;
  await ask('CreateTable', {
    TableName: 'items',
    AttributeDefinitions,
    KeySchema,
    GlobalSecondaryIndexes: GlobalSecondaryIndexes?.map((index) => ({
      IndexName: Reflect.get(index, 'IndexName'),
      KeySchema: Reflect.get(index, 'KeySchema'),
      Projection: Reflect.get(index, 'Projection'),
    })),
  });
  expect(await ids()).toEqual([]);
  expect(await indexed()).toBe(0);
  expect(await ask('DescribeTimeToLive', { TableName: 'items' })).toMatchObject({
    TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' },
  });
});

test('a body that is no JSON object is refused', async () => {
  for (const body of ['', '[]', '{']) {
    expect((await engine.request('GetItem', body)).status).toBe(400);
  }
});
