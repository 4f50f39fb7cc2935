// A real server with the real console, real functions, and executions in every state that a page can show.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  type Runtime,
  SendDurableExecutionCallbackSuccessCommand,
  StopDurableExecutionCommand,
} from '@aws-sdk/client-lambda';
import { consoleDirectory } from '@perdure/console';
import { makeAdministrator, type RunningServer, startServer } from '@perdure/server';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { pino } from 'pino';
import { buildConsole } from '../../build/build-console.ts';

/** Longer ones cannot be invoked synchronously. */
const EXECUTION_SECONDS = 900;

export interface Key {
  accessKeyId: string;
  secretAccessKey: string;
}

/** What a server that nobody has configured credentials on accepts. */
const anyKey: Key = { accessKeyId: 'test', secretAccessKey: 'test' };

interface WorldOptions {
  /** With this user, the server lets in only whom it knows. */
  administrator?: string;
  /** 0: functions run on workers only. Default: the server's own. */
  environmentsMax?: number;
}

export class World {
  readonly directory: string;
  readonly #serving: Serving;
  /** Of the administrator, where there is one. */
  readonly key: Key;
  #server: RunningServer;
  #client: LambdaClient;

  private constructor(server: RunningServer, serving: Serving, key: Key) {
    this.directory = serving.directory;
    this.#serving = serving;
    this.key = key;
    this.#server = server;
    this.#client = clientOf(server.endpoint, key);
  }

  static async start({ administrator, environmentsMax }: WorldOptions = {}): Promise<World> {
    await buildConsole();
    const directory = mkdtempSync(join(tmpdir(), 'perdure-console-'));
    const key = administrator === undefined ? anyKey : await administratorOf(directory, administrator);
    const serving = { directory, environmentsMax };
    return new World(await serve(serving), serving, key);
  }

  get endpoint(): string {
    return this.#server.endpoint;
  }

  /** The address of a page. */
  page(path: string): string {
    return `${this.endpoint}/perdure/console${path}`;
  }

  /** A link that logs a browser in once, as whoever started the server. */
  loginLink(): string {
    return this.#server.loginLink();
  }

  /** Ends the server; what is answered starts one on the same data and port, with this or another console. */
  async pause(): Promise<(folder?: string) => Promise<void>> {
    const port = Number(new URL(this.endpoint).port);
    await this.#server.close();
    return async (folder = consoleDirectory) => {
      this.#server = await serve({ ...this.#serving, port, folder });
    };
  }

  async close(): Promise<void> {
    this.#client.destroy();
    await this.#server.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Deploys `test/functions/<file>.ts`. */
  async deploy(file: string, { name = file, durable = true, timeout = 60 } = {}): Promise<void> {
    await this.#client.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Description: durable ? `The function in ${file}.ts` : '',
        Role: 'arn:aws:iam::000000000000:role/console-test',
        Runtime: 'nodejs24.x' as Runtime,
        Handler: 'index.handler',
        Timeout: timeout,
        MemorySize: 256,
        Environment: { Variables: { STAGE: 'test' } },
        Code: { ZipFile: await archiveOf(file) },
        ...(durable
          ? { DurableConfig: { ExecutionTimeout: EXECUTION_SECONDS, RetentionPeriodInDays: 7 } }
          : {}),
      }),
    );
  }

  async publish(FunctionName: string, alias: string): Promise<string> {
    const { Version = '' } = await this.#client.send(new PublishVersionCommand({ FunctionName }));
    await this.#client.send(new CreateAliasCommand({ FunctionName, Name: alias, FunctionVersion: Version }));
    return Version;
  }

  /** Starts an execution and answers its ARN. */
  async start(
    FunctionName: string,
    event: unknown,
    { name = '', qualifier = '$LATEST' } = {},
  ): Promise<string> {
    const { DurableExecutionArn = '' } = await this.#client.send(
      new InvokeCommand({
        FunctionName,
        Qualifier: qualifier,
        InvocationType: 'Event',
        Payload: JSON.stringify(event),
        ...(name === '' ? {} : { DurableExecutionName: name }),
      }),
    );
    return DurableExecutionArn;
  }

  async stop(DurableExecutionArn: string, type: string, message: string): Promise<void> {
    const reason = { ErrorType: type, ErrorMessage: message };
    await this.#client.send(new StopDurableExecutionCommand({ DurableExecutionArn, Error: reason }));
  }

  /** Answers the callback that an execution waits for. */
  async answer(arn: string, result: unknown = null): Promise<void> {
    const { Callbacks } = (await (await fetch(`${this.endpoint}/perdure/callbacks`)).json()) as {
      Callbacks: { CallbackId: string; DurableExecutionArn: string }[];
    };
    const CallbackId = Callbacks.find(({ DurableExecutionArn }) => DurableExecutionArn === arn)?.CallbackId;
    await this.#client.send(
      new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: JSON.stringify(result) }),
    );
  }

  /** Runs an execution to its end, however that is, and answers its ARN. */
  async run(FunctionName: string, event: unknown, { name = '' } = {}): Promise<string> {
    const { DurableExecutionArn = '' } = await this.#client.send(
      new InvokeCommand({
        FunctionName,
        Qualifier: '$LATEST',
        Payload: JSON.stringify(event),
        ...(name === '' ? {} : { DurableExecutionName: name }),
      }),
    );
    return DurableExecutionArn;
  }
}

interface Serving {
  directory: string;
  port?: number;
  folder?: string;
  environmentsMax?: number | undefined;
}

const serve = ({
  directory,
  port = 0,
  folder = consoleDirectory,
  environmentsMax,
}: Serving): Promise<RunningServer> =>
  startServer({
    directory,
    port,
    console: folder,
    log: pino({ enabled: false }),
    ...(environmentsMax === undefined ? {} : { environmentsMax }),
  });

async function administratorOf(directory: string, userName: string): Promise<Key> {
  const made = await makeAdministrator({ directory, userName });
  if (!made.ok) throw new Error(made.refusal.message);
  return made.value;
}

const clientOf = (endpoint: string, credentials: Key): LambdaClient =>
  new LambdaClient({ endpoint, region: 'us-east-1', credentials });

async function archiveOf(file: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, `../functions/${file}.ts`)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    logLevel: 'silent',
  });
  return zipSync({ 'index.cjs': outputFiles[0]?.contents ?? new Uint8Array() });
}
