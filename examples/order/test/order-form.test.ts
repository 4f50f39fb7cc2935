// A wrong total would be charged.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Order, priceOf } from '../order-form.ts';

const order: Order = JSON.parse(readFileSync(join(import.meta.dirname, '../events/order.json'), 'utf8'));

describe('the price of an order', () => {
  it('is the sum of its lines and the shipping', () => {
    expect(priceOf(order)).toBe(3 * 1690 + 8450 + 4 * 525 + 790);
  });

  it.each([
    ['no lines', { lines: [] }, 'no lines'],
    ['a quantity of zero', { lines: [{ sku: 'A', title: 'a', quantity: 0, unitPriceCents: 1 }] }, 'A: 0'],
    [
      'a price with fractions of a cent',
      { lines: [{ sku: 'A', title: 'a', quantity: 1, unitPriceCents: 0.5 }] },
      'A: 0.5',
    ],
    ['a currency that is none', { currency: 'Euro' }, 'Euro'],
    ['no address to confirm to', { customer: { ...order.customer, email: '' } }, 'e-mail'],
  ])('is refused to an order with %s', (_, changes, message) => {
    expect(() => priceOf({ ...order, ...changes })).toThrow(message);
  });
});
