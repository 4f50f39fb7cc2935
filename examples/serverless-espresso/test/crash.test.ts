// The server is killed in the middle of a burst. After the restart every order ends once, places add up, and nobody has paid twice.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { deployStack, LambdaApi, ServerProcess } from '@perdure/cli';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LiveHub } from '../app/live-hub.ts';
import { placeOrders } from '../app/order-burst.ts';
import { fromItem } from '../src/items.ts';
import type { Order } from '../src/orders-table.ts';

const ORDERS = Number(process.env.ESPRESSO_ORDERS ?? 24);
const RATE = 40;
const LOOK_MILLIS = 200;

let server: ServerProcess;
let hub: LiveHub;
const directory = mkdtempSync(join(tmpdir(), 'perdure-espresso-'));
beforeAll(async () => {
  server = await ServerProcess.start(directory, 0);
  hub = await LiveHub.open();
});
afterAll(async () => {
  await server.kill();
  await hub[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true });
});

it('a burst survives two kills of the server', async () => {
  const stack = await deployStack(new LambdaApi(server.endpoint), {
    file: join(import.meta.dirname, '../template.yaml'),
    stackName: 'espresso',
    parameterOverrides: [
      `LiveUrl=${hub.publishUrl}`,
      `Capacity=${ORDERS}`,
      'AnswerSeconds=10',
      'CapacityProviderArn=arn:aws:lambda:us-east-1:000000000000:capacity-provider:perdure',
    ],
  });
  const { Outputs = [], Tables = [] } = stack.Document;
  const apiUrl = Outputs.find(({ OutputKey }) => OutputKey === 'ApiUrl')?.OutputValue ?? '';
  let queued = 0;
  const halfWay = Promise.withResolvers<void>();
  const unwatch = hub.watch(({ type }) => {
    if (type === 'ORDER_QUEUED') queued += 1;
    if (queued >= ORDERS / 2) halfWay.resolve();
  });
  const burst = placeOrders({ apiUrl, hub, orders: ORDERS, rate: RATE });
  await halfWay.promise;
  unwatch();
  for (let kills = 0; kills < 2; kills += 1) {
    await server.kill();
    await server.startAgain();
  }
  const { placed } = await burst;
  const client = new DynamoDBClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const items = async <Fields extends object>(name: string): Promise<Fields[]> => {
    const TableName = Tables.find(({ TableName: known }) => known.includes(`-${name}-`))?.TableName;
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    return Items.map((item) => fromItem<Fields>(item));
  };
  // An order may have been taken although its answer was cut off; nobody in the burst knows of it.
  const isOpen = ({ status }: Order): boolean => ['PENDING', 'QUEUED', 'ACCEPTED'].includes(status);
  while ((await items<Order>('Orders')).some(isOpen)) await sleep(LOOK_MILLIS);
  const orders = await items<Order>('Orders');
  const rows = await items<{ id: string; state?: string; taken?: number; served?: number }>('Shop');
  client.destroy();
  expect(orders.length).toBeGreaterThanOrEqual(placed);
  for (const { status } of orders) expect(['COMPLETED', 'CANCELLED', 'TIMED_OUT']).toContain(status);
  const completed = orders.filter(({ status }) => status === 'COMPLETED').map(({ orderId }) => orderId);
  const captured = rows
    .filter(({ state }) => state === 'CAPTURED')
    .map(({ id }) => id.slice('payment#'.length));
  expect(captured.sort()).toEqual(completed.sort());
  expect(rows.find(({ id }) => id === 'shop')).toMatchObject({ taken: 0, served: completed.length });
  expect(rows.filter(({ id }) => id.startsWith('place#'))).toEqual([]);
});
