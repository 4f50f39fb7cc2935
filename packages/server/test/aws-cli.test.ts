// The real AWS command line against a real server. Debian ships one whose model is older than durable functions: what it
// knows must work. Where it is not installed it is skipped, but not in continuous integration.

import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer, type TestCredentials } from './live-server.ts';

/** Where Debian's package puts it. */
const AWS = '/usr/bin/aws';

let live: LiveServer;
beforeAll(async () => {
  live = await LiveServer.start();
});
afterAll(() => live.close());

const file = (name: string): string => join(live.directory, name);

const aws = (...args: string[]) => awsOn(live.endpoint, live.credentials, args);

/** Runs `aws lambda …` and answers what it prints, read as JSON; its error text when it fails. */
async function awsOn(
  endpoint: string,
  { accessKeyId, secretAccessKey }: TestCredentials,
  args: string[],
): Promise<Record<string, unknown>> {
  const env = {
    ...process.env,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_PAGER: '',
    AWS_MAX_ATTEMPTS: '1',
  };
  const command = ['--endpoint-url', endpoint, '--output', 'json', 'lambda', ...args];
  try {
    const { stdout } = await promisify(execFile)(AWS, command, { env });
    return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
  } catch (failure) {
    return { error: (failure as { stderr?: string }).stderr ?? String(failure) };
  }
}

const order = ['--function-name', 'order'];
const handler = (answer: string) =>
  zipSync({ 'index.cjs': Buffer.from(`exports.handler = async (event) => (${answer});`) });

test.skipIf(!existsSync(AWS) && process.env.CI === undefined)(
  'the AWS command line creates, configures, publishes, invokes and deletes a function',
  async () => {
    writeFileSync(file('one.zip'), handler('{ version: 1, event }'));
    writeFileSync(file('two.zip'), handler('{ version: 2 }'));
    const created = await aws(
      'create-function',
      ...order,
      ...['--runtime', 'nodejs18.x', '--handler', 'index.handler'],
      ...['--role', 'arn:aws:iam::000000000000:role/order', '--tags', 'team=orders'],
      ...['--environment', 'Variables={STAGE=test}', '--zip-file', `fileb://${file('one.zip')}`],
    );
    expect(created).toMatchObject({ FunctionName: 'order', State: 'Active', Version: '$LATEST' });
    await aws('update-function-configuration', ...order, '--runtime', 'nodejs24.x', '--timeout', '9');
    expect(await aws('get-function-configuration', ...order)).toMatchObject({
      Runtime: 'nodejs24.x',
      Timeout: 9,
      Environment: { Variables: { STAGE: 'test' } },
    });
    expect(await aws('publish-version', ...order)).toMatchObject({ Version: '1' });
    expect(
      await aws('update-function-code', ...order, '--zip-file', `fileb://${file('two.zip')}`),
    ).toMatchObject({
      LastUpdateStatus: 'Successful',
    });
    expect(await aws('publish-version', ...order)).toMatchObject({ Version: '2' });
    expect(await aws('create-alias', ...order, '--name', 'live', '--function-version', '1')).toMatchObject({
      Name: 'live',
      FunctionVersion: '1',
    });

    const invoked = await aws(
      'invoke',
      ...order,
      ...['--qualifier', 'live', '--cli-binary-format', 'raw-in-base64-out', '--payload', '{"n":7}'],
      ...['--log-type', 'Tail', file('answer.json')],
    );
    expect(invoked).toMatchObject({ StatusCode: 200, ExecutedVersion: '1', LogResult: expect.any(String) });
    expect(JSON.parse(readFileSync(file('answer.json'), 'utf8'))).toEqual({ version: 1, event: { n: 7 } });
    const event = ['invoke', ...order, '--invocation-type', 'Event', file('event.json')];
    expect(await aws(...event)).toMatchObject({ StatusCode: 202 });

    await aws('delete-alias', ...order, '--name', 'live');
    await aws('delete-function', ...order);
    expect((await aws('get-function', ...order)).error).toContain('ResourceNotFoundException');
  },
);

test.skipIf(!existsSync(AWS) && process.env.CI === undefined)(
  'the AWS command line lists page by page, and sets tags, concurrency and retries',
  async () => {
    for (let count = 0; count < 3; count += 1) {
      await live.deploy('export const handler = async () => 1;', { durable: false });
    }
    const listed = await aws('list-functions', '--page-size', '2', '--query', 'Functions[].FunctionName');
    expect(Object.values(listed)).toEqual(['function-1', 'function-2', 'function-3']);
    const first = ['--function-name', 'function-1'];
    const resource = ['--resource', 'arn:aws:lambda:us-east-1:000000000000:function:function-1'];
    await aws('tag-resource', ...resource, '--tags', 'a=1,b=2');
    await aws('untag-resource', ...resource, '--tag-keys', 'a');
    expect(await aws('list-tags', ...resource)).toEqual({ Tags: { b: '2' } });
    await aws('put-function-concurrency', ...first, '--reserved-concurrent-executions', '3');
    await aws('put-function-event-invoke-config', ...first, '--maximum-retry-attempts', '1');
    expect(await aws('get-function', ...first)).toMatchObject({
      Concurrency: { ReservedConcurrentExecutions: 3 },
      Tags: { b: '2' },
    });
    expect(await aws('get-function-event-invoke-config', ...first)).toMatchObject({
      MaximumRetryAttempts: 1,
    });
    expect(await aws('get-account-settings')).toMatchObject({ AccountUsage: { FunctionCount: 3 } });
    expect(
      (await aws('put-function-event-invoke-config', ...first, '--maximum-retry-attempts', '9')).error,
    ).toContain('ValidationException');
  },
);

test.skipIf(!existsSync(AWS) && process.env.CI === undefined)(
  'its signatures are those that a guarded server takes, for names, ARNs and queries alike',
  async () => {
    const guarded = await LiveServer.startGuarded();
    const name = await guarded.deploy('export const handler = async () => 7;', { durable: false });
    const ask = (credentials: TestCredentials, ...args: string[]) =>
      awsOn(guarded.endpoint, credentials, args);
    const arn = `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
    const added = await ask(
      guarded.credentials,
      ...['add-permission', '--function-name', arn, '--statement-id', 'all', '--principal', '*'],
      ...['--action', 'lambda:InvokeFunction'],
    );
    expect(JSON.parse(String(added.Statement))).toMatchObject({ Sid: 'all', Principal: '*', Resource: arn });
    const shown = ['get-function', '--function-name', name, '--qualifier', '$LATEST'];
    expect(await ask(guarded.credentials, ...shown)).toMatchObject({ Configuration: { Version: '$LATEST' } });
    const wrong = { ...guarded.credentials, secretAccessKey: 'another' };
    expect(await ask(wrong, 'list-functions')).toMatchObject({
      error: expect.stringContaining('InvalidSignatureException'),
    });
    await guarded.close();
  },
);
