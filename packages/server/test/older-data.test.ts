// A data directory that an older version of Perdure wrote, opened by this one. It was written by the version that had format
// 1, with five executions of one function: succeeded, failed, in a wait, waiting for a callback, and between two attempts.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { SendDurableExecutionCallbackSuccessCommand } from '@aws-sdk/client-lambda';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../src/index.ts';
import { clientOf } from './live-server.ts';

const directory = mkdtempSync(join(tmpdir(), 'perdure-older-data-'));
let server: RunningServer;

const start = () => startServer({ directory, port: 0, log: pino({ enabled: false }) });

beforeAll(async () => {
  const packed = readFileSync(
    new URL('../../store-sqlite/test/data-of-format-1/perdure.db.gz', import.meta.url),
  );
  writeFileSync(join(directory, 'perdure.db'), gunzipSync(packed));
  server = await start();
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

type Line = Record<string, unknown>;

async function ask(path: string): Promise<Record<string, Line[]>> {
  const response = await fetch(`${server.endpoint}/perdure/${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, Line[]>;
}

const namesOf = async (query: string) =>
  (await ask(`executions?${query}`)).DurableExecutions?.map(({ DurableExecutionName: name }) => name);

/** The heads are written anew in the background. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo()));
}

test('what older data did not hold about its executions is found in their journals', async () => {
  await until(async () => (await namesOf('Waiting=callback'))?.length === 1);
  await until(async () => (await namesOf('ErrorText=AISLE'))?.length === 1);
  expect((await namesOf(''))?.toSorted()).toEqual(['approval', 'failed', 'retrying', 'succeeded', 'waiting']);
  const [failed] = (await ask('executions?ErrorText=RangeError')).DurableExecutions ?? [];
  expect(failed).toMatchObject({ ErrorType: 'RangeError', ErrorMessage: 'no stock in aisle 7' });
  expect(await namesOf('Waiting=retry')).toEqual(['retrying']);
});

test('an execution that began under the older version goes on under this one', async () => {
  await until(async () => (await namesOf('Waiting=callback'))?.length === 1);
  await server.close();
  server = await start();
  const { Callbacks } = await ask('callbacks');
  expect(Callbacks).toMatchObject([{ Name: 'approval', TimeoutTimestamp: expect.any(Number) }]);
  const client = clientOf(server.endpoint);
  const CallbackId = String(Callbacks?.[0]?.CallbackId);
  await client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: '"granted"' }));
  client.destroy();
  await until(async () => (await namesOf('Statuses=SUCCEEDED'))?.includes('approval') === true);
  expect((await ask('callbacks')).Callbacks).toEqual([]);
});
