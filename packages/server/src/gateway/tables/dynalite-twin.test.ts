// The same random requests to dynalite on its own store, in memory, and to its rules on ours: every answer is the same. A bug
// of ours would show in what the store does: orders, ranges, pages, and index entries that do not follow their items.

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TableEngine } from './table-engine.ts';
import type { TableOperation } from './table-service.ts';

const dynalite = createRequire(import.meta.url)('dynalite') as (options: object) => Server;
const RUNS = 40;

let directory: string;
let engine: TableEngine;
let twin: Server;
let twinUrl: string;
let tables = 0;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'perdure-twin-'));
  const realm = { partition: 'aws', region: 'us-east-1', account: '000000000000' };
  engine = new TableEngine({
    file: join(directory, 'tables.db'),
    realm,
    now: () => Date.now(),
    onFault: (fault) => {
      throw fault;
    },
  });
  twin = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(twin, 'listening');
  twinUrl = `http://127.0.0.1:${(twin.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await engine.close();
  twin.closeAllConnections();
  await new Promise((resolve) => twin.close(resolve));
  rmSync(directory, { recursive: true, force: true });
});

interface Asked {
  operation: TableOperation;
  request: object;
}

async function askEngine({ operation, request }: Asked): Promise<unknown> {
  const { status, body } = await engine.request(operation, JSON.stringify(request));
  return { status, answer: JSON.parse(body) };
}

async function askTwin({ operation, request }: Asked): Promise<unknown> {
  const response = await fetch(twinUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20261125T090000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=a/20261125/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x',
    },
    body: JSON.stringify(request),
  });
  return { status: response.status, answer: await response.json() };
}

/** A fresh table on both sides. */
async function createTable(): Promise<string> {
  tables += 1;
  const TableName = `table-${tables}`;
  const asked: Asked = {
    operation: 'CreateTable',
    request: {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'h', AttributeType: 'S' },
        { AttributeName: 'r', AttributeType: 'N' },
        { AttributeName: 'g', AttributeType: 'S' },
        { AttributeName: 'b', AttributeType: 'B' },
      ],
      KeySchema: [
        { AttributeName: 'h', KeyType: 'HASH' },
        { AttributeName: 'r', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'global',
          KeySchema: [
            { AttributeName: 'g', KeyType: 'HASH' },
            { AttributeName: 'b', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['v'] },
        },
      ],
      LocalSecondaryIndexes: [
        {
          IndexName: 'local',
          KeySchema: [
            { AttributeName: 'h', KeyType: 'HASH' },
            { AttributeName: 'b', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    },
  };
  await Promise.all([askEngine(asked), askTwin(asked)]);
  const described: Asked = { operation: 'DescribeTable', request: { TableName } };
  while (!JSON.stringify(await askTwin(described)).includes('"TableStatus":"ACTIVE"'));
  return TableName;
}

const hash = fc.constantFrom('a', 'b', 'ab', 'é~', ' ');
const range = fc.constantFrom('-100.5', '-1', '0', '0.001', '1', '2', '10', '1e20');
const bytes = fc.constantFrom('AA==', 'AAA=', '/w==', 'YWI=', 'YWJj');
const key = fc.record({ h: hash.map((S) => ({ S })), r: range.map((N) => ({ N })) });
const attributes = fc.record(
  {
    g: hash.map((S) => ({ S })),
    b: bytes.map((B) => ({ B })),
    v: fc.oneof(
      fc.integer({ min: -3, max: 3 }).map((n) => ({ N: String(n) })),
      fc.constant({ L: [{ S: 'x' }, { M: { y: { BOOL: true } } }] }),
    ),
    s: fc.uniqueArray(fc.constantFrom('p', 'q', 'r'), { minLength: 1 }).map((SS) => ({ SS })),
  },
  { requiredKeys: [] },
);
const limit = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });

const asked: fc.Arbitrary<Asked> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(key, attributes)
      .map(([Key, more]) => request('PutItem', { Item: { ...Key, ...more }, ReturnValues: 'ALL_OLD' })),
  },
  fc
    .tuple(
      key,
      fc.constantFrom('attribute_exists(v)', 'attribute_not_exists(h)', 'v > :one', 'contains(s, :p)'),
    )
    .map(([Key, ConditionExpression]) =>
      request('UpdateItem', {
        Key,
        ConditionExpression,
        UpdateExpression: 'SET v = if_not_exists(v, :one), g = :p ADD s :set REMOVE b',
        ExpressionAttributeValues: {
          ':one': { N: '1' },
          ':p': { S: 'p' },
          ':set': { SS: ['q'] },
        },
        ReturnValues: 'ALL_NEW',
      }),
    ),
  key.map((Key) => request('DeleteItem', { Key, ReturnValues: 'ALL_OLD' })),
  key.map((Key) => request('GetItem', { Key, ProjectionExpression: 'v, s, h' })),
  fc
    .tuple(hash, range, range, fc.constantFrom('<', '<=', '>', '>=', '=', 'BETWEEN'), fc.boolean(), limit)
    .map(([S, low, high, sign, ScanIndexForward, Limit]) =>
      request('Query', {
        KeyConditionExpression: `h = :h AND r ${sign} :low${sign === 'BETWEEN' ? ' AND :high' : ''}`,
        ExpressionAttributeValues: {
          ':h': { S },
          ':low': { N: low },
          ...(sign === 'BETWEEN' ? { ':high': { N: high } } : {}),
        },
        ScanIndexForward,
        Limit,
      }),
    ),
  fc
    .tuple(hash, bytes, fc.constantFrom('global', 'local'), fc.boolean(), limit)
    .map(([S, B, IndexName, ScanIndexForward, Limit]) =>
      request('Query', {
        IndexName,
        KeyConditionExpression: `${IndexName === 'global' ? 'g' : 'h'} = :h AND begins_with(b, :b)`,
        ExpressionAttributeValues: { ':h': { S }, ':b': { B } },
        ScanIndexForward,
        Limit,
      }),
    ),
  fc
    .tuple(fc.constantFrom(undefined, 'global', 'local'), limit)
    .map(([IndexName, Limit]) =>
      request('Scan', { IndexName, Limit, FilterExpression: 'attribute_exists(h)' }),
    ),
);

function request(operation: TableOperation, more: object): Asked {
  return { operation, request: more };
}

test(`${RUNS} random sequences of requests have the same answers as on dynalite's own store`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { minLength: 5, maxLength: 40 }), async (requests) => {
      const TableName = await createTable();
      for (const each of requests) {
        const named = { operation: each.operation, request: { ...each.request, TableName } };
        const [ours, theirs] = await Promise.all([askEngine(named), askTwin(named)]);
        expect({ asked: named, ...(ours as object) }).toEqual({ asked: named, ...(theirs as object) });
      }
    }),
    { numRuns: RUNS, seed: 17 },
  );
});
