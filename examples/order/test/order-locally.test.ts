// The example without a server, as its author would test it: the outside world is replaced, time is skipped, crashes are
// tried at every checkpoint, and histories that a server has recorded are replayed with today's code.

import '@perdure/testing/vitest';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  expectReplays,
  expectSurvivesCrashes,
  LocalDurableTestRunner,
  normalizedHistory,
} from '@perdure/testing';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { handler } from '../order.ts';
import type { Order } from '../order-form.ts';

const world = vi.hoisted(() => ({ busy: 0, requests: [] as string[] }));

vi.mock('../outside-world.ts', () => ({
  warehouse: {
    reserve: async (orderId: string) => {
      if (world.busy-- > 0) throw new Error('busy');
      world.requests.push(`reserve ${orderId}`);
      return `R-${orderId}`;
    },
    release: async (orderId: string) => world.requests.push(`release ${orderId}`),
  },
  payments: { request: async ({ orderId }: { orderId: string }) => world.requests.push(`charge ${orderId}`) },
  mail: { confirm: async (orderId: string) => world.requests.push(`confirm ${orderId}`) },
}));

const read = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');
const order: Order = JSON.parse(read('../events/order.json'));
const payload = { ...order, orderId: 'A-1' };
const paid = JSON.stringify({ status: 'PAID', transactionId: 'T-1' });

const reset = (): void => {
  world.busy = 0;
  world.requests = [];
};
beforeEach(reset);

const runner = (): LocalDurableTestRunner => new LocalDurableTestRunner({ handlerFunction: handler });

describe('an order', () => {
  test('is completed when it is paid', async () => {
    const result = await runner()
      .answerCallback('charge', { after: { minutes: 2 }, success: paid })
      .run({ payload });
    expect(result).toHaveSucceeded(expect.objectContaining({ reservationId: 'R-A-1', transactionId: 'T-1' }));
    expect(world.requests).toEqual(['reserve A-1', 'charge A-1', 'confirm A-1']);
  });

  test('waits for a busy warehouse', async () => {
    world.busy = 3;
    const result = await runner().answerCallback('charge', { success: paid }).run({ payload });
    expect(result).toHaveOperation('reserve-inventory', { status: 'SUCCEEDED', attempts: 4 });
  });

  test('fails with a warehouse that stays busy, before anything is charged', async () => {
    world.busy = 99;
    const result = await runner().run({ payload });
    expect(result).toHaveFailed('busy');
    expect(world.requests).toEqual([]);
  });

  test('gives its goods back when the payment is declined', async () => {
    const declined = JSON.stringify({ status: 'DECLINED' });
    const result = await runner().answerCallback('charge', { success: declined }).run({ payload });
    expect(result).toHaveFailed({ errorType: 'PaymentDeclined' });
    expect(world.requests.at(-1)).toBe('release A-1');
  });

  test('gives its goods back when nobody pays for five minutes', async () => {
    const result = await runner().answerCallback('charge', { open: true }).run({ payload });
    expect(result).toHaveFailed({ errorType: 'CallbackTimeoutError' });
    const timedOut = normalizedHistory(result).find(({ event }) => event === 'CallbackTimedOut');
    expect(timedOut?.afterMillis).toBe(5 * 60_000);
    expect(world.requests.at(-1)).toBe('release A-1');
  });

  test('comes to the same end wherever its process dies', async () => {
    const report = await expectSurvivesCrashes(handler, {
      payload,
      prepare: (each) => void each.answerCallback('charge', { success: paid }),
      reset,
      // What the outside world recognises by the number of the order counts once.
      sideEffects: () => [...new Set(world.requests)],
      when: 'both',
    });
    expect(report.crashes).toBeGreaterThan(5);
  });
});

describe('orders in flight', () => {
  for (const name of ['waits-for-payment', 'completed']) {
    test(`one that is recorded as ${name} goes on with the code of today`, async () => {
      await expectReplays(handler, read(`histories/${name}.json`));
    });
  }
});
