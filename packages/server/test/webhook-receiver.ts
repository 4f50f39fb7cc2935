// Somebody else's server that receives webhooks: a real one, whose presence and answers a test decides.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedWebhook {
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  body: string;
}

export class WebhookReceiver {
  readonly url: string;
  readonly received: ReceivedWebhook[] = [];
  /** The status that is answered with. */
  status = 204;
  readonly #server: Server;
  #onReceived: (() => void)[] = [];

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
  }

  static async start(): Promise<WebhookReceiver> {
    let receiver: WebhookReceiver | undefined;
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      response.writeHead(receiver?.status ?? 500).end();
      receiver?.take({
        path: request.url ?? '',
        headers: request.headers as Record<string, string>,
        body,
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    receiver = new WebhookReceiver(server);
    return receiver;
  }

  /** Resolves once so many have been received that the condition holds of them all together. */
  async until(isEnough: (bodies: Record<string, unknown>[]) => boolean): Promise<Record<string, unknown>[]> {
    for (;;) {
      const bodies = this.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
      if (isEnough(bodies)) return bodies;
      await new Promise<void>((resolve) => this.#onReceived.push(resolve));
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** What has come in. */
  take(webhook: ReceivedWebhook): void {
    this.received.push(webhook);
    for (const resolve of this.#onReceived.splice(0)) resolve();
  }
}
