// What stacks bring: an asynchronous route, an event bus and tables, from the request to the durable answer.

import type { StackDocument } from '@perdure/protocol';
import { type Caller, runLoad, runPaced } from '../load.ts';
import { median, percentile } from '../statistics.ts';
import { printTable, type Row, round } from '../table.ts';

export interface GatewayWorkload {
  /** A durable function, whose executions wait for a callback. */
  functionName: string;
  /** Orders that come at an even rate, and how many come in a second. */
  orders: number;
  ratePerSecond: number;
  concurrency: readonly number[];
  millis: number;
}

const ROUTE = '/perdure/apis/bench/v1/orders';
const key = { id: { S: 'bar' } };

const document = (functionName: string): StackDocument => ({
  Apis: [
    {
      ApiId: 'bench',
      Name: 'bench',
      Protocol: 'REST',
      Stage: 'v1',
      Routes: [
        {
          Method: 'POST',
          Path: '/orders',
          Integration: {
            Type: 'AWS',
            Function: `${functionName}:$LATEST`,
            InvocationType: 'Event',
            RequestTemplates: {
              'application/json': `{"id": "$context.requestId", "order": $input.json('$')}`,
            },
            Responses: [
              { StatusCode: 202, ResponseTemplates: { 'application/json': '{"id": "$context.requestId"}' } },
            ],
          },
        },
      ],
    },
  ],
  Rules: [
    {
      Name: 'bench',
      EventPattern: { source: ['bench'], detail: { price: [{ numeric: ['>', 3] }] } },
      Targets: [{ Id: 'order', Function: `${functionName}:$LATEST` }],
    },
  ],
  Tables: [
    {
      TableName: 'bench',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    },
  ],
});

const update = (by: string) => ({
  TableName: 'bench',
  Key: key,
  UpdateExpression: 'ADD used :by',
  ExpressionAttributeValues: { ':by': { N: by } },
});

/** What is asked, each with how. */
const requests: Readonly<Record<string, (caller: Caller) => Promise<void>>> = {
  'POST of an asynchronous route': (caller) => send(caller, ROUTE, { drink: 'latte', price: 4 }),
  'PutEvents, a rule with one target': (caller) =>
    send(
      caller,
      '/',
      { Entries: [{ Source: 'bench', DetailType: 'x', Detail: '{"price": 4}' }] },
      'AWSEvents.PutEvents',
    ),
  UpdateItem: (caller) => send(caller, '/', update('1'), 'DynamoDB_20120810.UpdateItem'),
  'TransactWriteItems, two items': (caller) =>
    send(
      caller,
      '/',
      {
        TransactItems: [
          { Update: update('1') },
          { Update: { ...update('1'), Key: { id: { S: 'orders' } } } },
        ],
      },
      'DynamoDB_20120810.TransactWriteItems',
    ),
  GetItem: (caller) => send(caller, '/', { TableName: 'bench', Key: key }, 'DynamoDB_20120810.GetItem'),
};

async function send(caller: Caller, path: string, body: object, target?: string): Promise<void> {
  const header = target === undefined ? '' : `X-Amz-Target: ${target}\r\n`;
  const answer = await caller.call('POST', path, JSON.stringify(body), header);
  if (answer.status >= 300) throw new Error(`unexpected answer: ${answer.status} ${answer.body}`);
}

export async function measureGateway(endpoint: string, workload: GatewayWorkload): Promise<void> {
  const { functionName, orders, ratePerSecond, concurrency, millis } = workload;
  const put = await fetch(`${endpoint}/perdure/stacks/bench`, {
    method: 'PUT',
    body: JSON.stringify(document(functionName)),
  });
  if (!put.ok) throw new Error(await put.text());
  const latencies = await runPaced(endpoint, { count: orders, ratePerSecond }, (caller) =>
    send(caller, ROUTE, { drink: 'latte', price: 4 }),
  );
  printTable('Orders at an even rate, from the POST to the answer that says durably started', [
    { orders, 'per second': ratePerSecond, ...spread(latencies) },
  ]);
  const rows: Row[] = [];
  for (const [request, work] of Object.entries(requests)) {
    for (const callers of concurrency) {
      const options = { concurrency: callers, warmUpMillis: millis / 2, millis };
      const { latencies: each, seconds } = await runLoad(endpoint, options, work);
      rows.push({
        request,
        concurrency: callers,
        'requests/s': round(each.length / seconds, 0),
        ...spread(each),
      });
    }
  }
  printTable('Routes, events and tables, from the request to the durable answer', rows);
}

const spread = (latencies: readonly number[]): Row => ({
  'p50 ms': round(median(latencies), 2),
  'p99 ms': round(percentile(latencies, 0.99), 2),
  'max ms': round(Math.max(...latencies), 2),
});
