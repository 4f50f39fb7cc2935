// Owns: the open connections to one origin.

import { ConnectionError, HttpConnection, type HttpOrigin } from './http-connection.ts';
import type { HttpResponse } from './http-response.ts';
import { transportLimits } from './transport-limits.ts';

export class ConnectionPool {
  readonly #origin: HttpOrigin;
  /** The one used last comes first: few connections stay busy, the others are closed by their peer in time. */
  readonly #idle: HttpConnection[] = [];
  readonly #waiting: (() => void)[] = [];
  #open = 0;

  constructor(origin: HttpOrigin) {
    this.#origin = origin;
  }

  /** Sends a request. One that a closed idle connection lost is sent again on another one. */
  async exchange(request: string): Promise<HttpResponse> {
    for (;;) {
      const connection = await this.#take();
      try {
        return await connection.exchange(request);
      } catch (error) {
        if (!(error instanceof ConnectionError && error.isStale)) throw error;
      } finally {
        this.#release(connection);
      }
    }
  }

  /** Closes the connections that carry nothing. */
  close(): void {
    for (const connection of this.#idle.splice(0)) connection.close();
  }

  async #take(): Promise<HttpConnection> {
    while (this.#idle.length === 0 && this.#open >= transportLimits.connectionsMax) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return this.#idle.pop() ?? this.#connect();
  }

  #connect(): HttpConnection {
    const connection = new HttpConnection(this.#origin);
    this.#open++;
    connection.onClosed = () => {
      this.#open--;
      const at = this.#idle.indexOf(connection);
      if (at >= 0) this.#idle.splice(at, 1);
      this.#waiting.shift()?.();
    };
    return connection;
  }

  #release(connection: HttpConnection): void {
    if (connection.isClosed) return;
    this.#idle.push(connection);
    this.#waiting.shift()?.();
  }
}
