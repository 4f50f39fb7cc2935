// The default transport against real sockets. A bug would show as a checkpoint that is applied twice, is given up too
// early, or is read wrongly when it arrives in pieces.

import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { environmentCredentials, environmentEndpoint, LambdaApi } from '../src/internal.ts';
import type { CredentialProvider } from '../src/transport/credentials.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
  port: number | undefined;
}

type Answer = (response: ServerResponse, index: number) => void;

/** An HTTP server that notes requests and answers as told, and an API client that talks to it. */
async function withServer(
  answer: Answer,
  credentials: CredentialProvider = () => undefined,
): Promise<{ api: LambdaApi; received: Received[] }> {
  const received: Received[] = [];
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers, socket } = request;
      received.push({
        method,
        url,
        headers,
        body: Buffer.concat(chunks).toString(),
        port: socket.remotePort,
      });
      answer(response, received.length);
    });
  });
  return { api: apiAt(await listen(server), credentials), received };
}

function apiAt(port: number, credentials: CredentialProvider = () => undefined): LambdaApi {
  const api = new LambdaApi(
    environmentEndpoint({ AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port}` }),
    credentials,
  );
  closers.push(() => api.close());
  return api;
}

const json = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

const params = {
  DurableExecutionArn: 'arn:aws:lambda:eu-west-1:1:function:f:1/durable-execution/n/i',
  CheckpointToken: 'token',
  Updates: [{ Id: 'a', Type: 'STEP', Action: 'START' }] as const,
};
const checkpointParams = { ...params, Updates: [...params.Updates] };
const acknowledged = { CheckpointToken: 'next', NewExecutionState: { Operations: [] } };

describe('sdk A.1: requests of the API', () => {
  test('a checkpoint has the path, the body and a client token of the API', async () => {
    const { api, received } = await withServer((response) => json(response, 200, acknowledged));
    expect(await api.checkpoint(checkpointParams)).toEqual(acknowledged);
    const [request] = received;
    expect(request?.method).toBe('POST');
    expect(request?.url).toBe(
      '/2025-12-01/durable-executions/arn%3Aaws%3Alambda%3Aeu-west-1%3A1%3Afunction%3Af%3A1%2Fdurable-execution%2Fn%2Fi/checkpoint',
    );
    const { ClientToken, ...body } = JSON.parse(request?.body ?? '');
    expect(body).toEqual({ CheckpointToken: 'token', Updates: params.Updates });
    expect(ClientToken).toMatch(/^[0-9a-f-]{36}$/);
    expect(request?.headers.authorization).toBeUndefined();
  });

  test('a state request has its parameters in the query', async () => {
    const { api, received } = await withServer((response) => json(response, 200, { Operations: [] }));
    await api.getExecutionState({ ...params, Marker: 'a/b=', MaxItems: 1000 });
    expect(received[0]?.method).toBe('GET');
    expect(received[0]?.url).toMatch(/\/state\?CheckpointToken=token&Marker=a%2Fb%3D&MaxItems=1000$/);
  });

  test('times in answers are epoch seconds and become dates', async () => {
    const operation = {
      Id: 'a',
      Type: 'STEP',
      Status: 'PENDING',
      StartTimestamp: 1_700_000_000.5,
      StepDetails: { NextAttemptTimestamp: 1_700_000_060 },
    };
    const { api } = await withServer((response) =>
      json(response, 200, { NewExecutionState: { Operations: [operation] } }),
    );
    const response = await api.checkpoint(checkpointParams);
    expect(response.NewExecutionState?.Operations?.[0]).toMatchObject({
      StartTimestamp: new Date(1_700_000_000_500),
      StepDetails: { NextAttemptTimestamp: new Date(1_700_000_060_000) },
    });
  });

  test('with credentials the request is signed', async () => {
    const credentials = environmentCredentials({
      AWS_ACCESS_KEY_ID: 'AKID',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'session',
    });
    const { api, received } = await withServer((response) => json(response, 200, acknowledged), credentials);
    await api.checkpoint(checkpointParams);
    expect(received[0]?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/us-east-1\/lambda\//,
    );
    expect(received[0]?.headers['x-amz-security-token']).toBe('session');
  });
});

describe('sdk 5.5: the connection', () => {
  test('requests one after the other share a connection', async () => {
    const { api, received } = await withServer((response) => json(response, 200, acknowledged));
    for (let n = 0; n < 5; n++) await api.checkpoint(checkpointParams);
    expect(new Set(received.map((request) => request.port)).size).toBe(1);
  });

  test('a connection that the server closed is replaced', async () => {
    const { api, received } = await withServer((response) =>
      json(response, 200, acknowledged, { connection: 'close' }),
    );
    await api.checkpoint(checkpointParams);
    await api.checkpoint(checkpointParams);
    expect(new Set(received.map((request) => request.port)).size).toBe(2);
  });

  test('a request on a connection that was closed while idle is sent again', async () => {
    let connections = 0;
    const body = JSON.stringify(acknowledged);
    const server = createServer((socket) => {
      connections++;
      let requests = 0;
      socket.on('error', () => undefined);
      socket.on('data', () => {
        requests++;
        if (requests === 2) socket.destroy();
        else socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
      });
    });
    const api = apiAt(await listen(server));
    await api.checkpoint(checkpointParams);
    await api.checkpoint(checkpointParams);
    expect(connections).toBe(2);
  });

  for (const framing of ['sized', 'chunked', 'until-close'] as const) {
    test(`a ${framing} answer is read whatever the pieces in which it comes`, async () => {
      const body = JSON.stringify({ ...acknowledged, CheckpointToken: 'täken' });
      const bytes = Buffer.from(body);
      const half = 11;
      const text = {
        sized: Buffer.concat([
          Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes.length}\r\n\r\n`),
          bytes,
        ]),
        chunked: Buffer.concat([
          Buffer.from(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${half.toString(16)}\r\n`),
          bytes.subarray(0, half),
          Buffer.from(`\r\n${(bytes.length - half).toString(16)};ext=1\r\n`),
          bytes.subarray(half),
          Buffer.from('\r\n0\r\n\r\n'),
        ]),
        'until-close': Buffer.concat([Buffer.from('HTTP/1.0 200 OK\r\n\r\n'), bytes]),
      }[framing];
      const server = createServer((socket) => {
        socket.setNoDelay(true);
        socket.once('data', async () => {
          for (const byte of text) await new Promise((resolve) => socket.write(Buffer.from([byte]), resolve));
          if (framing === 'until-close') socket.end();
        });
      });
      const api = apiAt(await listen(server));
      expect((await api.checkpoint(checkpointParams)).CheckpointToken).toBe('täken');
    });
  }
});

describe('sdk issue 4.4: what is repeated', () => {
  test.each([429, 500, 503])('%i is repeated with the same client token', async (status) => {
    const { api, received } = await withServer((response, index) =>
      index < 3 ? json(response, status, { message: 'busy' }) : json(response, 200, acknowledged),
    );
    await api.checkpoint(checkpointParams);
    const tokens = received.map((request) => JSON.parse(request.body).ClientToken);
    expect(tokens).toHaveLength(3);
    expect(new Set(tokens).size).toBe(1);
  });

  test('a connection that breaks is repeated', async () => {
    const { api, received } = await withServer((response, index) =>
      index < 3 ? response.destroy() : json(response, 200, acknowledged),
    );
    await api.checkpoint(checkpointParams);
    expect(received).toHaveLength(3);
  });

  test('a refusal is not repeated, and has the name, the message and the status of the answer', async () => {
    const { api, received } = await withServer((response) =>
      json(
        response,
        400,
        { message: 'Invalid checkpoint token', Type: 'User' },
        { 'x-amzn-errortype': 'InvalidParameterValueException:http://internal', 'x-amzn-requestid': 'r-1' },
      ),
    );
    await expect(api.checkpoint(checkpointParams)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: 'Invalid checkpoint token',
      $metadata: { httpStatusCode: 400, requestId: 'r-1' },
    });
    expect(received).toHaveLength(1);
  });
});

describe('sdk 5.4: endpoint and credentials of the environment', () => {
  test.each([
    [{ AWS_REGION: 'eu-west-1' }, 'lambda.eu-west-1.amazonaws.com', true],
    [{ AWS_DEFAULT_REGION: 'cn-north-1' }, 'lambda.cn-north-1.amazonaws.com.cn', true],
    [{ AWS_ENDPOINT_URL: 'http://localhost:7070' }, 'localhost:7070', false],
    [{ AWS_ENDPOINT_URL: 'http://a:1', AWS_ENDPOINT_URL_LAMBDA: 'https://b:2/prefix/' }, 'b:2', true],
  ])('%j leads to %s', (env, host, isTls) => {
    const endpoint = environmentEndpoint(env);
    expect(endpoint.host).toBe(host);
    expect(endpoint.origin.isTls).toBe(isTls);
  });

  test('without a region or an endpoint the error says what to set', () => {
    expect(() => environmentEndpoint({})).toThrow('Set AWS_REGION');
  });

  test('credentials of the container are fetched once, with its token', async () => {
    let fetches = 0;
    let token: string | undefined;
    const server = createHttpServer((request, response) => {
      fetches++;
      token = request.headers.authorization;
      json(response, 200, {
        AccessKeyId: 'AKID',
        SecretAccessKey: 'secret',
        Token: 'session',
        Expiration: '2099-01-01T00:00:00Z',
      });
    });
    const port = await listen(server);
    const provide = environmentCredentials({
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/creds`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'let-me-in',
    });
    expect(await provide()).toMatchObject({ accessKeyId: 'AKID', sessionToken: 'session' });
    await provide();
    expect([fetches, token]).toEqual([1, 'let-me-in']);
  });
});
