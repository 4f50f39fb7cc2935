// One environment on this machine, from its launch to the last trace of it.
//
// M1  The secret of an environment opens its door from before its process starts until it has ended, and no longer.
// M2  What has ended leaves nothing behind: its process group is killed, its temporary folder removed.

import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { UnpackedCode } from '../code/unpacked-code.ts';
import { EnvironmentProcess } from './environment-process.ts';
import { environmentVariables } from './environment-variables.ts';
import type { FunctionError } from './invoker.ts';
import { LaunchRefused } from './launch-plan.ts';
import { findLauncher } from './launchers.ts';
import { environmentLimits } from './limits.ts';
import type { LaunchOrder, Lodging, Tenant } from './machine.ts';
import type { MemoryWatch } from './memory-watch.ts';
import type { OrphanGuard } from './orphan-guard.ts';
import type { PrivateTmp } from './private-tmp.ts';
import type { RuntimeApi } from './runtime-api.ts';

export interface Premises {
  readonly code: UnpackedCode;
  readonly runtimeApi: RuntimeApi;
  readonly guard: OrphanGuard;
  readonly memory: MemoryWatch;
  /** Present when environments get a `/tmp` of their own. */
  readonly privateTmp: PrivateTmp | undefined;
  /** Of this environment alone. */
  readonly temporaryDirectory: string;
}

export class Stay implements Lodging {
  readonly #order: LaunchOrder;
  readonly #tenant: Tenant;
  readonly #premises: Premises;
  readonly #secret = randomBytes(environmentLimits.secretBytes).toString('base64url');
  /** Resolves when nothing of it runs any more. */
  readonly ended: Promise<void>;
  readonly #markEnded: () => void;
  #process: EnvironmentProcess | undefined;
  #isUnwanted = false;

  constructor(order: LaunchOrder, tenant: Tenant, premises: Premises) {
    this.#order = order;
    this.#tenant = tenant;
    this.#premises = premises;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#markEnded = resolve;
  }

  async begin(): Promise<void> {
    try {
      await this.#launch();
    } catch (error) {
      this.#failed(error);
    }
  }

  end(graceMillis: number): void {
    this.#isUnwanted = true;
    this.#process?.end(graceMillis);
  }

  async #launch(): Promise<void> {
    const { code, runtimeApi, guard, memory, privateTmp, temporaryDirectory } = this.#premises;
    const { deployed } = this.#order;
    const launcher = findLauncher(deployed.runtime);
    if (launcher === undefined) {
      const message = `This server does not know the runtime ${deployed.runtime}.`;
      throw new LaunchRefused('Runtime.InvalidRuntime', message);
    }
    const directory = await code.directory(deployed.codeSha256);
    const plan = await launcher(deployed, directory);
    await mkdir(temporaryDirectory, { recursive: true });
    if (this.#isUnwanted)
      throw new LaunchRefused('Runtime.ExitError', 'The environment was ended before it started.');
    const variables = environmentVariables(this.#order, plan, {
      runtimeApi: runtimeApi.endpoint(this.#secret),
      codeDirectory: directory,
      temporaryDirectory: privateTmp === undefined ? temporaryDirectory : '/tmp',
    });
    const needed = [directory, plan.runtimeDirectory, dirname(plan.command)];
    const command = privateTmp?.wrap(plan, temporaryDirectory, needed) ?? plan;
    runtimeApi.admit(this.#secret, this.#tenant);
    const child = new EnvironmentProcess(command, { directory, variables }, guard, {
      printed: (stream, line) => this.#tenant.printed(stream, line),
      startFailed: (error) => this.#failed(error),
      exited: (exit) => {
        memory.forget(child);
        this.#leave();
        this.#tenant.exited(exit);
      },
    });
    this.#process = child;
    this.#tenant.started();
    memory.watch(child, deployed.memoryMegabytes);
  }

  #failed(error: unknown): void {
    this.#leave();
    this.#tenant.startFailed(errorOf(error));
  }

  #leave(): void {
    const { runtimeApi, temporaryDirectory } = this.#premises;
    this.#markEnded();
    runtimeApi.dismiss(this.#secret);
    // What cannot be removed now is removed when the server starts the next time.
    void rm(temporaryDirectory, { recursive: true, force: true }).catch(() => {});
  }
}

function errorOf(error: unknown): FunctionError {
  if (error instanceof LaunchRefused) return error.error;
  const reason = error instanceof Error ? error.message : String(error);
  return {
    errorType: 'Runtime.InvalidEntrypoint',
    errorMessage: `The environment could not be started: ${reason}`,
  };
}
