// Where the API listens. Functions on this machine reach it over loopback without TLS: where the address for everybody else
// is another one, or has a certificate that a function may not know, there is a second listener for them.

import type { FastifyInstance } from 'fastify';
import { type ApiServerOptions, buildApiServer } from './api-server.ts';
import { type ConnectionsAtClose, connectionsAtClose } from './connections-at-close.ts';
import { followTlsFiles, readTls, type TlsFiles } from './tls.ts';

export interface ListenersOptions extends Omit<ApiServerOptions, 'tls'> {
  tls?: TlsFiles;
  /** Adds what is served beside APIs, on the address for everybody. */
  prepare(server: FastifyInstance): void;
}

export interface Address {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Whether functions need an address of their own. */
  isApart: boolean;
}

const LOOPBACK = '127.0.0.1';

interface Listener {
  server: FastifyInstance;
  connections: ConnectionsAtClose;
}

export class Listeners {
  /** The URL of the API; empty until it listens. */
  endpoint = '';
  /** The same as functions of this machine reach it. */
  functionEndpoint = '';
  readonly #options: ListenersOptions;
  readonly #open: Listener[] = [];
  #stopFollowing: (() => void) | undefined;

  constructor(options: ListenersOptions) {
    this.#options = options;
  }

  /** Rejects with the system's error when it cannot listen, or cannot read the certificate. */
  async listen({ host, port, isApart }: Address): Promise<void> {
    const { tls, prepare, onFault, ...served } = this.#options;
    const material = tls === undefined ? {} : { tls: await readTls(tls) };
    const server = this.#build({ ...served, ...material, onFault });
    prepare(server);
    this.endpoint = await server.listen({ host, port });
    this.functionEndpoint = this.endpoint;
    if (tls !== undefined) {
      this.#stopFollowing = followTlsFiles(server, tls, (fault) => onFault(fault, { requestId: 'tls' }));
    }
    if (!isApart && tls === undefined) return;
    const { rewritePath: _, ...plain } = served;
    this.functionEndpoint = await this.#build({ ...plain, onFault }).listen({ host: LOOPBACK, port: 0 });
  }

  /** Requests in flight have this long to be answered. */
  async close(graceMillis: number): Promise<void> {
    this.#stopFollowing?.();
    await Promise.all(this.#open.map(({ connections }) => connections.close(graceMillis)));
  }

  #build(options: ApiServerOptions): FastifyInstance {
    const server = buildApiServer(options);
    this.#open.push({ server, connections: connectionsAtClose(server) });
    return server;
  }
}
