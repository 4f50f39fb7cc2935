// A real server in the test's process, with functions written as source text, driven by the official client.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateFunctionCommand,
  type Event,
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  InvokeCommand,
  LambdaClient,
  type Runtime,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { build, type Plugin } from 'esbuild';
import { zipSync } from 'fflate';
import { pino } from 'pino';
import { makeAdministrator, type RunningServer, type ServerOptions, startServer } from '../src/index.ts';

export type Sdk = '@perdure/sdk' | '@aws/durable-execution-sdk-js';

/** A guard against what hangs. */
const FUNCTION_SECONDS = 60;

const bundles = new Map<string, Uint8Array>();

/** Bundles a handler. In its source, `sdk` names the SDK that it is to use. */
async function archiveOf(source: string, sdk: Sdk): Promise<Uint8Array> {
  const key = `${sdk}\n${source}`;
  const known = bundles.get(key);
  if (known !== undefined) return known;
  const chooseSdk: Plugin = {
    name: 'choose-sdk',
    setup: ({ onResolve, resolve }) => {
      onResolve({ filter: /^sdk$/ }, ({ resolveDir, kind }) => resolve(sdk, { resolveDir, kind }));
    },
  };
  const bundle = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    plugins: [chooseSdk],
    logLevel: 'silent',
  });
  const archive = zipSync({ 'index.cjs': bundle.outputFiles[0]?.contents ?? new Uint8Array() });
  bundles.set(key, archive);
  return archive;
}

export class LiveServer {
  readonly directory: string;
  client: LambdaClient;
  #server: RunningServer;
  #names = 0;

  readonly #options: Partial<ServerOptions>;
  /** Of an administrator, where the server asks for signatures; else any will do. */
  readonly credentials: TestCredentials;

  private constructor(
    server: RunningServer,
    directory: string,
    options: Partial<ServerOptions>,
    credentials: TestCredentials,
  ) {
    this.directory = directory;
    this.#server = server;
    this.#options = options;
    this.credentials = credentials;
    this.client = clientOf(server.endpoint, credentials);
  }

  static async start(options: Partial<ServerOptions> = {}): Promise<LiveServer> {
    return LiveServer.#start(mkdtempSync(join(tmpdir(), 'perdure-live-')), options, anyCredentials);
  }

  /** A server on which somebody has credentials, so that everybody must sign. */
  static async startGuarded(options: Partial<ServerOptions> = {}): Promise<LiveServer> {
    const directory = mkdtempSync(join(tmpdir(), 'perdure-live-'));
    const key = await makeAdministrator({ directory, userName: 'admin' });
    if (!key.ok) throw new Error(key.refusal.message);
    return LiveServer.#start(directory, options, key.value);
  }

  static async #start(
    directory: string,
    options: Partial<ServerOptions>,
    credentials: TestCredentials,
  ): Promise<LiveServer> {
    const server = await startServer({ directory, port: 0, log: pino({ enabled: false }), ...options });
    return new LiveServer(server, directory, options, credentials);
  }

  /** A link that logs a browser in once. */
  loginLink(): string {
    return this.#server.loginLink();
  }

  get endpoint(): string {
    return this.#server.endpoint;
  }

  /** Ends the server in order and starts another on the same data. */
  async restart(
    options: Partial<ServerOptions> = {},
    meanwhile: (directory: string) => Promise<void> = async () => undefined,
  ): Promise<void> {
    await this.#server.close();
    this.client.destroy();
    await meanwhile(this.directory);
    this.#server = await startServer({
      directory: this.directory,
      port: 0,
      log: pino({ enabled: false }),
      ...this.#options,
      ...options,
    });
    this.client = clientOf(this.endpoint, this.credentials);
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.#server.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Deploys a function from its source and answers its name. */
  async deploy(
    source: string,
    options: { sdk?: Sdk; timeout?: number; durable?: boolean; role?: string } = {},
  ): Promise<string> {
    this.#names += 1;
    const FunctionName = `function-${this.#names}`;
    await this.client.send(
      new CreateFunctionCommand({
        FunctionName,
        Role: options.role ?? 'arn:aws:iam::000000000000:role/test',
        Runtime: 'nodejs24.x' as Runtime,
        Handler: 'index.handler',
        Timeout: options.timeout ?? FUNCTION_SECONDS,
        Code: { ZipFile: await archiveOf(source, options.sdk ?? '@perdure/sdk') },
        ...(options.durable === false
          ? {}
          : { DurableConfig: { ExecutionTimeout: 300, RetentionPeriodInDays: 1 } }),
      }),
    );
    return FunctionName;
  }

  /** Replaces the code of `$LATEST`: what runs from the next invocation on. */
  async redeploy(FunctionName: string, source: string, sdk: Sdk): Promise<void> {
    const ZipFile = await archiveOf(source, sdk);
    await this.client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
  }

  /** Invokes synchronously and answers what the caller gets. */
  async call(FunctionName: string, input: unknown = {}) {
    const answer = await this.client.send(
      new InvokeCommand({ FunctionName, Qualifier: '$LATEST', Payload: JSON.stringify(input) }),
    );
    const text = new TextDecoder().decode(answer.Payload);
    return {
      arn: answer.DurableExecutionArn ?? '',
      functionError: answer.FunctionError,
      result: JSON.parse(text) as unknown,
    };
  }

  /** Starts without waiting and answers the execution's ARN. */
  async start(FunctionName: string, input: unknown = {}): Promise<string> {
    const started = await this.client.send(
      new InvokeCommand({
        FunctionName,
        Qualifier: '$LATEST',
        InvocationType: 'Event',
        Payload: JSON.stringify(input),
      }),
    );
    return started.DurableExecutionArn ?? '';
  }

  async history(DurableExecutionArn: string): Promise<Event[]> {
    const { Events = [] } = await this.client.send(
      new GetDurableExecutionHistoryCommand({
        DurableExecutionArn,
        IncludeExecutionData: true,
        MaxItems: 1000,
      }),
    );
    return Events;
  }

  /** Asks again until the history holds an event of the type, and answers the first of them. */
  async waitForEvent(arn: string, type: Event['EventType'], count = 1): Promise<Event> {
    for (;;) {
      const found = (await this.history(arn)).filter((event) => event.EventType === type);
      const event = found[count - 1];
      if (event !== undefined) return event;
    }
  }

  describe(DurableExecutionArn: string) {
    return this.client.send(new GetDurableExecutionCommand({ DurableExecutionArn }));
  }
}

export interface TestCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export const anyCredentials: TestCredentials = { accessKeyId: 'test', secretAccessKey: 'test' };

export const clientOf = (endpoint: string, credentials = anyCredentials): LambdaClient =>
  new LambdaClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
