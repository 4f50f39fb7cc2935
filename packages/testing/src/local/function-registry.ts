// The functions of a run: the one under test, and those that it may invoke.
//
// A handler names what it invokes as its author likes: by name, ARN or alias. Here the very text counts. Inside the run
// each function lives at an address that the rules of the service accept, and the history shows the text again.

import {
  accepted,
  type DurableConfig,
  MILLIS_PER_SECOND,
  type Millis,
  type Realm,
  type Result,
  refused,
} from '@perdure/protocol';
import type { ErrorObject } from '@perdure/sdk';
import type { DeployedFunction, FunctionDirectory } from '@perdure/server/embedded';
import type { DurableHandler } from '../durable-handler.ts';
import { limits } from '../limits.ts';
import type { PlainHandler } from './plain-handler.ts';

export const realm: Realm = { partition: 'aws', region: 'us-east-2', account: '123456789012' };
export const FUNCTION_VERSION = '1';
export const FUNCTION_UNDER_TEST = 'function-under-test';

export type RegisteredFunction =
  | { kind: 'durable'; name: string; handler: DurableHandler }
  | { kind: 'plain'; name: string; handler: PlainHandler }
  | { kind: 'scripted'; name: string; after: Millis; outcome: ScriptedOutcome };

/** What a function answers that has no handler. `timed-out` runs into its execution timeout, which is `after`. */
export type ScriptedOutcome = { payload: string | undefined } | { error: ErrorObject } | 'open' | 'timed-out';

export class FunctionRegistry implements FunctionDirectory {
  readonly #byAddress = new Map<string, RegisteredFunction>();
  readonly #addresses = new Map<string, string>();
  readonly #config: DurableConfig;

  constructor(underTest: DurableHandler, executionTimeoutSeconds: number) {
    this.#config = { ExecutionTimeout: executionTimeoutSeconds, RetentionPeriodInDays: 90 };
    this.#byAddress.set(FUNCTION_UNDER_TEST, {
      kind: 'durable',
      name: FUNCTION_UNDER_TEST,
      handler: underTest,
    });
  }

  /** Makes a function known under a name; the same name again replaces it. */
  register(registered: RegisteredFunction): void {
    const address = this.#addresses.get(registered.name) ?? `registered-${this.#addresses.size + 1}`;
    this.#addresses.set(registered.name, address);
    this.#byAddress.set(address, registered);
  }

  get names(): string[] {
    return [...this.#addresses.keys()];
  }

  /** The qualified name to invoke instead of the text that the handler gave; undefined when nothing is registered. */
  addressOf(name: string): string | undefined {
    const address = this.#addresses.get(name);
    return address === undefined ? undefined : `${address}:${FUNCTION_VERSION}`;
  }

  /** The text that an address stands for. */
  nameOf(address: string): string {
    return this.#byAddress.get(address.replace(`:${FUNCTION_VERSION}`, ''))?.name ?? address;
  }

  at(address: string): RegisteredFunction | undefined {
    return this.#byAddress.get(address);
  }

  async resolve(functionName: string): Promise<Result<DeployedFunction>> {
    const deployed = await this.version(functionName);
    return deployed === undefined
      ? refused('ResourceNotFoundException', `Function not found: ${functionName}`)
      : accepted(deployed);
  }

  async version(functionName: string): Promise<DeployedFunction | undefined> {
    const registered = this.#byAddress.get(functionName);
    return registered === undefined ? undefined : this.deploy(functionName, registered);
  }

  async exists(functionName: string): Promise<boolean> {
    return this.#byAddress.has(functionName);
  }

  deploy(
    functionName: string,
    registered: RegisteredFunction | { kind: 'durable'; name?: undefined },
  ): DeployedFunction {
    const durable = this.#durableConfig(registered);
    return {
      functionName,
      version: FUNCTION_VERSION,
      revisionId: '1',
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      role: `arn:aws:iam::${realm.account}:role/test`,
      codeSha256: '',
      timeoutSeconds: limits.functionTimeoutSeconds,
      memoryMegabytes: limits.memoryMegabytes,
      environment: {},
      environmentConcurrency: 1,
      ...(durable === undefined ? {} : { durable }),
    };
  }

  #durableConfig(registered: RegisteredFunction | { kind: 'durable' }): DurableConfig | undefined {
    if (registered.kind === 'durable') return this.#config;
    if (registered.kind !== 'scripted' || registered.outcome !== 'timed-out') return undefined;
    const ExecutionTimeout = Math.max(1, Math.ceil(registered.after / MILLIS_PER_SECOND));
    return { ...this.#config, ExecutionTimeout };
  }
}
