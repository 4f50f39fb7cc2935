// One keep-alive connection to the Runtime API.
//
// It writes HTTP/1.1 by hand: a result and the request for the next invocation leave in one packet, and parsing the
// answer, which always has a Content-Length, costs a tenth of what a general client does per request.

import { connect, type Socket } from 'node:net';

export interface Invocation {
  requestId: string;
  payload: string;
  /** Milliseconds since the epoch. */
  deadline: number;
  functionArn: string;
  traceId?: string;
  clientContext?: string;
  cognitoIdentity?: string;
  tenantId?: string;
}

interface Reply {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

const headEnd = Buffer.from('\r\n\r\n');
const basePath = '/2018-06-01/runtime';
const OK = 200;

export class RuntimeConnection {
  readonly #socket: Socket;
  readonly #host: string;
  readonly #prefix: string;
  readonly #waiting: ((reply: Reply) => void)[] = [];
  #received: Buffer = Buffer.alloc(0);
  /** The request that leaves together with the next one. */
  #held = '';

  /**
   * @param endpoint `host:port/path`, as AWS_LAMBDA_RUNTIME_API has it
   * @param onLost called when the server closed the connection or cannot be reached
   */
  constructor(endpoint: string, onLost: () => void) {
    const { hostname, port, host, pathname } = new URL(`http://${endpoint}`);
    this.#host = host;
    this.#prefix = pathname === '/' ? '' : pathname;
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.on('data', (chunk) => this.#receive(chunk));
    this.#socket.on('error', onLost);
    this.#socket.on('close', onLost);
  }

  /** Asks for the next invocation; hands over what `hold` kept back. */
  async next(): Promise<Invocation> {
    const reply = await this.#send(
      `GET ${this.#path('/invocation/next')} HTTP/1.1\r\nHost: ${this.#host}\r\n\r\n`,
    );
    if (reply.status !== OK) throw new Error(`The Runtime API refused to give an invocation: ${reply.body}`);
    return readInvocation(reply);
  }

  /** Keeps an answer to an invocation back until `next`. */
  hold(requestId: string, kind: 'response' | 'error', body: string): void {
    this.#held = this.#post(`/invocation/${requestId}/${kind}`, body);
    this.#waiting.push(ignore);
  }

  /** Posts at once; resolves when the server has acknowledged. */
  async post(path: string, body: string): Promise<void> {
    await this.#send(this.#post(path, body));
  }

  /** Whether this connection alone keeps the process alive. */
  keepsAlive(keeps: boolean): void {
    if (keeps) this.#socket.ref();
    else this.#socket.unref();
  }

  #path(route: string): string {
    return `${this.#prefix}${basePath}${route}`;
  }

  #post(route: string, body: string): string {
    const length = Buffer.byteLength(body);
    return `POST ${this.#path(route)} HTTP/1.1\r\nHost: ${this.#host}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`;
  }

  #send(request: string): Promise<Reply> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#socket.write(this.#held + request);
      this.#held = '';
    });
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    for (let end = this.#received.indexOf(headEnd); end !== -1; end = this.#received.indexOf(headEnd)) {
      const { status, headers } = readHead(this.#received.toString('latin1', 0, end));
      const bodyStart = end + headEnd.length;
      const bodyEnd = bodyStart + Number(headers['content-length'] ?? 0);
      if (this.#received.length < bodyEnd) return;
      const body = this.#received.toString('utf8', bodyStart, bodyEnd);
      this.#received = this.#received.subarray(bodyEnd);
      this.#waiting.shift()?.({ status, headers, body });
    }
  }
}

function ignore(): void {}

function readHead(head: string): Pick<Reply, 'status' | 'headers'> {
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { status: Number(statusLine.split(' ')[1]), headers };
}

function readInvocation({ headers, body }: Reply): Invocation {
  const traceId = headers['lambda-runtime-trace-id'];
  const clientContext = headers['lambda-runtime-client-context'];
  const cognitoIdentity = headers['lambda-runtime-cognito-identity'];
  const tenantId = headers['lambda-runtime-aws-tenant-id'];
  return {
    requestId: headers['lambda-runtime-aws-request-id'] ?? '',
    payload: body,
    deadline: Number(headers['lambda-runtime-deadline-ms']),
    functionArn: headers['lambda-runtime-invoked-function-arn'] ?? '',
    ...(traceId === undefined ? {} : { traceId }),
    ...(clientContext === undefined ? {} : { clientContext }),
    ...(cognitoIdentity === undefined ? {} : { cognitoIdentity }),
    ...(tenantId === undefined ? {} : { tenantId }),
  };
}
