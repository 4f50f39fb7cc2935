// More requests than a server takes. A bug shows as a server that grows instead of refusing, as something accepted that is
// lost, or as one that does not recover.

import {
  InvokeCommand,
  PutFunctionConcurrencyCommand,
  paginateListDurableExecutionsByFunction,
  TooManyRequestsException,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from '../live-server.ts';
import { GUARD_MILLIS, sized } from './full-size.ts';

const WAITING_MAX = 4;
const STARTS = sized(300, 5000);

let live: LiveServer;
let name: string;
beforeAll(async () => {
  live = await LiveServer.start({ inboxCommandsMax: WAITING_MAX });
  name = await live.deploy('export const handler = async () => 1;');
  // Nothing runs, so that nothing but the flood is in the inbox.
  await live.client.send(
    new PutFunctionConcurrencyCommand({ FunctionName: name, ReservedConcurrentExecutions: 0 }),
  );
});
afterAll(() => live.close());

const start = (DurableExecutionName: string) =>
  live.client.send(
    new InvokeCommand({
      FunctionName: name,
      Qualifier: '$LATEST',
      InvocationType: 'Event',
      DurableExecutionName,
    }),
  );

async function names(): Promise<string[]> {
  const found: string[] = [];
  const query = { FunctionName: name, MaxItems: 1000 };
  for await (const page of paginateListDurableExecutionsByFunction({ client: live.client }, query)) {
    found.push(...(page.DurableExecutions ?? []).map((each) => each.DurableExecutionName ?? ''));
  }
  return found;
}

test('a flood is refused beyond the bound, what was accepted is there, and what was refused is accepted when it ends', {
  timeout: GUARD_MILLIS,
}, async () => {
  const wanted = Array.from({ length: STARTS }, (_, index) => `order-${index}`);
  const outcomes = await Promise.allSettled(wanted.map(start));
  const refused = wanted.filter((_, index) => outcomes[index]?.status === 'rejected');
  const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(reasons.length).toBeGreaterThan(0);
  for (const reason of reasons) {
    expect(reason).toBeInstanceOf(TooManyRequestsException);
    expect(reason).toMatchObject({
      retryAfterSeconds: '1',
      Reason: 'CallerRateLimitExceeded',
      $metadata: { httpStatusCode: 429 },
    });
  }
  const accepted = wanted.filter((each) => !refused.includes(each));
  expect(accepted.length).toBeGreaterThan(0);
  expect((await names()).toSorted()).toEqual(accepted.toSorted());
  for (const each of refused) await start(each);
  expect((await names()).toSorted()).toEqual(wanted.toSorted());
});
