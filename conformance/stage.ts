// Where requirements run: a server, the official client, and the functions that every suite may invoke.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  LambdaClient,
  type Runtime,
} from '@aws-sdk/client-lambda';
import { startServer } from '@perdure/server';
import { bundleSuite, type SdkName } from './bundle.ts';
import { ENVIRONMENTS_MAX, FUNCTION_MEGABYTES, FUNCTION_SECONDS_MAX } from './limits.ts';

export interface FunctionPlan {
  name: string;
  suite: string;
  /** The handler in its suite's file. */
  id: string;
  sdk: SdkName;
  executionSeconds: number;
  variables?: Readonly<Record<string, string>>;
}

export class Stage {
  readonly client: LambdaClient;
  readonly endpoint: string;
  /** The folder of the server's log files; absent when the server is not ours. */
  readonly logFolder: string | undefined;
  readonly #folder: string;
  readonly #closeServer: () => Promise<void>;

  private constructor(folder: string, endpoint: string, closeServer?: () => Promise<void>) {
    this.#folder = folder;
    this.endpoint = endpoint;
    this.#closeServer = closeServer ?? (async () => {});
    this.logFolder = closeServer === undefined ? undefined : join(folder, 'server', 'logs');
    this.client = new LambdaClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'conformance', secretAccessKey: 'conformance' },
    });
    mkdirSync(this.storeFolder);
  }

  /** On the server at `endpoint`, or on one of its own in a temporary directory. */
  static async open(endpoint?: string): Promise<Stage> {
    const folder = mkdtempSync(join(tmpdir(), 'perdure-conformance-'));
    if (endpoint !== undefined) return new Stage(folder, endpoint);
    const server = await startServer({
      directory: join(folder, 'server'),
      port: 0,
      environmentsMax: ENVIRONMENTS_MAX,
    });
    return new Stage(folder, server.endpoint, () => server.close());
  }

  /** Where handlers keep what has to survive their invocations. */
  get storeFolder(): string {
    return join(this.#folder, 'store');
  }

  /** Where functions write the spans that they export, one JSON object per line. */
  get spanFile(): string {
    return join(this.storeFolder, 'spans.jsonl');
  }

  /** The functions that handlers of these suites call, with one SDK. */
  async deployTargets(sdk: SdkName, suites: readonly string[]): Promise<void> {
    for (const suite of new Set(suites.map(suiteOfTargets))) {
      for (const id of ['ECHO', 'FAILING']) {
        await this.deploy({ name: targetName(id, suite, sdk), suite, id, sdk, executionSeconds: 60 });
      }
    }
  }

  async deploy(plan: FunctionPlan): Promise<void> {
    const { name, suite, id, sdk, executionSeconds, variables = {} } = plan;
    await this.client.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Role: 'arn:aws:iam::000000000000:role/conformance',
        Runtime: 'nodejs24.x' as Runtime,
        Handler: 'index.handler',
        Timeout: FUNCTION_SECONDS_MAX,
        MemorySize: FUNCTION_MEGABYTES,
        Code: { ZipFile: await bundleSuite(suite, sdk) },
        DurableConfig: { ExecutionTimeout: executionSeconds, RetentionPeriodInDays: 1 },
        Environment: {
          Variables: {
            CONFORMANCE_ID: id,
            CONFORMANCE_STORE: this.storeFolder,
            CONFORMANCE_SPANS: this.spanFile,
            CONFORMANCE_ECHO: `${targetName('ECHO', suiteOfTargets(suite), sdk)}:$LATEST`,
            CONFORMANCE_FAILING: `${targetName('FAILING', suiteOfTargets(suite), sdk)}:$LATEST`,
            ...variables,
          },
        },
      }),
    );
  }

  async remove(name: string): Promise<void> {
    await this.client.send(new DeleteFunctionCommand({ FunctionName: name }));
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.#closeServer();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

const targetName = (id: string, suite: string, sdk: SdkName): string =>
  `conformance-${sdk}-${suite}-${id.toLowerCase()}`;

/** Where spans are asserted, those of the function that is invoked are too. */
const suiteOfTargets = (suite: string): string => (suite.startsWith('otel-') ? suite : 'invoke');
