// The development authorizer. A bug here lets a web page that the developer visits use the server on loopback.

import { expect, test } from 'vitest';
import { LoopbackAuthorizer } from './loopback-authorizer.ts';
import { executionArn, fakePorts } from './testing/fake-ports.ts';
import { identity, injectableServer } from './testing/listening-server.ts';

async function admits(
  headers: Record<string, string>,
  remoteAddress = '127.0.0.1',
  options: Partial<ConstructorParameters<typeof LoopbackAuthorizer>[0]> = {},
): Promise<boolean> {
  const authorizer = new LoopbackAuthorizer({ identity, ...options });
  const result = await authorizer.authorize({ headers, remoteAddress });
  return result.ok;
}

test.each(['localhost', 'LOCALHOST:7070', '127.0.0.1:7070', '[::1]:7070'])(
  'a client that addresses %s is admitted',
  async (host) => {
    expect(await admits({ host })).toBe(true);
    expect(await admits({ host }, '::1')).toBe(true);
    expect(await admits({ host }, '::ffff:127.0.0.1')).toBe(true);
  },
);

test.each(['evil.example', 'evil.example:7070', 'localhost.evil.example', '127.0.0.1.evil.example', ''])(
  'a page that had the name "%s" resolve to this machine is refused',
  async (host) => {
    expect(await admits({ host })).toBe(false);
  },
);

test.each(['https://evil.example', 'null', 'http://localhost:3000', 'http://localhost:7070.evil.example'])(
  'a page of the origin %s is refused',
  async (origin) => {
    expect(await admits({ host: 'localhost:7070', origin })).toBe(false);
  },
);

test('a page of another site is refused also where browsers send no origin', async () => {
  const host = 'localhost:7070';
  expect(await admits({ host, 'sec-fetch-site': 'cross-site' })).toBe(false);
  expect(await admits({ host, 'sec-fetch-site': 'same-site' })).toBe(false);
  expect(await admits({ host, 'sec-fetch-site': 'same-origin' })).toBe(true);
  expect(await admits({ host, 'sec-fetch-site': 'none' })).toBe(true);
});

test('pages of the server itself, and of configured origins and names, are admitted', async () => {
  const host = 'localhost:7070';
  expect(await admits({ host, origin: 'http://localhost:7070' })).toBe(true);
  const origins = ['http://localhost:5173'];
  expect(await admits({ host, origin: 'http://localhost:5173' }, '127.0.0.1', { origins })).toBe(true);
  expect(await admits({ host: 'perdure.test:7070' }, '127.0.0.1', { hostNames: ['perdure.test'] })).toBe(
    true,
  );
});

test('a caller from another machine is refused whatever it says', async () => {
  expect(await admits({ host: 'localhost' }, '192.0.2.7')).toBe(false);
});

test('a request that is not admitted reaches no port', async () => {
  const fake = fakePorts();
  const server = injectableServer(fake);
  const response = await server.inject({
    method: 'POST',
    url: `/2025-12-01/durable-executions/${encodeURIComponent(executionArn)}/stop`,
    headers: { origin: 'https://evil.example' },
  });
  expect(response.statusCode).toBe(403);
  expect(response.headers['x-amzn-errortype']).toBe('AccessDeniedException');
  expect(response.headers['access-control-allow-origin']).toBeUndefined();
  expect(fake.asked).toEqual([]);
  await server.close();
});
