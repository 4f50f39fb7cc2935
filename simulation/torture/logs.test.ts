// The logs of a real server that is killed while its functions talk.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { ServerProcess } from '../../tools/server-process.ts';

test('what reached the disk before the server was killed can be read', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'perdure-killed-'));
  const ask = async (endpoint: string, query: string) =>
    ((await (await fetch(`${endpoint}/perdure/logs?${query}`)).json()) as { Events: unknown[] }).Events;
  const before = await ServerProcess.start(directory);
  const client = new LambdaClient({
    endpoint: before.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  await client.send(
    new CreateFunctionCommand({
      FunctionName: 'talks',
      Role: 'arn:aws:iam::000000000000:role/test',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: {
        ZipFile: zipSync({ 'index.mjs': Buffer.from('export const handler = async (n) => console.log(n);') }),
      },
    }),
  );
  const talk = (n: number) => client.send(new InvokeCommand({ FunctionName: 'talks', Payload: String(n) }));
  for (let n = 0; n < 5; n += 1) await talk(n);
  const seen = await ask(before.endpoint, 'FunctionName=talks');
  const talking = Promise.allSettled(Array.from({ length: 50 }, (_, n) => talk(n + 5)));
  await before.stop('SIGKILL');
  await talking;
  const after = await ServerProcess.start(directory);
  const kept = await ask(after.endpoint, 'FunctionName=talks&MaxItems=1000');
  expect(seen).toHaveLength(5);
  expect(kept.slice(0, 5)).toEqual(seen);
  await after.stop();
  client.destroy();
  rmSync(directory, { recursive: true });
});
