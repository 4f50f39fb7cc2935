// The shop: whether it is open, which orders have a place in it, and what was paid. What an order does here it can do again without
// effect, because a step that a crash cut short runs again:
//
//   shop                {open, taken, served}    one item
//   place#<orderId>                              while the order has a place; `taken` counts these
//   payment#<orderId>   {cents, state}           one for each order, however often it was asked for

import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { fromItem } from './items.ts';
import { settings } from './settings.ts';

export interface ShopState {
  isOpen: boolean;
  /** Orders that have a place. */
  taken: number;
  capacity: number;
  /** Drinks that were made. */
  served: number;
}

type PaymentState = 'AUTHORISED' | 'CAPTURED' | 'VOIDED';

const SHOP = { id: { S: 'shop' } };
const client = new DynamoDBClient({});

export async function shopState(): Promise<ShopState> {
  const { shopTable, capacity } = settings();
  const { Item: item = {} } = await client.send(new GetItemCommand({ TableName: shopTable, Key: SHOP }));
  const {
    open = true,
    taken = 0,
    served = 0,
  } = fromItem<{ open?: boolean; taken?: number; served?: number }>(item);
  return { isOpen: open, taken, capacity, served };
}

export async function openShop(isOpen: boolean): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: settings().shopTable,
      Key: SHOP,
      UpdateExpression: 'SET #open = :open',
      ExpressionAttributeNames: { '#open': 'open' },
      ExpressionAttributeValues: { ':open': { BOOL: isOpen } },
    }),
  );
}

/** Whether the order has a place now. It keeps the one that it has. */
export async function takePlace(orderId: string): Promise<boolean> {
  const { shopTable, capacity } = settings();
  const failed = await failedConditions([
    {
      Put: {
        TableName: shopTable,
        Item: placeOf(orderId),
        ConditionExpression: 'attribute_not_exists(id)',
      },
    },
    {
      Update: {
        TableName: shopTable,
        Key: SHOP,
        UpdateExpression: 'ADD taken :one',
        ConditionExpression: 'attribute_not_exists(taken) OR taken < :capacity',
        ExpressionAttributeValues: { ':one': { N: '1' }, ':capacity': { N: String(capacity) } },
      },
    },
  ]);
  const [hasPlace, isFull] = failed;
  return hasPlace === true || isFull !== true;
}

/** `served` says whether a drink was made. Without a place it does nothing. */
export async function givePlaceBack(orderId: string, served: boolean): Promise<void> {
  const { shopTable } = settings();
  await failedConditions([
    {
      Delete: {
        TableName: shopTable,
        Key: placeOf(orderId),
        ConditionExpression: 'attribute_exists(id)',
      },
    },
    {
      Update: {
        TableName: shopTable,
        Key: SHOP,
        UpdateExpression: 'ADD taken :minusOne, served :served',
        ExpressionAttributeValues: { ':minusOne': { N: '-1' }, ':served': { N: served ? '1' : '0' } },
      },
    },
  ]);
}

export async function authorisePayment(orderId: string, cents: number): Promise<void> {
  await unlessRefused(
    new PutItemCommand({
      TableName: settings().shopTable,
      Item: { ...paymentOf(orderId), cents: { N: String(cents) }, state: { S: 'AUTHORISED' } },
      ConditionExpression: 'attribute_not_exists(id)',
    }),
  );
}

/** Takes the money, or lets it go. What was decided first stays. */
export async function settlePayment(
  orderId: string,
  state: Exclude<PaymentState, 'AUTHORISED'>,
): Promise<void> {
  await unlessRefused(
    new UpdateItemCommand({
      TableName: settings().shopTable,
      Key: paymentOf(orderId),
      UpdateExpression: 'SET #state = :state',
      ConditionExpression: '#state = :authorised',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':state': { S: state }, ':authorised': { S: 'AUTHORISED' } },
    }),
  );
}

const placeOf = (orderId: string) => ({ id: { S: `place#${orderId}` } });
const paymentOf = (orderId: string) => ({ id: { S: `payment#${orderId}` } });

/** A condition that does not hold means that it has been done. */
async function unlessRefused(command: PutItemCommand | UpdateItemCommand): Promise<void> {
  try {
    await (command instanceof PutItemCommand ? client.send(command) : client.send(command));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

type TransactItems = ConstructorParameters<typeof TransactWriteItemsCommand>[0]['TransactItems'];

/** Which conditions did not hold, one for each item; empty when all was written. */
async function failedConditions(TransactItems: TransactItems): Promise<boolean[]> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems }));
    return [];
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    const failed = reasons.map(({ Code }) => Code === 'ConditionalCheckFailed');
    if (!failed.includes(true)) throw error;
    return failed;
  }
}
