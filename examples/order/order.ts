// The durable function of the demo. It is written as in AWS's documentation; only the import names another package.
//
//   validate -> reserve-inventory (retried) -> charge (waits for the payment provider) -> complete
//                                                  └─ failed or timed out: release-inventory, and the order fails

import { createRetryStrategy, type DurableContext, JitterStrategy, withDurableExecution } from '@perdure/sdk';
import { type Order, priceOf } from './order-form.ts';
import { mail, payments, warehouse } from './outside-world.ts';

interface Receipt {
  orderId: string;
  totalCents: number;
  currency: string;
  reservationId: string;
  transactionId: string;
}

/** What the payment provider sends as the result of the callback. */
interface Payment {
  status: 'PAID' | 'DECLINED';
  transactionId: string;
}

class PaymentDeclined extends Error {
  override readonly name = 'PaymentDeclined';
}

const untilTheWarehouseAnswers = createRetryStrategy({
  maxAttempts: 5,
  initialDelay: { seconds: 1 },
  maxDelay: { seconds: 4 },
  backoffRate: 2,
  jitter: JitterStrategy.HALF,
});

export const handler = withDurableExecution(
  async (order: Order, context: DurableContext): Promise<Receipt> => {
    const { orderId, currency } = order;
    const totalCents = await context.step('validate', async () => priceOf(order));

    // The order number goes along as the key by which the warehouse recognises a request that it had already.
    const reservationId = await context.step(
      'reserve-inventory',
      async () => warehouse.reserve(orderId, order.lines),
      { retryStrategy: untilTheWarehouseAnswers },
    );

    try {
      const answer = await context.waitForCallback(
        'charge',
        async (callbackId) => payments.request({ orderId, totalCents, currency, callbackId }),
        { timeout: { minutes: 5 } },
      );
      const payment: Payment = JSON.parse(answer);
      if (payment.status !== 'PAID') throw new PaymentDeclined(`The provider answered ${payment.status}`);
      await context.step('complete', async () => mail.confirm(orderId, order.customer.email));
      return { orderId, totalCents, currency, reservationId, transactionId: payment.transactionId };
    } catch (error) {
      await context.step('release-inventory', async () => warehouse.release(orderId));
      throw error;
    }
  },
);
