// A pool of real environments for tests: functions are given as source files, everything is removed at the end.

import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ZipOptions, zipSync } from 'fflate';
import type { DeployedFunction } from '../../functions/deployed-function.ts';
import type { LogLine } from '../../logs/log-sink.ts';
import type { EnvironmentPoolOptions } from '../environment-pool.ts';
import { EnvironmentPool } from '../environment-pool.ts';
import type { FunctionError, InvocationOutcome, InvocationTask } from '../invoker.ts';
import { LocalMachine } from '../local-machine.ts';

const TEST_TIMEOUT_SECONDS = 120;

export interface PoolFixtureOptions extends Partial<EnvironmentPoolOptions> {
  environmentsMax?: number;
  privateTmp?: boolean;
}

export class PoolFixture {
  readonly pool: EnvironmentPool;
  readonly machine: LocalMachine;
  readonly logs: LogLine[] = [];
  readonly dataDirectory: string;
  readonly #archives = new Map<string, Uint8Array>();

  private constructor(
    dataDirectory: string,
    { environmentsMax, privateTmp = false, ...options }: PoolFixtureOptions,
  ) {
    this.dataDirectory = dataDirectory;
    this.machine = new LocalMachine({
      dataDirectory,
      readCode: async (hash) => this.#archives.get(hash),
      privateTmp,
      ...(environmentsMax === undefined ? {} : { environmentsMax }),
    });
    this.pool = new EnvironmentPool({
      region: 'eu-west-1',
      apiEndpoint: () => 'http://127.0.0.1:9',
      credentials: {
        issue: () => ({ accessKeyId: 'key-of-function', secretAccessKey: 'secret-of-function' }),
        revoke: () => {},
      },
      logs: { write: (line) => this.logs.push(line), close: async () => {} },
      ...options,
    });
  }

  static async open(options: PoolFixtureOptions = {}): Promise<PoolFixture> {
    const fixture = new PoolFixture(await mkdtemp(join(tmpdir(), 'perdure-pool-')), options);
    await fixture.machine.open();
    fixture.pool.addMachine(fixture.machine);
    return fixture;
  }

  /** Another machine, with folders of its own. The caller closes it, after the pool. */
  async addMachine(): Promise<LocalMachine> {
    const machine = new LocalMachine({
      dataDirectory: join(this.dataDirectory, 'other'),
      readCode: async (hash) => this.#archives.get(hash),
    });
    await machine.open();
    this.pool.addMachine(machine);
    return machine;
  }

  /** Deploys source files; the handler is `index.handler` unless `settings` say otherwise. */
  deploy(
    files: Record<string, string>,
    settings: Partial<DeployedFunction> = {},
    modes: Record<string, number> = {},
  ): DeployedFunction {
    const archive = zipSync(
      Object.fromEntries(Object.entries(files).map(([path, text]) => [path, zipped(text, modes[path])])),
    );
    const codeSha256 = createHash('sha256').update(archive).digest('base64');
    this.#archives.set(codeSha256, archive);
    return {
      functionName: `function-${randomUUID().slice(0, 8)}`,
      version: '$LATEST',
      revisionId: randomUUID(),
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      role: 'arn:aws:iam::123456789012:role/test',
      codeSha256,
      timeoutSeconds: TEST_TIMEOUT_SECONDS,
      memoryMegabytes: 256,
      environment: {},
      environmentConcurrency: 1,
      ...settings,
    };
  }

  async invoke(
    deployed: DeployedFunction,
    event: unknown = {},
    task: Partial<InvocationTask> = {},
  ): Promise<InvocationOutcome> {
    const slot = await this.pool.reserve(deployed);
    return slot.run({ ...this.task(deployed, event), ...task });
  }

  /** The value that the handler returned; throws with the error otherwise. */
  async result(
    deployed: DeployedFunction,
    event?: unknown,
    task?: Partial<InvocationTask>,
  ): Promise<unknown> {
    const outcome = await this.invoke(deployed, event, task);
    if (outcome.kind !== 'returned') throw new Error(JSON.stringify(outcome.error));
    return JSON.parse(outcome.body);
  }

  /** The error that the invocation ended with; throws when it succeeded. */
  async error(
    deployed: DeployedFunction,
    event?: unknown,
    task?: Partial<InvocationTask>,
  ): Promise<FunctionError> {
    const outcome = await this.invoke(deployed, event, task);
    if (outcome.kind === 'returned') throw new Error(`The invocation succeeded: ${outcome.body}`);
    return outcome.error;
  }

  task(deployed: DeployedFunction, event: unknown = {}): InvocationTask {
    return {
      requestId: randomUUID(),
      payload: JSON.stringify(event),
      deadline: Date.now() + deployed.timeoutSeconds * 1000,
      invokedFunctionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${deployed.functionName}`,
    };
  }

  async close(): Promise<void> {
    await this.pool.close(0);
    await this.machine.close();
    await rm(this.dataDirectory, { recursive: true, force: true });
  }
}

const UNIX = 3;
const MODE_SHIFT = 16;
const DEFAULT_MODE = 0o644;

/** A file of an archive with its mode, as Unix tools write it. */
const zipped = (text: string, mode = DEFAULT_MODE): [Uint8Array, ZipOptions] => [
  new TextEncoder().encode(text),
  { os: UNIX, attrs: mode << MODE_SHIFT },
];
