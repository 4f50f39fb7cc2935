// Where workers come in: the part of the server's listener that is theirs. A connection becomes a machine of the pool for
// as long as it lasts; code is handed out by its hash.
//
// Who they are is judged here, by their token, and not by the authorizer of the APIs: a worker is no caller of Lambda.

import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { codePath, connectionPath, connectionProtocol } from './frames.ts';
import type { WorkerAuthenticator, WorkerToken } from './worker-tokens.ts';
import { type ConnectedWorker, Visit, type VisitOptions } from './worker-visit.ts';

export interface WorkerDoorOptions extends VisitOptions {
  authenticator: WorkerAuthenticator;
  /** The archive under this base64 SHA-256; undefined when there is none. */
  readCode(codeSha256: string): Promise<Uint8Array | undefined>;
}

const status = { badRequest: 400, unauthorized: 401, notFound: 404, upgradeRequired: 426 } as const;

export class WorkerDoor {
  readonly #options: WorkerDoorOptions;
  readonly #visits = new Set<Visit>();
  #isClosed = false;

  constructor(options: WorkerDoorOptions) {
    this.#options = options;
  }

  /** Opens the door in a listener. */
  serve(server: FastifyInstance): void {
    server.get(`${codePath}/:hash`, (request, reply) => this.#handOutCode(request, reply));
    server.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#admit(request, socket, head).catch(() => socket.destroy());
    });
  }

  /** By name. */
  workers(): ConnectedWorker[] {
    return [...this.#visits]
      .flatMap((visit) => visit.description ?? [])
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** Cuts off whoever came with this token. */
  cut(tokenId: string): void {
    for (const visit of this.#visits) if (visit.token.tokenId === tokenId) visit.end('its token was removed');
  }

  /** The environments of workers must have ended before. */
  close(): void {
    this.#isClosed = true;
    for (const visit of [...this.#visits]) visit.end('the server stops');
  }

  async #admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // Until there is a connection to notice, an error of the socket would be nobody's.
    socket.on('error', () => socket.destroy());
    const [path] = (request.url ?? '').split('?');
    if (path !== connectionPath) return refuse(socket, status.notFound, 'No such connection.');
    const token = await this.#tokenOf(request.headers.authorization);
    if (token === undefined) return refuse(socket, status.unauthorized, unknownToken);
    if (request.headers.upgrade !== connectionProtocol) {
      const message = `This server speaks ${connectionProtocol}. Let the worker have the version of the server.`;
      return refuse(socket, status.upgradeRequired, message);
    }
    if (this.#isClosed || socket.destroyed) {
      socket.destroy();
      return;
    }
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${connectionProtocol}\r\n\r\n`,
    );
    const address = request.socket.remoteAddress ?? '';
    const visit = new Visit(token, address, this.#options, () => this.#visits.delete(visit));
    this.#visits.add(visit);
    visit.begin(socket, head);
  }

  async #handOutCode(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const token = await this.#tokenOf(request.headers.authorization);
    if (token === undefined) return reply.code(status.unauthorized).send({ message: unknownToken });
    const { hash } = request.params as { hash: string };
    const bytes = await this.#options.readCode(Buffer.from(hash, 'hex').toString('base64'));
    if (bytes === undefined)
      return reply.code(status.notFound).send({ message: `There is no code ${hash}.` });
    return reply.header('content-type', 'application/zip').send(Buffer.from(bytes));
  }

  async #tokenOf(authorization: string | undefined): Promise<WorkerToken | undefined> {
    const [, text] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? [];
    return this.#options.authenticator.verify(text ?? '');
  }
}

const unknownToken = 'The worker token is not known here. Make one with: perdure worker token create';

function refuse(socket: Duplex, code: number, message: string): void {
  const body = JSON.stringify({ message });
  socket.end(
    `HTTP/1.1 ${code} ${STATUS_CODES[code]}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
