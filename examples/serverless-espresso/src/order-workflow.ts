// One order from the tap on a phone to the cup on the counter, or to whatever else becomes of it.
//
//   timestamp ─▶ initialise ─▶ validate ─▶ take-place ─▶ authorise-payment ─▶ (acceptance) ─▶ (completion) ─▶ capture ─▶ complete
//                                 └──────────────┴───────── refused, cancelled, too late ──────────┴─▶ what undoes it ─▶ close
//
// What was done for the order is undone in the opposite order. Every step that touches the world may run twice after a crash, and what
// it does then changes nothing (shop-table.ts).

import {
  CallbackTimeoutError,
  createRetryStrategy,
  type DurableContext,
  JitterStrategy,
  withDurableExecution,
} from '@perdure/sdk';
import { type Happening, tell } from './counter-bus.ts';
import { type OrderForm, priceCents } from './order-form.ts';
import type { EndedStatus, Phase } from './order-status.ts';
import { changeOrder, placeOrder } from './orders-table.ts';
import { settings } from './settings.ts';
import { authorisePayment, givePlaceBack, settlePayment, takePlace } from './shop-table.ts';
import { objectionsTo } from './validate-order.ts';

export interface WorkflowInput {
  orderId: string;
  order: OrderForm;
}

export interface Outcome {
  orderId: string;
  attendee: string;
  status: EndedStatus;
  cents: number;
  barista?: string;
  reason?: string;
  endedBy?: string;
}

/** What people do to an order that waits; counter-actions.ts sends it as the result of the callback. */
export type Answer =
  | { action: 'ACCEPT' | 'COMPLETE'; barista: string }
  | { action: 'CANCEL'; by: string; reason: string };

/** The order ends here, and not well. Everything else that is thrown is a fault of ours. */
class OrderEnded extends Error {
  override readonly name = 'OrderEnded';
  readonly status: EndedStatus;
  readonly by: string;

  constructor(status: EndedStatus, by: string, reason: string) {
    super(reason);
    this.status = status;
    this.by = by;
  }
}

interface Undo {
  name: string;
  run(): Promise<void>;
}

/** Tables are near: soon again, and not for long. */
const tableRetries = createRetryStrategy({ maxAttempts: 5, initialDelay: { seconds: 1 }, backoffRate: 2 });
/** Whoever takes payments may be down for a while. */
const paymentRetries = createRetryStrategy({
  maxAttempts: 8,
  initialDelay: { seconds: 2 },
  maxDelay: { seconds: 60 },
  backoffRate: 2,
  jitter: JitterStrategy.HALF,
});
/** What is owed to somebody is tried for long: a place that is not returned is lost to the shop. */
const lastingRetries = createRetryStrategy({
  maxAttempts: 30,
  initialDelay: { seconds: 1 },
  maxDelay: { minutes: 2 },
});

/** A step here asks a table near by, and is over in a few milliseconds. */
const CHECKPOINT_DELAY_MILLIS = 10;

export const handler = withDurableExecution(
  async (input: WorkflowInput, context: DurableContext): Promise<Outcome> => {
    const { orderId, order } = input;
    const placedAt = await context.step('timestamp', async () => Date.now());
    await context.step(
      'initialise',
      () => placeOrder({ ...shown(order), orderId, status: 'PENDING', placedAt }),
      {
        retryStrategy: tableRetries,
      },
    );
    const undo: Undo[] = [];
    try {
      return await serve({ ...input, placedAt }, undo, context);
    } catch (error) {
      const ended = endOf(error);
      for (const { name, run } of undo.reverse())
        await context.step(name, run, { retryStrategy: lastingRetries });
      return close(input, ended, context);
    }
  },
  { checkpointDelayMillis: CHECKPOINT_DELAY_MILLIS },
);

async function serve(
  { orderId, order, placedAt }: WorkflowInput & { placedAt: number },
  undo: Undo[],
  context: DurableContext,
): Promise<Outcome> {
  const objections = await objectionsTo({ orderId, order, placedAt }, context);
  if (objections.length > 0) throw new OrderEnded('REFUSED', 'shop', objections.join(' '));

  undo.push({ name: 'return-place', run: () => givePlaceBack(orderId, false) });
  const hasPlace = await context.step('take-place', () => takePlace(orderId), {
    retryStrategy: tableRetries,
  });
  if (!hasPlace) throw new OrderEnded('REFUSED', 'shop', 'The shop is full. Come back in a few minutes.');

  const cents = priceCents(order);
  undo.push({ name: 'void-payment', run: () => settlePayment(orderId, 'VOIDED') });
  await context.step('authorise-payment', () => authorisePayment(orderId, cents), {
    retryStrategy: paymentRetries,
  });

  const told = shown(order);
  const waiting = { status: 'QUEUED' as const, cents };
  const { barista } = await answerTo(orderId, 'acceptance', waiting, { ...told, placedAt }, context);
  const making = { status: 'ACCEPTED' as const, barista };
  await answerTo(orderId, 'completion', making, { ...told, barista }, context);

  await context.step('capture-payment', () => settlePayment(orderId, 'CAPTURED'), {
    retryStrategy: paymentRetries,
  });
  // It is paid: from here on there is no way back, and no reason to give up soon.
  await context.step('free-place', () => givePlaceBack(orderId, true), { retryStrategy: lastingRetries });
  await context.step(
    'complete',
    async () => {
      const endedAt = Date.now();
      await changeOrder(orderId, { status: 'COMPLETED', endedAt, phase: undefined, callbackId: undefined });
      await tell('ORDER_COMPLETED', { orderId, at: endedAt, ...told, barista });
    },
    { retryStrategy: lastingRetries },
  );
  return { orderId, attendee: order.attendee, status: 'COMPLETED', cents, barista };
}

/**
 * Moves the order on, and waits until somebody accepts or completes it. It is shown in its new state when it can be answered, not
 * before: who is quick would otherwise be told that it waits for nothing. Throws OrderEnded when somebody cancels it instead.
 */
async function answerTo(
  orderId: string,
  phase: Phase,
  changes: { status: 'QUEUED' | 'ACCEPTED'; cents?: number; barista?: string },
  detail: object,
  context: DurableContext,
): Promise<{ barista: string }> {
  const submit = async (callbackId: string): Promise<void> => {
    const at = Date.now();
    const times = changes.status === 'ACCEPTED' ? { acceptedAt: at } : {};
    await changeOrder(orderId, { ...changes, ...times, phase, callbackId });
    await tell(`ORDER_${changes.status}`, { orderId, at, ...detail });
  };
  const answer: Answer = JSON.parse(
    await context.waitForCallback<string>(phase, submit, {
      timeout: { seconds: settings().answerSeconds },
      retryStrategy: tableRetries,
    }),
  );
  if (answer.action === 'CANCEL') throw new OrderEnded('CANCELLED', answer.by, answer.reason);
  return { barista: answer.barista };
}

async function close(
  { orderId, order }: WorkflowInput,
  { status, by, message: reason }: OrderEnded,
  context: DurableContext,
): Promise<Outcome> {
  const { attendee } = order ?? {};
  await context.step(
    'close',
    async () => {
      const endedAt = Date.now();
      await changeOrder(orderId, {
        status,
        reason,
        endedBy: by,
        endedAt,
        phase: undefined,
        callbackId: undefined,
      });
      await tell(happeningOf(status), { orderId, attendee, at: endedAt, reason, by });
    },
    { retryStrategy: lastingRetries },
  );
  return { orderId, attendee, status, cents: 0, reason, endedBy: by };
}

const happeningOf = (status: EndedStatus): Happening => `ORDER_${status}`;

function endOf(error: unknown): OrderEnded {
  if (error instanceof OrderEnded) return error;
  if (error instanceof CallbackTimeoutError)
    return new OrderEnded('TIMED_OUT', 'shop', 'No barista got to it in time. Nothing was charged.');
  const reason = error instanceof Error ? error.message : String(error);
  return new OrderEnded('CANCELLED', 'shop', `Something broke on our side: ${reason}`);
}

/** What of the form may be kept: the code is nobody's business any more, and a form may hold anything. */
function shown(order: Partial<OrderForm> | undefined) {
  const { attendee, drink, size, extras } = order ?? {};
  return {
    attendee: String(attendee ?? 'nobody') || 'nobody',
    drink: String(drink ?? ''),
    size: size === 'large' ? ('large' as const) : ('small' as const),
    extras: Array.isArray(extras) ? extras.map(String) : [],
  };
}
