// HTTP APIs, REST APIs and function URLs, asked over real sockets, with functions that echo what they got.

import { request as httpRequest } from 'node:http';
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';
import { putStack } from './stack-client.ts';

let live: LiveServer;
let http: string;
let rest: string;

const echo = `export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });`;
/** Answers what its caller wants it to answer. */
const obedient = `export const handler = async (event) => {
  const text = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString() : event.body;
  const wish = JSON.parse(text);
  if (wish.throw) throw new Error(wish.throw);
  if (wish.big) return { statusCode: 200, body: 'x'.repeat(wish.big) };
  return wish.answer;
};`;

beforeAll(async () => {
  live = await LiveServer.start();
  const echoes = await live.deploy(echo, { durable: false });
  const obeys = await live.deploy(obedient, { durable: false });
  const silent = await live.deploy(
    `export const handler = () => new Promise(() => setInterval(() => {}, 1000));`,
    {
      durable: false,
      timeout: 1,
    },
  );
  const proxy = (target: string, more: object = {}) => ({
    Type: 'AWS_PROXY' as const,
    Function: target,
    ...more,
  });
  const { Addresses } = await putStack(live, 'apis', {
    Apis: [
      {
        ApiId: 'http',
        Name: 'Http',
        Protocol: 'HTTP',
        StageVariables: { colour: 'red' },
        Cors: {
          AllowOrigins: ['https://shop.example', 'https://*.test.example'],
          AllowMethods: ['GET', 'POST'],
          AllowHeaders: ['content-type'],
          ExposeHeaders: ['etag'],
          MaxAge: 600,
          AllowCredentials: true,
        },
        Routes: [
          { Method: 'GET', Path: '/orders', Integration: proxy(echoes) },
          { Method: 'GET', Path: '/orders/{id}', Integration: proxy(echoes) },
          { Method: 'GET', Path: '/orders/special', Integration: proxy(echoes) },
          { Method: 'ANY', Path: '/files/{proxy+}', Integration: proxy(echoes) },
          { Method: 'POST', Path: '/files/{proxy+}', Integration: proxy(echoes) },
          { Method: 'POST', Path: '/answer', Integration: proxy(obeys) },
          { Method: 'GET', Path: '/slow', Integration: proxy(silent, { TimeoutInMillis: 100 }) },
          { Method: 'POST', Path: '/old', Integration: proxy(obeys, { PayloadFormatVersion: '1.0' }) },
          { Method: 'GET', Path: '/old/{id}', Integration: proxy(echoes, { PayloadFormatVersion: '1.0' }) },
        ],
      },
      {
        ApiId: 'staged',
        Name: 'Staged',
        Protocol: 'HTTP',
        Stage: 'dev',
        Routes: [{ Method: 'ANY', Path: '$default', Integration: proxy(echoes) }],
      },
      {
        ApiId: 'rest',
        Name: 'Rest',
        Protocol: 'REST',
        Stage: 'prod',
        BinaryMediaTypes: ['image/*'],
        Cors: { AllowOrigins: ['*'], AllowMethods: ['GET'] },
        Routes: [
          { Method: 'GET', Path: '/orders/{id}', Integration: proxy(echoes) },
          { Method: 'POST', Path: '/orders', Integration: proxy(echoes) },
          { Method: 'ANY', Path: '/{proxy+}', Integration: proxy(echoes) },
          { Method: 'GET', Path: '/slow', Integration: proxy(silent, { TimeoutInMillis: 100 }) },
          { Method: 'POST', Path: '/answer', Integration: proxy(obeys) },
        ],
      },
    ],
    FunctionUrls: [{ UrlId: 'obeys', Function: obeys, AuthType: 'NONE' }],
  });
  http = Addresses.Apis.http ?? '';
  rest = Addresses.Apis.rest ?? '';
});
afterAll(() => live.close());

const v2 = async (response: Response): Promise<APIGatewayProxyEventV2> => {
  expect(response.status).toBe(200);
  return (await response.json()) as APIGatewayProxyEventV2;
};
const v1 = async (response: Response): Promise<APIGatewayProxyEvent & { version?: string }> => {
  expect(response.status).toBe(200);
  return (await response.json()) as APIGatewayProxyEvent;
};
const answered = (base: string, wish: object) =>
  fetch(base, {
    method: 'POST',
    body: JSON.stringify(wish),
    headers: { 'content-type': 'application/json' },
  });

test('an HTTP API gives its function an event of the format 2.0', async () => {
  const event = await v2(
    await fetch(`${http}/orders/17%20b?a=1&a=2&empty=&b=%C3%A9`, {
      headers: { 'X-Custom': 'One', cookie: 'session=1; theme=dark', 'user-agent': 'tests' },
    }),
  );
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: 'GET /orders/{id}',
    rawPath: '/orders/17 b',
    rawQueryString: 'a=1&a=2&empty=&b=%C3%A9',
    cookies: ['session=1', 'theme=dark'],
    queryStringParameters: { a: '1,2', empty: '', b: 'é' },
    pathParameters: { id: '17 b' },
    stageVariables: { colour: 'red' },
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'http',
      domainPrefix: 'http',
      http: {
        method: 'GET',
        path: '/orders/17 b',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'tests',
      },
      routeKey: 'GET /orders/{id}',
      stage: '$default',
    },
  });
  expect(event.headers).toMatchObject({
    'x-custom': 'One',
    'x-forwarded-proto': 'http',
    'x-forwarded-for': '127.0.0.1',
  });
  expect(event.headers).not.toHaveProperty('cookie');
  expect(event).not.toHaveProperty('body');
  expect(event.requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
});

test('of several routes the most specific takes the request, and its method counts', async () => {
  const routeOf = async (path: string, method = 'GET') =>
    (await v2(await fetch(`${http}${path}`, { method }))).routeKey;
  expect(await routeOf('/orders/special')).toBe('GET /orders/special');
  expect(await routeOf('/orders/')).toBe('GET /orders');
  expect(await routeOf('/files/a/b')).toBe('ANY /files/{proxy+}');
  expect(await routeOf('/files/a/b', 'POST')).toBe('POST /files/{proxy+}');
  const deep = await v2(await fetch(`${http}/files/a%2Fb/c`));
  expect(deep.pathParameters).toEqual({ proxy: 'a/b/c' });
});

test('a stage is part of the address, and of the path that the function sees', async () => {
  const staged = `${live.endpoint}/perdure/apis/staged`;
  const event = await v2(await fetch(`${staged}/dev/any/thing`));
  expect(event).toMatchObject({ routeKey: '$default', rawPath: '/dev/any/thing' });
  expect(event.requestContext).toMatchObject({ stage: 'dev', http: { path: '/dev/any/thing' } });
  expect((await fetch(`${staged}/prod/any`)).status).toBe(404);
  expect((await fetch(`${staged}/development`)).status).toBe(404);
});

test('text reaches the function as text and everything else as base64, a form and a body without a type too', async () => {
  const bodyOf = async (type: string | undefined, body: string | Uint8Array<ArrayBuffer>) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    const sent = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    const event = await v2(await fetch(`${http}/files/x`, { method: 'POST', body: sent, headers }));
    return [event.body, event.isBase64Encoded];
  };
  expect(await bodyOf('application/json; charset=utf-8', '{"é":1}')).toEqual(['{"é":1}', false]);
  expect(await bodyOf('text/csv', 'a,b')).toEqual(['a,b', false]);
  expect(await bodyOf('application/vnd.api+json', '{}')).toEqual(['{}', false]);
  expect(await bodyOf('application/x-www-form-urlencoded', 'a=1')).toEqual([btoa('a=1'), true]);
  expect(await bodyOf('image/png', Uint8Array.of(0, 255, 1))).toEqual(['AP8B', true]);
  expect(await bodyOf(undefined, 'x')).toEqual([btoa('x'), true]);
});

test('a repeated header is one value in the format 2.0 and a list in the format 1.0', async () => {
  const send = (target: string) =>
    new Promise<{ headers: Record<string, string>; multiValueHeaders?: Record<string, string[]> }>(
      (resolve) => {
        const sent = httpRequest(target, { headers: { 'X-Many': ['a', 'b'] } }, (response) => {
          let text = '';
          response.on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () => resolve(JSON.parse(text)));
        });
        sent.end();
      },
    );
  expect((await send(`${http}/orders`)).headers['x-many']).toBe('a,b');
  const old = await send(`${rest}/orders/1`);
  expect(old.headers['X-Many']).toBe('b');
  expect(old.multiValueHeaders?.['X-Many']).toEqual(['a', 'b']);
});

test('a REST API gives its function an event of the format 1.0', async () => {
  const event = await v1(await fetch(`${rest}/orders/17%20b?a=1&a=2`));
  expect(event).toMatchObject({
    resource: '/orders/{id}',
    path: '/orders/17%20b',
    httpMethod: 'GET',
    queryStringParameters: { a: '2' },
    multiValueQueryStringParameters: { a: ['1', '2'] },
    pathParameters: { id: '17 b' },
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'rest',
      stage: 'prod',
      path: '/prod/orders/17%20b',
      resourcePath: '/orders/{id}',
      httpMethod: 'GET',
      identity: { sourceIp: '127.0.0.1', caller: null },
    },
  });
  expect(event).not.toHaveProperty('version');
  const empty = await v1(await fetch(`${rest}/orders`, { method: 'POST' }));
  expect(empty).toMatchObject({ queryStringParameters: null, pathParameters: null });
});

test('a REST API takes for binary what it was told, and gives bytes to those who accept them', async () => {
  const image = await v1(
    await fetch(`${rest}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: Uint8Array.of(0, 255),
    }),
  );
  expect([image.body, image.isBase64Encoded]).toEqual(['AP8=', true]);
  const form = await v1(
    await fetch(`${rest}/orders`, { method: 'POST', body: new URLSearchParams({ a: '1' }) }),
  );
  expect([form.body, form.isBase64Encoded]).toEqual(['a=1', false]);
  const answer = { statusCode: 200, body: 'AP8=', isBase64Encoded: true };
  const ask = (accept: string) =>
    fetch(`${rest}/answer`, { method: 'POST', headers: { accept }, body: JSON.stringify({ answer }) });
  expect(Buffer.from(await (await ask('image/png')).arrayBuffer())).toEqual(Buffer.of(0, 255));
  expect(await (await ask('text/html')).text()).toBe('AP8=');
});

test('an HTTP API speaks the format 1.0 when asked to', async () => {
  const event = await v1(await fetch(`${http}/old/7`));
  expect(event).toMatchObject({
    version: '1.0',
    resource: '/old/{id}',
    path: '/old/7',
    pathParameters: { id: '7' },
  });
});

test('a response of the format 2.0 sets status, headers, cookies and bytes', async () => {
  const response = await answered(`${http}/answer`, {
    answer: {
      statusCode: 201,
      headers: { 'Content-Type': 'image/gif', 'X-Number': 7 },
      cookies: ['a=1; Path=/', 'b=2'],
      body: 'R0lG',
      isBase64Encoded: true,
    },
  });
  expect(response.status).toBe(201);
  expect(response.headers.get('content-type')).toBe('image/gif');
  expect(response.headers.get('x-number')).toBe('7');
  expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
  expect(await response.text()).toBe('GIF');
});

test('in the format 2.0 whatever has no status code is the body', async () => {
  const object = await answered(`${http}/answer`, { answer: { message: 'hi' } });
  expect([object.status, object.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(await object.json()).toEqual({ message: 'hi' });
  expect(await (await answered(`${http}/answer`, { answer: 'Hello' })).text()).toBe('Hello');
});

test('a response of the format 1.0 may repeat headers', async () => {
  const response = await answered(`${rest}/answer`, {
    answer: {
      statusCode: '202',
      headers: { 'X-Once': '1', 'set-cookie': 'lost' },
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: 'ok',
    },
  });
  expect(response.status).toBe(202);
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(response.headers.get('x-once')).toBe('1');
});

const noResponse = [
  ['fails', { throw: 'boom' }],
  ['answers headers that are no texts', { answer: { statusCode: 200, headers: { a: {} } } }],
  ['splits the response with a header', { answer: { statusCode: 200, headers: { a: 'b\r\nc: d' } } }],
  ['answers a status that is none', { answer: { statusCode: 99 } }],
  ['answers a body that is no text', { answer: { statusCode: 200, body: { a: 1 } } }],
  ['answers more than 6 MiB', { big: 6 * 1024 * 1024 + 1 }],
] as const;

test.each(noResponse)(
  'a function that %s gives 500 at an HTTP API, 502 at a REST API and a URL',
  async (_what, wish) => {
    const atHttp = await answered(`${http}/answer`, wish);
    expect([atHttp.status, await atHttp.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    const atRest = await answered(`${rest}/answer`, wish);
    expect([atRest.status, await atRest.json()]).toEqual([502, { message: 'Internal server error' }]);
    expect((await answered(`${live.endpoint}/perdure/urls/obeys/`, wish)).status).toBe(502);
  },
);

test('a function that does not answer in time is 503 at an HTTP API and 504 at a REST API', async () => {
  const [atHttp, atRest] = await Promise.all([fetch(`${http}/slow`), fetch(`${rest}/slow`)]);
  expect([atHttp.status, await atHttp.json()]).toEqual([503, { message: 'Service Unavailable' }]);
  expect([atRest.status, await atRest.json()]).toEqual([504, { message: 'Endpoint request timed out' }]);
});

test('a path that no route takes is 404 at an HTTP API, and a REST API speaks of a missing token', async () => {
  const atHttp = await fetch(`${http}/nowhere`);
  expect([atHttp.status, await atHttp.json()]).toEqual([404, { message: 'Not Found' }]);
  const atRest = await fetch(rest);
  expect(atRest.status).toBe(403);
  expect(await atRest.json()).toEqual({ message: 'Missing Authentication Token' });
  expect((await fetch(`${http}/orders`, { method: 'DELETE' })).status).toBe(404);
  expect((await fetch(`${live.endpoint}/perdure/apis/unknown/`)).status).toBe(404);
  expect((await fetch(`${live.endpoint}/perdure/urls/unknown/`)).status).toBe(404);
});

test('a body over 10 MiB, and an event over 6 MiB, is 413', async () => {
  for (const mebibytes of [11, 7]) {
    const response = await fetch(`${http}/files/x`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'x'.repeat(mebibytes * 1024 * 1024),
    });
    expect([response.status, await response.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
  }
});

test('a preflight is answered without the function, for allowed origins', async () => {
  const preflight = (base: string, origin: string) =>
    fetch(`${base}/anything`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
  const allowed = await preflight(http, 'https://shop.example');
  expect(allowed.status).toBe(204);
  expect(Object.fromEntries(allowed.headers)).toMatchObject({
    'access-control-allow-origin': 'https://shop.example',
    'access-control-allow-methods': 'GET,POST',
    'access-control-allow-headers': 'content-type',
    'access-control-max-age': '600',
    'access-control-allow-credentials': 'true',
    vary: 'Origin',
  });
  const below = await preflight(http, 'https://a.test.example');
  expect(below.headers.get('access-control-allow-origin')).toBe('https://a.test.example');
  const foreign = await preflight(http, 'https://evil.example');
  expect(foreign.headers.get('access-control-allow-origin')).toBeNull();
  expect((await preflight(rest, 'https://any.example')).headers.get('access-control-allow-origin')).toBe('*');
});

test('an HTTP API adds its own CORS headers to answers and drops those of the function', async () => {
  const wish = { answer: { statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' }, body: '' } };
  const ask = (base: string) =>
    fetch(`${base}/answer`, {
      method: 'POST',
      headers: { origin: 'https://shop.example', 'content-type': 'application/json' },
      body: JSON.stringify(wish),
    });
  const atHttp = await ask(http);
  expect(atHttp.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  expect(atHttp.headers.get('access-control-expose-headers')).toBe('etag');
  expect((await ask(rest)).headers.get('access-control-allow-origin')).toBe('*');
});
