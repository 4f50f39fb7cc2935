// Serves the pages, and stands between them and the shop's API: phones reach this server only, whose address is the one in the code.
//
//   /                    the three addresses     /api/…     passed on to the API
//   /order|barista|display   the pages           /live      server-sent events
//   /qr.svg?text=…       a code to scan

import { readFile } from 'node:fs/promises';
import {
  createServer,
  type IncomingMessage,
  request as requestHttp,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { renderSVG } from 'uqr';
import type { LiveHub } from './live-hub.ts';

const folder = join(import.meta.dirname, '../pages');
const NOT_FOUND = 404;
const BAD_GATEWAY = 502;
const QR_CHARS_MAX = 500;
const API = '/api';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Page to file. Nothing else of the folder is served. */
const files: Readonly<Record<string, string>> = {
  '/': 'index.html',
  '/order': 'order.html',
  '/barista': 'barista.html',
  '/display': 'display.html',
  '/order.js': 'order.js',
  '/barista.js': 'barista.js',
  '/display.js': 'display.js',
  '/shop.js': 'shop.js',
  '/style.css': 'style.css',
};

export interface PageServerOptions {
  /** URL of the API, without a slash at the end. */
  apiUrl: string;
  hub: LiveHub;
  host: string;
  /** 0 takes a free one. */
  port: number;
}

export class PageServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #options: PageServerOptions;

  private constructor(server: Server, options: PageServerOptions) {
    this.#server = server;
    this.#options = options;
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  static async open(options: PageServerOptions): Promise<PageServer> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host, resolve);
    });
    return new PageServer(server, options);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop');
    if (pathname === '/live') return this.#options.hub.listen(request, response);
    if (pathname.startsWith(`${API}/`)) return this.#pass(request, response);
    if (pathname === '/qr.svg') return sendCode(response, searchParams.get('text') ?? '');
    const file = Object.hasOwn(files, pathname) ? files[pathname] : undefined;
    if (file === undefined) {
      response.writeHead(NOT_FOUND).end('There is no such page.');
      return;
    }
    const content = await readFile(join(folder, file));
    response
      .writeHead(200, { 'content-type': types[extname(file)], 'cache-control': 'no-cache' })
      .end(content);
  }

  /** Only what the shop's API is asked: its path, its query, its body. */
  #pass(request: IncomingMessage, response: ServerResponse): void {
    const target = this.#options.apiUrl + (request.url ?? '').slice(API.length);
    const outgoing = requestHttp(
      target,
      { method: request.method, headers: { 'content-type': 'application/json' } },
      (answer) => {
        response.writeHead(answer.statusCode ?? BAD_GATEWAY, {
          'content-type': answer.headers['content-type'] ?? 'text/plain',
        });
        answer.pipe(response);
      },
    );
    outgoing.on('error', () => {
      if (!response.headersSent) response.writeHead(BAD_GATEWAY);
      response.end('{"message":"The shop does not answer."}');
    });
    request.pipe(outgoing);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function sendCode(response: ServerResponse, text: string): void {
  if (text === '' || text.length > QR_CHARS_MAX) {
    response.writeHead(NOT_FOUND).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'image/svg+xml' }).end(renderSVG(text));
}
