// The functions of the simulated world. Their versions are immutable; new ones are published and the alias moves on, while
// executions of the old ones are still running.

import { type Realm, type Result, refused } from '@perdure/protocol';
import type { DeployedFunction, FunctionDirectory } from '@perdure/server/embedded';
import type { Faults } from './faults.ts';

export const realm: Realm = { partition: 'aws', region: 'eu-west-1', account: '000000000000' };
export const liveAlias = 'live';

const SECONDS_PER_DAY = 86_400;
const HASTY_EXECUTION_SECONDS = 40;

/** What the functions are, apart from their versions. Seconds. */
const functions = {
  /** Does everything that a durable function can do, and has time. */
  order: { timeoutSeconds: 20, executionTimeout: 30 * SECONDS_PER_DAY },
  /** Ends by its timeout unless it is quick. */
  hasty: { timeoutSeconds: 6, executionTimeout: HASTY_EXECUTION_SECONDS },
  /** Invoked by others; invokes nobody. */
  leaf: { timeoutSeconds: 10, executionTimeout: 30 * SECONDS_PER_DAY },
  /** Not durable. */
  plain: { timeoutSeconds: 5, executionTimeout: undefined },
} as const;

export type FunctionName = keyof typeof functions;

export class SimulatedFunctions implements FunctionDirectory {
  readonly #faults: Faults;
  readonly #newestVersion = new Map<string, number>();

  constructor(faults: Faults) {
    this.#faults = faults;
    for (const name of Object.keys(functions)) this.#newestVersion.set(name, 1);
  }

  /** Publishes a version and moves the alias to it. */
  publish(functionName: FunctionName): void {
    this.#newestVersion.set(functionName, (this.#newestVersion.get(functionName) ?? 0) + 1);
  }

  /** Deletes a function with all its versions. */
  remove(functionName: FunctionName): void {
    this.#newestVersion.delete(functionName);
  }

  /** The version that the alias names now. */
  live(functionName: FunctionName): DeployedFunction {
    return describeVersion(functionName, String(this.#newestVersion.get(functionName) ?? 1));
  }

  async resolve(functionName: string, qualifier: string | undefined): Promise<Result<DeployedFunction>> {
    this.#assertReadable();
    const version = qualifier === liveAlias ? String(this.#newestVersion.get(functionName)) : qualifier;
    const found = this.#find(functionName, version ?? '$LATEST');
    return found === undefined
      ? refused('ResourceNotFoundException', `Function not found: ${functionName}`)
      : { ok: true, value: found };
  }

  async version(functionName: string, version: string): Promise<DeployedFunction | undefined> {
    this.#assertReadable();
    return this.#find(functionName, version);
  }

  async exists(functionName: string): Promise<boolean> {
    this.#assertReadable();
    return this.#newestVersion.has(functionName);
  }

  #find(functionName: string, version: string): DeployedFunction | undefined {
    const newest = this.#newestVersion.get(functionName);
    if (newest === undefined || !isFunctionName(functionName)) return undefined;
    const isKnown = version === '$LATEST' || (Number(version) >= 1 && Number(version) <= newest);
    return isKnown ? describeVersion(functionName, version) : undefined;
  }

  #assertReadable(): void {
    if (this.#faults.strikes('directoryRejected')) throw new Error('The directory cannot be read.');
  }
}

const isFunctionName = (name: string): name is FunctionName => name in functions;

function describeVersion(functionName: FunctionName, version: string): DeployedFunction {
  const { timeoutSeconds, executionTimeout } = functions[functionName];
  const MEMORY_MEGABYTES = 128;
  return {
    functionName,
    version,
    revisionId: `revision-${version}`,
    runtime: 'nodejs24.x',
    handler: 'index.handler',
    role: `arn:aws:iam::${realm.account}:role/${functionName}`,
    codeSha256: '',
    timeoutSeconds,
    memoryMegabytes: MEMORY_MEGABYTES,
    environment: {},
    ...(executionTimeout === undefined
      ? {}
      : { durable: { ExecutionTimeout: executionTimeout, RetentionPeriodInDays: 1 } }),
    environmentConcurrency: 1,
  };
}
