// The caller's end of the thread that holds the database.

import { Worker } from 'node:worker_threads';
import { StoreFault } from '@perdure/store';
import type { ConnectionOptions } from './connection.ts';
import { limits } from './limits.ts';
import type { Answer, ResultOf, StoreMethod, ValuesOf } from './worker-protocol.ts';
import { toError } from './worker-protocol.ts';

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

export class DatabaseThread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #ended: StoreFault | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (answer: Answer) => this.#settle(answer));
    worker.on('error', (error) => this.#end(`its thread died: ${error.message}`, error));
    worker.on('exit', () => this.#end('it was closed'));
  }

  static async open(options: ConnectionOptions): Promise<DatabaseThread> {
    const worker = new Worker(new URL('./store-worker.ts', import.meta.url), {
      workerData: options,
      resourceLimits: { maxYoungGenerationSizeMb: limits.youngGenerationMib },
    });
    const thread = new DatabaseThread(worker);
    await thread.#answer();
    return thread;
  }

  async call<Method extends StoreMethod>(
    method: Method,
    values: ValuesOf<Method>,
  ): Promise<ResultOf<Method>> {
    if (this.#ended) throw this.#ended;
    this.#worker.postMessage({ method, values });
    return this.#answer() as Promise<ResultOf<Method>>;
  }

  /** Resolves when the thread is gone and the directory free. */
  async close(): Promise<void> {
    if (this.#ended) return;
    const exited = new Promise((resolve) => this.#worker.once('exit', resolve));
    await this.call('close', []);
    await exited;
  }

  #answer(): Promise<unknown> {
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.shift();
    if (!waiting) return;
    if ('result' in answer) waiting.resolve(answer.result);
    else waiting.reject(toError(answer));
  }

  #end(reason: string, cause?: Error): void {
    this.#ended ??= new StoreFault('closed', `The store is closed: ${reason}.`, 'Open it anew.', { cause });
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
  }
}
