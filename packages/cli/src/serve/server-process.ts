// The server in a process of its own, so that it can be killed and started again on the same data and port.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/perdure.js', import.meta.url));

export class ServerProcess {
  readonly endpoint: string;
  /** What the server writes to standard error. */
  readonly logFile: string;
  readonly #directory: string;
  readonly #port: number;
  #process: ChildProcess | undefined;

  private constructor(directory: string, port: number) {
    this.#directory = directory;
    this.#port = port;
    this.endpoint = `http://127.0.0.1:${port}`;
    this.logFile = join(directory, 'server.log');
  }

  /** Port 0 takes a free one, and keeps to it at every restart. */
  static async start(directory: string, port: number): Promise<ServerProcess> {
    const server = new ServerProcess(directory, port === 0 ? await freePort() : port);
    await server.startAgain();
    return server;
  }

  async startAgain(): Promise<void> {
    mkdirSync(this.#directory, { recursive: true });
    const log = openSync(this.logFile, 'a');
    const args = [program, 'start', '--port', String(this.#port), '--data', this.#directory];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', log] });
    closeSync(log);
    this.#process = child;
    // Its first line says that it listens; without one it has ended, and the log says why.
    if (child.stdout === null) throw new Error('the output of the server was not piped');
    const lines = createInterface({ input: child.stdout });
    const [first] = await Promise.race([once(lines, 'line'), once(lines, 'close')]);
    if (first === undefined)
      throw new Error(`The server did not start.\n${readFileSync(this.logFile, 'utf8').trimEnd()}`);
  }

  /** SIGKILL: the process gets no chance to finish anything. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.killNow();
    if (child !== undefined && child.exitCode === null && child.signalCode === null)
      await once(child, 'exit');
  }

  killNow(): void {
    this.#process?.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  return address.port;
}
