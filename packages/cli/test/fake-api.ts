// Something that answers HTTP like the Lambda API, with what a test tells it. It remembers what it was asked.

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Asked {
  method: string;
  /** Path as received, still encoded. */
  path: string;
  query: Record<string, string[]>;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Told {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface FakeApi extends AsyncDisposable {
  endpoint: string;
  asked: Asked[];
}

export async function fakeApi(answer: (asked: Asked) => Told): Promise<FakeApi> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const query: Record<string, string[]> = {};
    for (const name of url.searchParams.keys()) query[name] = url.searchParams.getAll(name);
    const call = {
      method: request.method ?? '',
      path: url.pathname,
      query,
      headers: request.headers,
      body: await text(request),
    };
    asked.push(call);
    const { status = 200, headers = {}, body } = answer(call);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const refuse = (status: number, code: string, message: string): Told => ({
  status,
  headers: { 'x-amzn-errortype': code },
  body: { Type: 'User', Message: message },
});
