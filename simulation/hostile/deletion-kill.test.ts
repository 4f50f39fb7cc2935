// A server that is killed between the deletion of a function and the end of what ran of it.

import * as lambda from '@aws-sdk/client-lambda';
import { openSqliteStore } from '@perdure/store-sqlite';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { ServerProcess } from '../../tools/server-process.ts';
import { type FaultServer, startFaultServer } from './fault-server.ts';
import { sized } from './full-size.ts';

/** So many that a kill finds some that are not stopped yet, as a rule; where the server was faster, the next time there are more. */
const EXECUTIONS = sized(600, 3000);
const LANES = 64;
const FunctionName = 'gone';

/** Deletes a function with so many open executions, and kills its server at once. */
async function killAfterDeletion(executions: number): Promise<FaultServer> {
  const server = await startFaultServer();
  const { process, client } = server;
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
  const url = `${process.endpoint}/2015-03-31/functions/${FunctionName}/invocations?Qualifier=$LATEST`;
  let started = 0;
  const lane = async (): Promise<void> => {
    while (started < executions) {
      started += 1;
      const response = await fetch(url, { method: 'POST', headers: { 'x-amz-invocation-type': 'Event' } });
      expect(response.status).toBe(202);
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await client.send(new lambda.DeleteFunctionCommand({ FunctionName }));
  await process.stop('SIGKILL');
  return server;
}

/** All executions that are in the data of a server that has ended. */
async function headsIn(directory: string) {
  const store = await openSqliteStore({ directory });
  try {
    expect(await store.record('function', FunctionName)).toBeUndefined();
    const limit = Number.MAX_SAFE_INTEGER;
    return await store.list({ functionName: FunctionName, order: 'oldest-first', limit });
  } finally {
    await store.close();
  }
}

test('executions of a function whose server was killed right after its deletion are stopped by the next server', async () => {
  let executions = EXECUTIONS;
  let server = await killAfterDeletion(executions);
  while ((await headsIn(server.directory)).every(({ status }) => status !== 'RUNNING')) {
    await server.end();
    executions *= 2;
    server = await killAfterDeletion(executions);
  }
  const after = await ServerProcess.start(server.directory);
  await after.stop();
  const ends = (await headsIn(server.directory)).map(({ status, errorType }) => `${status} ${errorType}`);
  expect(new Set(ends)).toEqual(new Set(['STOPPED FunctionDeleted']));
  expect(ends).toHaveLength(executions);
  await server.end();
});
