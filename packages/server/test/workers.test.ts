// Environments on other machines, here in other processes, against a server that runs none itself. A bug shows as an
// execution that hangs when its worker dies, runs twice at a time, or runs on a machine that nobody let in.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { isRunning } from '../src/environments/testing/is-running.ts';
import { type RunningWorker, startWorker, type WorkerOptions, WorkerRefused } from '../src/index.ts';
import { downloadCode } from '../src/workers/server-connection.ts';
import { LiveServer } from './live-server.ts';
import { sendSigned } from './signed-request.ts';

let live: LiveServer;
let folder: string;
const endings: (() => Promise<void>)[] = [];

beforeAll(async () => {
  live = await LiveServer.start({ environmentsMax: 0 });
  folder = mkdtempSync(join(live.directory, 'workers-'));
});
afterEach(async () => {
  await Promise.all(endings.splice(0).map((end) => end()));
});
afterAll(() => live.close());

interface Token {
  Token: string;
  TokenId: string;
}

async function ask(method: string, path: string, body?: object): Promise<Response> {
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetch(live.endpoint + path, { method, ...init });
}

const newToken = async (): Promise<Token> =>
  (await (await ask('POST', '/perdure/worker-tokens', { Name: 'test' })).json()) as Token;

const connected = async (): Promise<Record<string, unknown>[]> =>
  ((await (await ask('GET', '/perdure/workers')).json()) as { Workers: Record<string, unknown>[] }).Workers;

interface WorkerSetting {
  environmentsMax?: number;
  token?: string;
}

async function optionsOf(
  name: string,
  { environmentsMax = 2, token }: WorkerSetting = {},
): Promise<WorkerOptions> {
  const known = token ?? (await newToken()).Token;
  return { server: live.endpoint, token: known, name, environmentsMax, directory: join(folder, name) };
}

/** What a worker says, line by line. */
async function says(lines: AsyncIterator<string>, what: RegExp): Promise<void> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done) throw new Error(`The worker has ended and did not say ${what}.`);
    if (what.test(value)) return;
  }
}

/** A worker in a process of its own, to be killed. Resolves when it is connected. */
async function startWorkerProcess(
  options: WorkerOptions,
  env: Record<string, string> = {},
): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'worker-process.ts');
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  endings.push(async () => void child.kill('SIGKILL'));
  await says(createInterface({ input: child.stdout })[Symbol.asyncIterator](), /^connected to/);
  return child;
}

interface TestWorker {
  worker: RunningWorker;
  says(what: RegExp): Promise<void>;
}

/** A worker in the process of the test; its environments are in their own all the same. */
async function startTestWorker(name: string, setting: WorkerSetting = {}): Promise<TestWorker> {
  const news = new PassThrough();
  const options = await optionsOf(name, setting);
  const worker = await startWorker({ ...options, onNews: (text) => news.write(`${text}\n`) });
  endings.push(() => worker.close(0));
  const lines = createInterface({ input: news })[Symbol.asyncIterator]();
  await says(lines, /^connected to/);
  return { worker, says: (what) => says(lines, what) };
}

/** Blocks inside its first step until a file is there, and tells in which process it runs. */
const gated = `
  import { withDurableExecution } from 'sdk';
  import { existsSync, writeFileSync } from 'node:fs';
  export const handler = withDurableExecution(async (input, context) => {
    const before = await context.step('before', async () => process.pid);
    return context.step('gate', async () => {
      writeFileSync(input.mark + '-' + process.pid, process.env.AWS_ENDPOINT_URL_LAMBDA);
      while (!existsSync(input.mark)) await new Promise((resolve) => setTimeout(resolve, 5));
      console.log('through the gate');
      return { before, after: process.pid };
    });
  });`;

const markOf = (name: string): string => join(folder, `mark-${name}`);

async function startGated(name: string): Promise<{ arn: string; result: Promise<unknown> }> {
  const functionName = await live.deploy(gated);
  const arn = await live.start(functionName, { mark: markOf(name) });
  return { arn, result: resultOf(arn) };
}

async function resultOf(arn: string): Promise<unknown> {
  const { ExecutionSucceededDetails: details } = await live.waitForEvent(arn, 'ExecutionSucceeded');
  return JSON.parse(details?.Result?.Payload ?? '');
}

/** Resolves when so many processes have come to the gate. */
async function atTheGate(name: string, count = 1): Promise<void> {
  const marks = () => readdirSync(folder).filter((file) => file.startsWith(`mark-${name}-`));
  await expect.poll(() => marks().length).toBe(count);
}

test('a worker runs durable functions of both SDKs, and what they print is in the logs', async () => {
  await startTestWorker('one');
  for (const sdk of ['@perdure/sdk', '@aws/durable-execution-sdk-js'] as const) {
    const name = await live.deploy(
      `import { withDurableExecution } from 'sdk';
      export const handler = withDurableExecution(async (input, context) => {
        console.log('on a worker');
        const parent = await context.step('who', async () => process.ppid);
        // Far longer than the invocation takes to end.
        await context.wait({ seconds: 5 });
        return parent;
      });`,
      { sdk },
    );
    const { arn, result } = await live.call(name);
    expect(result).toBe(process.pid);
    const logs = await fetch(`${live.endpoint}/perdure/logs?DurableExecutionArn=${encodeURIComponent(arn)}`);
    expect(await logs.json()).toMatchObject({
      Events: [{ Message: 'on a worker', Stream: 'stdout' }, { Message: 'on a worker' }],
    });
  }
  expect(await connected()).toMatchObject([
    { Name: 'one', EnvironmentsMax: 2, Status: 'CONNECTED', Runtimes: expect.arrayContaining(['node']) },
  ]);
});

test('the invocations of a worker that is killed are repeated on another, from the last checkpoint', async () => {
  const doomed = await startWorkerProcess(await optionsOf('doomed', { environmentsMax: 1 }));
  const { arn, result } = await startGated('doomed');
  await atTheGate('doomed');
  doomed.kill('SIGKILL');
  await startTestWorker('heir', { environmentsMax: 1 });
  await atTheGate('doomed', 2);
  writeFileSync(markOf('doomed'), '');
  const { before, after } = (await result) as { before: number; after: number };
  expect(after).not.toBe(before);
  await expect.poll(() => isRunning(before)).toBe(false);
  const events = await live.history(arn);
  const lost = events.find(({ EventType }) => EventType === 'InvocationCompleted');
  expect(lost?.InvocationCompletedDetails?.Error?.Payload).toMatchObject({
    ErrorType: 'Sandbox.Lost',
    ErrorMessage: expect.stringContaining('doomed'),
  });
});

test('an asynchronous invocation of a function that is not durable is repeated too', async () => {
  const doomed = await startWorkerProcess(await optionsOf('doomed', { environmentsMax: 1 }));
  const mark = markOf('plain');
  const FunctionName = await live.deploy(
    `import { existsSync, writeFileSync } from 'node:fs';
    export const handler = async () => {
      const isFirst = !existsSync('${mark}-first');
      writeFileSync('${mark}-first', '');
      if (isFirst) for (;;);
      writeFileSync('${mark}-second', '');
    };`,
    { durable: false },
  );
  await live.client.send(new InvokeCommand({ FunctionName, InvocationType: 'Event' }));
  await expect.poll(() => existsSync(`${mark}-first`)).toBe(true);
  await startTestWorker('heir', { environmentsMax: 1 });
  doomed.kill('SIGKILL');
  await expect.poll(() => existsSync(`${mark}-second`)).toBe(true);
});

test('several workers share the load', async () => {
  await startTestWorker('left', { environmentsMax: 1 });
  await startTestWorker('right', { environmentsMax: 1 });
  const executions = [await startGated('shared'), await startGated('shared')];
  await atTheGate('shared', 2);
  expect((await connected()).map(({ Name, Environments }) => [Name, Environments])).toEqual([
    ['left', 1],
    ['right', 1],
  ]);
  writeFileSync(markOf('shared'), '');
  await Promise.all(executions.map(({ result }) => result));
});

test('a worker that is told to end lets its invocations end, and takes no more', async () => {
  const leaving = await startTestWorker('leaving', { environmentsMax: 1 });
  const { result } = await startGated('leaving');
  await atTheGate('leaving');
  const left = leaving.worker.close();
  await expect.poll(async () => (await connected())[0]?.Status).toBe('LEAVING');
  const waiting = await startGated('leaving-next');
  writeFileSync(markOf('leaving'), '');
  const { before, after } = (await result) as { before: number; after: number };
  expect(after).toBe(before);
  await left;
  await startTestWorker('heir');
  writeFileSync(markOf('leaving-next'), '');
  await waiting.result;
});

test('workers come back to a server that was restarted, and go on with what they were told again', async () => {
  const worker = await startTestWorker('loyal');
  const name = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (input, context) => {
      await context.wait({ seconds: 1 });
      return 'done';
    });`);
  const arn = await live.start(name);
  await live.waitForEvent(arn, 'InvocationCompleted');
  await live.restart({ port: Number(new URL(live.endpoint).port) });
  expect(await resultOf(arn)).toBe('done');
  await worker.says(/^connected to/);
});

test('on a server that asks for signatures, functions on a worker sign with what they were given', async () => {
  const guarded = await LiveServer.startGuarded({ environmentsMax: 0 });
  try {
    const name = await guarded.deploy(`
      import { withDurableExecution } from 'sdk';
      export const handler = withDurableExecution((input, context) => context.step('sign', async () => process.ppid));`);
    const unsigned = await fetch(`${guarded.endpoint}/perdure/worker-tokens`, { method: 'POST' });
    expect(unsigned.status).toBe(403);
    const { body } = await sendSigned(guarded.client, 'POST', '/perdure/worker-tokens', { Name: 'signed' });
    const worker = await startWorker({
      server: guarded.endpoint,
      token: String(body.Token),
      directory: join(folder, 'guarded'),
    });
    expect((await guarded.call(name)).result).toBe(process.pid);
    await worker.close();
  } finally {
    await guarded.close();
  }
});

test('over TLS, a worker and its functions need nothing but the certificate of the authority', async () => {
  const certificate = join(import.meta.dirname, 'certificates/localhost.pem');
  const keyFile = join(import.meta.dirname, 'certificates/localhost-key.pem');
  const secure = await LiveServer.startGuarded({ environmentsMax: 0 });
  try {
    const { body } = await sendSigned(secure.client, 'POST', '/perdure/worker-tokens', { Name: 'secure' });
    await secure.restart({ tls: { certFile: certificate, keyFile } });
    const { endpoint, credentials } = secure;
    const requestHandler = new NodeHttpHandler({ httpsAgent: { ca: readFileSync(certificate) } });
    secure.client = new LambdaClient({
      endpoint,
      credentials,
      requestHandler,
      region: 'us-east-1',
      maxAttempts: 1,
    });
    const name = await secure.deploy(`
      import { withDurableExecution } from 'sdk';
      export const handler = withDurableExecution((input, context) => context.step('where', async () => process.ppid));`);
    const options = { server: endpoint, token: String(body.Token), directory: join(folder, 'secure') };
    const { pid } = await startWorkerProcess(options, { NODE_EXTRA_CA_CERTS: certificate });
    expect((await secure.call(name)).result).toBe(pid);
  } finally {
    await secure.close();
  }
});

test('a token that is not known is refused, and one that is removed cuts off its workers', async () => {
  const stranger = await startWorker({
    server: live.endpoint,
    token: 'pwt_0123456789abcdef_secret',
    directory: join(folder, 'stranger'),
  });
  await expect(stranger.ended).rejects.toThrow('perdure worker token create');
  const { Token: token, TokenId } = await newToken();
  const { worker } = await startTestWorker('sacked', { token });
  expect((await ask('DELETE', `/perdure/worker-tokens/${TokenId}`)).status).toBe(204);
  await expect(worker.ended).rejects.toBeInstanceOf(WorkerRefused);
  expect(await connected()).toEqual([]);
  expect((await ask('DELETE', `/perdure/worker-tokens/${TokenId}`)).status).toBe(404);
});

test('a token is shown once, and its hash is all that is kept', async () => {
  const { Token, TokenId } = await newToken();
  const list = await (await ask('GET', '/perdure/worker-tokens')).text();
  expect(list).toContain(TokenId);
  expect(list).not.toContain(Token);
});

test.each(['/perdure/workers/connection', '/perdure/workers/code/00'])(
  '%s is closed to those without a token',
  async (path) => {
    const { Token } = await newToken();
    for (const authorization of ['', `Bearer ${Token.slice(0, -1)}`, `Basic ${Token}`]) {
      const response = await rawRequest(path, authorization);
      expect(response).toMatch(/^HTTP\/1\.1 401 /);
    }
  },
);

/** What the server answers to an upgrade; `fetch` sends none. */
async function rawRequest(path: string, authorization: string): Promise<string> {
  const { hostname, port } = new URL(live.endpoint);
  const socket = connect(Number(port), hostname);
  const upgrade = path.endsWith('connection')
    ? 'Connection: Upgrade\r\nUpgrade: perdure-worker/1\r\n'
    : 'Connection: close\r\n';
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: ${hostname}\r\n${upgrade}Authorization: ${authorization}\r\n\r\n`,
  );
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

test('code that is not what its hash says is not run', async () => {
  const server = createServer((_, response) => response.end('something else'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const address = { server: `http://127.0.0.1:${port}`, token: 'pwt_0_x' };
  await expect(downloadCode(address, 'bm93aGVyZQ==')).rejects.toThrow('another hash');
  server.close();
});

test('two workers do not share a directory', async () => {
  const { pid } = await startWorkerProcess(await optionsOf('only'));
  const second = startWorker({ server: live.endpoint, token: 'x', directory: join(folder, 'only') });
  await expect(second).rejects.toThrow(`process ${pid}`);
  rmSync(join(folder, 'only'), { recursive: true });
});
