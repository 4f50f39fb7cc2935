// Owns: one connection that carries one request at a time.
//
// Why not `node:http`: a request there costs about three times the CPU (README, "What a step costs"), and nothing of
// what it buys is needed for small JSON bodies to one host.

import type { Socket } from 'node:net';
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

// The modules for sockets are loaded with the first connection: TLS alone takes longer than the rest of the package,
// and a handler under test, or one with a client of its own, needs neither.
export class HttpConnection {
  readonly #socket: Socket;
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
    this.#socket.on('timeout', () =>
      this.#fail('The connection was silent for too long.', { isStale: false }),
    );
    this.#socket.on('error', (cause) => this.#fail(cause.message, { cause }));
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

  #openPlain({ hostname, port }: HttpOrigin): Socket {
    const { connect } = process.getBuiltinModule('node:net');
    return connect({
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

  #openTls({ hostname, port }: HttpOrigin): Socket {
    const { isIP } = process.getBuiltinModule('node:net');
    const { connect } = process.getBuiltinModule('node:tls');
    const socket = connect({
      host: hostname,
      port,
      servername: isIP(hostname) === 0 ? hostname : '',
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
      this.#fail(error instanceof Error ? error.message : String(error), { isStale: false, cause: error });
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

  // On a connection that has worked before, an end without an answer means that the peer had closed it while idle.
  #fail(
    message: string,
    { isStale = this.#answered > 0, cause }: { isStale?: boolean; cause?: unknown } = {},
  ): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#connectTimer);
    this.#socket.destroy();
    const exchange = this.#exchange;
    this.#exchange = undefined;
    exchange?.reject(new ConnectionError(message, isStale, cause));
    this.onClosed();
  }
}
