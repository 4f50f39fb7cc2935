// A server in a process of its own, as users run it: for what measures it, and for what kills it.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ServerOptions } from '@perdure/server';

/** Of /proc/<pid>/stat, counted from the state on. */
const USER_TICKS_FIELD = 11;
const SYSTEM_TICKS_FIELD = 12;
const MILLIS_PER_TICK = 10;
const BYTES_PER_KIB = 1024;
const perdure = fileURLToPath(new URL('../packages/cli/bin/perdure.js', import.meta.url));
const withOptions = fileURLToPath(new URL('server-main.ts', import.meta.url));

export class ServerProcess {
  readonly endpoint: string;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, endpoint: string) {
    this.#process = child;
    this.endpoint = endpoint;
  }

  /**
   * Starts a server and waits until it says where it listens: `perdure start`, or with options that have no setting, a program of
   * ours. Port 0 is a free one. `within` is a command that executes the one that it is given.
   */
  static async start(
    directory: string,
    port = 0,
    options: Partial<ServerOptions> = {},
    within: readonly string[] = [],
  ): Promise<ServerProcess> {
    const own =
      Object.keys(options).length === 0
        ? [perdure, 'start', '--port', String(port), '--data', directory]
        : [withOptions, directory, String(port), JSON.stringify(options)];
    const [command = '', ...parameters] = [...within, process.execPath, ...own];
    const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout });
    const endpoint = await Promise.race([
      // It says: Perdure listens on http://127.0.0.1:7070, with …
      once(lines, 'line').then(([line]) => /https?:[^\s,]+/.exec(String(line))?.[0] ?? ''),
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

  /** Processor time that it has used since its start, without its environments. Milliseconds. */
  processorMillis(): number {
    const stat = readFileSync(`/proc/${this.#process.pid}/stat`, 'utf8');
    // What follows the name of the program, which may hold anything, in brackets: fields from the third on.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[USER_TICKS_FIELD]) + Number(fields[SYSTEM_TICKS_FIELD])) * MILLIS_PER_TICK;
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
