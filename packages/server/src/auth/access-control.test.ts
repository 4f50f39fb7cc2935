// Who is let in. A bug here opens a server to strangers, or lets them fill its disk.

import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accepted } from '@perdure/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AuthorizationRequest } from '../http/authorizer.ts';
import type { AccessControl } from './access-control.ts';
import { searchAudit } from './audit/search-audit.ts';
import { readRootKey, SecretBox } from './identities/secret-box.ts';
import { AccessFixture, requestOf } from './testing/access-fixture.ts';
import { signed } from './testing/sign-request.ts';

let fixture: AccessFixture;
beforeEach(async () => {
  fixture = await AccessFixture.open();
});
afterEach(() => fixture[Symbol.asyncDispose]());

async function outcome(control: AccessControl, request: AuthorizationRequest): Promise<string> {
  const result = await control.authorize(request);
  return result.ok ? result.value.arn : result.refusal.code;
}
const logged = async () => (await searchAudit(fixture.audit.folder, { itemsMax: 1000 })).entries;
const root = 'arn:aws:iam::000000000000:root';

test('a server on loopback is open until the first access key, and closed from the next request on', async () => {
  const control = fixture.control();
  expect(control.isLoginRequired).toBe(false);
  expect(await outcome(control, requestOf())).toBe(root);
  const credentials = await fixture.user('alice', { AdministratorAccess: null });
  expect(control.isLoginRequired).toBe(true);
  expect(await outcome(control, requestOf())).toBe('MissingAuthenticationTokenException');
  const request = await signed({}, { credentials, at: fixture.now });
  expect(await outcome(control, request)).toBe('arn:aws:iam::000000000000:user/alice');
});

test('a server that others can reach is closed although nobody has a key', async () => {
  const control = fixture.control({ isOpenToOthers: true });
  expect(await outcome(control, requestOf())).toBe('MissingAuthenticationTokenException');
});

test('on an open server a web page of another origin is refused', async () => {
  const headers = { host: 'localhost:7070', origin: 'https://evil.example' };
  expect(await outcome(fixture.control(), requestOf({ headers }))).toBe('AccessDeniedException');
});

test('an API that is open to everybody refuses nobody, and knows whom it can', async () => {
  const control = fixture.control({ isOpenToOthers: true });
  const credentials = await fixture.user('alice', { AdministratorAccess: null });
  expect(await control.authorize(requestOf({ isOpen: true }))).toEqual(
    accepted({ arn: 'anonymous', isAnonymous: true }),
  );
  const request = await signed({ isOpen: true }, { credentials, at: fixture.now });
  expect(await outcome(control, request)).toBe('arn:aws:iam::000000000000:user/alice');
  const wrong = await signed({ isOpen: true }, { credentials, at: 0 });
  expect(await outcome(control, wrong)).toBe('anonymous');
});

test('strangers are told off, and beyond some a second neither told why nor written down', async () => {
  const control = fixture.control({ isOpenToOthers: true });
  const answers: string[] = [];
  for (let count = 0; count < 80; count += 1) answers.push(await outcome(control, requestOf()));
  expect(answers.slice(0, 50).every((code) => code === 'MissingAuthenticationTokenException')).toBe(true);
  expect(answers.slice(50).every((code) => code === 'TooManyRequestsException')).toBe(true);
  expect(await logged()).toHaveLength(50);
  const elsewhere = requestOf({ remoteAddress: '192.0.2.9' });
  expect(await outcome(control, elsewhere)).toBe('MissingAuthenticationTokenException');
  // Whoever has credentials is served although strangers come from the same address.
  const credentials = await fixture.user('alice', { AdministratorAccess: null });
  const request = await signed({}, { credentials, at: fixture.now });
  expect(await outcome(control, request)).toContain('alice');
  fixture.now += 1000;
  expect(await outcome(control, requestOf())).toBe('MissingAuthenticationTokenException');
});

test('a user has so many requests a second, a function as many as it needs', async () => {
  const control = fixture.control({ requestsPerSecondMax: 5 });
  const credentials = await fixture.user('alice', { AdministratorAccess: null });
  const ask = async () => outcome(control, await signed({}, { credentials, at: fixture.now }));
  for (let count = 0; count < 10; count += 1) expect(await ask()).toContain('alice');
  expect(await ask()).toBe('TooManyRequestsException');
  fixture.now += 1000;
  expect(await ask()).toContain('alice');
  const environment = { id: 'e1', functionName: 'order' };
  const who = { roleArn: 'arn:aws:iam::000000000000:role/r', sessionName: 'order', environment };
  const session = fixture.sessions.issue(who, 900);
  const arn =
    'arn:aws:lambda:eu-west-1:000000000000:function:order:1/durable-execution/a/0198c6a1-0000-7000-8000-000000000001';
  const state = { apiName: 'GetDurableExecutionState', url: '/state', labels: { DurableExecutionArn: arn } };
  for (let count = 0; count < 50; count += 1) {
    const request = await signed(state, { credentials: session, at: fixture.now });
    expect(await outcome(control, request)).toContain('assumed-role/r/order');
  }
});

test('the credentials of an environment end with it', async () => {
  await fixture.user('alice', { AdministratorAccess: null });
  const control = fixture.control();
  const environment = { id: 'e1', functionName: 'order' };
  const who = { roleArn: 'arn:aws:iam::000000000000:role/r', sessionName: 'order', environment };
  const credentials = fixture.sessions.issue(who, 900);
  const ask = async () => outcome(control, await signed({}, { credentials, at: fixture.now }));
  expect(await ask()).toBe('AccessDeniedException');
  fixture.sessions.endEnvironment('e1');
  expect(await ask()).toBe('ExpiredTokenException');
});

test('a callback is judged by the execution that waits, and one that nobody waits for belongs to nobody', async () => {
  const executionId = '0198c6a1-0000-7000-8000-000000000001';
  const reference = { functionName: 'order', functionVersion: '3', executionName: 'order-17' };
  const realm = { partition: 'aws', region: 'eu-west-1', account: '000000000000' };
  fixture.callbacks.set('known', { ...reference, realm, executionId: executionId as never });
  await fixture.user('admin', { AdministratorAccess: null });
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'lambda:SendDurableExecutionCallback*',
        Resource: 'arn:aws:lambda:*:*:function:order:*',
      },
    ],
  };
  const credentials = await fixture.user('provider', { own: policy });
  const control = fixture.control();
  const send = async (CallbackId: string) => {
    const apiName = 'SendDurableExecutionCallbackSuccess';
    const request = await signed(
      { apiName, method: 'POST', labels: { CallbackId } },
      { credentials, at: fixture.now },
    );
    return outcome(control, request);
  };
  expect(await send('known')).toContain('provider');
  expect(await send('guessed')).toBe('AccessDeniedException');
});

test('what an admitted request did is written down with its outcome, reads apart', async () => {
  const control = fixture.control();
  const change = requestOf({
    apiName: 'StopDurableExecution',
    method: 'POST',
    labels: { DurableExecutionArn: 'arn:x' },
  });
  const identity = { arn: root };
  await control.authorize(change);
  await control.settled(change, identity, 'CallbackTimeoutException');
  const read = requestOf();
  await control.authorize(read);
  expect(control.settled(read, identity, 'Succeeded')).toBeUndefined();
  const checkpoint = requestOf({ apiName: 'CheckpointDurableExecution', method: 'POST' });
  expect(control.settled(checkpoint, identity, 'Succeeded')).toBeUndefined();
  expect(await logged()).toMatchObject([
    {
      action: 'lambda:StopDurableExecution',
      resource: 'arn:x',
      identity: root,
      outcome: 'CallbackTimeoutException',
    },
  ]);
});

test('a login ends after eight hours, and a link after ten minutes', async () => {
  const { token } = await fixture.logins.begin({ kind: 'root' });
  const link = fixture.logins.makeLink({ kind: 'root' });
  fixture.now += 10 * 60_000 - 1;
  expect(fixture.logins.useLink(link.token)).toEqual({ kind: 'root' });
  expect(fixture.logins.useLink(link.token)).toBeUndefined();
  const late = fixture.logins.makeLink({ kind: 'root' });
  fixture.now += 10 * 60_000;
  expect(fixture.logins.useLink(late.token)).toBeUndefined();
  expect(fixture.logins.find(token)).toBeDefined();
  fixture.now += 8 * 3_600_000;
  expect(fixture.logins.find(token)).toBeUndefined();
});

test('the store holds neither the token of a login nor a secret in the clear', async () => {
  const { token } = await fixture.logins.begin({ kind: 'root' });
  const { secretAccessKey, accessKeyId } = await fixture.user('alice', { AdministratorAccess: null });
  const kinds = ['auth-session', 'auth-user'];
  const stored = JSON.stringify(await Promise.all(kinds.map((kind) => fixture.store.records(kind))));
  expect(stored).toContain(accessKeyId);
  expect(stored).not.toContain(secretAccessKey);
  expect(stored).not.toContain(token);
});

test('users are there again after a restart, and not under another key of secrets', async () => {
  const { secretAccessKey, accessKeyId } = await fixture.user('alice', { AdministratorAccess: null });
  const again = fixture.openIdentities();
  await again.open();
  expect(again.knownKey(accessKeyId)?.secret).toBe(secretAccessKey);
  await expect(fixture.openIdentities(Buffer.alloc(32)).open()).rejects.toMatchObject({
    kind: 'corrupt',
    now: expect.stringContaining('secrets.key'),
  });
});

test('the first key belongs to somebody who can administer, and so does the last', async () => {
  await fixture.identities.createUser('bob');
  expect(await fixture.identities.createAccessKey('bob')).toMatchObject({
    refusal: { code: 'ResourceConflictException', message: expect.stringContaining('AdministratorAccess') },
  });
  const { accessKeyId } = await fixture.user('alice', { AdministratorAccess: null });
  expect((await fixture.identities.createAccessKey('bob')).ok).toBe(true);
  expect((await fixture.identities.setAccessKeyStatus('alice', accessKeyId, 'Inactive')).ok).toBe(false);
  const guard = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] };
  expect((await fixture.identities.putUserPolicy('alice', 'guard', guard)).ok).toBe(false);
  await fixture.identities.putUserPolicy('bob', 'AdministratorAccess', null);
  expect((await fixture.identities.deleteUser('alice')).ok).toBe(true);
  expect(fixture.identities.knownKey(accessKeyId)).toBeUndefined();
});

test('what is sealed opens only as it was sealed, where it was sealed', () => {
  const box = SecretBox.of(fixture.rootKey, 'one');
  const sealed = box.seal('secret', 'label');
  expect(box.open(sealed, 'label')).toBe('secret');
  expect(box.open(sealed, 'other')).toBeUndefined();
  expect(SecretBox.of(fixture.rootKey, 'two').open(sealed, 'label')).toBeUndefined();
  const bytes = Buffer.from(sealed, 'base64');
  for (let index = 0; index < bytes.length; index += 1) {
    const changed = Buffer.from(bytes);
    changed[index] = (changed[index] ?? 0) ^ 1;
    expect(box.open(changed.toString('base64'), 'label')).toBeUndefined();
  }
  expect(box.open('', 'label')).toBeUndefined();
  expect(box.seal('secret')).not.toBe(box.seal('secret'));
});

test('the key of secrets is made once, and a file that holds none is told by its name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'perdure-key-'));
  const path = join(folder, 'secrets.key');
  await writeFile(`${path}.new`, 'what a crash left');
  const made = await readRootKey(path);
  expect(await readRootKey(path)).toEqual(made);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['secrets.key']);
  await writeFile(path, 'not a key');
  await expect(readRootKey(path)).rejects.toThrow(path);
  await rm(folder, { recursive: true });
});
