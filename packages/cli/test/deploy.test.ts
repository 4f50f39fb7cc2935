// `perdure deploy` against a scripted API: what is sent for a new function, for a changed one, and for one that is as it
// is wanted already.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../src/run.ts';
import { type Asked, type FakeApi, fakeApi, refuse, type Told } from './fake-api.ts';
import { FakeTerminal } from './fake-terminal.ts';

const directory = mkdtempSync(join(tmpdir(), 'perdure-cli-'));
afterAll(() => rmSync(directory, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

async function perdure(server: FakeApi, args: string[], terminal = new FakeTerminal()) {
  const exitCode = await run([...args, '--endpoint', server.endpoint], terminal);
  return { exitCode, stdout: terminal.stdout, stderr: terminal.stderr, terminal };
}

describe('deploy', () => {
  const handler = "export const handler = async () => 'ok';\n";
  const deployApi = (present: object | undefined) => {
    let configuration = present;
    return ({ method, path, body }: Asked): Told => {
      if (method === 'GET') {
        return configuration ? { body: configuration } : refuse(404, 'ResourceNotFoundException', 'no');
      }
      if (path.endsWith('/versions')) return { status: 201, body: { FunctionName: 'order', Version: '4' } };
      if (path.endsWith('/aliases/prod')) return refuse(404, 'ResourceNotFoundException', 'no');
      const { Code: _, ZipFile: __, ...settings } = JSON.parse(body);
      configuration = { FunctionName: 'order', Version: '$LATEST', ...configuration, ...settings };
      return { body: configuration };
    };
  };
  const written = (server: FakeApi) => server.asked.filter(({ method }) => method !== 'GET');

  it('creates a durable function with the documented defaults', async () => {
    await using server = await fakeApi(deployApi(undefined));
    const { exitCode, stdout } = await perdure(server, [
      'deploy',
      file('order.ts', handler),
      '--name',
      'order',
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Created order, version \$LATEST \(.* KiB|B, executions up to 3600 s\)/);
    const { Code: code, ...settings } = JSON.parse(written(server)[0]?.body ?? '');
    expect(settings).toMatchObject({
      Handler: 'index.handler',
      Timeout: 30,
      DurableConfig: { ExecutionTimeout: 3600 },
    });
    expect(Buffer.from(code.ZipFile, 'base64').subarray(0, 2).toString()).toBe('PK');
  });

  it('changes nothing the second time', async () => {
    const source = file('same.ts', handler);
    await using first = await fakeApi(deployApi(undefined));
    await perdure(first, ['deploy', source, '--name', 'order']);
    const { Code: code, ...settings } = JSON.parse(written(first)[0]?.body ?? '');
    const zip = Buffer.from(code.ZipFile, 'base64');
    const sha256 = Buffer.from(await crypto.subtle.digest('SHA-256', zip)).toString('base64');

    await using second = await fakeApi(deployApi({ ...settings, Version: '$LATEST', CodeSha256: sha256 }));
    const { stdout } = await perdure(second, ['deploy', source, '--name', 'order']);
    expect(stdout).toContain('Nothing changed in order');
    expect(written(second)).toEqual([]);
  });

  it('keeps the settings that are not given', async () => {
    const present = { Version: '$LATEST', DurableConfig: { ExecutionTimeout: 60, RetentionPeriodInDays: 3 } };
    await using server = await fakeApi(deployApi(present));
    await perdure(server, [
      'deploy',
      file('keep.ts', handler),
      '--name',
      'order',
      '--execution-timeout',
      '90',
    ]);
    const change = written(server).find(({ path }) => path.endsWith('/configuration'));
    expect(JSON.parse(change?.body ?? '')).toEqual({
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      DurableConfig: { ExecutionTimeout: 90, RetentionPeriodInDays: 3 },
    });
  });

  it('publishes a version and makes the alias', async () => {
    await using server = await fakeApi(deployApi(undefined));
    const { stdout } = await perdure(server, [
      'deploy',
      file('a.ts', handler),
      '--name',
      'order',
      '--alias',
      'prod',
    ]);
    expect(stdout).toContain('Alias prod points at version 4');
    const alias = written(server).at(-1);
    expect(JSON.parse(alias?.body ?? '')).toEqual({ Name: 'prod', FunctionVersion: '4' });
  });

  it('passes variables and concurrency on', async () => {
    await using server = await fakeApi(deployApi(undefined));
    const args = ['--env', 'A=1', '--env', 'B=x=y', '--env', 'EMPTY=', '--concurrency', '16'];
    await perdure(server, ['deploy', file('env.ts', handler), '--name', 'order', ...args]);
    expect(JSON.parse(written(server)[0]?.body ?? '')).toMatchObject({
      Environment: { Variables: { A: '1', B: 'x=y', EMPTY: '' } },
      CapacityProviderConfig: {
        LambdaManagedInstancesCapacityProviderConfig: { PerExecutionEnvironmentMaxConcurrency: 16 },
      },
    });
  });

  it.each([
    ['a file that is not there', 'absent.ts', undefined, 'There is no file'],
    ['a handler that does not compile', 'broken.ts', 'export const handler: = 1;\n', /broken\.ts:1:22/],
    ['an import that is not there', 'lost.ts', "import './lost-part.ts';\n", 'Could not resolve'],
    [
      'no export of that name',
      'other.ts',
      'export const main = 1;\n',
      'no export named handler. It exports main.',
    ],
  ])('refuses %s', async (_, name, source, message) => {
    await using server = await fakeApi(deployApi(undefined));
    const path = source === undefined ? join(directory, name) : file(name, source);
    const { exitCode, stderr } = await perdure(server, ['deploy', path, '--name', 'order']);
    expect(exitCode).toBe(source === undefined ? 2 : 1);
    expect(stderr).toMatch(message);
    expect(written(server)).toEqual([]);
  });

  it('refuses to make a plain function durable', async () => {
    await using server = await fakeApi(deployApi({ Version: '$LATEST' }));
    const args = ['deploy', file('plain.ts', handler), '--name', 'order', '--execution-timeout', '9'];
    const { exitCode, stderr } = await perdure(server, args);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('created as a plain function and cannot become a durable one');
  });
});
