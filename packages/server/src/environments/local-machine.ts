// This machine: starts the processes of environments, gives each a temporary folder and a door to the Runtime API, and sees
// to it that nothing of them is left (stay.ts). A server has one, and so has every worker.

import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Millis } from '@perdure/protocol';
import { UnpackedCode } from '../code/unpacked-code.ts';
import { runtimeFamily } from '../functions/runtimes.ts';
import { environmentLimits } from './limits.ts';
import type { LaunchOrder, Lodging, Machine, Tenant } from './machine.ts';
import { MemoryWatch } from './memory-watch.ts';
import { OrphanGuard } from './orphan-guard.ts';
import { PrivateTmp } from './private-tmp.ts';
import { findPython } from './python-runtime/find-python.ts';
import { RuntimeApi } from './runtime-api.ts';
import { Stay } from './stay.ts';

export interface LocalMachineOptions {
  /** Code goes to `code/`, temporary folders to `tmp/`. Nobody else writes to these. */
  dataDirectory: string;
  /** The archive under this base64 SHA-256; undefined when there is none. */
  readCode(codeSha256: string): Promise<Uint8Array | undefined>;
  /** Default: 4 for each core, at least 8. */
  environmentsMax?: number;
  /** Each environment gets a `/tmp` of its own. Default: only its TMPDIR is its own. */
  privateTmp?: boolean;
}

export class LocalMachine implements Machine {
  readonly name = 'local';
  readonly environmentsMax: number;
  readonly #runtimeApi = new RuntimeApi();
  readonly #guard = new OrphanGuard();
  readonly #memory = new MemoryWatch();
  readonly #code: UnpackedCode;
  readonly #temporaryFolder: string;
  /** Environments by the code that they run. */
  readonly #codeInUse = new Map<string, number>();
  readonly #wantsPrivateTmp: boolean;
  #pythonSearch: Promise<void> | undefined;
  #hasPython = false;
  #privateTmp: PrivateTmp | undefined;

  constructor({ dataDirectory, readCode, environmentsMax, privateTmp = false }: LocalMachineOptions) {
    this.#wantsPrivateTmp = privateTmp;
    this.environmentsMax = environmentsMax ?? defaultEnvironmentsMax();
    this.#code = new UnpackedCode(join(dataDirectory, 'code'), readCode);
    this.#temporaryFolder = join(dataDirectory, 'tmp');
  }

  /** Must have resolved before the first environment. Rejects when the machine cannot do what it was told to. */
  async open(): Promise<void> {
    // Who was killed left the temporary folders of its environments behind.
    await rm(this.#temporaryFolder, { recursive: true, force: true });
    if (this.#wantsPrivateTmp) this.#privateTmp = await PrivateTmp.open(join(this.#temporaryFolder, 'trial'));
    await this.#runtimeApi.open();
  }

  /** Removes unpacked code that is not wanted, unless an environment runs it. */
  sweepCode(isWanted: (codeSha256: string, usedAt: Millis) => boolean): Promise<void> {
    return this.#code.sweep(
      (codeSha256, usedAt) => this.#codeInUse.has(codeSha256) || isWanted(codeSha256, usedAt),
    );
  }

  /** Python is looked for when it is first asked about; until it is found, machines that are known to have it go first. */
  canRun(runtime: string): boolean {
    const family = runtimeFamily(runtime);
    if (family !== 'python') return family !== undefined;
    this.#pythonSearch ??= findPython(runtime).then((path) => {
      this.#hasPython = path !== undefined;
    });
    return this.#hasPython;
  }

  lodge(order: LaunchOrder, tenant: Tenant): Lodging {
    const stay = new Stay(order, tenant, {
      code: this.#code,
      runtimeApi: this.#runtimeApi,
      guard: this.#guard,
      memory: this.#memory,
      privateTmp: this.#privateTmp,
      temporaryDirectory: join(this.#temporaryFolder, order.environmentId),
    });
    const { codeSha256 } = order.deployed;
    this.#codeInUse.set(codeSha256, (this.#codeInUse.get(codeSha256) ?? 0) + 1);
    void stay.ended.then(() => {
      const others = (this.#codeInUse.get(codeSha256) ?? 1) - 1;
      if (others === 0) this.#codeInUse.delete(codeSha256);
      else this.#codeInUse.set(codeSha256, others);
    });
    void stay.begin();
    return stay;
  }

  /** The environments must have ended before. */
  async close(): Promise<void> {
    this.#memory.close();
    this.#guard.close();
    await this.#runtimeApi.close();
    await rm(this.#temporaryFolder, { recursive: true, force: true });
  }
}

function defaultEnvironmentsMax(): number {
  const { environmentsPerCore, environmentsMaxLeast } = environmentLimits;
  return Math.max(environmentsMaxLeast, environmentsPerCore * availableParallelism());
}
