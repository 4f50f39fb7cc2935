// Lists that change while somebody reads them page by page. A bug shows as an item that is left out or comes twice although it
// was there all the time.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as lambda from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from '../live-server.ts';
import { operate } from '../signed-request.ts';

let live: LiveServer;
beforeAll(async () => {
  live = await LiveServer.start();
});
afterAll(() => live.close());

const PAGE_ITEMS = 7;
const ITEMS = 60;

/** Does something over and over until the reading is done. */
async function meanwhile<Value>(
  write: (count: number) => Promise<unknown>,
  read: () => Promise<Value>,
): Promise<Value> {
  let isOver = false;
  const writing = (async () => {
    for (let count = 0; !isOver; count += 1) await write(count);
  })();
  try {
    return await read();
  } finally {
    isOver = true;
    await writing;
  }
}

function judge(seen: readonly string[], constant: readonly string[]): void {
  expect(new Set(seen).size).toBe(seen.length);
  expect(constant.filter((each) => !seen.includes(each))).toEqual([]);
}

/** Its executions never run. */
async function idleFunction(): Promise<string> {
  const FunctionName = await live.deploy('export const handler = async () => 1;');
  await live.client.send(
    new lambda.PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }),
  );
  return FunctionName;
}

test.each([false, true])(
  'a list of executions holds each that was there all the time once, while others come, end and go (reversed: %s)',
  async (ReverseOrder) => {
    const FunctionName = await idleFunction();
    const passing: string[] = [];
    const constant: string[] = [];
    for (let count = 0; count < ITEMS; count += 1) {
      (count % 3 === 0 ? passing : constant).push(await live.start(FunctionName));
    }
    const write = async (): Promise<void> => {
      await live.start(FunctionName);
      const DurableExecutionArn = passing.pop();
      if (DurableExecutionArn === undefined) return;
      await live.client.send(new lambda.StopDurableExecutionCommand({ DurableExecutionArn }));
      await operate(live.client, DurableExecutionArn, 'delete');
    };
    const seen = await meanwhile(write, async () => {
      const arns: string[] = [];
      const query = { FunctionName, ReverseOrder, MaxItems: PAGE_ITEMS };
      for await (const page of lambda.paginateListDurableExecutionsByFunction(
        { client: live.client },
        query,
      )) {
        arns.push(...(page.DurableExecutions ?? []).map((each) => each.DurableExecutionArn ?? ''));
        // Newest last, the list would grow as fast as it is read.
        if (constant.every((each) => arns.includes(each))) break;
      }
      return arns;
    });
    judge(seen, constant);
  },
);

test('a list of functions holds each that was there all the time once, while others come and go', async () => {
  const constant: string[] = [];
  for (let count = 0; count < ITEMS / 3; count += 1) {
    constant.push(await live.deploy('export const handler = async () => 1;'));
  }
  const write = async (): Promise<void> => {
    const FunctionName = await live.deploy('export const handler = async () => 1;');
    await live.client.send(new lambda.DeleteFunctionCommand({ FunctionName }));
  };
  const seen = await meanwhile(write, async () => {
    const names: string[] = [];
    for await (const page of lambda.paginateListFunctions({ client: live.client }, { MaxItems: 2 })) {
      names.push(...(page.Functions ?? []).map((each) => each.FunctionName ?? ''));
    }
    return names;
  });
  judge(seen, constant);
});

/** An execution whose handler leaves its checkpoint token to the test, and waits for its time to be over. */
async function execution(): Promise<{ arn: string; token: string }> {
  const file = join(live.directory, `token-${crypto.randomUUID()}`);
  const FunctionName = await live.deploy(
    `import { renameSync, writeFileSync } from 'node:fs';
    export const handler = async ({ CheckpointToken }) => {
      writeFileSync('${file}.new', CheckpointToken);
      renameSync('${file}.new', '${file}');
      await new Promise(() => setInterval(() => {}, 1000));
    };`,
    { timeout: 120 },
  );
  const arn = await live.start(FunctionName);
  await expect.poll(() => existsSync(file)).toBe(true);
  return { arn, token: readFileSync(file, 'utf8') };
}

const checkpoint = async (
  DurableExecutionArn: string,
  CheckpointToken: string,
  Updates: lambda.OperationUpdate[],
) =>
  live.client.send(
    new lambda.CheckpointDurableExecutionCommand({ DurableExecutionArn, CheckpointToken, Updates }),
  );

const callbacks: lambda.OperationUpdate[] = Array.from({ length: ITEMS }, (_, index) => ({
  Id: `callback-${index}`,
  Type: 'CALLBACK',
  Action: 'START',
}));

/** Callbacks to be answered, one after the other. */
async function opened() {
  const { arn, token } = await execution();
  const { NewExecutionState, CheckpointToken = '' } = await checkpoint(arn, token, callbacks);
  const ids = (NewExecutionState?.Operations ?? []).map((each) => each.CallbackDetails?.CallbackId ?? '');
  const answerNext = async (): Promise<void> => {
    const CallbackId = ids.pop();
    if (CallbackId === undefined) return;
    await live.client.send(new lambda.SendDurableExecutionCallbackSuccessCommand({ CallbackId }));
  };
  return { arn, token: CheckpointToken, answerNext };
}

test.each([false, true])(
  'a history holds each event once, while more are appended (reversed: %s)',
  async (ReverseOrder) => {
    const { arn: DurableExecutionArn, answerNext } = await opened();
    const before = (await live.history(DurableExecutionArn)).map(({ EventId }) => String(EventId));
    const seen = await meanwhile(answerNext, async () => {
      const ids: string[] = [];
      const query = { DurableExecutionArn, ReverseOrder, MaxItems: PAGE_ITEMS };
      for await (const page of lambda.paginateGetDurableExecutionHistory({ client: live.client }, query)) {
        ids.push(...(page.Events ?? []).map(({ EventId }) => String(EventId)));
      }
      return ids;
    });
    judge(seen, before);
    const inOrder = seen.map(Number).toSorted((left, right) => left - right);
    expect(seen.map(Number)).toEqual(ReverseOrder ? inOrder.toReversed() : inOrder);
  },
);

test('a state holds each operation once, while operations change', async () => {
  const { arn: DurableExecutionArn, token: CheckpointToken, answerNext } = await opened();
  const seen = await meanwhile(answerNext, async () => {
    const ids: string[] = [];
    const query = { DurableExecutionArn, CheckpointToken, MaxItems: PAGE_ITEMS };
    for await (const page of lambda.paginateGetDurableExecutionState({ client: live.client }, query)) {
      ids.push(...(page.Operations ?? []).map(({ Id }) => Id ?? ''));
    }
    return ids;
  });
  judge(
    seen,
    callbacks.map(({ Id }) => Id ?? ''),
  );
});
