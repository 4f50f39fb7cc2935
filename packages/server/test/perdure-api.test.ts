// The APIs under /perdure, asked of a real server with real executions.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

test.each(['executions', 'events', 'logs'])(
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
