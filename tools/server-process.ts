// A server in a process of its own, as users run it: for what measures it, and for what kills it.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ServerOptions } from '@perdure/server';

const BYTES_PER_KIB = 1024;

export class ServerProcess {
  readonly endpoint: string;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, endpoint: string) {
    this.#process = child;
    this.endpoint = endpoint;
  }

  /**
   * Starts a server and waits until it says where it listens. Port 0 is a free one. `within` is a command that executes the
   * one that it is given.
   */
  static async start(
    directory: string,
    port = 0,
    options: Partial<ServerOptions> = {},
    within: readonly string[] = [],
  ): Promise<ServerProcess> {
    const program = fileURLToPath(new URL('server-main.ts', import.meta.url));
    const own = [process.execPath, program, directory, String(port), JSON.stringify(options)];
    const [command = '', ...parameters] = [...within, ...own];
    const child = spawn(command, parameters, {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    const endpoint = await Promise.race([
      once(lines, 'line').then(([line]) => String(line)),
      once(child, 'exit').then(() => {
        throw new Error('the server ended before it listened; what it printed says why');
      }),
    ]);
    return new ServerProcess(child, endpoint);
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get port(): number {
    return Number(new URL(this.endpoint).port);
  }

  /** The processes that the server has started: its environments. */
  children(): number[] {
    const { pid } = this.#process;
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  }

  /** Resident memory in bytes. */
  memoryBytes(): number {
    const status = readFileSync(`/proc/${this.#process.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * BYTES_PER_KIB;
  }

  /** Ends the server: in order, or with SIGKILL. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill(signal);
    await exited;
  }
}
