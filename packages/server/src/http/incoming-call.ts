// One request, as APIs see it.

import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Call } from './api.ts';
import type { Identity } from './authorizer.ts';

export class IncomingCall implements Call {
  readonly requestId: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly queryText: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly identity: Identity;
  readonly isSecure: boolean;
  readonly #response: ServerResponse;

  constructor(parts: Omit<Call, 'disconnected'>, response: ServerResponse) {
    this.requestId = parts.requestId;
    this.labels = parts.labels;
    this.queryText = parts.queryText;
    this.headers = parts.headers;
    this.body = parts.body;
    this.identity = parts.identity;
    this.isSecure = parts.isSecure;
    this.#response = response;
  }

  /** Made on demand: few APIs wait long enough to care, and the others shall not pay for a listener. */
  disconnected(): AbortSignal {
    const controller = new AbortController();
    const response = this.#response;
    if (response.destroyed) controller.abort();
    response.once('close', () => {
      if (!response.writableFinished) controller.abort();
    });
    return controller.signal;
  }
}
