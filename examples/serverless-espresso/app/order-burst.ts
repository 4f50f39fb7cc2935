// Many orders at a steady rate, and baristas who accept, ignore and cancel them: what a queue before a keynote looks like.

import { setTimeout as sleep } from 'node:timers/promises';
import { extras, menu, type OrderForm, sizes } from '../src/order-form.ts';
import type { EndedStatus } from '../src/order-status.ts';
import type { LiveEvent, LiveHub } from './live-hub.ts';

export interface BurstOptions {
  apiUrl: string;
  hub: LiveHub;
  orders: number;
  /** Orders in a second. */
  rate: number;
  /** From when an order is queued until somebody accepts or cancels it, and again from there until it is made. Default: 200. */
  workMillis?: number;
  shares?: Shares;
}

/** Of all orders; the rest is cancelled by customers. */
export interface Shares {
  made: number;
  ignored: number;
  cancelledByBarista: number;
}

export interface Burst {
  placed: number;
  /** Orders that the API did not take, with what it said. */
  failed: string[];
  ends: Record<EndedStatus, number>;
  /** From the order to the event that it is queued, sorted. */
  queuedAfterMillis: number[];
  tookMillis: number;
}

export const usualShares: Shares = { made: 0.8, ignored: 0.05, cancelledByBarista: 0.05 };

const MILLIS_PER_SECOND = 1000;
const WORK_MILLIS_DEFAULT = 200;
const BARISTA = 'Ada';

type Fate = 'made' | 'ignored' | 'cancelledByBarista' | 'cancelledByCustomer';

interface Placed {
  fate: Fate;
  at: number;
  queuedAt?: number;
  end?: EndedStatus;
}

/** Resolves when every order that was placed has ended. */
export async function placeOrders({
  apiUrl,
  hub,
  orders,
  rate,
  workMillis = WORK_MILLIS_DEFAULT,
  shares = usualShares,
}: BurstOptions): Promise<Burst> {
  const placed = new Map<string, Placed>();
  /** What was heard of orders whose number was not known yet. */
  const early: LiveEvent[] = [];
  const ended = Promise.withResolvers<void>();
  let open = orders;
  const failed: string[] = [];
  const close = (): void => {
    open -= 1;
    if (open === 0) ended.resolve();
  };
  const hear = (event: LiveEvent): void => {
    const order = placed.get(event.orderId ?? '');
    if (order === undefined) {
      early.push(event);
      return;
    }
    if (event.type === 'ORDER_QUEUED') {
      order.queuedAt ??= Date.now();
      void sleep(workMillis).then(() => act(apiUrl, event.orderId ?? '', order.fate));
    }
    if (event.type === 'ORDER_ACCEPTED') {
      void sleep(workMillis).then(() => ask(apiUrl, event.orderId ?? '', 'complete', BARISTA));
    }
    const end = endOf(event.type);
    if (end === undefined || order.end !== undefined) return;
    order.end = end;
    close();
  };
  const unwatch = hub.watch(hear);
  const begun = Date.now();
  const place = async (index: number): Promise<void> => {
    await sleep(Math.max(0, begun + (index * MILLIS_PER_SECOND) / rate - Date.now()));
    const at = Date.now();
    try {
      placed.set(await placeOrder(apiUrl, formOf(index)), { fate: fateOf(index / orders, shares), at });
      for (const event of early.splice(0)) hear(event);
    } catch (error) {
      failed.push(error instanceof Error ? error.message : String(error));
      close();
    }
  };
  await Promise.all(Array.from({ length: orders }, (_, index) => place(index)));
  await ended.promise;
  unwatch();
  return summary([...placed.values()], failed, Date.now() - begun);
}

async function placeOrder(apiUrl: string, form: OrderForm): Promise<string> {
  const answer = await fetch(`${apiUrl}/orders`, {
    method: 'POST',
    body: JSON.stringify(form),
    headers: json,
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  const { orderId } = (await answer.json()) as { orderId: string };
  return orderId;
}

const json = { 'content-type': 'application/json' };

/** Spread evenly, so that a small burst has some of each. */
function fateOf(place: number, { made, ignored, cancelledByBarista }: Shares): Fate {
  const spread = (place * 7) % 1;
  if (spread < made) return 'made';
  if (spread < made + ignored) return 'ignored';
  return spread < made + ignored + cancelledByBarista ? 'cancelledByBarista' : 'cancelledByCustomer';
}

async function act(apiUrl: string, orderId: string, fate: Fate): Promise<void> {
  if (fate === 'ignored') return;
  if (fate === 'made') await ask(apiUrl, orderId, 'accept', BARISTA);
  else await ask(apiUrl, orderId, 'cancel', fate === 'cancelledByBarista' ? BARISTA : 'the customer');
}

/** A request that the shop does not answer is given up, as a person would: the order then goes its way. */
async function ask(apiUrl: string, orderId: string, action: string, by: string): Promise<void> {
  const url = `${apiUrl}/orders/${orderId}/${action}`;
  await fetch(url, { method: 'POST', body: JSON.stringify({ by }), headers: json }).catch(() => undefined);
}

function formOf(index: number): OrderForm {
  const drinks = Object.keys(menu);
  const pick = <Item>(items: readonly Item[]): Item => items[index % items.length] as Item;
  return { attendee: `attendee-${index}`, drink: pick(drinks), size: pick(sizes), extras: [pick(extras)] };
}

function endOf(type: string): EndedStatus | undefined {
  const [, end] = /^ORDER_(COMPLETED|CANCELLED|TIMED_OUT|REFUSED)$/.exec(type) ?? [];
  return end as EndedStatus | undefined;
}

function summary(orders: readonly Placed[], failed: string[], tookMillis: number): Burst {
  const ends = { COMPLETED: 0, CANCELLED: 0, TIMED_OUT: 0, REFUSED: 0 };
  for (const { end } of orders) if (end !== undefined) ends[end] += 1;
  const queued = orders.flatMap(({ at, queuedAt }) => (queuedAt === undefined ? [] : [queuedAt - at]));
  return {
    placed: orders.length,
    failed,
    ends,
    queuedAfterMillis: queued.sort((left, right) => left - right),
    tookMillis,
  };
}
