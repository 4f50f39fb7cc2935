// Long lists and large executions. A bug shows as a page that leaves something out, a page over its size, or a function that is
// not replayed to its end.
//
// `npm run faults` runs it with 100,000 executions, and with 3,000 operations of 100 MB.

import * as lambda from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from '../live-server.ts';
import { GUARD_MILLIS, isFullSize, sized } from './full-size.ts';

let live: LiveServer;
beforeAll(async () => {
  live = await LiveServer.start();
});
afterAll(() => live.close());

const EXECUTIONS = sized(500, 100_000);
const LANES = 64;
const PAGE_ITEMS = sized(70, 1000);

test(`each of ${EXECUTIONS} executions is in the list once, in order, from either end`, {
  timeout: GUARD_MILLIS,
}, async () => {
  const FunctionName = await live.deploy('export const handler = async () => 1;');
  // They wait for ever, and need no environment.
  await live.client.send(
    new lambda.PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }),
  );
  const url = `${live.endpoint}/2015-03-31/functions/${FunctionName}/invocations?Qualifier=$LATEST`;
  let started = 0;
  const lane = async (): Promise<void> => {
    while (started < EXECUTIONS) {
      started += 1;
      const response = await fetch(url, { method: 'POST', headers: { 'x-amz-invocation-type': 'Event' } });
      expect(response.status).toBe(202);
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const read = async (ReverseOrder: boolean): Promise<string[]> => {
    const arns: string[] = [];
    const query = { FunctionName, ReverseOrder, MaxItems: PAGE_ITEMS };
    for await (const page of lambda.paginateListDurableExecutionsByFunction({ client: live.client }, query)) {
      arns.push(...(page.DurableExecutions ?? []).map((each) => each.DurableExecutionArn ?? ''));
    }
    return arns;
  };
  const arns = await read(false);
  expect(new Set(arns).size).toBe(EXECUTIONS);
  expect(arns).toHaveLength(EXECUTIONS);
  expect(await read(true)).toEqual(arns.toReversed());
});

/** With the execution itself and a wait that is 3,000 operations. */
const STEPS = sized(298, 2998);
/** Nearly 100 MiB at full size, which is what one execution may write. */
const RESULT_BYTES = 34_900;
const MIB = 1024 * 1024;
/** A page of a history, with what JSON adds to it. */
const PAGE_BYTES_MAX = 6.5 * MIB;

test(`an execution of ${STEPS + 2} operations and ${Math.round((STEPS * RESULT_BYTES) / 1e6)} MB replays, is listed, and has its history read in pages`, {
  timeout: GUARD_MILLIS,
}, async () => {
  const FunctionName = await live.deploy(
    `import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async ({ steps, bytes }, context) => {
      let sum = 0;
      for (let step = 0; step < steps; step += 1) {
        const text = await context.step('step-' + step, async () => String(step % 10).repeat(bytes));
        sum += text.length;
      }
      await context.wait({ seconds: 1 });
      return sum;
    });`,
    { timeout: 900 },
  );
  await live.client.send(
    new lambda.UpdateFunctionConfigurationCommand({
      FunctionName,
      MemorySize: 1024,
      DurableConfig: { ExecutionTimeout: 3600 },
    }),
  );
  const arn = await live.start(FunctionName, { steps: STEPS, bytes: RESULT_BYTES });
  await expect
    .poll(async () => (await live.describe(arn)).Status, { timeout: GUARD_MILLIS, interval: 200 })
    .not.toBe('RUNNING');
  const execution = await live.describe(arn);
  expect({ status: execution.Status, error: execution.Error }).toEqual({
    status: 'SUCCEEDED',
    error: undefined,
  });
  expect(execution.Result).toBe(String(STEPS * RESULT_BYTES));
  const { DurableExecutions = [] } = await live.client.send(
    new lambda.ListDurableExecutionsByFunctionCommand({ FunctionName }),
  );
  expect(DurableExecutions.map(({ DurableExecutionArn }) => DurableExecutionArn)).toEqual([arn]);
  const { ids, payloadBytes, pages } = await readHistory(arn);
  expect(ids).toEqual(ids.map((_, index) => index + 1));
  expect(payloadBytes).toBeGreaterThanOrEqual(STEPS * RESULT_BYTES);
  expect(pages).toBeGreaterThan(1);
  // What it did ran once: its second invocation was a replay.
  const succeeded = (await typesOf(arn)).filter((type) => type === 'StepSucceeded');
  expect(succeeded).toHaveLength(STEPS);
  expect((await typesOf(arn)).filter((type) => type === 'InvocationCompleted').length).toBeGreaterThanOrEqual(
    2,
  );
  expect(isFullSize ? pages : 17).toBeGreaterThanOrEqual(17);
});

async function readHistory(arn: string) {
  const ids: number[] = [];
  let payloadBytes = 0;
  let pages = 0;
  let marker: string | undefined;
  do {
    const query = new URLSearchParams({ IncludeExecutionData: 'true', MaxItems: '1000' });
    if (marker !== undefined) query.set('Marker', marker);
    const path = `/2025-12-01/durable-executions/${encodeURIComponent(arn)}/history?${query}`;
    const response = await fetch(live.endpoint + path);
    const text = await response.text();
    expect(text.length).toBeLessThan(PAGE_BYTES_MAX);
    const page = JSON.parse(text) as { Events: Record<string, unknown>[]; NextMarker?: string };
    for (const event of page.Events) {
      ids.push(Number(event.EventId));
      const { Result } = (event.StepSucceededDetails ?? {}) as { Result?: { Payload?: string } };
      payloadBytes += Result?.Payload?.length ?? 0;
    }
    pages += 1;
    marker = page.NextMarker;
  } while (marker !== undefined);
  return { ids, payloadBytes, pages };
}

async function typesOf(DurableExecutionArn: string): Promise<string[]> {
  const types: string[] = [];
  const query = { DurableExecutionArn, MaxItems: 1000 };
  for await (const page of lambda.paginateGetDurableExecutionHistory({ client: live.client }, query)) {
    types.push(...(page.Events ?? []).map(({ EventType }) => EventType ?? ''));
  }
  return types;
}
