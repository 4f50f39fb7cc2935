// Where pages listen: what the live publisher posts goes to everybody as server-sent events.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Something that happened, as pages get it. */
export interface LiveEvent {
  type: string;
  orderId?: string;
}

const HEARTBEAT_MILLIS = 15_000;
const BODY_CHARS_MAX = 10_000;
const NO_CONTENT = 204;
const BAD_REQUEST = 400;

export class LiveHub implements AsyncDisposable {
  readonly #server: Server;
  readonly #listeners = new Set<ServerResponse>();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #watchers = new Set<(event: LiveEvent) => void>();

  private constructor(server: Server) {
    this.#server = server;
    this.#heartbeat = setInterval(() => this.#send(': still here\n\n'), HEARTBEAT_MILLIS);
    server.on('request', (request, response) => void this.#publish(request, response));
  }

  /** Takes what is published on a port of its own, on loopback: only functions of this machine reach it. */
  static async open(): Promise<LiveHub> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new LiveHub(server);
  }

  /** What the template's LiveUrl is to be. */
  get publishUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/publish`;
  }

  /** Serves a page that listens. */
  listen(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 1000\n\n');
    this.#listeners.add(response);
    request.on('close', () => this.#listeners.delete(response));
  }

  /** Calls back for every event, until the function that it answers is called. */
  watch(watcher: (event: LiveEvent) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  async #publish(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const event = eventOf(await text(request));
    response.writeHead(event === undefined ? BAD_REQUEST : NO_CONTENT).end();
    if (event === undefined) return;
    this.#send(`data: ${JSON.stringify(event)}\n\n`);
    for (const watcher of this.#watchers) watcher(event);
  }

  #send(message: string): void {
    for (const listener of this.#listeners) listener.write(message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#heartbeat);
    for (const listener of this.#listeners) listener.end();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function eventOf(body: string): LiveEvent | undefined {
  if (body.length > BODY_CHARS_MAX) return undefined;
  try {
    const event: Partial<LiveEvent> = Object(JSON.parse(body));
    return typeof event.type === 'string' ? { ...event, type: event.type } : undefined;
  } catch {
    return undefined;
  }
}
