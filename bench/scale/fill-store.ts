// Fills a data directory with executions, as fast as a server can write them: the server's own core on its own store. Only
// time, the functions and who asks for starts are ours.

import { defaultEngineSettings } from '@perdure/engine';
import type { DurableConfig, ExecutionId, Millis } from '@perdure/protocol';
import {
  type Clock,
  Core,
  type DeployedFunction,
  type FunctionDirectory,
  SystemIds,
} from '@perdure/server/embedded';
import { openSqliteStore } from '@perdure/store-sqlite';
import { PlayedFunctions, type Script } from './played-function.ts';

/** One execution to be written. */
export interface Planned {
  functionName: string;
  /** Unlike every other one of the run. */
  executionName: string;
  input: string;
  script: Script;
  /** Is stopped from outside at its end. */
  isStopped?: boolean;
}

export interface FillOptions {
  directory: string;
  functionNames: readonly string[];
  durable: DurableConfig;
  executions: number;
  plan(index: number): Planned;
  /** When the last one starts; the others before it, one every `everyMillis`. */
  to: Millis;
  everyMillis: number;
}

/** Executions that are under way at a time: so many share each sync. */
const LANES = 256;
/** While one invocation runs, the time of others passes too. */
const TIMEOUT_SECONDS = 900;
const realm = { partition: 'aws', region: 'us-east-1', account: '000000000000' };

/** Answers how many executions were written in a second. */
export async function fillStore(options: FillOptions): Promise<number> {
  const { directory, functionNames, executions, plan, to, everyMillis } = options;
  const from = to - executions * everyMillis;
  const store = await openSqliteStore({ directory });
  const clock = new PlannedClock(from);
  const scripts = new Map<string, Script>();
  const atRest = new Map<ExecutionId, () => void>();
  const functions = new DeployedNames(functionNames, options.durable);
  const core: Core = new Core({
    store,
    clock,
    ids: new SystemIds(),
    settings: defaultEngineSettings,
    realm,
    directory: functions,
    invoker: new PlayedFunctions(
      (name) => scripts.get(name) ?? { updates: [], output: { Status: 'SUCCEEDED' } },
      () => core.executions,
    ),
    sessionId: 'fill',
    onCommitted({ state, head }) {
      if (state.invocations > 0 && state.invocation === undefined) atRest.get(head.executionId)?.();
    },
    onFault(fault) {
      throw fault;
    },
  });
  const write = async (index: number): Promise<void> => {
    const { functionName, executionName, input, script, isStopped = false } = plan(index);
    scripts.set(executionName, script);
    const deployed = functions.deployed(functionName);
    const started = await core.executions.start({ deployed, executionName, input, invocationType: 'Event' });
    if (!started.ok) throw new Error(started.refusal.message);
    const { reference } = started.value;
    await new Promise<void>((resolve) => atRest.set(reference.executionId, resolve));
    atRest.delete(reference.executionId);
    scripts.delete(executionName);
    if (isStopped) await core.executions.stop(reference, { ErrorType: 'Cancelled', ErrorMessage: 'by hand' });
  };
  const begin = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next; index < executions; index = next) {
      next = index + 1;
      clock.moveTo(from + index * everyMillis);
      await write(index);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const seconds = (performance.now() - begin) / 1000;
  await core.close();
  await store.close();
  return executions / seconds;
}

/** Time as the plan has it. Nothing in a fill waits for it. */
class PlannedClock implements Clock {
  #now: Millis;

  constructor(now: Millis) {
    this.#now = now;
  }

  moveTo(time: Millis): void {
    this.#now = Math.max(this.#now, Math.floor(time));
  }

  now(): Millis {
    return this.#now;
  }

  at(): () => void {
    return () => undefined;
  }

  soon(callback: () => void): void {
    setImmediate(callback);
  }
}

/** The functions as a server has them deployed, without what it takes to run them. */
class DeployedNames implements FunctionDirectory {
  readonly #names: ReadonlySet<string>;
  readonly #durable: DurableConfig;

  constructor(names: readonly string[], durable: DurableConfig) {
    this.#names = new Set(names);
    this.#durable = durable;
  }

  deployed(functionName: string): DeployedFunction {
    return {
      functionName,
      version: '$LATEST',
      revisionId: '',
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      role: '',
      codeSha256: '',
      timeoutSeconds: TIMEOUT_SECONDS,
      memoryMegabytes: 128,
      environment: {},
      durable: this.#durable,
      environmentConcurrency: 1,
    };
  }

  async resolve(functionName: string) {
    return { ok: true, value: this.deployed(functionName) } as const;
  }

  async version(functionName: string): Promise<DeployedFunction | undefined> {
    return this.#names.has(functionName) ? this.deployed(functionName) : undefined;
  }

  async exists(functionName: string): Promise<boolean> {
    return this.#names.has(functionName);
  }
}
