// The orders as people see them. The workflow writes here; nothing is decided here.

import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type Field, fromItem, type Item, toAttribute, toItem } from './items.ts';
import type { OrderForm } from './order-form.ts';
import { isEnded, type OrderStatus, type Phase } from './order-status.ts';
import { settings } from './settings.ts';

export interface Order extends Omit<OrderForm, 'code'> {
  orderId: string;
  status: OrderStatus;
  /** Milliseconds since 1970, as all times here. */
  placedAt: number;
  acceptedAt?: number;
  endedAt?: number;
  barista?: string;
  /** Why it did not end well, in words. */
  reason?: string;
  endedBy?: string;
  cents?: number;
  /** What it waits for, and by which callback. */
  phase?: Phase;
  callbackId?: string;
}

type Changes = Partial<Record<keyof Order, Field>>;

const client = new DynamoDBClient({});

/** Placing it again, as a repeated step does, changes nothing. */
export async function placeOrder(order: Order): Promise<void> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: settings().ordersTable,
        Item: toItem({ ...order }),
        ConditionExpression: 'attribute_not_exists(orderId)',
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

/** `undefined` takes a field away. */
export async function changeOrder(orderId: string, changes: Changes): Promise<void> {
  const entries = Object.entries(changes);
  const set = entries.filter(([, value]) => value !== undefined);
  const removed = entries.filter(([, value]) => value === undefined);
  const expressions = [
    ...(set.length > 0 ? [`SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}`] : []),
    ...(removed.length > 0 ? [`REMOVE ${removed.map(([name]) => `#${name}`).join(', ')}`] : []),
  ];
  const values = set.flatMap(([name, value]) =>
    value === undefined ? [] : [[`:${name}`, toAttribute(value)]],
  );
  await client.send(
    new UpdateItemCommand({
      TableName: settings().ordersTable,
      Key: { orderId: { S: orderId } },
      UpdateExpression: expressions.join(' '),
      ExpressionAttributeNames: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
      ...(values.length > 0 && { ExpressionAttributeValues: Object.fromEntries(values) as Item }),
    }),
  );
}

export async function findOrder(orderId: string): Promise<Order | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: settings().ordersTable, Key: { orderId: { S: orderId } } }),
  );
  return item && fromItem<Order>(item);
}

/** Those that wait oldest first, since they are next; those that are over newest first. */
export async function ordersByStatus(status: OrderStatus, limit: number): Promise<Order[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: settings().ordersTable,
      IndexName: 'byStatus',
      KeyConditionExpression: '#status = :status',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':status': { S: status } },
      ScanIndexForward: !isEnded(status),
      Limit: limit,
    }),
  );
  return Items.map((item) => fromItem<Order>(item));
}

export async function ordersOf(attendee: string, since: number): Promise<Order[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: settings().ordersTable,
      IndexName: 'byAttendee',
      KeyConditionExpression: 'attendee = :attendee AND placedAt >= :since',
      ExpressionAttributeValues: { ':attendee': { S: attendee }, ':since': { N: String(since) } },
    }),
  );
  return Items.map((item) => fromItem<Order>(item));
}
