// A real server under fuzz: its router, its APIs, and what a request left behind.

import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import type { Api } from '../../src/http/api.ts';
import type { LiveServer } from '../live-server.ts';
import { sendSigned } from '../signed-request.ts';
import { type Known, STACK_NAME, stackDocument, TABLE_NAME, tableArn } from './good-requests.ts';
import type { FuzzedRequest } from './random-requests.ts';
import { signedAs } from './signed-as.ts';
import { tracked, writesOf } from './watched-writes.ts';

/** What a server was built of, as `buildApiServer` was told. */
export interface Built {
  server: FastifyInstance;
  apis: readonly Api[];
  /** What was added to the router beside APIs. */
  otherRoutes: { methods: string[]; url: string }[];
}

interface Heard {
  status: number;
  headers: Record<string, unknown>;
  text: string;
}

export interface FuzzAnswer extends Heard {
  /** What the store was told to keep on behalf of this request. */
  writes: readonly string[];
  /** Whether tables are others than before, or hold something else. */
  hasChangedTables: boolean;
}

const DYNAMO = 'DynamoDB_20120810';

/** An answer takes milliseconds. Whoever waits that long has found a request that hangs. */
const HANG_MILLIS = 60_000;

const source = `
  import { withDurableExecution } from 'sdk';
  export const handler = withDurableExecution(async (event, context) => {
    if (event?.wait === 'for an answer') {
      const [promise] = await context.createCallback('answer');
      await promise;
    }
    return event?.requestContext === undefined ? event : { statusCode: 200, body: '{}' };
  });`;

export class FuzzedServer {
  readonly live: LiveServer;
  readonly built: Built;
  readonly #faults: string[];
  #known: Known | undefined;

  constructor(live: LiveServer, built: Built, faults: string[]) {
    this.live = live;
    this.built = built;
    this.#faults = faults;
  }

  /** A log that keeps what the server takes for its own fault. */
  static log(faults: string[]) {
    return pino({ level: 'error' }, { write: (line: string) => faults.push(line) });
  }

  /** Faults since the last look. */
  takeFaults(): string[] {
    return this.#faults.splice(0);
  }

  /** What a request may name: what was made before, in so far as the requests since have left it. */
  async arrange(): Promise<Known> {
    if (this.#known === undefined || !(await this.#isThere(this.#known))) this.#known = await this.#make();
    return this.#known;
  }

  async #isThere({ functionName, executionArn }: Known): Promise<boolean> {
    const ask = (path: string) => sendSigned(this.live.client, 'GET', path);
    const execution = await ask(`/2025-12-01/durable-executions/${encodeURIComponent(executionArn)}`);
    const settings = await ask(`/2015-03-31/functions/${functionName}/configuration`);
    const stack = await ask(`/perdure/stacks/${STACK_NAME}`);
    return (
      execution.body.Status === 'RUNNING' &&
      settings.body.Handler === 'index.handler' &&
      'Document' in stack.body &&
      JSON.stringify(stack.body.Document) === JSON.stringify(stackDocument(functionName))
    );
  }

  async #make(): Promise<Known> {
    const { client } = this.live;
    const functionName = await this.live.deploy(source);
    const { body } = await sendSigned(client, 'GET', '/perdure/stacks');
    for (const { StackName } of body.Stacks as { StackName: string }[]) {
      await sendSigned(client, 'DELETE', `/perdure/stacks/${StackName}`);
    }
    const stack = await sendSigned(
      client,
      'PUT',
      `/perdure/stacks/${STACK_NAME}`,
      stackDocument(functionName),
    );
    if (stack.errorType !== undefined) throw new Error(JSON.stringify(stack));
    const executionArn = await this.live.start(functionName, { wait: 'for an answer' });
    await this.live.waitForEvent(executionArn, 'InvocationCompleted');
    const started = await this.live.waitForEvent(executionArn, 'CallbackStarted');
    return { functionName, executionArn, callbackId: started.CallbackStartedDetails?.CallbackId ?? '' };
  }

  async send(request: FuzzedRequest): Promise<FuzzAnswer> {
    const isAboutTables = request.headers['x-amz-target']?.startsWith(DYNAMO) === true;
    const before = isAboutTables ? await this.#tables() : '';
    const { number, value } = await tracked(() => this.#inject(request));
    const after = isAboutTables ? await this.#tables() : '';
    return { ...value, writes: writesOf(number), hasChangedTables: before !== after };
  }

  #inject({ method, url, headers, body }: FuzzedRequest): Promise<Heard> {
    const sent = this.built.server.inject({
      method: method as 'GET',
      url,
      headers: { host: 'localhost', ...headers },
      payload: body,
      payloadAsStream: true,
    });
    return inTime(sent.then(read), `${method} ${url}`);
  }

  /** What there is in tables, and which there are. */
  async #tables(): Promise<string> {
    const ask = async (operation: string, body: object) => {
      const request = {
        method: 'POST',
        url: '/',
        headers: { 'x-amz-target': `${DYNAMO}.${operation}` },
        body: Buffer.from(JSON.stringify(body)),
      };
      return this.#inject(await signedAs(this.live.credentials, request));
    };
    const answers = [
      await ask('ListTables', {}),
      await ask('DescribeTable', { TableName: TABLE_NAME }),
      await ask('DescribeTimeToLive', { TableName: TABLE_NAME }),
      await ask('ListTagsOfResource', { ResourceArn: tableArn }),
      await ask('Scan', { TableName: TABLE_NAME }),
    ];
    return answers.map(({ text }) => text).join();
  }
}

type StreamedAnswer = Awaited<ReturnType<FastifyInstance['inject']>>;

/** Reads an answer to its end, unless it has none: a stream of events is left after its head. */
async function read(response: StreamedAnswer): Promise<Heard> {
  const { statusCode: status, headers } = response;
  const stream = response.stream();
  if (String(headers['content-type']).startsWith('text/event-stream')) {
    stream.destroy();
    return { status, headers, text: '' };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return { status, headers, text: Buffer.concat(chunks).toString() };
}

async function inTime<Value>(promise: Promise<Value>, what: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const hung = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer to ${what}`)), HANG_MILLIS);
  });
  try {
    return await Promise.race([promise, hung]);
  } finally {
    clearTimeout(timer);
  }
}
