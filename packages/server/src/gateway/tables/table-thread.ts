// The server's end of the thread that holds the tables. It is started by the first request: who has no tables has no thread.

import { Worker } from 'node:worker_threads';
import type { Realm } from '@perdure/protocol';
import type { FromTables, TableThreadData, ToTables } from './table-protocol.ts';
import type { TableAnswer, TableOperation, TableService } from './table-service.ts';

export interface TableThreadOptions {
  /** Made if it is not there. */
  file: string;
  realm: Realm;
  onFault(fault: unknown): void;
}

interface Waiting {
  resolve(answer: TableAnswer): void;
  reject(error: Error): void;
}

export class TableThread implements TableService {
  readonly #options: TableThreadOptions;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Promise<Worker> | undefined;
  #lastId = 0;
  #isClosed = false;

  constructor(options: TableThreadOptions) {
    this.#options = options;
  }

  /** Rejects when the thread could not open its file, or died; the next request starts another one. */
  async request(operation: TableOperation, body: string): Promise<TableAnswer> {
    if (this.#isClosed) throw new Error('The tables are closed.');
    this.#worker ??= this.#start();
    const worker = await this.#worker;
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      worker.postMessage({ id, operation, body } satisfies ToTables);
    });
  }

  /** Lets what was asked end. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = await this.#worker?.catch(() => undefined);
    if (worker === undefined) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage({ close: true } satisfies ToTables);
    await ended;
  }

  #start(): Promise<Worker> {
    const { file, realm } = this.#options;
    const workerData: TableThreadData = { file, realm };
    const worker = new Worker(new URL('./table-worker.ts', import.meta.url), { workerData });
    const opened = Promise.withResolvers<Worker>();
    worker.on('message', (message: FromTables) => {
      if ('opened' in message) opened.resolve(worker);
      else this.#hear(message);
    });
    worker.on('error', (error) => this.#options.onFault(error));
    worker.on('exit', () => {
      const ended = new Error('The thread that holds the tables ended. The log of the server tells why.');
      this.#worker = undefined;
      opened.reject(ended);
      for (const { reject } of this.#waiting.values()) reject(ended);
      this.#waiting.clear();
    });
    return opened.promise;
  }

  #hear(message: Exclude<FromTables, { opened: true }>): void {
    if ('fault' in message) {
      this.#options.onFault(message.fault);
      return;
    }
    const { id, ...answer } = message;
    this.#waiting.get(id)?.resolve(answer);
    this.#waiting.delete(id);
  }
}
