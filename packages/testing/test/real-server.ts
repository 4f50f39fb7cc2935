// A real server in the test's process, driven by the official client, with functions bundled from this workspace.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateFunctionCommand, LambdaClient, type Runtime } from '@aws-sdk/client-lambda';
import { type RunningServer, startServer } from '@perdure/server';
import { build } from 'esbuild';
import { zipSync } from 'fflate';
import { pino } from 'pino';

export class RealServer {
  readonly client: LambdaClient;
  readonly #server: RunningServer;
  readonly #directory: string;
  #functions = 0;

  private constructor(server: RunningServer, directory: string) {
    this.#server = server;
    this.#directory = directory;
    this.client = new LambdaClient({
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  }

  static async start(): Promise<RealServer> {
    const directory = mkdtempSync(join(tmpdir(), 'perdure-testing-'));
    const log = pino({ enabled: false });
    return new RealServer(await startServer({ directory, port: 0, log }), directory);
  }

  get endpoint(): string {
    return this.#server.endpoint;
  }

  /** Makes a function of a bundle and one of its exports. Answers its qualified name. */
  async deploy(ZipFile: Uint8Array, exported = 'handler', isDurable = true): Promise<string> {
    this.#functions += 1;
    const FunctionName = `function-${this.#functions}`;
    await this.client.send(
      new CreateFunctionCommand({
        FunctionName,
        Role: 'arn:aws:iam::000000000000:role/test',
        Runtime: 'nodejs24.x' as Runtime,
        Handler: `index.${exported}`,
        Timeout: 120,
        Code: { ZipFile },
        ...(isDurable ? { DurableConfig: { ExecutionTimeout: 600, RetentionPeriodInDays: 1 } } : {}),
      }),
    );
    return `${FunctionName}:$LATEST`;
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.#server.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

/** Bundles source text as the code of functions. Its relative imports begin in this folder. */
export async function bundle(contents: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    logLevel: 'silent',
  });
  return zipSync({ 'index.cjs': outputFiles[0]?.contents ?? new Uint8Array() });
}
