// One open answer of server-sent events. Whoever sends never waits for the client: what the client does not take is kept up
// to a bound, and past it left out and told as `resync`, after which the client reads anew what it follows.

import { Readable } from 'node:stream';
import type { Answer } from '../api.ts';
import { OK } from '../http-status.ts';
import { streamLimits } from './limits.ts';

export interface ServerSentEvent {
  /** What the client listens for. */
  readonly event: string;
  /** What it sends as `Last-Event-ID` to go on behind this event. One line. */
  readonly id: string;
  /** Becomes JSON. */
  readonly data: object;
}

export class EventStream {
  readonly #body: Readable;
  /** Present while the client is behind: the id of the last event that was left out. */
  #leftOutUpTo: string | undefined;
  /** Who waits until the client has taken what there is. */
  #waiting: (() => void)[] = [];

  /** `id` is where the stream begins: a client that is cut off before the first event goes on there. */
  constructor(id: string) {
    this.#body = new Readable({ highWaterMark: streamLimits.bufferBytesMax, read: () => this.#catchUp() });
    this.#body.push(`retry: ${streamLimits.retryMillis}\nid: ${id}\n\n`);
  }

  get answer(): Answer {
    const headers = {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // A connection that lives on behind its stream would keep the server from stopping.
      connection: 'close',
    };
    return { status: OK, headers, body: this.#body };
  }

  send({ event, id, data }: ServerSentEvent): void {
    if (this.#leftOutUpTo === undefined && this.#body.readableLength < streamLimits.bufferBytesMax) {
      this.#body.push(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
    } else {
      this.#leftOutUpTo = id;
    }
  }

  /** Tells the client that it has missed events, and that it must read anew what it follows. */
  resync(id: string): void {
    this.send({ event: 'resync', id, data: {} });
  }

  /** Resolves when there is room for more, or the stream has closed: for those who can read later what they send. */
  room(): Promise<void> {
    const isFull = this.#body.readableLength >= streamLimits.bufferBytesMax;
    if (!isFull || this.#body.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      if (this.#waiting.length === 0) this.#body.once('close', () => this.#admit());
      this.#waiting.push(resolve);
    });
  }

  /** Keeps a quiet connection open: proxies and clients give up on silence. */
  beat(): void {
    if (this.#leftOutUpTo === undefined) this.#body.push(':\n\n');
  }

  /** The client has everything and will not be sent more. */
  end(): void {
    if (!this.#body.readableEnded) this.#body.push(null);
  }

  /** Cuts the connection, whatever the client still has to take. */
  cut(): void {
    this.#body.destroy();
  }

  /** Called once, when the client has gone or the stream has ended. */
  onClosed(listener: () => void): void {
    this.#body.once('close', listener);
  }

  #admit(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #catchUp(): void {
    this.#admit();
    const id = this.#leftOutUpTo;
    if (id === undefined) return;
    this.#leftOutUpTo = undefined;
    this.#body.push(`event: resync\nid: ${id}\ndata: {}\n\n`);
  }
}
