// A connection as no well-behaved client has it: bytes go out as a test says, and what comes back is kept as it is.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export class RawConnection {
  readonly socket: Socket;
  /** What has come back so far. */
  text = '';
  /** Resolves with all of it, when the server has closed the connection. */
  readonly closed: Promise<string>;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      this.text += String(chunk);
    });
    this.closed = new Promise((resolve) => socket.on('close', () => resolve(this.text)));
  }

  /** Half-open: the server's end of the connection does not close this one. */
  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const connection = new RawConnection(socket);
    socket.on('end', () => socket.destroy());
    await once(socket, 'connect');
    return connection;
  }

  write(text: string | Buffer): void {
    this.socket.write(text);
  }

  /** Takes nothing any more. */
  stopReading(): void {
    this.socket.removeAllListeners('data');
    this.socket.pause();
  }
}

/** The head of a request to the server on the port. */
export const head = (method: string, path: string, headers: Readonly<Record<string, string | number>> = {}) =>
  `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;
