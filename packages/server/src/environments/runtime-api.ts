// The Lambda Runtime API (2018-06-01): the door through which environments take invocations and hand in their results.
//
// Owns: the listener, the routes, the form of requests and refusals. Does not own: what an invocation means; that is the
// environment's. An environment is told apart by a secret that is the first segment of every path it asks for:
//
//   GET  /<secret>/2018-06-01/runtime/invocation/next             waits for an invocation
//   POST /<secret>/2018-06-01/runtime/invocation/<id>/response    what the handler returned
//   POST /<secret>/2018-06-01/runtime/invocation/<id>/error       what it threw
//   POST /<secret>/2018-06-01/runtime/init/error                  why there is no handler
//
// It is plain `node:http`: every invocation passes here twice, and nothing but four routes is needed.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { handOver } from './hand-over.ts';
import type { FunctionError, InvocationTask } from './invoker.ts';
import { environmentLimits, runtimeStatus } from './limits.ts';
import type { Place, RuntimeGuest } from './machine.ts';

const routePrefix = '/2018-06-01/runtime/';
const invocationPrefix = 'invocation/';
const acceptedBody = '{"status":"OK"}\n';
const acceptedHeaders = ['Content-Type', 'application/json', 'Content-Length', String(acceptedBody.length)];

export class RuntimeApi {
  readonly #guests = new Map<string, RuntimeGuest>();
  readonly #server: Server;
  #address = '';

  constructor() {
    this.#server = createServer((request, reply) => this.#route(request, reply));
    // An environment may wait for work for hours on one connection.
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
    this.#server.headersTimeout = 0;
    this.#server.timeout = 0;
  }

  /** Listens on the loopback interface, at a port of the system's choice. */
  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    const address = this.#server.address();
    if (address !== null && typeof address === 'object') this.#address = `127.0.0.1:${address.port}`;
  }

  /** The value of AWS_LAMBDA_RUNTIME_API for the guest with this secret. */
  endpoint(secret: string): string {
    return `${this.#address}/${secret}`;
  }

  admit(secret: string, guest: RuntimeGuest): void {
    this.#guests.set(secret, guest);
  }

  dismiss(secret: string): void {
    this.#guests.delete(secret);
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  #route(request: IncomingMessage, reply: ServerResponse): void {
    reply.sendDate = false;
    const url = request.url ?? '';
    const secretEnd = url.indexOf('/', 1);
    const guest = secretEnd === -1 ? undefined : this.#guests.get(url.slice(1, secretEnd));
    if (guest === undefined) {
      refuse(request, reply, runtimeStatus.forbidden, 'Forbidden', 'No environment has this secret.');
      return;
    }
    const path = url.startsWith(routePrefix, secretEnd) ? url.slice(secretEnd + routePrefix.length) : '';
    if (request.method === 'GET' && path === 'invocation/next') {
      guest.awaitInvocation(new WaitingRequest(reply));
    } else if (request.method === 'POST' && path === 'init/error') {
      receive(request, reply, environmentLimits.errorReportBytesMax, {
        whole: (body) => guest.failInit(readErrorReport(request, body)),
        tooLarge: () => guest.failInit(oversizedErrorReport),
      });
    } else if (request.method === 'POST' && path.startsWith(invocationPrefix)) {
      receiveAnswer(guest, path.slice(invocationPrefix.length), request, reply);
    } else {
      refuse(request, reply, runtimeStatus.notFound, 'NotFound', 'The Runtime API has no such path.');
    }
  }
}

/** A `next` that has not been answered yet. */
class WaitingRequest implements Place {
  readonly #reply: ServerResponse;

  constructor(reply: ServerResponse) {
    this.#reply = reply;
  }

  get isOpen(): boolean {
    return this.#reply.socket?.destroyed === false;
  }

  give(task: InvocationTask): void {
    handOver(this.#reply, task);
  }

  close(): void {
    this.#reply.destroy();
  }
}

function receiveAnswer(
  guest: RuntimeGuest,
  path: string,
  request: IncomingMessage,
  reply: ServerResponse,
): void {
  const idEnd = path.indexOf('/');
  const requestId = path.slice(0, idEnd);
  const verb = path.slice(idEnd + 1);
  if (verb !== 'response' && verb !== 'error') {
    refuse(request, reply, runtimeStatus.notFound, 'NotFound', 'The Runtime API has no such path.');
  } else if (!guest.isRunning(requestId)) {
    refuse(request, reply, runtimeStatus.badRequest, 'InvalidRequestID', 'Invalid request ID');
  } else if (verb === 'response') {
    receive(request, reply, environmentLimits.responseBytesMax, {
      whole: (body) => guest.succeed(requestId, body),
      tooLarge: () => guest.fail(requestId, oversizedResponse),
    });
  } else {
    receive(request, reply, environmentLimits.errorReportBytesMax, {
      whole: (body) => guest.fail(requestId, readErrorReport(request, body)),
      tooLarge: () => guest.fail(requestId, oversizedErrorReport),
    });
  }
}

const oversizedResponse: FunctionError = {
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${environmentLimits.responseBytesMax} bytes).`,
};

const oversizedErrorReport: FunctionError = {
  errorType: 'Runtime.OversizedErrorReport',
  errorMessage: `The runtime reported an error of more than ${environmentLimits.errorReportBytesMax} bytes.`,
};

interface Receiver {
  whole(body: string): void;
  tooLarge(): void;
}

/** Takes in the body, acknowledges it, then tells the receiver: the runtime asks for its next invocation meanwhile. */
function receive(
  request: IncomingMessage,
  reply: ServerResponse,
  bytesMax: number,
  receiver: Receiver,
): void {
  let first: Buffer | undefined;
  let rest: Buffer[] | undefined;
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > bytesMax) return;
    if (first === undefined) first = chunk;
    else if (rest === undefined) rest = [first, chunk];
    else rest.push(chunk);
  });
  request.on('end', () => {
    if (length > bytesMax) {
      const message = `Exceeded maximum allowed payload size (${bytesMax} bytes).`;
      refuse(request, reply, runtimeStatus.tooLarge, 'RequestEntityTooLarge', message);
      receiver.tooLarge();
      return;
    }
    reply.writeHead(runtimeStatus.accepted, acceptedHeaders);
    reply.end(acceptedBody);
    receiver.whole(rest === undefined ? (first?.toString() ?? '') : Buffer.concat(rest).toString());
  });
}

function refuse(
  request: IncomingMessage,
  reply: ServerResponse,
  status: number,
  errorType: string,
  errorMessage: string,
): void {
  request.resume();
  const body = JSON.stringify({ errorMessage, errorType });
  reply.writeHead(status, [
    'Content-Type',
    'application/json',
    'Content-Length',
    String(Buffer.byteLength(body)),
  ]);
  reply.end(body);
}

/** Runtimes agree on the members of an error report, but not on the name of the stack. */
function readErrorReport(request: IncomingMessage, body: string): FunctionError {
  const header = request.headers['lambda-runtime-function-error-type'];
  const typeInHeader = typeof header === 'string' ? header : 'Unhandled';
  let report: unknown;
  try {
    report = JSON.parse(body);
  } catch {
    return { errorType: typeInHeader, errorMessage: body };
  }
  if (typeof report !== 'object' || report === null) return { errorType: typeInHeader, errorMessage: body };
  const { errorType, errorMessage, stackTrace, trace } = report as Record<string, unknown>;
  const stack = Array.isArray(stackTrace) ? stackTrace : Array.isArray(trace) ? trace : undefined;
  return {
    errorType: typeof errorType === 'string' && errorType !== '' ? errorType : typeInHeader,
    errorMessage: typeof errorMessage === 'string' ? errorMessage : '',
    ...(stack === undefined ? {} : { stackTrace: stack.map(String) }),
  };
}
