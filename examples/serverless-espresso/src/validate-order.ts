// Everything that is asked before an order is taken, side by side: each question in a context of its own, so that it is retried alone
// and seen alone.

import { createRetryStrategy, type DurableContext } from '@perdure/sdk';
import { isGoodCode } from './entrance-code.ts';
import { formObjection, type OrderForm } from './order-form.ts';
import { ordersOf } from './orders-table.ts';
import { settings } from './settings.ts';
import { shopState } from './shop-table.ts';

const CONCURRENCY_MAX = 2;
const DAY_MILLIS = 86_400_000;

/** Orders that have become a drink, or may. */
const counting: ReadonlySet<string> = new Set(['PENDING', 'QUEUED', 'ACCEPTED', 'COMPLETED']);

/** Questions are cheap and somebody waits: try a few times, quickly. */
const askAgain = createRetryStrategy({ maxAttempts: 4, initialDelay: { seconds: 1 }, backoffRate: 2 });

/** What speaks against the order, in words for the person who wants it. */
export async function objectionsTo(
  { orderId, order, placedAt }: { orderId: string; order: OrderForm; placedAt: number },
  context: DurableContext,
): Promise<string[]> {
  const question = (name: string, ask: () => Promise<string | undefined>) => ({
    name,
    func: (child: DurableContext) =>
      child.step('ask', async () => (await ask()) ?? null, { retryStrategy: askAgain }),
  });
  const answers = await context.parallel(
    'validate',
    [
      question('shop', async () => ((await shopState()).isOpen ? undefined : 'The shop is closed.')),
      question('form', async () => formObjection(order) ?? codeObjection(order, placedAt)),
      question('attendee', async () => attendeeObjection(orderId, order, placedAt)),
    ],
    { maxConcurrency: CONCURRENCY_MAX },
  );
  answers.throwIfError();
  return answers.getResults().filter((objection) => objection !== null);
}

/** An order without a code comes from the counter itself, or from a load test. */
function codeObjection(order: Partial<OrderForm> | undefined, placedAt: number): string | undefined {
  const code = order?.code;
  return code === undefined || isGoodCode(code, placedAt)
    ? undefined
    : 'That code is too old. Scan the one on the display.';
}

/** Orders that were placed at the same time are counted in one order by all of them. */
async function attendeeObjection(
  orderId: string,
  order: Partial<OrderForm> | undefined,
  placedAt: number,
): Promise<string | undefined> {
  const attendee = order?.attendee;
  // The menu says what is wrong with a form that has no name.
  if (typeof attendee !== 'string' || attendee === '') return undefined;
  const { ordersPerDay } = settings();
  const earlier = (await ordersOf(attendee, placedAt - DAY_MILLIS)).filter(
    (other) =>
      other.orderId !== orderId &&
      counting.has(other.status) &&
      (other.placedAt < placedAt || (other.placedAt === placedAt && other.orderId < orderId)),
  );
  return earlier.length < ordersPerDay
    ? undefined
    : `${attendee} has had ${earlier.length} today, and that is the limit.`;
}
