// The APIs of access control against whatever is sent to them. A bug here answers 500 to what a client got wrong.

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccessFixture, realm } from '../../../auth/testing/access-fixture.ts';
import type { Api } from '../../api.ts';
import { buildApiServer } from '../../api-server.ts';
import { authApi } from './auth-api.ts';

let fixture: AccessFixture;
let server: ReturnType<typeof buildApiServer>;
let apis: Api[];
const faults: unknown[] = [];

beforeAll(async () => {
  fixture = await AccessFixture.open();
  const { identities, sessions, logins, audit } = fixture;
  apis = authApi({
    realm,
    identities,
    sessions,
    logins,
    audit,
    now: () => fixture.now,
    // As on a guarded server, without which a login would not be read.
    isLoginRequired: () => true,
    endpoint: () => 'http://localhost:7070',
  });
  const control = fixture.control();
  server = buildApiServer({ apis, authorizer: control, onFault: (fault) => faults.push(fault) });
  await identities.createUser('alice');
  await identities.createRole('clerk');
});
afterAll(async () => {
  await server.close();
  await fixture[Symbol.asyncDispose]();
});

const label = fc.oneof(
  fc.constantFrom(
    'alice',
    'clerk',
    'AdministratorAccess',
    'AKIAUNKNOWN',
    '__proto__',
    'constructor',
    '..',
    '',
  ),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
);
const member = fc.constantFrom(
  'PolicyDocument',
  'Status',
  'SessionName',
  'DurationSeconds',
  'AccessKeyId',
  'SecretAccessKey',
  'Token',
  '__proto__',
);
const statement = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const value = fc.oneof(
  fc.constantFrom('Active', 'x', 3600, null, statement, '{"Statement":[]}'),
  fc.jsonValue(),
);
const body = fc.oneof(
  fc.dictionary(member, value, { maxKeys: 3 }).map((object) => JSON.stringify(object)),
  fc.json(),
  fc.string(),
  fc.constant(''),
);
const query = fc.array(
  fc.tuple(
    fc.constantFrom('Marker', 'MaxItems', 'Identity', 'Action', 'Resource', 'Outcome', 'From', 'To', 'Other'),
    fc.oneof(fc.constantFrom('1', '0', '-1', '2026-01-01', 'WzEsImF1ZGl0IiwiLi4vLi4vMSJd'), fc.string()),
  ),
  { maxLength: 3 },
);
const cookie = fc.oneof(
  fc.constantFrom('', 'perdure_session=x', 'perdure_session', ';;=;', 'a=b; perdure_session=='),
);

test('every one of them answers whatever it is sent', async () => {
  for (const api of apis) {
    await fc.assert(
      fc.asyncProperty(
        fc.array(label, { minLength: 3, maxLength: 3 }),
        query,
        body,
        cookie,
        async (labels, pairs, payload, sent) => {
          let next = 0;
          const path = api.path.replace(/\{\w+\}/g, () =>
            encodeURIComponent((labels[next++] ?? '').toWellFormed()),
          );
          const response = await server.inject({
            method: api.method,
            url: `${path}?${new URLSearchParams(pairs.map(([name, text]): [string, string] => [name, text.toWellFormed()]))}`,
            headers: { host: 'localhost:7070', cookie: sent, 'content-type': 'application/json' },
            ...(api.method === 'GET' ? {} : { payload }),
          });
          expect(response.statusCode, `${api.name}: ${response.body}`).toBeLessThan(500);
        },
      ),
      { numRuns: 60, seed: 17 },
    );
  }
  expect(faults).toEqual([]);
});

test('what a name may not be is refused in the words of the API model', async () => {
  const ask = async (name: string) => {
    const url = `/perdure/auth/users/${encodeURIComponent(name)}`;
    return (await server.inject({ method: 'PUT', url, headers: { host: 'localhost' } })).json();
  };
  expect(await ask('a b')).toMatchObject({ message: expect.stringContaining("at 'userName' failed") });
  expect(await ask('x'.repeat(65))).toMatchObject({
    message: expect.stringContaining('less than or equal to 64'),
  });
});
