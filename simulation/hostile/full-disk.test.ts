// A disk that really is full, under a real server. A bug shows as an answer that says something else, as a loss of what was
// accepted, or as a server that must be restarted.
//
// The disk is a small file system in memory, mounted for the server alone, which needs Linux and namespaces.

import { execFileSync } from 'node:child_process';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateFunctionCommand,
  GetDurableExecutionCommand,
  InvokeCommand,
  type LambdaClient,
  paginateListDurableExecutionsByFunction,
  ServiceException,
} from '@aws-sdk/client-lambda';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { expect, onTestFinished, test } from 'vitest';
import { type FaultServer, startFaultServer } from './fault-server.ts';

const inNamespace = ['unshare', '--user', '--map-root-user', '--mount', '--', '/bin/sh', '-c'];
const MIB = 1024 * 1024;
const DISK_BYTES = 24 * MIB;

function canMount(): boolean {
  try {
    const [command = '', ...before] = inNamespace;
    execFileSync(command, [...before, 'mount -t tmpfs none /mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const onSmallDisk = (directory: string): string[] => [
  ...inNamespace,
  `mount -t tmpfs -o size=${DISK_BYTES} none ${directory} && exec "$@"`,
  'sh',
];

let server: FaultServer;
let client: LambdaClient;

/** The disk as the server sees it. */
const onDisk = (name: string): string => join(`/proc/${server.process.pid}/root`, server.directory, name);

/** Leaves no byte free. */
function fill(): void {
  const chunk = Buffer.alloc(MIB);
  for (const size of [MIB, 4096, 1]) {
    try {
      for (;;) appendFileSync(onDisk('filler'), chunk.subarray(0, size));
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
    }
  }
}

const source = `
  import { withDurableExecution } from '@perdure/sdk';
  export const handler = withDurableExecution(async (event, context) => {
    await context.wait({ seconds: 1 });
    return context.step('size', async () => event.text.length);
  });`;
async function archive(): Promise<Uint8Array> {
  const stdin = { contents: source, resolveDir: import.meta.dirname, loader: 'ts' as const };
  const bundle = await build({ stdin, bundle: true, write: false, platform: 'node', format: 'cjs' });
  return zipSync({ 'index.cjs': bundle.outputFiles[0]?.contents ?? new Uint8Array() });
}

const TEXT_CHARS = 200_000;

const start = async (DurableExecutionName: string): Promise<string> => {
  const { DurableExecutionArn = '' } = await client.send(
    new InvokeCommand({
      FunctionName: 'order',
      Qualifier: '$LATEST',
      InvocationType: 'Event',
      DurableExecutionName,
      Payload: JSON.stringify({ text: 'x'.repeat(TEXT_CHARS) }),
    }),
  );
  return DurableExecutionArn;
};

/** Starts until one is refused, and answers what refused it. */
async function startUntilFull(accepted: Map<string, string>): Promise<unknown> {
  for (let count = 0; ; count += 1) {
    const name = `order-${count}`;
    try {
      accepted.set(name, await start(name));
    } catch (error) {
      return error;
    }
  }
}

const health = async (path: string) => {
  const response = await fetch(`${server.process.endpoint}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, string> };
};

const describe = async (DurableExecutionArn: string) =>
  client.send(new GetDurableExecutionCommand({ DurableExecutionArn, IncludeExecutionData: true }));

async function names(): Promise<string[]> {
  const found: string[] = [];
  for await (const page of paginateListDurableExecutionsByFunction({ client }, { FunctionName: 'order' })) {
    found.push(...(page.DurableExecutions ?? []).map((each) => each.DurableExecutionName ?? ''));
  }
  return found.toSorted();
}

test.skipIf(!canMount() && process.env.CI === undefined)(
  'a full disk refuses what would write, is told by the health check, loses nothing, and goes on when there is room',
  async () => {
    server = await startFaultServer({ logLevel: 'silent' }, onSmallDisk);
    onTestFinished(() => server.end());
    client = server.client;
    await client.send(
      new CreateFunctionCommand({
        FunctionName: 'order',
        Role: 'arn:aws:iam::000000000000:role/test',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: await archive() },
        Timeout: 60,
        DurableConfig: { ExecutionTimeout: 300, RetentionPeriodInDays: 1 },
      }),
    );
    const accepted = new Map<string, string>();
    accepted.set('first', await start('first'));
    await expect.poll(async () => (await describe(accepted.get('first') ?? '')).Status).toBe('SUCCEEDED');
    fill();
    const refusal = await startUntilFull(accepted);
    expect(refusal).toBeInstanceOf(ServiceException);
    expect(refusal).toMatchObject({ $metadata: { httpStatusCode: 500 }, Type: 'Service' });
    // Reads go on, and the health check says what is wrong.
    expect(await names()).toEqual([...accepted.keys()].toSorted());
    expect((await describe(accepted.get('first') ?? '')).Result).toBe(String(TEXT_CHARS));
    expect((await health('/health')).status).toBe(200);
    expect(await health('/health/ready')).toMatchObject({
      status: 503,
      body: { status: 'not ready', reason: expect.stringContaining('full') },
    });

    rmSync(onDisk('filler'));
    await expect.poll(async () => (await health('/health/ready')).status).toBe(200);
    accepted.set('afterwards', await start('afterwards'));
    expect(await names()).toEqual([...accepted.keys()].toSorted());
    for (const arn of accepted.values()) {
      await expect.poll(async () => (await describe(arn)).Status).toBe('SUCCEEDED');
      expect((await describe(arn)).Result).toBe(String(TEXT_CHARS));
    }
  },
);
