// Function URLs, and the names of hosts under which they and APIs are reached.

import { request as httpRequest } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';
import { putStack } from './stack-client.ts';

let live: LiveServer;
let url: string;

beforeAll(async () => {
  live = await LiveServer.start();
  const echoes = await live.deploy(
    `export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });`,
    { durable: false },
  );
  const streamed = await live.deploy(
    `import { Readable } from 'node:stream';
    import { pipeline } from 'node:stream/promises';
    export const handler = awslambda.streamifyResponse(async (event, stream) => {
      if (event.rawPath === '/plain') {
        stream.setContentType('text/plain');
        stream.write('no status, ');
        return stream.end('and no cookies');
      }
      if (event.rawPath === '/broken') throw new Error('in the middle');
      const metadata = { statusCode: 201, headers: { 'X-Who': 'me', 'content-type': 'text/html' }, cookies: ['a=1'] };
      const response = awslambda.HttpResponseStream.from(stream, metadata);
      await pipeline(Readable.from(['<b>', 'é', '</b>']), response);
    });`,
    { durable: false },
  );
  const integration = { Type: 'AWS_PROXY' as const, Function: echoes };
  const { Addresses } = await putStack(live, 'urls', {
    Apis: [
      {
        ApiId: 'http',
        Name: 'Http',
        Protocol: 'HTTP',
        Routes: [{ Method: 'GET', Path: '/orders', Integration: integration }],
      },
    ],
    FunctionUrls: [
      { UrlId: 'echo', Function: echoes, AuthType: 'NONE', Cors: { AllowOrigins: ['*'] } },
      { UrlId: 'signed', Function: echoes, AuthType: 'AWS_IAM' },
      { UrlId: 'streamed', Function: streamed, AuthType: 'NONE', InvokeMode: 'RESPONSE_STREAM' },
    ],
  });
  url = Addresses.FunctionUrls.echo ?? '';
});
afterAll(() => live.close());

const v2 = async (response: Response): Promise<APIGatewayProxyEventV2> => {
  expect(response.status).toBe(200);
  return (await response.json()) as APIGatewayProxyEventV2;
};

test('a function URL gives the format 2.0 with the encoded path, for an anonymous caller', async () => {
  const response = await fetch(`${url}a%20b?x=1`, { headers: { origin: 'https://any.example' } });
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  const event = await v2(response);
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/a%20b',
    requestContext: { accountId: 'anonymous', apiId: 'echo', stage: '$default' },
  });
});

test('a handler that streams its response is answered with all of it', async () => {
  const streamed = `${live.endpoint}/perdure/urls/streamed`;
  const page = await fetch(`${streamed}/page`);
  expect([page.status, page.headers.get('x-who'), page.headers.get('content-type')]).toEqual([
    201,
    'me',
    'text/html',
  ]);
  expect(page.headers.getSetCookie()).toEqual(['a=1']);
  expect(await page.text()).toBe('<b>é</b>');
  const plain = await fetch(`${streamed}/plain`);
  expect([plain.status, await plain.text()]).toEqual([200, 'no status, and no cookies']);
  expect((await fetch(`${streamed}/broken`)).status).toBe(502);
});

test('a function URL with AWS_IAM asks the authorizer, which refuses the page of a stranger', async () => {
  const signed = `${live.endpoint}/perdure/urls/signed/`;
  expect((await fetch(signed, { headers: { origin: 'https://evil.example' } })).status).toBe(403);
  const event = await v2(await fetch(signed));
  expect(event.requestContext.accountId).toBe('000000000000');
});

test('an API and a URL are reached by the name of their host too', async () => {
  const { port } = new URL(live.endpoint);
  const ask = (host: string, path: string) =>
    new Promise<APIGatewayProxyEventV2>((resolve) => {
      const options = { port, host: '127.0.0.1', path, headers: { host: `${host}:${port}` } };
      httpRequest(options, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve(JSON.parse(text)));
      }).end();
    });
  const atApi = await ask('http.execute-api.localhost', '/orders?x=1');
  expect(atApi).toMatchObject({ rawPath: '/orders', rawQueryString: 'x=1' });
  expect(atApi.requestContext.domainName).toBe(`http.execute-api.localhost:${port}`);
  expect(await ask('echo.lambda-url.localhost', '/x')).toMatchObject({ rawPath: '/x' });
});

test("an address with escapes in its fixed part names nothing, and broken requests are the client's fault", async () => {
  const { port } = new URL(live.endpoint);
  const status = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<number | undefined>((resolve) => {
      const sent = httpRequest({ port, host: '127.0.0.1', path, method, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.end(method === 'POST' ? 'x' : undefined);
    });
  expect(await status('/perdure/%61pis/http/orders')).toBe(404);
  expect(await status('/perdure/apis/htt%70/orders')).toBe(404);
  expect(await status('/perdure/apis/http/orders/%zz')).toBe(400);
  expect(await status('/perdure/apis/http/files/x', { 'content-type': 'no type' }, 'POST')).toBe(400);
});
