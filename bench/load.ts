// A load generator: a fixed number of callers, each of which sends its next request when the last was answered. HTTP/1.1 on
// bare sockets, because the generator shares the processors with what it measures.

import { connect, type Socket } from 'node:net';

export interface LoadAnswer {
  status: number;
  headers: string;
  body: string;
}

/** One connection, one request at a time. */
export class Caller {
  readonly #socket: Socket;
  readonly #host: string;
  #received = '';
  #settle: ((answer: LoadAnswer) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;

  private constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.#host = host;
    socket.setNoDelay(true);
    socket.setEncoding('utf8');
    socket.on('data', (text) => this.#receive(String(text)));
    socket.on('close', () => this.#fail?.(new Error('the server closed the connection')));
    socket.on('error', (error) => this.#fail?.(error));
  }

  static open(endpoint: string): Promise<Caller> {
    const { hostname, port, host } = new URL(endpoint);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port) });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new Caller(socket, host)));
    });
  }

  call(method: string, path: string, body: string, headers = ''): Promise<LoadAnswer> {
    const length = Buffer.byteLength(body);
    this.#socket.write(
      `${method} ${path} HTTP/1.1\r\nHost: ${this.#host}\r\nContent-Type: application/json\r\n${headers}Content-Length: ${length}\r\n\r\n${body}`,
    );
    return new Promise((resolve, reject) => {
      this.#settle = resolve;
      this.#fail = reject;
    });
  }

  close(): void {
    this.#fail = undefined;
    this.#socket.destroy();
  }

  #receive(text: string): void {
    this.#received += text;
    const end = this.#received.indexOf('\r\n\r\n');
    if (end === -1) return;
    const headers = this.#received.slice(0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(headers)?.[1] ?? 0);
    const body = this.#received.slice(end + 4);
    if (Buffer.byteLength(body) < length) return;
    this.#received = '';
    const status = Number(headers.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
    this.#settle?.({ status, headers, body });
  }
}

export interface LoadFigures {
  /** Milliseconds of each call that ended inside the window, wherever it began. */
  latencies: number[];
  seconds: number;
}

/** Runs `work` on `concurrency` callers for a while; what runs in the first part, to warm up, is not counted. */
export async function runLoad(
  endpoint: string,
  options: { concurrency: number; warmUpMillis: number; millis: number },
  work: (caller: Caller) => Promise<void>,
): Promise<LoadFigures> {
  const callers = await Promise.all(Array.from({ length: options.concurrency }, () => Caller.open(endpoint)));
  const begin = performance.now() + options.warmUpMillis;
  const end = begin + options.millis;
  const latencies: number[] = [];
  await Promise.all(
    callers.map(async (caller) => {
      for (let now = performance.now(); now < end; now = performance.now()) {
        await work(caller);
        const done = performance.now();
        if (done >= begin && done <= end) latencies.push(done - now);
      }
    }),
  );
  for (const caller of callers) caller.close();
  return { latencies, seconds: options.millis / 1000 };
}

/**
 * Begins one piece of work after the other at an even rate, whether or not those before have ended, and answers the
 * milliseconds of each from the time at which it was due.
 */
export async function runPaced(
  endpoint: string,
  { count, ratePerSecond }: { count: number; ratePerSecond: number },
  work: (caller: Caller) => Promise<void>,
): Promise<number[]> {
  const idle: Caller[] = [];
  const begin = performance.now();
  const latencies: number[] = [];
  const running = Array.from({ length: count }, async (_, index) => {
    const due = begin + (index * 1000) / ratePerSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const caller = idle.pop() ?? (await Caller.open(endpoint));
    await work(caller);
    latencies.push(performance.now() - due);
    idle.push(caller);
  });
  await Promise.all(running);
  for (const caller of idle) caller.close();
  return latencies;
}
