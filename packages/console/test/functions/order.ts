// An order of coffee: validated, paid with a retry, made by a barista who answers a callback, and handed over.

import { type DurableContext, withDurableExecution } from '@perdure/sdk';

interface Order {
  orderId: string;
  customer: string;
  drinks: string[];
  /** How often the payment fails before it goes through. */
  failures?: number;
}

export const handler = withDurableExecution(async (order: Order, context: DurableContext) => {
  await context.step('validate', async () => ({ ...order, totalCents: order.drinks.length * 350 }));
  await context.step(
    'charge',
    async (step) => {
      step.logger.info('asking the payment provider', { orderId: order.orderId });
      if (step.attempt <= (order.failures ?? 0)) throw new Error('the payment provider does not answer');
      return { transactionId: `T-${order.orderId}` };
    },
    { retryStrategy: (_error, attempt) => ({ shouldRetry: attempt < 5, delay: { seconds: 1 } }) },
  );
  const drinks = await context.map('make drinks', order.drinks, async (child, drink) =>
    child.step(`grind for ${drink}`, async () => `${drink} ground`),
  );
  const barista = await context.waitForCallback<{ barista: string }>(
    'barista',
    async (callbackId, { logger }) => {
      logger.info('an order waits for a barista', { callbackId });
    },
    { timeout: { hours: 2 } },
  );
  await context.wait('cool down', { seconds: 1 });
  return { orderId: order.orderId, made: drinks.getResults(), barista };
});
