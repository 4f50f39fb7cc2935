// A server that is killed between the deletion of a function and the end of what ran of it.

import * as lambda from '@aws-sdk/client-lambda';
import { openSqliteStore } from '@perdure/store-sqlite';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { ServerProcess } from '../../tools/server-process.ts';
import { startFaultServer } from './fault-server.ts';
import { sized } from './full-size.ts';

/** So many that the kill finds some that are not stopped yet. */
const EXECUTIONS = sized(600, 3000);
const LANES = 64;
const FunctionName = 'gone';

test('executions of a function whose server was killed right after its deletion are stopped by the next server', {
  timeout: 120_000,
}, async () => {
  const { process: before, client, directory, end } = await startFaultServer();
  await client.send(
    new lambda.CreateFunctionCommand({
      FunctionName,
      Role: 'arn:aws:iam::000000000000:role/test',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipSync({ 'index.mjs': Buffer.from('export const handler = async () => 1;') }) },
      DurableConfig: { ExecutionTimeout: 3600, RetentionPeriodInDays: 1 },
    }),
  );
  // They are open, and nothing runs of them.
  await client.send(
    new lambda.PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }),
  );
  const url = `${before.endpoint}/2015-03-31/functions/${FunctionName}/invocations?Qualifier=$LATEST`;
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
  await client.send(new lambda.DeleteFunctionCommand({ FunctionName }));
  await before.stop('SIGKILL');

  const heads = async () => {
    const store = await openSqliteStore({ directory });
    try {
      expect(await store.record('function', FunctionName)).toBeUndefined();
      return await store.list({ functionName: FunctionName, order: 'oldest-first', limit: EXECUTIONS + 1 });
    } finally {
      await store.close();
    }
  };
  const left = (await heads()).filter(({ status }) => status === 'RUNNING');
  expect(left.length).toBeGreaterThan(0);

  const after = await ServerProcess.start(directory);
  await after.stop();
  const ends = (await heads()).map(({ status, errorType }) => `${status} ${errorType}`);
  expect(new Set(ends)).toEqual(new Set(['STOPPED FunctionDeleted']));
  expect(ends).toHaveLength(EXECUTIONS);
  await end();
});
