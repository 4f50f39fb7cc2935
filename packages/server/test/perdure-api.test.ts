// The APIs under /perdure, asked of a real server with real executions.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  GetFunctionCommand,
  SendDurableExecutionCallbackSuccessCommand,
  StopDurableExecutionCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';

let live: LiveServer;
let first: string;
let second: string;

const durable = `
  import { withDurableExecution } from 'sdk';
  export const handler = withDurableExecution(async (input) => {
    if (input.fail) throw new Error('no stock');
    return 'done';
  });`;

beforeAll(async () => {
  live = await LiveServer.start();
  [first, second] = [await live.deploy(durable), await live.deploy(durable)];
  await live.call(first);
  await live.call(first, { fail: true });
  await live.call(second);
});
afterAll(() => live.close());

interface Page {
  DurableExecutions: Record<string, unknown>[];
  NextMarker?: string;
}

async function search(query: Record<string, string>): Promise<Page> {
  const response = await fetch(`${live.endpoint}/perdure/executions?${new URLSearchParams(query)}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Page;
}

const refusalOf = async (query: string) => {
  const response = await fetch(`${live.endpoint}/perdure/executions?${query}`);
  return { status: response.status, type: response.headers.get('x-amzn-ErrorType') };
};

test('executions of all functions are listed, newest first, with the function that they belong to', async () => {
  const { DurableExecutions, NextMarker } = await search({});
  expect(NextMarker).toBeUndefined();
  expect(DurableExecutions.map(({ FunctionName }) => FunctionName)).toEqual([second, first, first]);
  expect(DurableExecutions[0]).toMatchObject({
    DurableExecutionArn: expect.stringContaining(`:function:${second}:$LATEST/durable-execution/`),
    FunctionArn: expect.stringContaining(`:function:${second}:$LATEST`),
    Version: '$LATEST',
    Status: 'SUCCEEDED',
    StartTimestamp: expect.any(Number),
    EndTimestamp: expect.any(Number),
  });
});

test('function, status, prefix of the name and time of the end narrow the list', async () => {
  expect((await search({ FunctionName: first, Statuses: 'FAILED' })).DurableExecutions).toHaveLength(1);
  const [newest] = (await search({})).DurableExecutions;
  const name = String(newest?.DurableExecutionName);
  expect((await search({ DurableExecutionName: name.slice(0, -1) })).DurableExecutions).toEqual([newest]);
  expect((await search({ EndedAfter: String(newest?.EndTimestamp) })).DurableExecutions).toEqual([]);
  expect((await search({ EndedAfter: '0' })).DurableExecutions).toHaveLength(3);
});

test.each([{}, { EndedAfter: '0' }])('pages by %j give each execution once', async (filter) => {
  const whole = (await search({ ...filter, ReverseOrder: 'true' })).DurableExecutions;
  const paged = [];
  for (let query: Record<string, string> = { ...filter, ReverseOrder: 'true', MaxItems: '1' }; ; ) {
    const { DurableExecutions, NextMarker } = await search(query);
    paged.push(...DurableExecutions);
    if (NextMarker === undefined) break;
    query = { ...query, Marker: NextMarker };
  }
  expect(paged).toEqual(whole);
});

test('what cannot be searched by is refused, not ignored', async () => {
  const refused = { status: 400, type: 'InvalidParameterValueException' };
  expect(await refusalOf('Colour=red')).toEqual(refused);
  expect(await refusalOf('Qualifier=1')).toEqual(refused);
  expect(await refusalOf('Marker=none')).toEqual(refused);
});

interface StatisticsLine {
  FunctionName: string;
  Buckets: { Started: number; Succeeded: number; Failed: number }[];
}

describe('statistics', () => {
  const statistics = async (query: Record<string, string> = {}) => {
    const response = await fetch(
      `${live.endpoint}/perdure/functions/statistics?${new URLSearchParams(query)}`,
    );
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  test('executions are counted where they started and ended, with how long they took', async () => {
    const { body } = await statistics();
    const counts = {
      Started: 2,
      Succeeded: 1,
      Failed: 1,
      TimedOut: 0,
      Stopped: 0,
      DurationMillis: { P50: expect.any(Number), P90: expect.any(Number), P99: expect.any(Number) },
    };
    const [newest] = (await search({ FunctionName: first })).DurableExecutions;
    expect(body).toMatchObject({ Period: 3600 });
    expect(body.Functions).toContainEqual({
      FunctionName: first,
      Running: 0,
      RunningByVersion: {},
      LastStartTimestamp: newest?.StartTimestamp,
      Total: counts,
      Buckets: expect.any(Array),
    });
    // An hour may end between the two executions.
    const { Buckets = [] } =
      (body.Functions as StatisticsLine[]).find(({ FunctionName }) => FunctionName === first) ?? {};
    const sum = (member: 'Started' | 'Succeeded' | 'Failed') =>
      Buckets.reduce((total, bucket) => total + bucket[member], 0);
    expect([sum('Started'), sum('Succeeded'), sum('Failed')]).toEqual([2, 1, 1]);
    const { body: before } = await statistics({ FunctionName: first, To: '1000000', Period: '86400' });
    expect(before.Functions).toMatchObject([{ Total: { Started: 0 }, Buckets: [] }]);
  });

  test('what runs is counted by version, also by the next server', async () => {
    const waiter = await live.deploy(`
      import { withDurableExecution } from 'sdk';
      export const handler = withDurableExecution((input, context) => context.wait({ hours: 1 }));`);
    const arns = [await live.start(waiter), await live.start(waiter)];
    const running = async () => (await statistics({ FunctionName: waiter })).body.Functions;
    expect(await running()).toMatchObject([{ Running: 2, RunningByVersion: { $LATEST: 2 } }]);
    await live.restart();
    expect(await running()).toMatchObject([{ Running: 2 }]);
    for (const DurableExecutionArn of arns) {
      await live.client.send(new StopDurableExecutionCommand({ DurableExecutionArn }));
    }
    expect(await running()).toMatchObject([{ Running: 0, RunningByVersion: {}, Total: { Stopped: 2 } }]);
  });

  test('more buckets than can be shown are refused, with what to do', async () => {
    const { status, body } = await statistics({ From: '0', Period: '60' });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('Ask for a longer Period');
    expect((await statistics({ From: '10', To: '10' })).status).toBe(400);
  });
});

test('the server says what it is, and who is asking', async () => {
  const response = await fetch(`${live.endpoint}/perdure/server`);
  expect(await response.json()).toMatchObject({
    Version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    Realm: { Partition: 'aws', Region: 'us-east-1', Account: '000000000000' },
    Store: 'sqlite',
    Limits: { operationsMax: 3000 },
    Identity: { Arn: expect.stringContaining(':root') },
    StartTimestamp: expect.any(Number),
  });
});

describe('what waits', () => {
  let waiter: string;
  const arns: string[] = [];

  beforeAll(async () => {
    waiter = await live.deploy(`
      import { withDurableExecution } from 'sdk';
      export const handler = withDurableExecution(async (input, context) => {
        if (input.callbacks === undefined) {
          await context.step('reserve', async () => { throw new Error('busy'); }, {
            retryStrategy: () => ({ shouldRetry: true, delay: { hours: 1 } }),
          });
        }
        const pending = [];
        for (const name of input.callbacks) pending.push(await context.createCallback(name, { timeout: { hours: 1 } }));
        return Promise.all(pending.map(([promise]) => promise));
      });`);
    for (const input of [{ callbacks: ['a', 'b', 'c'] }, {}, { callbacks: ['d', 'e'] }]) {
      const arn = await live.start(waiter, input);
      await live.waitForEvent(arn, 'InvocationCompleted');
      arns.push(arn);
    }
  });

  const callbacks = async (query: Record<string, string> = {}) => {
    const response = await fetch(`${live.endpoint}/perdure/callbacks?${new URLSearchParams(query)}`);
    return (await response.json()) as { Callbacks: Record<string, unknown>[]; NextMarker?: string };
  };

  test('open callbacks are listed by the execution that has waited longest', async () => {
    const { Callbacks, NextMarker } = await callbacks();
    expect(NextMarker).toBeUndefined();
    expect(Callbacks.map(({ Name }) => Name)).toEqual(['a', 'b', 'c', 'd', 'e']);
    const started = await live.waitForEvent(arns[0] ?? '', 'CallbackStarted');
    expect(Callbacks[0]).toEqual({
      CallbackId: started.CallbackStartedDetails?.CallbackId,
      DurableExecutionArn: arns[0],
      FunctionName: waiter,
      OperationId: started.Id,
      Name: 'a',
      StartTimestamp: Number(started.EventTimestamp) / 1000,
      TimeoutTimestamp: Number(started.EventTimestamp) / 1000 + 3600,
    });
    expect((await callbacks({ FunctionName: first })).Callbacks).toEqual([]);
  });

  test('pages of callbacks give each once, also when one is answered between two pages', async () => {
    const page = await callbacks({ MaxItems: '2', FunctionName: waiter });
    expect(page.Callbacks.map(({ Name }) => Name)).toEqual(['a', 'b']);
    const CallbackId = String(page.Callbacks[1]?.CallbackId);
    await live.client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId }));
    const next = await callbacks({ MaxItems: '2', FunctionName: waiter, Marker: page.NextMarker ?? '' });
    expect(next.Callbacks.map(({ Name }) => Name)).toEqual(['c', 'd']);
    const last = await callbacks({ MaxItems: '2', FunctionName: waiter, Marker: next.NextMarker ?? '' });
    expect(last).toEqual({ Callbacks: [expect.objectContaining({ Name: 'e' })] });
  });

  test('executions that wait for a callback, or for a retry, are found by how long they wait', async () => {
    const named = async (query: Record<string, string>) =>
      (await search(query)).DurableExecutions.map(({ DurableExecutionArn: arn }) => arn);
    expect(await named({ Waiting: 'callback' })).toEqual([arns[0], arns[2]]);
    expect(await named({ Waiting: 'callback', ReverseOrder: 'true' })).toEqual([arns[2], arns[0]]);
    expect(await named({ Waiting: 'retry', FunctionName: waiter })).toEqual([arns[1]]);
    const [oldest] = (await search({ Waiting: 'callback' })).DurableExecutions;
    const WaitingSince = String(oldest?.CallbackSinceTimestamp);
    expect(await named({ Waiting: 'callback', WaitingSince })).toEqual([arns[0]]);
    const page = await search({ Waiting: 'callback', MaxItems: '1' });
    expect(await named({ Waiting: 'callback', MaxItems: '1', Marker: page.NextMarker ?? '' })).toEqual([
      arns[2],
    ]);
    expect(await refusalOf('WaitingSince=0')).toEqual({
      status: 400,
      type: 'InvalidParameterValueException',
    });
  });

  test('what retries is not found any more once it has been stopped', async () => {
    await live.client.send(new StopDurableExecutionCommand({ DurableExecutionArn: arns[1] }));
    expect((await search({ Waiting: 'retry' })).DurableExecutions).toEqual([]);
  });
});

test('executions are found by what their error says, in any case', async () => {
  const { DurableExecutions } = await search({ ErrorText: 'NO STOCK' });
  expect(DurableExecutions).toMatchObject([
    { FunctionName: first, Status: 'FAILED', ErrorType: 'Error', ErrorMessage: 'no stock' },
  ]);
  expect((await search({ ErrorText: 'no such text' })).DurableExecutions).toEqual([]);
});

test.each(['executions', 'callbacks', 'functions/statistics', 'events', 'logs'])(
  'the parameters of /perdure/%s are those that its documentation lists',
  async (name) => {
    const page = readFileSync(new URL('../../../docs/perdure-api.md', import.meta.url), 'utf8');
    const section = page.split('\n## ').find((text) => text.startsWith(`\`GET /perdure/${name}\``)) ?? '';
    const table = section.split('| parameter |')[1]?.split('\n\n')[0] ?? '';
    const rows = table.match(/^\| `.*?\|/gm) ?? [];
    const documented = rows.flatMap((row) => [...row.matchAll(/`(\w+)`/g)].map(([, parameter]) => parameter));
    const response = await fetch(`${live.endpoint}/perdure/${name}?Colour=red`);
    const { message = '', Message = message } = (await response.json()) as Record<string, string>;
    expect(documented.toSorted()).toEqual(Message.split('known are ')[1]?.split(', ').toSorted());
  },
);

test('the code of a version is answered byte by byte as it was uploaded', async () => {
  const asked = `${live.endpoint}/perdure/functions/${first}/code`;
  const response = await fetch(asked);
  expect(response.headers.get('content-type')).toBe('application/zip');
  const bytes = new Uint8Array(await response.arrayBuffer());
  const { Configuration } = await live.client.send(new GetFunctionCommand({ FunctionName: first }));
  expect(createHash('sha256').update(bytes).digest('base64')).toBe(Configuration?.CodeSha256);
  expect((await fetch(`${asked}?Qualifier=9`)).status).toBe(404);
});
