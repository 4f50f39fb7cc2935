// The command as a user runs it: its own process, through its launcher, against a server that it started itself.

import { type ChildProcessByStdio, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LambdaApi } from '../src/lambda-api.ts';
import { followExecution } from '../src/watch/follow-execution.ts';

const launcher = join(import.meta.dirname, '../bin/perdure.js');
// Inside the workspace, so that the bundler finds the SDK.
const directory = mkdtempSync(join(import.meta.dirname, '.real-server-'));

interface Finished {
  exitCode: number;
  stdout: string;
  stderr: string;
}

let server: ChildProcessByStdio<null, Readable, Readable>;
let endpoint = '';

function perdure(args: string[], { node = process.execPath, input = '' } = {}): Promise<Finished> {
  return new Promise((resolve) => {
    const env = { ...process.env, PERDURE_ENDPOINT: endpoint };
    const child = execFile(node, [launcher, ...args], { env }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
    });
    // A command that does not read its input may be gone already.
    child.stdin?.on('error', () => {}).end(input);
  });
}

const json = async (args: string[]) => JSON.parse((await perdure([...args, '--format', 'json'])).stdout);

const handler = `
import { withDurableExecution } from '@perdure/sdk';
export const handler = withDurableExecution(async (event, context) => {
  const doubled = await context.step('double', async () => event.quantity * 2);
  const answer = await context.waitForCallback('approve', async (id) => console.log(id));
  return { doubled, answer };
});
`;

beforeAll(async () => {
  writeFileSync(join(directory, 'approval.ts'), handler);
  const args = [launcher, 'start', '--port', '0', '--data', join(directory, 'data')];
  server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [line] = await once(createInterface({ input: server.stdout }), 'line');
  endpoint = /http:\S+?(?=,)/.exec(String(line))?.[0] ?? '';
});

afterAll(async () => {
  server.kill('SIGTERM');
  if (server.exitCode === null) await once(server, 'exit');
  rmSync(directory, { recursive: true });
});

async function openCallback(arn: string): Promise<string> {
  for await (const events of followExecution(new LambdaApi(endpoint), arn)) {
    const callbackId = events.map((event) => event.CallbackStartedDetails?.CallbackId).find((id) => id);
    if (callbackId) return callbackId;
  }
  throw new Error('the execution ended without a callback');
}

const start = async (): Promise<string> =>
  (await perdure(['invoke', 'approval', '--async', '--payload', '{"quantity":21}'])).stdout.trim();

async function ended(arn: string): Promise<string> {
  const api = new LambdaApi(endpoint);
  await Array.fromAsync(followExecution(api, arn));
  return (await api.getExecution(arn)).Status;
}

it('a server that nobody sits before, and that has no trouble, writes nothing to standard error and ends in order', async () => {
  const args = [launcher, 'start', '--port', '0', '--data', join(directory, 'other-data')];
  const other = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  other.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const lines = createInterface({ input: other.stdout });
  for await (const line of lines) if (line.startsWith('Its console')) break;
  other.kill('SIGTERM');
  expect(await once(other, 'exit')).toEqual([0, null]);
  expect(errors).toBe('');
});

describe('the command against its own server', () => {
  it('deploys a function, and finds nothing to do the second time', async () => {
    const args = [
      'deploy',
      join(directory, 'approval.ts'),
      '--name',
      'approval',
      '--env',
      'STAGE=test',
      '--concurrency',
      '4',
    ];
    expect(await perdure(args)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Created approval/),
    });
    expect(await perdure(args)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^Nothing changed/),
    });
  });

  it('publishes a version behind an alias', async () => {
    const args = ['deploy', join(directory, 'approval.ts'), '--name', 'approval', '--alias', 'live'];
    expect(await perdure(args)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('points at version 1'),
    });
  });

  it('starts an execution, answers its callback and shows how it ended', async () => {
    const arn = await start();
    const callbackId = await openCallback(arn);
    expect(await perdure(['callback', 'heartbeat', callbackId])).toMatchObject({ exitCode: 0 });
    expect(await perdure(['callback', 'succeed', callbackId, '--result', 'yes'])).toMatchObject({
      exitCode: 0,
    });
    expect(await ended(arn)).toBe('SUCCEEDED');
    const { stdout } = await perdure(['execution', 'get', arn]);
    expect(stdout).toContain('Result:   {"doubled":42,"answer":"yes"}');
    expect((await perdure(['execution', 'history', arn])).stdout).toMatch(
      /│ +StepSucceeded +│ +Step +│ +double +│/,
    );
  });

  it('refuses a second answer with the words of the API', async () => {
    const callbackId = await openCallback(await start());
    await perdure(['callback', 'fail', callbackId, '--error-message', 'no']);
    const second = await perdure(['callback', 'succeed', callbackId]);
    expect(second).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('CallbackTimeoutException'),
    });
  });

  it('stops an execution, and a waiting invoke exits with 1', async () => {
    const name = 'to-be-stopped';
    const waiting = perdure(['invoke', 'approval:live', '--name', name, '--payload', '{"quantity":1}']);
    let arn = '';
    while (arn === '') {
      const { DurableExecutions: found } = await json(['execution', 'list', 'approval', '--name', name]);
      arn = found[0]?.DurableExecutionArn ?? '';
    }
    expect(arn).toContain(':function:approval:1/');
    await perdure(['execution', 'stop', arn, '--error-type', 'Enough']);
    expect(await waiting).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('STOPPED ⚠️') });
  });

  it('an execution whose function cannot be loaded tells why, to whoever waits for it, watches it or looks', async () => {
    const file = join(directory, 'broken.ts');
    writeFileSync(file, "throw new Error('no stock'); export const handler = async () => 1;");
    await perdure(['deploy', file, '--name', 'broken']);
    const args = ['invoke', 'broken', '--name', 'b-1'];
    const [waiting, watching] = [perdure(args), perdure([...args, '--watch'])];
    const text = 'the last invocation, which is repeated: Error: no stock';
    await expect.poll(async () => (await perdure(['execution', 'get', 'b-1'])).stdout).toContain(text);
    await perdure(['execution', 'stop', 'b-1']);
    const failed = /failed: Error: no stock\. It is repeated\./;
    expect(await waiting).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(failed) });
    expect((await watching).stdout).toMatch(/InvocationCompleted .*Error: no stock/);
  });

  it('shows what an execution printed, and follows what a function prints', async () => {
    const follower = spawn(process.execPath, [launcher, 'logs', 'approval', '--follow', '-s', '1h'], {
      env: { ...process.env, PERDURE_ENDPOINT: endpoint },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const arn = await start();
    const callbackId = await openCallback(arn);
    for await (const line of createInterface({ input: follower.stdout })) {
      if (line.endsWith(callbackId)) break;
    }
    follower.kill('SIGINT');
    expect((await once(follower, 'exit'))[0]).toBe(0);
    const { stdout } = await perdure(['logs', '--execution', arn]);
    expect(stdout).toMatch(/^approval\/\[\$LATEST\][0-9a-f]{8} \d{4}-\S+Z INFO /);
    expect(stdout.trimEnd().endsWith(callbackId)).toBe(true);
    const { Events } = await json(['logs', 'approval', '--filter', callbackId]);
    expect(Events).toMatchObject([{ Message: callbackId, DurableExecutionArn: arn }]);
  });

  it('lets a worker in by the token that it made, and lists it', async () => {
    const token = (await perdure(['worker', 'token', 'create', '--name', 'shed'])).stdout.trim();
    const args = [
      launcher,
      'worker',
      '--name',
      'shed',
      '--environments',
      '3',
      '--data',
      join(directory, 'worker'),
    ];
    const worker = spawn(process.execPath, args, {
      env: { ...process.env, PERDURE_ENDPOINT: endpoint, PERDURE_WORKER_TOKEN: token },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [news] = await once(createInterface({ input: worker.stderr }), 'line');
    expect(news).toMatch(/^connected to .* as shed, with room for 3 environments$/);
    expect((await perdure(['worker', 'list'])).stdout).toMatch(/shed +│ +127\.0\.0\.1 .*0 of 3/);
    const [known] = (await json(['worker', 'token', 'list'])).WorkerTokens;
    await perdure(['worker', 'token', 'delete', known.TokenId]);
    expect((await once(worker, 'exit'))[0]).toBe(4);
  });

  it('takes the payload from standard input', async () => {
    const { stdout } = await perdure(['invoke', 'approval', '--async', '-e', '-'], {
      input: '{"quantity":5}',
    });
    const execution = await json(['execution', 'get', stdout.trim()]);
    expect(execution.InputPayload).toBe('{"quantity":5}');
  });
});

describe('a server that cannot start', () => {
  it('says that the port is in use', async () => {
    const port = new URL(endpoint).port;
    const { exitCode, stderr } = await perdure(['start', '--port', port, '--data', join(directory, 'other')]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^perdure: Port \d+ of 127\.0\.0\.1 is in use/);
  });

  it('says that another server holds the data', async () => {
    const { exitCode, stderr } = await perdure(['start', '--port', '0', '--data', join(directory, 'data')]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^perdure: The server does not start: .*data/);
    expect(stderr).not.toContain('    at ');
  });
});

const oldNode = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find(
    (path) =>
      existsSync(path) &&
      Number.parseInt(execFileSync(path, ['-p', 'process.versions.node']).toString(), 10) < 24,
  );

describe('the launcher', () => {
  it.skipIf(oldNode === undefined)('runs the command from an older Node, with its exit code', async () => {
    expect(await perdure(['--version'], { node: oldNode ?? '' })).toMatchObject({ exitCode: 0 });
    expect(await perdure(['fly'], { node: oldNode ?? '' })).toMatchObject({ exitCode: 2 });
  });
});
