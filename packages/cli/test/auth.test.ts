// `perdure auth` and `perdure audit` on a real server that asks who is there. A bug here gives somebody a key that does not
// work, or does not tell a script that it was not permitted.

import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '@perdure/server';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { run } from '../src/run.ts';
import { FakeTerminal } from './fake-terminal.ts';

const directory = mkdtempSync(join(tmpdir(), 'perdure-cli-auth-'));
const data = join(directory, 'data');
let server: RunningServer;

interface Key {
  AccessKeyId: string;
  SecretAccessKey: string;
  SessionToken?: string;
}

async function perdure(args: string[], input = '') {
  const terminal = new FakeTerminal({ input });
  const exitCode = await run(args, terminal);
  return { exitCode, stdout: terminal.stdout, stderr: terminal.stderr };
}

const json = async (args: string[]) => JSON.parse((await perdure([...args, '--format', 'json'])).stdout);

function become(key: Key | undefined): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', key?.AccessKeyId ?? undefined);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', key?.SecretAccessKey ?? undefined);
  vi.stubEnv('AWS_SESSION_TOKEN', key?.SessionToken ?? undefined);
}

let admin: Key;
beforeAll(async () => {
  for (const name of ['AWS_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION']) vi.stubEnv(name, undefined);
  vi.stubEnv('PERDURE_SETTINGS', join(directory, 'settings.json'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(directory, 'credentials'));
  admin = await json(['auth', 'init', '--data', data]);
  server = await startServer({ directory: data, port: 0, log: pino({ enabled: false }) });
  vi.stubEnv('PERDURE_ENDPOINT', server.endpoint);
});
beforeEach(() => become(admin));
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
  rmSync(directory, { recursive: true });
});

test('init makes the first administrator once, and says what to do while a server runs', async () => {
  const running = await perdure(['auth', 'init', '--data', data]);
  expect(running).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('perdure auth user create') });
  const other = join(directory, 'other');
  expect((await perdure(['auth', 'init', '--data', other, '--user', 'a b'])).stderr).toContain('no name');
  expect((await perdure(['auth', 'init', '--data', other])).stdout).toMatch(/^export AWS_ACCESS_KEY_ID=AKIA/);
  expect(await perdure(['auth', 'init', '--data', other])).toMatchObject({ exitCode: 1 });
  const recovered = await perdure(['auth', 'init', '--data', other, '--recover', '--user', 'rescue']);
  expect(recovered).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('AKIA') });
});

test('whoami tells as whom the server knows the caller', async () => {
  expect((await perdure(['auth', 'whoami'])).stdout).toBe('arn:aws:iam::000000000000:user/admin\n');
});

test('without a key, and without a permission, a command ends with 4', async () => {
  become(undefined);
  const unsigned = await perdure(['function', 'list']);
  expect(unsigned).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('access key') });
  expect(await perdure(['auth', 'whoami'])).toMatchObject({ exitCode: 4 });
  become({ ...admin, SecretAccessKey: 'another' });
  expect(await perdure(['function', 'list'])).toMatchObject({ exitCode: 4 });
  become(admin);
  const reader: Key = await json(['auth', 'user', 'create', 'reader', '--policy', 'ReadOnlyAccess']);
  become(reader);
  expect(await perdure(['function', 'list'])).toMatchObject({ exitCode: 0 });
  const denied = await perdure(['callback', 'heartbeat', 'AAAA']);
  expect(denied.exitCode).toBe(4);
  const action = 'lambda:SendDurableExecutionCallbackHeartbeat';
  expect(denied.stderr).toContain(`user/reader is not authorized to perform: ${action}`);
});

test('the process of a command that is not permitted ends with 4', async () => {
  const launcher = join(import.meta.dirname, '../bin/perdure.js');
  const exitCode = await new Promise((resolve) => {
    const env = { ...process.env, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    execFile(process.execPath, [launcher, 'execution', 'list', 'order'], { env }, (error) =>
      resolve(error?.code ?? 0),
    );
  });
  expect(exitCode).toBe(4);
});

test('a policy of a file is attached, shown and taken away', async () => {
  await perdure(['auth', 'user', 'create', 'paul']);
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'lambda:GetFunction', Resource: '*' }],
  };
  const file = join(directory, 'policy.json');
  writeFileSync(file, JSON.stringify(document));
  expect(await perdure(['auth', 'policy', 'attach', 'user/paul', 'own', '--document', file])).toMatchObject({
    exitCode: 0,
    stderr: '',
  });
  const fromInput = ['auth', 'policy', 'attach', 'user/paul', 'again', '--document', '-'];
  expect(await perdure(fromInput, JSON.stringify(document))).toMatchObject({ exitCode: 0 });
  expect(await json(['auth', 'policy', 'show', 'user/paul'])).toEqual({
    PolicyDocuments: { own: document, again: document },
  });
  await perdure(['auth', 'policy', 'detach', 'user/paul', 'again']);
  expect((await perdure(['auth', 'user', 'list'])).stdout).toMatch(/paul +│ own +│ AKIA/);
  const wrong = await perdure(fromInput, '{"Statement":[{"Effect":"Maybe"}]}');
  expect(wrong).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('must be Allow or Deny') });
  const unknown = await perdure(['auth', 'policy', 'attach', 'user/paul', 'NoSuchPolicy']);
  expect(unknown.stderr).toContain('known are AdministratorAccess');
  expect(await perdure(['auth', 'policy', 'show', 'paul'])).toMatchObject({ exitCode: 2 });
});

test('a user whose policy is refused is not left behind', async () => {
  expect(await perdure(['auth', 'user', 'create', 'half', '--policy', 'NoSuchPolicy'])).toMatchObject({
    exitCode: 1,
  });
  const { Users } = await json(['auth', 'user', 'list']);
  expect(Users.map((user: { UserName: string }) => user.UserName)).not.toContain('half');
});

test('a key is saved as a profile that the command then signs with', async () => {
  const made = await perdure([
    'auth',
    'user',
    'create',
    'saved',
    '--policy',
    'ReadOnlyAccess',
    '--save',
    'work',
  ]);
  expect(made.stdout).toBe('');
  const path = join(directory, 'credentials');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, 'utf8')).toMatch(/^\[work\]\naws_access_key_id = AKIA/);
  become(undefined);
  expect((await perdure(['auth', 'whoami', '--profile', 'work'])).stdout).toContain(':user/saved');
  become(admin);
  const again = await perdure(['auth', 'key', 'create', 'saved', '--save', 'work']);
  expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('already') });
});

test('a role is taken for a while', async () => {
  await perdure(['auth', 'role', 'create', 'operator', '--policy', 'ReadOnlyAccess']);
  expect((await perdure(['auth', 'role', 'list'])).stdout).toContain('role/operator');
  become(await json(['auth', 'role', 'assume', 'operator', '--session-name', 'tuesday']));
  expect((await perdure(['auth', 'whoami'])).stdout).toContain(':assumed-role/operator/tuesday');
});

test('a key is taken out of use and into it again', async () => {
  const key: Key = await json(['auth', 'user', 'create', 'switched', '--policy', 'ReadOnlyAccess']);
  await perdure(['auth', 'key', 'disable', 'switched', key.AccessKeyId]);
  become(key);
  expect(await perdure(['function', 'list'])).toMatchObject({ exitCode: 4 });
  become(admin);
  expect((await perdure(['auth', 'user', 'list'])).stdout).toContain(`${key.AccessKeyId} (inactive)`);
  await perdure(['auth', 'key', 'enable', 'switched', key.AccessKeyId]);
  become(key);
  expect(await perdure(['function', 'list'])).toMatchObject({ exitCode: 0 });
  become(admin);
  expect(await perdure(['auth', 'user', 'delete', 'switched', '--yes'])).toMatchObject({ exitCode: 0 });
});

test('a link for the console is made for the user who asks', async () => {
  const { stdout } = await perdure(['auth', 'login-link']);
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/perdure\/console\/#login-token=[\w-]{43}\n$/);
});

test('the audit log tells who did what and what was refused', async () => {
  const { AuditEvents } = await json(['audit', '--action', 'perdure:CreateUser', '--limit', '2']);
  expect(AuditEvents).toHaveLength(2);
  expect(AuditEvents[0]).toMatchObject({
    Action: 'perdure:CreateUser',
    Identity: { Arn: 'arn:aws:iam::000000000000:user/admin' },
    Outcome: 'Succeeded',
  });
  const refused = await perdure(['audit', '--outcome', 'AccessDeniedException']);
  expect(refused.stdout).toContain('lambda:SendDurableExecutionCallbackHeartbeat');
});

test('a log that was changed is told, and a script sees it', async () => {
  const whole = await perdure(['audit', '--verify']);
  expect(whole).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/as it was written: \d+ entries/),
  });
  const folder = join(data, 'audit');
  const file = join(folder, readdirSync(folder)[0] ?? '');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"Succeeded"', '"Refused"'));
  const changed = await perdure(['audit', '--verify']);
  expect(changed).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('line 1 of') });
});
