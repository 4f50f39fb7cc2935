// The shop as people meet it: by its routes, with every function on a real server.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LiveEvent, LiveHub } from '../app/live-hub.ts';
import { placeOrders } from '../app/order-burst.ts';
import { PageServer } from '../app/page-server.ts';
import type { Order } from '../src/orders-table.ts';
import type { ShopState } from '../src/shop-table.ts';
import { ShopSession } from './shop-session.ts';

let shop: ShopSession;
let hub: LiveHub;
let pages: PageServer;
const heard: LiveEvent[] = [];
let onHeard: () => void = () => {};

const parameters = (answerSeconds: number): string[] => [
  'Capacity=2',
  'OrdersPerDay=100',
  `AnswerSeconds=${answerSeconds}`,
  `LiveUrl=${hub.publishUrl}`,
];

beforeAll(async () => {
  hub = await LiveHub.open();
  hub.watch((event) => {
    heard.push(event);
    onHeard();
  });
  shop = await ShopSession.open(parameters(60));
  pages = await PageServer.open({ apiUrl: shop.apiUrl, hub, host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await pages[Symbol.asyncDispose]();
  await shop[Symbol.asyncDispose]();
  await hub[Symbol.asyncDispose]();
});
beforeEach(() => {
  heard.length = 0;
});

/** Resolves with the first event, of those heard in this test, that fits. */
async function happened(type: string, orderId?: string): Promise<LiveEvent & { reason?: string }> {
  for (;;) {
    const found = heard.find(
      (event) => event.type === type && (orderId === undefined || event.orderId === orderId),
    );
    if (found !== undefined) return found;
    await new Promise<void>((resolve) => {
      onHeard = resolve;
    });
  }
}

async function ask<Value>(
  path: string,
  body?: object,
  method = body === undefined ? 'GET' : 'POST',
): Promise<Value> {
  const answer = await fetch(`http://127.0.0.1:${pages.port}/api${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Value;
}

const place = async (attendee = 'Grace', drink = 'tea'): Promise<string> =>
  (await ask<{ orderId: string }>('/orders', { attendee, drink, size: 'small', extras: [] })).orderId;
const act = (orderId: string, action: string, by = 'Ada') => ask(`/orders/${orderId}/${action}`, { by });
const orderOf = (orderId: string) => ask<Order>(`/orders/${orderId}`);

describe('an order', () => {
  it('goes from the phone to the counter and to the cup, and everybody hears of it', async () => {
    const orderId = await place();
    await happened('ORDER_QUEUED', orderId);
    expect(await ask<{ orders: Order[] }>('/orders?status=QUEUED')).toMatchObject({
      orders: [{ orderId, drink: 'tea' }],
    });
    await act(orderId, 'accept');
    await happened('ORDER_ACCEPTED', orderId);
    await act(orderId, 'complete');
    await happened('ORDER_COMPLETED', orderId);
    expect(await orderOf(orderId)).toMatchObject({ status: 'COMPLETED', barista: 'Ada', cents: 280 });
    expect(await orderOf(orderId)).not.toHaveProperty('callbackId');
  });

  it('is made by the first of two baristas who accept it; the other hears that', async () => {
    const orderId = await place();
    await happened('ORDER_QUEUED', orderId);
    await Promise.all([act(orderId, 'accept', 'Ada'), act(orderId, 'accept', 'Bo')]);
    const { reason } = await happened('WISH_REFUSED', orderId);
    expect(reason).toMatch(/has it already|Somebody was faster/);
    await happened('ORDER_ACCEPTED', orderId);
    const { barista } = await orderOf(orderId);
    await act(orderId, 'complete', barista);
    await happened('ORDER_COMPLETED', orderId);
  });

  it('for what is not on the menu is refused with a reason', async () => {
    const orderId = await place('Grace', 'mulled-wine');
    expect((await happened('ORDER_REFUSED', orderId)).reason).toBe('There is no mulled-wine on the menu.');
  });
});

const nobodyIsIgnored = { made: 0.8, ignored: 0, cancelledByBarista: 0.1 };

describe('the shop', () => {
  it('closes and opens at the counter', async () => {
    await ask('/shop', { isOpen: false }, 'PUT');
    const orderId = await place();
    expect((await happened('ORDER_REFUSED', orderId)).reason).toBe('The shop is closed.');
    await ask('/shop', { isOpen: true }, 'PUT');
    expect(await ask<ShopState>('/shop')).toMatchObject({ isOpen: true, taken: 0, capacity: 2 });
  });

  it('takes no more orders at a time than it has places, however many come, and its places add up', async () => {
    const { served } = await ask<ShopState>('/shop');
    const burst = await placeOrders({
      apiUrl: shop.apiUrl,
      hub,
      orders: 40,
      rate: 100,
      shares: nobodyIsIgnored,
    });
    expect(burst.failed).toEqual([]);
    const { COMPLETED, CANCELLED, TIMED_OUT, REFUSED } = burst.ends;
    expect(COMPLETED + CANCELLED + TIMED_OUT + REFUSED).toBe(40);
    expect(REFUSED).toBeGreaterThan(0);
    expect(await ask<ShopState>('/shop')).toMatchObject({ taken: 0, served: served + COMPLETED });
  });
});

describe('an order that nobody takes', () => {
  it('is let go, and whoever accepts it then hears that', async () => {
    await shop.redeploy(parameters(1));
    const orderId = await place();
    await happened('ORDER_TIMED_OUT', orderId);
    await act(orderId, 'accept');
    expect((await happened('WISH_REFUSED', orderId)).reason).toBe('The order is TIMED_OUT.');
    expect(await orderOf(orderId)).toMatchObject({ status: 'TIMED_OUT', endedBy: 'shop' });
  });
});

describe('the pages', () => {
  it('are served, and nothing beside them', async () => {
    const origin = `http://127.0.0.1:${pages.port}`;
    for (const path of ['/', '/order', '/barista', '/display', '/order.js', '/style.css', '/qr.svg?text=x'])
      expect((await fetch(origin + path)).status).toBe(200);
    for (const path of ['/../package.json', '/order.html', '/__proto__', '/qr.svg'])
      expect((await fetch(origin + path)).status).toBe(404);
  });
});
