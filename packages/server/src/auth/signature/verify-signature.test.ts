// Signatures, judged by AWS's own signer. A bug here lets a request in that its sender did not sign, or keeps a client out.

import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuthorizationRequest } from '../../http/authorizer.ts';
import { Authenticator } from '../authenticator.ts';
import type { NewAccessKey } from '../identities/identities.ts';
import { AccessFixture, realm, requestOf } from '../testing/access-fixture.ts';
import { presigned, type Signing, signed } from '../testing/sign-request.ts';

const MINUTE = 60_000;
let fixture: AccessFixture;
let authenticator: Authenticator;
let key: NewAccessKey;

beforeAll(async () => {
  fixture = await AccessFixture.open();
  key = await fixture.user('alice', { AdministratorAccess: null });
  authenticator = new Authenticator({ ...fixture, realm, now: () => fixture.now, ...pick(fixture) });
});
afterAll(() => fixture[Symbol.asyncDispose]());

const pick = ({ identities, sessions, logins }: AccessFixture) => ({ identities, sessions, logins });
const signing = (changes: Partial<Signing> = {}): Signing => ({
  credentials: key,
  at: fixture.now,
  ...changes,
});
const outcome = (request: AuthorizationRequest): string => {
  const result = authenticator.identify(request);
  return result.ok ? result.value.identity.arn : result.refusal.code;
};
const alice = 'arn:aws:iam::000000000000:user/alice';

const arn = 'arn:aws:lambda:eu-west-1:000000000000:function:order:1/durable-execution/a b/0198c6a1-0000-7000';
const checkpoint: Partial<AuthorizationRequest> = {
  method: 'POST',
  url: `/2025-12-01/durable-executions/${encodeURIComponent(arn)}/checkpoint?Marker=a%2Fb%20c&Again=2&Again=1`,
  headers: { host: 'localhost:7070', 'content-type': 'application/json', 'x-amz-log-type': 'Tail' },
  body: Buffer.from('{"CheckpointToken":"ü"}'),
};

test('what the signer of AWS signs is let in, whatever path, query, headers and body', async () => {
  const requests = fc.record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
    segments: fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 4 }),
    query: fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' }), { maxKeys: 4 }),
    header: fc.stringMatching(/^[!-~]([ -~]*[!-~])?$/),
    body: fc.string({ unit: 'grapheme' }),
  });
  await fc.assert(
    fc.asyncProperty(requests, fc.boolean(), async (random, inQuery) => {
      const path = random.segments.filter((segment) => !/^\.\.?$/.test(segment)).map(encode);
      // The signer loses a parameter of the name __proto__, as any object does.
      const pairs = Object.entries(random.query).filter(([name]) => !/^x-amz-|^__proto__$/i.test(name));
      const query = pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
      const parts = {
        method: random.method,
        url: `/${path.join('/')}${query === '' ? '' : `?${query}`}`,
        headers: { host: 'localhost:7070', 'x-amz-client-context': random.header },
        body: random.method === 'GET' ? Buffer.alloc(0) : Buffer.from(random.body),
      };
      // The signer moves x-amz-* headers of a presigned request to the query.
      const alone = { ...parts, headers: { host: 'localhost:7070' } };
      const request = inQuery ? await presigned(alone, signing(), 60) : await signed(parts, signing());
      expect(outcome(request)).toBe(alice);
    }),
    { numRuns: 200, seed: 17 },
  );
});

/** As AWS's clients encode labels. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const changed = (text: string, index: number): string =>
  text.slice(0, index) + (text[index] === 'A' ? 'B' : 'A') + text.slice(index + 1);

test('every single-byte change of what a header signature covers is refused', async () => {
  const request = await signed(checkpoint, signing());
  expect(outcome(request)).toBe(alice);
  const { authorization = '' } = request.headers;
  const covered = authorization.match(/SignedHeaders=([^,]+)/)?.[1]?.split(';') ?? [];
  expect(covered).toEqual(expect.arrayContaining(['host', 'content-type', 'x-amz-date', 'x-amz-log-type']));
  const variants: AuthorizationRequest[] = [];
  for (let index = 0; index < request.url.length; index += 1) {
    variants.push({ ...request, url: changed(request.url, index) });
  }
  for (let index = 0; index < request.body.length; index += 1) {
    const body = Buffer.from(request.body);
    body[index] = (body[index] ?? 0) ^ 1;
    variants.push({ ...request, body });
  }
  for (const name of [...covered, 'authorization']) {
    const value = String(request.headers[name]);
    for (let index = 0; index < value.length; index += 1) {
      // What separates the parts of the header is not signed; spaces there mean nothing.
      if (name === 'authorization' && value[index] === ' ') continue;
      variants.push({ ...request, headers: { ...request.headers, [name]: changed(value, index) } });
    }
  }
  for (let index = 0; index < request.method.length; index += 1) {
    variants.push({ ...request, method: changed(request.method, index) });
  }
  expect(variants.length).toBeGreaterThan(500);
  expect(variants.filter((variant) => outcome(variant) === alice)).toEqual([]);
});

test('every single-byte change of a presigned URL is refused', async () => {
  const request = await presigned({ url: '/2015-03-31/functions/order?Qualifier=live' }, signing(), 300);
  expect(outcome(request)).toBe(alice);
  const variants = Array.from(request.url, (_, index) => ({ ...request, url: changed(request.url, index) }));
  expect(variants.filter((variant) => outcome(variant) === alice)).toEqual([]);
});

test('one bit of the secret more or less is another secret', async () => {
  for (let index = 0; index < key.secretAccessKey.length; index += 1) {
    const credentials = { ...key, secretAccessKey: changed(key.secretAccessKey, index) };
    const request = await signed(checkpoint, signing({ credentials }));
    if (credentials.secretAccessKey !== key.secretAccessKey)
      expect(outcome(request)).toBe('InvalidSignatureException');
  }
});

test.each([
  ['5 minutes old', -5 * MINUTE, alice],
  ['a second older', -5 * MINUTE - 1000, 'InvalidSignatureException'],
  ['5 minutes ahead', 5 * MINUTE, alice],
  ['a second further ahead', 5 * MINUTE + 1000, 'InvalidSignatureException'],
])('a signature that is %s: %s ms, %s', async (_, offset, expected) => {
  expect(outcome(await signed(checkpoint, signing({ at: fixture.now + offset })))).toBe(expected);
});

test('a presigned URL is good for its seconds and no longer, and none is good for more than a week', async () => {
  const [now, hour] = [fixture.now, 60 * MINUTE];
  expect(outcome(await presigned({}, signing({ at: now - hour }), 3600))).toBe(alice);
  expect(outcome(await presigned({}, signing({ at: now - hour - 1000 }), 3600))).toBe(
    'InvalidSignatureException',
  );
  const week = await presigned({}, signing(), 604_800);
  expect(outcome(week)).toBe(alice);
  const longer = week.url.replace('X-Amz-Expires=604800', 'X-Amz-Expires=604801');
  expect(outcome({ ...week, url: longer })).toBe('IncompleteSignatureException');
});

test('a signature for another region, service or day is refused', async () => {
  expect(outcome(await signed(checkpoint, signing({ region: 'us-east-1' })))).toBe(
    'InvalidSignatureException',
  );
  expect(outcome(await signed(checkpoint, signing({ service: 's3' })))).toBe('InvalidSignatureException');
  const request = await signed(checkpoint, signing());
  const authorization = request.headers.authorization?.replace('/20260131/', '/20260130/');
  expect(outcome({ ...request, headers: { ...request.headers, authorization } })).toBe(
    'InvalidSignatureException',
  );
});

test('a header that changes the meaning of a request must be signed', async () => {
  const request = await signed({ url: '/2015-03-31/functions/order' }, signing());
  const headers = { ...request.headers, 'x-amz-invocation-type': 'Event' };
  expect(outcome({ ...request, headers })).toBe('IncompleteSignatureException');
  const authorization = request.headers.authorization?.replace('host;', '');
  expect(outcome({ ...request, headers: { ...request.headers, authorization } })).toBe(
    'IncompleteSignatureException',
  );
});

test('a signed header that did not arrive is missed', async () => {
  const request = await signed(checkpoint, signing());
  const { 'x-amz-log-type': _, ...headers } = request.headers;
  expect(outcome({ ...request, headers })).toBe('InvalidSignatureException');
});

test.each(['UNSIGNED-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'])(
  'a body that is declared %s is refused, as AWS refuses it outside S3',
  async (declared) => {
    const headers = { ...checkpoint.headers, 'x-amz-content-sha256': declared };
    const request = await signed({ ...checkpoint, headers }, signing());
    expect(authenticator.identify(request)).toMatchObject({
      refusal: { code: 'InvalidSignatureException', message: expect.stringContaining(declared) },
    });
  },
);

test('a request that is signed twice, or by another algorithm, is refused', async () => {
  const inHeader = await signed({}, signing());
  const inQuery = await presigned({}, signing(), 60);
  expect(outcome({ ...inQuery, headers: inHeader.headers })).toBe('IncompleteSignatureException');
  for (const authorization of [
    'Basic YTpi',
    'Bearer x',
    'AWS AKIA:sig',
    'AWS4-ECDSA-P256-SHA256 Credential=a',
  ]) {
    expect(outcome(requestOf({ headers: { host: 'h', authorization } }))).toBe(
      'IncompleteSignatureException',
    );
  }
});

test('session credentials are good with their token, and without it or with another one they are not', async () => {
  await fixture.identities.createRole('clerk');
  const who = { roleArn: 'arn:aws:iam::000000000000:role/clerk', sessionName: 'alice' };
  const session = fixture.sessions.issue(who, 900);
  const other = fixture.sessions.issue(who, 900);
  const taken = 'arn:aws:sts::000000000000:assumed-role/clerk/alice';
  expect(outcome(await signed(checkpoint, signing({ credentials: session })))).toBe(taken);
  expect(outcome(await presigned({}, signing({ credentials: session }), 60))).toBe(taken);
  const { accessKeyId, secretAccessKey } = session;
  const bare = signing({ credentials: { accessKeyId, secretAccessKey } });
  expect(outcome(await signed(checkpoint, bare))).toBe('UnrecognizedClientException');
  const mixed = { ...session, sessionToken: other.sessionToken };
  expect(outcome(await signed(checkpoint, signing({ credentials: mixed })))).toBe(
    'UnrecognizedClientException',
  );
  const late = signing({ credentials: session, at: fixture.now + 900_000 });
  fixture.now += 900_000;
  expect(outcome(await signed(checkpoint, late))).toBe('ExpiredTokenException');
  fixture.now -= 900_000;
});

test('whatever stands in the Authorization header is answered, and lets nobody in', () => {
  const pieces = fc.constantFrom(
    'AWS4-HMAC-SHA256',
    ' ',
    ',',
    '=',
    'Credential=AKIA/20260131/eu-west-1/lambda/aws4_request',
    'SignedHeaders=host',
    `Signature=${'0'.repeat(64)}`,
    'Signature=',
    '/',
    ';',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(' ')),
  );
  fc.assert(
    fc.property(texts, texts, texts, (authorization, date, token) => {
      const headers = { host: 'h', authorization, 'x-amz-date': date, 'x-amz-security-token': token };
      expect(authenticator.identify(requestOf({ headers })).ok).toBe(false);
      const url = `/?X-Amz-Signature=${authorization}&X-Amz-Date=${date}&X-Amz-Credential=${token}`;
      expect(authenticator.identify(requestOf({ url })).ok).toBe(false);
    }),
  );
});
