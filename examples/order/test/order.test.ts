// The example on a real server, on all of its roads. A shop that copies it would keep goods reserved that nobody pays for
// if the road back were broken.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  deployFunction,
  type ExecutionDetails,
  followExecution,
  LambdaApi,
  OperationTree,
  ServerProcess,
} from '@perdure/cli';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Journal } from '../journal.ts';
import type { Order } from '../order-form.ts';

const here = import.meta.dirname;
const directory = mkdtempSync(join(tmpdir(), 'perdure-order-'));
const world = join(directory, 'outside-world');
const order: Order = JSON.parse(readFileSync(join(here, '../events/order.json'), 'utf8'));

let server: ServerProcess;
let api: LambdaApi;

beforeAll(async () => {
  server = await ServerProcess.start(directory, 0);
  api = new LambdaApi(server.endpoint);
  const file = join(here, '../order.ts');
  await deployFunction(api, { file, functionName: 'order', environment: { ORDER_WORLD: world } });
});

afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true });
});

/** Runs an order to its end; `answer` is given the callback of the payment. */
async function place(
  changes: Partial<Order>,
  answer: (callbackId: string) => Promise<void>,
): Promise<ExecutionDetails> {
  const payload = JSON.stringify({ ...order, ...changes });
  const { executionArn } = await api.start({ functionName: 'order', qualifier: '$LATEST', payload });
  const tree = new OperationTree();
  const answered = new Set<string>();
  for await (const events of followExecution(api, executionArn, { pollMs: 20 })) {
    for (const event of events) tree.apply(event);
    for (const { callbackId } of tree.openCallbacks()) {
      if (callbackId === undefined || answered.has(callbackId)) continue;
      answered.add(callbackId);
      await answer(callbackId);
    }
  }
  return api.getExecution(executionArn);
}

const actsFor = (orderId: string) =>
  new Journal(world)
    .lines()
    .filter((line) => line.orderId === orderId)
    .map(({ act, outcome }) => `${act} ${outcome}`);

const pay = (status: string) => (callbackId: string) =>
  api.succeedCallback(callbackId, JSON.stringify({ status, transactionId: 'T-1' }));

describe.concurrent('an order', () => {
  it('that is paid completes, after the warehouse was asked until it answered', async () => {
    const execution = await place({ orderId: 'PAID' }, pay('PAID'));
    expect(execution.Status).toBe('SUCCEEDED');
    expect(JSON.parse(execution.Result ?? '')).toEqual({
      orderId: 'PAID',
      totalCents: 16_410,
      currency: 'EUR',
      reservationId: 'R-PAID',
      transactionId: 'T-1',
    });
    expect(actsFor('PAID')).toEqual([
      'reserve busy',
      'reserve busy',
      'reserve begun',
      'request done',
      'confirm done',
    ]);
  });

  it('whose payment is declined gives its goods back and fails', async () => {
    const execution = await place({ orderId: 'DECLINED' }, pay('DECLINED'));
    expect(execution).toMatchObject({ Status: 'FAILED', Error: { ErrorType: 'PaymentDeclined' } });
    expect(actsFor('DECLINED').slice(-2)).toEqual(['request done', 'release done']);
  });

  it('whose payment provider fails gives its goods back and fails', async () => {
    const outage = { ErrorType: 'ProviderDown', ErrorMessage: 'no answer from the bank' };
    const execution = await place({ orderId: 'OUTAGE' }, (callbackId) =>
      api.failCallback(callbackId, outage),
    );
    expect(execution.Status).toBe('FAILED');
    expect(execution.Error?.ErrorMessage).toContain('no answer from the bank');
    expect(actsFor('OUTAGE').at(-1)).toBe('release done');
  });
});
