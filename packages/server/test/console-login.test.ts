// The login of a browser on a real server. A bug here lets a page of somebody else act as whoever is logged in.

import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';
import { sendSigned } from './signed-request.ts';

let live: LiveServer;
beforeAll(async () => {
  live = await LiveServer.startGuarded();
});
afterAll(() => live.close());

const path = '/perdure/auth/session';
const admin = 'arn:aws:iam::000000000000:user/admin';

interface Session {
  LoginRequired: boolean;
  Identity?: { Arn: string };
  CsrfToken?: string;
  ExpirationTimestamp?: number;
}

const ask = (method: string, url: string, headers: Record<string, string> = {}, body?: object) =>
  fetch(`${live.endpoint}${url}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const session = async (cookie?: string): Promise<Session> =>
  (await (await ask('GET', path, cookie === undefined ? {} : { cookie })).json()) as Session;

const keyOf = ({ credentials: { accessKeyId, secretAccessKey } } = live) => ({
  AccessKeyId: accessKeyId,
  SecretAccessKey: secretAccessKey,
});

/** Logs in and answers what a browser would send from then on. */
async function logIn(credentials: object): Promise<{ cookie: string; csrf: string; setCookie: string }> {
  const response = await ask('POST', path, {}, credentials);
  expect(response.status).toBe(200);
  const setCookie = response.headers.get('set-cookie') ?? '';
  const { CsrfToken = '' } = (await response.json()) as Session;
  return { cookie: setCookie.split(';', 1)[0] ?? '', csrf: CsrfToken, setCookie };
}

test('nobody is known before the login, and that is told without a refusal', async () => {
  expect(await session()).toEqual({ LoginRequired: true });
  expect(await session('perdure_session=made-up')).toEqual({ LoginRequired: true });
});

test('an access key logs in with a cookie that no script and no other site gets', async () => {
  const { cookie, setCookie } = await logIn(keyOf());
  expect(setCookie).toMatch(/^perdure_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=28800$/);
  expect(await session(cookie)).toMatchObject({ LoginRequired: true, Identity: { Arn: admin } });
  const listed = await ask('GET', '/2015-03-31/functions', { cookie });
  expect(listed.status).toBe(200);
});

test.each([
  ['a wrong secret', () => ({ ...keyOf(), SecretAccessKey: 'x' })],
  ['an unknown key', () => ({ AccessKeyId: 'AKIAUNKNOWN', SecretAccessKey: 'x' })],
  ['a key without its secret', () => ({ AccessKeyId: keyOf().AccessKeyId })],
  ['an invented token', () => ({ Token: 'x'.repeat(43) })],
  ['nothing', () => ({})],
])('%s does not log in, and stands in the audit log', async (_, credentials) => {
  const response = await ask('POST', path, {}, credentials());
  expect(response.status).toBe(403);
  expect(response.headers.get('x-amzn-errortype')).toBe('UnrecognizedClientException');
  expect(response.headers.get('set-cookie')).toBeNull();
  const audit = '/perdure/audit?Action=perdure%3ACreateSession&MaxItems=1';
  const { body } = await sendSigned(live.client, 'GET', audit);
  expect(body.AuditEvents).toMatchObject([{ Outcome: 'UnrecognizedClientException' }]);
});

test('a change needs the token that only pages of the server can read', async () => {
  const { cookie, csrf } = await logIn(keyOf());
  const create = (name: string, headers: Record<string, string>) =>
    ask('PUT', `/perdure/auth/users/${name}`, { cookie, ...headers });
  const own = { origin: live.endpoint, 'sec-fetch-site': 'same-origin' };
  expect((await create('one', own)).status).toBe(403);
  expect((await create('one', { ...own, 'x-perdure-csrf': 'guessed' })).status).toBe(403);
  expect((await create('one', { ...own, 'x-perdure-csrf': csrf })).status).toBe(201);
});

test.each([
  ['of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['of another port', { origin: 'http://127.0.0.1:1' }],
  ['that hides its origin', { origin: 'null' }],
  ['whose browser sends no origin with a GET', { 'sec-fetch-site': 'same-site' }],
])('a page %s cannot use the login, even with all tokens', async (_, page) => {
  const { cookie, csrf } = await logIn(keyOf());
  const headers = { cookie, 'x-perdure-csrf': csrf, ...page };
  expect((await ask('GET', '/2015-03-31/functions', headers)).status).toBe(403);
  expect((await ask('PUT', '/perdure/auth/users/evil', headers)).status).toBe(403);
  expect((await ask('POST', path, headers, keyOf())).status).toBe(403);
  expect((await ask('DELETE', path, headers)).status).toBe(403);
  expect(await session(cookie)).toMatchObject({ Identity: { Arn: admin } });
});

test('a logout ends the session wherever its cookie is', async () => {
  const { cookie } = await logIn(keyOf());
  const out = await ask('DELETE', path, { cookie });
  expect(out.status).toBe(204);
  expect(out.headers.get('set-cookie')).toMatch(/^perdure_session=; .*Max-Age=0$/);
  expect(await session(cookie)).toEqual({ LoginRequired: true });
  const after = await ask('GET', '/2015-03-31/functions', { cookie });
  expect(after.headers.get('x-amzn-errortype')).toBe('ExpiredTokenException');
});

test('a link logs in once, as whom it was made for', async () => {
  const token = new URL(live.loginLink()).hash.replace('#login-token=', '');
  const { cookie } = await logIn({ Token: token });
  expect(await session(cookie)).toMatchObject({ Identity: { Arn: 'arn:aws:iam::000000000000:root' } });
  expect((await ask('POST', path, {}, { Token: token })).status).toBe(403);
  const { body } = await sendSigned(live.client, 'POST', '/perdure/auth/login-links');
  const own = new URL(String(body.Url)).hash.replace('#login-token=', '');
  expect(await session((await logIn({ Token: own })).cookie)).toMatchObject({ Identity: { Arn: admin } });
});

test('a session ends with the key that it began with', async () => {
  await sendSigned(live.client, 'PUT', '/perdure/auth/users/leaving');
  const keys = '/perdure/auth/users/leaving/access-keys';
  const { body } = await sendSigned(live.client, 'POST', keys);
  const { cookie } = await logIn({ AccessKeyId: body.AccessKeyId, SecretAccessKey: body.SecretAccessKey });
  expect(await session(cookie)).toMatchObject({ Identity: { Arn: expect.stringContaining('leaving') } });
  await sendSigned(live.client, 'DELETE', `${keys}/${body.AccessKeyId}`);
  expect(await session(cookie)).toEqual({ LoginRequired: true });
});

test('a session survives a restart of the server', async () => {
  const { cookie } = await logIn(keyOf());
  await live.restart();
  expect(await session(cookie)).toMatchObject({ Identity: { Arn: admin } });
});

test('pages of functions get an origin of their own, and never the cookie of a login', async () => {
  const echo = await live.deploy(
    `export const handler = async (event) => ({
       statusCode: 200,
       headers: { 'content-type': 'text/html', 'content-security-policy': "default-src 'self'" },
       cookies: ['perdure_session=stolen; Path=/', 'theirs=1'],
       body: JSON.stringify({ cookies: event.cookies, headers: event.headers }),
     });`,
    { durable: false },
  );
  const stack = { FunctionUrls: [{ UrlId: 'page', Function: echo, AuthType: 'NONE' }] };
  expect((await sendSigned(live.client, 'PUT', '/perdure/stacks/pages', stack)).status).toBe(201);
  const { cookie } = await logIn(keyOf());
  // The path that is routed decides, however it is written.
  const disguised = await ask('GET', '/perdure/%75rls/page/');
  expect(disguised.headers.get('content-security-policy')).toMatch(/sandbox /);
  const response = await ask('GET', '/perdure/urls/page/', { cookie: `a=1; ${cookie}; b=2` });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'self', sandbox /);
  expect(response.headers.get('content-security-policy')).not.toContain('allow-same-origin');
  expect(response.headers.getSetCookie()).toEqual(['theirs=1']);
  const seen = await response.text();
  expect(seen).not.toContain(cookie.split('=')[1]);
  expect(seen).toContain('a=1');

  const { port } = new URL(live.endpoint);
  const byHost = await new Promise<string | undefined>((resolve) => {
    const headers = { host: `page.lambda-url.localhost:${port}` };
    httpRequest({ port, host: '127.0.0.1', path: '/', headers }, ({ headers: answered }) =>
      resolve(String(answered['content-security-policy'])),
    ).end();
  });
  expect(byHost).toBe("default-src 'self'");
});
