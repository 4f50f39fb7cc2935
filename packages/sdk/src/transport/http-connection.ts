// Owns: one connection that carries one request at a time.
//
// Why not `node:http`: a request there costs about three times the CPU (README, "What a step costs"), and nothing of
// what it buys is needed for small JSON bodies to one host.

import * as net from 'node:net';
import * as tls from 'node:tls';
import { type HttpResponse, ResponseReader } from './http-response.ts';
import { transportLimits } from './transport-limits.ts';

/** Where a connection leads. */
export interface HttpOrigin {
  isTls: boolean;
  hostname: string;
  port: number;
}

/** A request failed for want of a connection. */
export class ConnectionError extends Error {
  /** Whether the peer had closed an idle connection, so that it never saw the request. */
  readonly isStale: boolean;
  constructor(message: string, isStale: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ConnectionError';
    this.isStale = isStale;
  }
}

interface Exchange {
  reader: ResponseReader;
  resolve: (response: HttpResponse) => void;
  reject: (error: Error) => void;
}

export class HttpConnection {
  readonly #socket: net.Socket;
  #exchange: Exchange | undefined;
  #answered = 0;
  #isClosed = false;
  #connectTimer: NodeJS.Timeout | undefined;
  /** Called once, when the connection is gone. */
  onClosed: () => void = () => undefined;

  constructor(origin: HttpOrigin) {
    this.#socket = origin.isTls ? this.#openTls(origin) : this.#openPlain(origin);
    this.#socket.setNoDelay(true);
    this.#connectTimer = setTimeout(
      () => this.#fail(`No connection to ${origin.hostname}:${origin.port} in time.`),
      transportLimits.connectMsMax,
    );
    this.#socket.on(origin.isTls ? 'secureConnect' : 'connect', () => clearTimeout(this.#connectTimer));
    this.#socket.setTimeout(transportLimits.silenceMsMax);
    this.#socket.on('timeout', () => this.#fail('The connection was silent for too long.'));
    this.#socket.on('error', (error) => this.#fail(error.message, error));
    this.#socket.on('end', () => this.#ended());
    this.#socket.on('close', () => this.#fail('The connection was closed.'));
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends a whole request and answers its response. */
  exchange(request: string): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      this.#exchange = { reader: new ResponseReader(), resolve, reject };
      this.#socket.ref();
      this.#socket.write(request, 'utf8');
    });
  }

  close(): void {
    this.#fail('The connection is given up.');
  }

  #openPlain({ hostname, port }: HttpOrigin): net.Socket {
    return net.connect({
      host: hostname,
      port,
      // One buffer per connection instead of one allocation per read.
      onread: {
        buffer: Buffer.allocUnsafe(transportLimits.readBufferBytes),
        callback: (bytes, buffer) => {
          this.#received(Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
          return true;
        },
      },
    });
  }

  #openTls({ hostname, port }: HttpOrigin): net.Socket {
    const socket = tls.connect({
      host: hostname,
      port,
      servername: net.isIP(hostname) === 0 ? hostname : '',
    });
    socket.on('data', (chunk) => this.#received(chunk));
    return socket;
  }

  #received(chunk: Buffer): void {
    const exchange = this.#exchange;
    if (exchange === undefined) {
      this.#fail('The peer sent something that was not asked for.');
      return;
    }
    try {
      const response = exchange.reader.read(chunk);
      if (response !== undefined) this.#answer(exchange, response);
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error), error);
    }
  }

  #answer(exchange: Exchange, response: HttpResponse): void {
    this.#exchange = undefined;
    this.#answered++;
    if (response.isReusable) this.#socket.unref();
    else this.close();
    exchange.resolve(response);
  }

  #ended(): void {
    const response = this.#exchange?.reader.end();
    if (this.#exchange !== undefined && response !== undefined) this.#answer(this.#exchange, response);
    else this.#fail('The peer closed the connection.');
  }

  #fail(message: string, cause?: unknown): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#connectTimer);
    this.#socket.destroy();
    const exchange = this.#exchange;
    this.#exchange = undefined;
    // Nothing was answered to this request, on a connection that had worked: it was closed while idle.
    exchange?.reject(new ConnectionError(message, this.#answered > 0, cause));
    this.onClosed();
  }
}
