// A shop in the test's process: a server, and the template deployed to it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { deployStack, LambdaApi } from '@perdure/cli';
import { consoleDirectory } from '@perdure/console';
import type { StackDescription } from '@perdure/protocol';
import { type RunningServer, startServer } from '@perdure/server';
import { pino } from 'pino';

const template = join(import.meta.dirname, '../template.yaml');

const deployShop = (endpoint: string, parameterOverrides: string[]): Promise<StackDescription> =>
  deployStack(new LambdaApi(endpoint), { file: template, stackName: 'espresso', parameterOverrides });

export class ShopSession implements AsyncDisposable {
  readonly #server: RunningServer;
  readonly #directory: string;
  readonly stack: StackDescription;
  readonly lambda: LambdaClient;

  private constructor(server: RunningServer, directory: string, stack: StackDescription) {
    this.#server = server;
    this.#directory = directory;
    this.stack = stack;
    this.lambda = new LambdaClient({
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
  }

  static async open(parameterOverrides: string[] = []): Promise<ShopSession> {
    const directory = mkdtempSync(join(tmpdir(), 'perdure-espresso-'));
    const log = pino({ level: 'silent' });
    const server = await startServer({ directory, port: 0, log, console: consoleDirectory });
    return new ShopSession(server, directory, await deployShop(server.endpoint, parameterOverrides));
  }

  /** Orders from now on go by other parameters; those that wait keep theirs. */
  async redeploy(parameterOverrides: string[]): Promise<void> {
    await deployShop(this.endpoint, parameterOverrides);
  }

  get endpoint(): string {
    return this.#server.endpoint;
  }

  get apiUrl(): string {
    return this.stack.Document.Outputs?.find(({ OutputKey }) => OutputKey === 'ApiUrl')?.OutputValue ?? '';
  }

  functionName(logicalId: string): string {
    const ids = (this.stack.Document.Metadata?.LogicalIds ?? {}) as Record<string, string>;
    return Object.entries(ids).find(([, id]) => id === logicalId)?.[0] ?? '';
  }

  /** What a function of the shop sees, for code that runs in the test's process. */
  async variables(logicalId: string): Promise<Record<string, string>> {
    const { Environment } = await this.lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: this.functionName(logicalId) }),
    );
    return {
      ...Environment?.Variables,
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.lambda.destroy();
    await this.#server.close();
    rmSync(this.#directory, { recursive: true });
  }
}
