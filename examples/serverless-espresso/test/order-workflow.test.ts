// Every way that an order can go, on the testing library's modelled time, with the tables and the bus of a real server.

import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expectSurvivesCrashes, LocalDurableTestRunner } from '@perdure/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeAt } from '../src/entrance-code.ts';
import type { OrderForm } from '../src/order-form.ts';
import { type Answer, handler, type Outcome } from '../src/order-workflow.ts';
import { findOrder } from '../src/orders-table.ts';
import { givePlaceBack, openShop, shopState, takePlace } from '../src/shop-table.ts';
import { ShopSession } from './shop-session.ts';

let shop: ShopSession;
beforeAll(async () => {
  shop = await ShopSession.open(['Capacity=3']);
  Object.assign(process.env, await shop.variables('OrderWorkflow'));
  await LocalDurableTestRunner.setupTestEnvironment({ skipTime: true });
});
afterAll(async () => {
  await LocalDurableTestRunner.teardownTestEnvironment();
  await shop[Symbol.asyncDispose]();
});

let orders = 0;
let orderId = '';
let runner: LocalDurableTestRunner<Outcome>;
beforeEach(() => {
  orders += 1;
  orderId = `order-${orders}`;
  runner = new LocalDurableTestRunner<Outcome>({ handlerFunction: handler });
});

const form = (more: Partial<OrderForm> = {}): OrderForm => ({
  attendee: `attendee-${orders}`,
  drink: 'latte',
  size: 'large',
  extras: ['oat-milk'],
  ...more,
});

const run = (order: Partial<OrderForm> = form()) => runner.run({ payload: { orderId, order } });
const answer = (name: 'acceptance' | 'completion', given: Answer): void => {
  runner.answerCallback(name, { success: JSON.stringify(given) });
};
const noAnswer = (name: 'acceptance' | 'completion'): void => {
  runner.answerCallback(name, { open: true });
};
const accepted = { action: 'ACCEPT', barista: 'Ada' } as const;

describe('an order', () => {
  it('that is accepted and made is paid once, and its place is free again', async () => {
    answer('acceptance', accepted);
    answer('completion', { action: 'COMPLETE', barista: 'Ada' });
    const before = await shopState();
    expect((await run()).getResult()).toEqual({
      orderId,
      attendee: form().attendee,
      status: 'COMPLETED',
      cents: 510,
      barista: 'Ada',
    });
    expect(await findOrder(orderId)).toMatchObject({ status: 'COMPLETED', barista: 'Ada', cents: 510 });
    expect(await shopState()).toEqual({ ...before, served: before.served + 1 });
    expect(await paymentState(orderId)).toBe('CAPTURED');
  });

  it('that nobody accepts within two minutes is let go: nothing is charged, and the place is free', async () => {
    noAnswer('acceptance');
    const before = await shopState();
    const result = await run();
    expect(result.getResult()).toMatchObject({ status: 'TIMED_OUT', endedBy: 'shop', cents: 0 });
    expect(namesOf(result).slice(-3)).toEqual(['void-payment', 'return-place', 'close']);
    expect(await shopState()).toEqual(before);
    expect(await paymentState(orderId)).toBe('VOIDED');
    expect(await findOrder(orderId)).toMatchObject({ status: 'TIMED_OUT' });
  });

  it('that is accepted and then not made in time is let go too', async () => {
    answer('acceptance', accepted);
    noAnswer('completion');
    expect((await run()).getResult()).toMatchObject({ status: 'TIMED_OUT' });
    expect(await paymentState(orderId)).toBe('VOIDED');
  });

  it.each(['acceptance', 'completion'] as const)(
    'can be cancelled by its customer while it waits for %s',
    async (phase) => {
      answer('acceptance', accepted);
      answer(phase, { action: 'CANCEL', by: 'Grace', reason: 'The talk begins.' });
      expect((await run()).getResult()).toMatchObject({
        status: 'CANCELLED',
        endedBy: 'Grace',
        reason: 'The talk begins.',
      });
      expect(await paymentState(orderId)).toBe('VOIDED');
      const order = await findOrder(orderId);
      expect([order?.status, order?.callbackId, order?.phase]).toEqual(['CANCELLED', undefined, undefined]);
    },
  );

  it('can be cancelled by the barista who has it', async () => {
    answer('acceptance', accepted);
    answer('completion', { action: 'CANCEL', by: 'Ada', reason: 'No oat milk left.' });
    expect((await run()).getResult()).toMatchObject({ status: 'CANCELLED', endedBy: 'Ada' });
  });

  it.each([
    ['for a drink that is not on the menu', { drink: 'mulled-wine' }, 'There is no mulled-wine on the menu.'],
    ['of a size that there is not', { size: 'bucket' as 'small' }, 'bucket is not a size.'],
    ['with an extra that there is not', { extras: ['gold'] }, 'Not all of these extras can be had.'],
    ['without a name', { attendee: '' }, 'We need a name to call.'],
    ['with an old code', { code: '00000000' }, 'That code is too old. Scan the one on the display.'],
  ])('%s is refused, with nothing to undo', async (_, more, reason) => {
    const before = await shopState();
    const result = await run(form(more));
    expect(result.getResult()).toMatchObject({ status: 'REFUSED', reason });
    expect(namesOf(result)).not.toContain('return-place');
    expect(await shopState()).toEqual(before);
  });

  it('without a form is refused, not broken', async () => {
    const result = await runner.run({ payload: { orderId } });
    expect(result.getResult()).toMatchObject({ status: 'REFUSED', reason: 'We need a name to call.' });
  });

  it('with the code of the display is taken', async () => {
    answer('acceptance', accepted);
    answer('completion', { action: 'COMPLETE', barista: 'Ada' });
    expect((await run(form({ code: codeAt(Date.now()) }))).getResult()).toMatchObject({
      status: 'COMPLETED',
    });
  });

  it('is refused while the shop is closed', async () => {
    await openShop(false);
    expect((await run()).getResult()).toMatchObject({ status: 'REFUSED', reason: 'The shop is closed.' });
    await openShop(true);
  });

  it('is refused when the shop is full', async () => {
    const others = ['a', 'b', 'c'].map((name) => `${orderId}-${name}`);
    for (const other of others) expect(await takePlace(other)).toBe(true);
    expect((await run()).getResult()).toMatchObject({
      status: 'REFUSED',
      reason: expect.stringContaining('full'),
    });
    for (const other of others) await givePlaceBack(other, false);
  });

  it('is the last one of the day for an attendee who has had two; those that came to nothing do not count', async () => {
    const attendee = `regular-${orders}`;
    const order = async (n: number) => {
      answer('acceptance', n === 1 ? { action: 'CANCEL', by: attendee, reason: '' } : accepted);
      answer('completion', { action: 'COMPLETE', barista: 'Ada' });
      return (
        await runner.run({ payload: { orderId: `${orderId}-${n}`, order: form({ attendee }) } })
      ).getResult()?.status;
    };
    expect([await order(1), await order(2), await order(3), await order(4)]).toEqual([
      'CANCELLED',
      'COMPLETED',
      'COMPLETED',
      'REFUSED',
    ]);
  });

  it('goes on where it was after a crash anywhere, and is charged once', async () => {
    const before = await shopState();
    const { crashes } = await expectSurvivesCrashes(handler, {
      payload: { orderId, order: form() },
      prepare: (crashing) => {
        crashing.answerCallback('acceptance', { success: JSON.stringify(accepted) });
        crashing.answerCallback('completion', { success: '{"action":"COMPLETE","barista":"Ada"}' });
      },
    });
    expect(crashes).toBeGreaterThan(10);
    expect((await shopState()).taken).toBe(before.taken);
    expect(await paymentState(orderId)).toBe('CAPTURED');
  });
});

const namesOf = (result: { getOperations(): { getName(): string | undefined }[] }): (string | undefined)[] =>
  result.getOperations().map((operation) => operation.getName());

async function paymentState(id: string): Promise<string | undefined> {
  const client = new DynamoDBClient({});
  const { Item } = await client.send(
    new GetItemCommand({ TableName: process.env.SHOP_TABLE, Key: { id: { S: `payment#${id}` } } }),
  );
  client.destroy();
  return Item?.state?.S;
}
