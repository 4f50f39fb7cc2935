// The parties that the order talks to. They live in a directory, named by ORDER_WORLD, and remember what they were asked,
// so they behave the same whichever process asks, and however often it is killed.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Journal } from './journal.ts';
import type { OrderLine } from './order-form.ts';

/** The warehouse is busy at the first requests for an order. */
const BUSY_ANSWERS = 2;
const PICKING_MS = 800;
/** How long the goods are looked for at first: the demo has it last until its server is killed. */
const SEARCHING_MS = Number(process.env.ORDER_SEARCHING_MS ?? PICKING_MS);

export class WarehouseBusy extends Error {
  override readonly name = 'WarehouseBusy';
}

interface PaymentRequest {
  orderId: string;
  totalCents: number;
  currency: string;
  /** The provider answers with this id. */
  callbackId: string;
}

const journal = new Journal(process.env.ORDER_WORLD ?? join(tmpdir(), 'perdure-order-world'));

export const warehouse = {
  /** Sets the goods aside and answers with the reservation. Asked again for one order, it answers the same. */
  async reserve(orderId: string, lines: readonly OrderLine[]): Promise<string> {
    const earlier = journal.lines().filter((line) => line.act === 'reserve' && line.orderId === orderId);
    if (earlier.filter(({ outcome }) => outcome === 'busy').length < BUSY_ANSWERS) {
      journal.write({ party: 'warehouse', act: 'reserve', orderId, outcome: 'busy' });
      throw new WarehouseBusy(`The warehouse cannot look at ${lines.length} lines now`);
    }
    const isKnown = earlier.some(({ outcome }) => outcome === 'begun');
    journal.write({
      party: 'warehouse',
      act: 'reserve',
      orderId,
      outcome: isKnown ? 'done before' : 'begun',
    });
    await sleep(isKnown ? PICKING_MS : SEARCHING_MS);
    return `R-${orderId}`;
  },

  async release(orderId: string): Promise<void> {
    journal.write({ party: 'warehouse', act: 'release', orderId, outcome: 'done' });
  },
};

export const payments = {
  /** Hands the bill to the provider, who answers later, by the callback. */
  async request({ orderId }: PaymentRequest): Promise<void> {
    journal.write({ party: 'payments', act: 'request', orderId, outcome: 'done' });
  },
};

export const mail = {
  async confirm(orderId: string, _address: string): Promise<void> {
    journal.write({ party: 'mail', act: 'confirm', orderId, outcome: 'done' });
  },
};
