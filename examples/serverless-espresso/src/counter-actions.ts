// What a barista or a customer does reaches the order that waits for it: the answer is the result of its callback. The first answer
// counts; whoever comes later hears why theirs did not.

import { LambdaClient, SendDurableExecutionCallbackSuccessCommand } from '@aws-sdk/client-lambda';
import { tell, type Wish } from './counter-bus.ts';
import type { Answer } from './order-workflow.ts';
import { findOrder, type Order } from './orders-table.ts';

interface WishEvent {
  'detail-type': Wish;
  detail: { orderId: string; by: string; reason?: string };
}

const client = new LambdaClient({});

export async function handler({ 'detail-type': wanted, detail }: WishEvent): Promise<void> {
  const order = await findOrder(detail.orderId);
  const objection = objectionTo(wanted, detail, order);
  if (objection !== undefined) return refuse(wanted, detail, objection);
  try {
    await client.send(
      new SendDurableExecutionCallbackSuccessCommand({
        CallbackId: order?.callbackId,
        Result: Buffer.from(JSON.stringify(answerOf(wanted, detail))),
      }),
    );
  } catch (error) {
    // Somebody was faster, or the time was over.
    if (!(error instanceof Error) || error.name !== 'CallbackTimeoutException') throw error;
    await refuse(wanted, detail, 'Somebody was faster, or its time was over.');
  }
}

function objectionTo(
  wanted: Wish,
  { by }: WishEvent['detail'],
  order: Order | undefined,
): string | undefined {
  if (order === undefined) return 'There is no such order.';
  if (order.callbackId === undefined) return `The order is ${order.status}.`;
  if (wanted === 'ACCEPT_ORDER' && order.phase !== 'acceptance') return `${order.barista} has it already.`;
  if (wanted === 'COMPLETE_ORDER' && order.phase !== 'completion') return 'Nobody has accepted it yet.';
  if (wanted === 'COMPLETE_ORDER' && order.barista !== by) return `${order.barista} makes it.`;
  return undefined;
}

function answerOf(wanted: Wish, { by, reason = '' }: WishEvent['detail']): Answer {
  if (wanted === 'CANCEL_ORDER') return { action: 'CANCEL', by, reason: reason || `${by} cancelled it.` };
  return { action: wanted === 'ACCEPT_ORDER' ? 'ACCEPT' : 'COMPLETE', barista: by };
}

const refuse = (wanted: Wish, { orderId, by }: WishEvent['detail'], reason: string): Promise<void> =>
  tell('WISH_REFUSED', { orderId, by, wanted, reason });
