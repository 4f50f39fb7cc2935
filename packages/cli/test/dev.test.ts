// `perdure dev` as a developer uses it: its own process, files that are edited, and another terminal beside it.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const launcher = join(import.meta.dirname, '../bin/perdure.js');
// Inside the workspace, so that the bundler finds the SDK.
const directory = mkdtempSync(join(import.meta.dirname, '.dev-'));
const file = join(directory, 'order.ts');
const SILENCE_MILLIS_MAX = 60_000;

const handler = (firstStep: string): string => `
import { withDurableExecution } from '@perdure/sdk';
export const handler = withDurableExecution(async (event, context) => {
  await context.step('${firstStep}', async () => console.log('${firstStep} runs'));
  return await context.waitForCallback('approve', async () => {});
});
`;

/** A session of `perdure dev`, and what it has printed. */
class DevProcess implements AsyncDisposable {
  printed = '';
  readonly #process: ChildProcess;
  #onPrint: () => void = () => {};

  constructor(...args: string[]) {
    this.#process = spawn(process.execPath, [launcher, 'dev', ...args, '--port', '0'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.printed += text;
        this.#onPrint();
      });
    }
  }

  /** Resolves when it has been printed behind the first `from` characters, with what was printed there. */
  async seen(pattern: RegExp, from = 0): Promise<string> {
    while (!pattern.test(this.printed.slice(from))) {
      const { promise: printing, resolve, reject } = Promise.withResolvers<void>();
      this.#onPrint = resolve;
      const silent = () => reject(new Error(`${pattern} was not printed:\n${this.printed}`));
      const guard = setTimeout(silent, SILENCE_MILLIS_MAX);
      await printing.finally(() => clearTimeout(guard));
    }
    return this.printed.slice(from);
  }

  async perdure(...args: string[]): Promise<string> {
    const env = { ...process.env, PERDURE_ENDPOINT: /http:\S+?(?=,)/.exec(this.printed)?.[0] ?? '' };
    return (await promisify(execFile)(process.execPath, [launcher, ...args], { env })).stdout.trim();
  }

  /** The id of the callback that an execution waits for, once it does. */
  async callbackOf(executionName: string): Promise<string> {
    for (;;) {
      const { Callbacks } = JSON.parse(await this.perdure('callback', 'list', '--format', 'json')) as {
        Callbacks: { CallbackId: string; DurableExecutionArn: string }[];
      };
      const own = Callbacks.find(({ DurableExecutionArn: arn }) => arn.includes(`/${executionName}/`));
      if (own !== undefined) return own.CallbackId;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGINT');
    if (this.#process.exitCode === null) await once(this.#process, 'exit');
  }
}

afterAll(() => rmSync(directory, { recursive: true }));

describe('perdure dev with a handler', () => {
  let session: DevProcess;

  beforeAll(async () => {
    writeFileSync(file, handler('reserve'));
    session = new DevProcess(file, '--data', join(directory, 'data'));
    await session.seen(/Ctrl-C/);
  });
  afterAll(() => session[Symbol.asyncDispose]());

  it('deploys the handler under the name of its file, and shows what it prints and how its executions begin', async () => {
    expect(session.printed).toContain('✔ order is live');
    await session.perdure('invoke', 'order', '--payload', '{}', '--async', '--name', 'A1');
    await session.seen(/▶ order\/A1 started/);
    await session.seen(/INFO reserve runs/);
  });

  it('says what does not compile, and that it compiles again', async () => {
    writeFileSync(file, `${handler('reserve')} this is no code`);
    await session.seen(/order\.ts does not compile[\s\S]*stays live/);
    writeFileSync(file, handler('reserve'));
    await session.seen(/It compiles again/);
  });

  it('names the open executions that a change breaks before it is live; they fail then, and new ones run the new code', async () => {
    const callbackId = await session.callbackOf('A1');
    const before = session.printed.length;
    writeFileSync(file, handler('reserve-stock'));
    await session.seen(/breaks 1 of 1 open executions[\s\S]*✔ order is live/);
    expect(session.printed.slice(before)).toMatch(
      /A1: .*recorded is Step "reserve"[\s\S]*asks for Step "reserve-stock"/,
    );
    await session.perdure('callback', 'succeed', callbackId);
    await session.seen(/✖ order\/A1 failed/);
    await session.perdure('invoke', 'order', '--payload', '{}', '--async', '--name', 'A2');
    await session.seen(/INFO reserve-stock runs/);
  });
});

const template = (): string => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Order:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: stack-order
      Runtime: nodejs24.x
      Handler: order.handler
      CodeUri: src/
      DurableConfig: { ExecutionTimeout: 3600 }
    Metadata:
      BuildMethod: esbuild
      BuildProperties: { EntryPoints: [order.ts] }
Outputs:
  Function: { Value: !Ref Order }
`;
describe('perdure dev with a template', () => {
  const folder = join(directory, 'shop');
  const templateFile = join(folder, 'template.yaml');
  let session: DevProcess;

  beforeAll(async () => {
    mkdirSync(join(folder, 'src'), { recursive: true });
    writeFileSync(join(folder, 'src/order.ts'), handler('reserve'));
    writeFileSync(templateFile, template());
    session = new DevProcess(folder, '--data', join(directory, 'stack-data'));
    await session.seen(/Ctrl-C/);
  });
  afterAll(() => session[Symbol.asyncDispose]());

  it('deploys the stack of the folder and prints its outputs', () => {
    expect(session.printed).toMatch(
      /created function Order[\s\S]*stack shop is live[\s\S]*Outputs\n +Function +stack-order/,
    );
  });

  it('puts a change of the code live', async () => {
    const before = session.printed.length;
    writeFileSync(join(folder, 'src/order.ts'), handler('reserve-stock'));
    await session.seen(/changed function Order/, before);
    await session.perdure('invoke', 'stack-order', '--payload', '{}', '--async');
    await session.seen(/INFO reserve-stock runs/);
  });

  it('says where a template is wrong, and destroys no function because a file was edited', async () => {
    const before = session.printed.length;
    writeFileSync(templateFile, template().replace('!Ref Order', '!Nothing 1'));
    await session.seen(/template\.yaml:\d+:\d+[\s\S]*stays live/, before);
    writeFileSync(
      templateFile,
      template().replaceAll('Order', 'Purchase').replace('stack-order', 'purchase'),
    );
    await session.seen(/destroys 1 open execution of stack-order/, before);
  });
});
