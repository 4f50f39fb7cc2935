// A worker: runs environments on its machine for a server elsewhere. It keeps nothing that matters, so it may come and go;
// it connects again for as long as it is not told to end.

import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { MILLIS_PER_DAY } from '@perdure/protocol';
import { LocalMachine } from '../environments/local-machine.ts';
import { findPython } from '../environments/python-runtime/find-python.ts';
import type { RuntimeFamily } from '../functions/runtimes.ts';
import { claimDirectory } from './claim-directory.ts';
import { workerLimits } from './limits.ts';
import { downloadCode, openConnection, type ServerAddress, WorkerRefused } from './server-connection.ts';
import { WorkerSession } from './worker-session.ts';

export interface WorkerOptions extends ServerAddress {
  /** Code and temporary folders go here. Made if it is not there; one worker holds it at a time. */
  directory: string;
  /** Under which it is listed. Default: the name of the machine. */
  name?: string;
  /** Default: four for each processor, at least eight. */
  environmentsMax?: number;
  /** Each environment gets a `/tmp` of its own. Default: only its TMPDIR is its own. */
  privateTmp?: boolean;
  /** Told what happens to the connection, in words for people. */
  onNews?(news: string): void;
}

export interface RunningWorker {
  /** Resolves when the worker has ended; rejects with WorkerRefused when the server does not want it. */
  ended: Promise<void>;
  /** Lets what runs end, at most for the grace; then ends. Default: 10 seconds. */
  close(graceMillis?: number): Promise<void>;
}

/** Rejects when the directory is in use or cannot be written to, or the machine has no private `/tmp` to give. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { directory, environmentsMax, privateTmp = false } = options;
  const release = await claimDirectory(directory);
  const machine = new LocalMachine({
    dataDirectory: directory,
    readCode: (codeSha256) => downloadCode(options, codeSha256),
    privateTmp,
    ...(environmentsMax === undefined ? {} : { environmentsMax }),
  });
  await machine.open().catch(async (error: unknown) => {
    await release();
    throw error;
  });
  const oldest = Date.now() - workerLimits.codeKeptDays * MILLIS_PER_DAY;
  await machine.sweepCode((_, usedAt) => usedAt > oldest);
  const worker = new Worker(options, machine);
  const ended = worker.run().finally(async () => {
    await machine.close();
    await release();
  });
  // Whoever does not ask how it ended has not lost anything by it.
  ended.catch(() => {});
  return {
    ended,
    close: async (graceMillis = workerLimits.leaveMillisMax) => {
      await worker.stop(graceMillis);
      await ended.catch(() => {});
    },
  };
}

class Worker {
  readonly #options: WorkerOptions;
  readonly #machine: LocalMachine;
  readonly #stopping = new AbortController();
  #session: WorkerSession | undefined;

  constructor(options: WorkerOptions, machine: LocalMachine) {
    this.#options = options;
    this.#machine = machine;
  }

  async run(): Promise<void> {
    const { reconnectMillisMin, reconnectMillisMax } = workerLimits;
    let wait: number = reconnectMillisMin;
    while (!this.#isStopping) {
      const outcome = await this.#connect();
      if (this.#isStopping) break;
      wait = outcome.wasWelcome ? reconnectMillisMin : Math.min(2 * wait, reconnectMillisMax);
      this.#tell(`${outcome.reason}; connecting again`);
      // Workers that lost one server together do not come back in one moment.
      await sleep(wait * (1 + Math.random()), undefined, { signal: this.#stopping.signal }).catch(() => {});
    }
  }

  async stop(graceMillis: number): Promise<void> {
    this.#stopping.abort();
    const session = this.#session;
    if (session === undefined) return;
    const patience = new AbortController();
    await Promise.race([
      session.leave(),
      session.ended,
      sleep(graceMillis, undefined, { signal: patience.signal }).catch(() => {}),
    ]);
    patience.abort();
    session.close('the worker stops');
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** One connection from its beginning to its end. */
  async #connect(): Promise<{ reason: string; wasWelcome: boolean }> {
    const { server, name = hostname() } = this.#options;
    let wasWelcome = false;
    try {
      const runtimes = await runtimesHere();
      const { socket, head } = await openConnection(this.#options);
      const facts = { name, environmentsMax: this.#machine.environmentsMax, runtimes };
      const session = new WorkerSession(socket, head, {
        machine: this.#machine,
        facts,
        apiEndpoint: server,
        onWelcome: () => {
          wasWelcome = true;
          this.#tell(
            `connected to ${server} as ${name}, with room for ${facts.environmentsMax} environments`,
          );
        },
      });
      this.#session = session;
      if (this.#isStopping) session.close('the worker stops');
      return { reason: await session.ended, wasWelcome };
    } catch (error) {
      if (error instanceof WorkerRefused) throw error;
      return { reason: error instanceof Error ? error.message : String(error), wasWelcome };
    } finally {
      this.#session = undefined;
    }
  }

  #tell(news: string): void {
    this.#options.onNews?.(news);
  }
}

async function runtimesHere(): Promise<RuntimeFamily[]> {
  const python = await findPython('python3');
  return python === undefined ? ['node', 'provided'] : ['node', 'provided', 'python'];
}
