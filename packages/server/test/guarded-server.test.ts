// A real server on which callers must say who they are, used by the official client and by functions of both SDKs. A bug here
// lets somebody do what no policy allows, or keeps functions from their own executions.

import { request } from 'node:http';
import * as lambda from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf, LiveServer, type TestCredentials } from './live-server.ts';
import { sendSigned } from './signed-request.ts';

let live: LiveServer;
beforeAll(async () => {
  live = await LiveServer.startGuarded();
});
afterAll(() => live.close());

const account = '000000000000';
const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:${account}:function:${name}`;
const roleArn = (name: string): string => `arn:aws:iam::${account}:role/${name}`;
const allow = (Action: string | string[], Resource: string | string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});

const admin = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object) =>
  sendSigned(live.client, method, path, body);

/** A user with one policy, and a client that signs with their key. */
async function user(name: string, document: object): Promise<lambda.LambdaClient> {
  await admin('PUT', `/perdure/auth/users/${name}`);
  await admin('PUT', `/perdure/auth/users/${name}/policies/own`, { PolicyDocument: document });
  const { body } = await admin('POST', `/perdure/auth/users/${name}/access-keys`);
  return clientOf(live.endpoint, {
    accessKeyId: String(body.AccessKeyId),
    secretAccessKey: String(body.SecretAccessKey),
  });
}

/** What became of a call: `ok`, or the name and message of the error. */
const outcome = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'ok',
    (error: Error) => `${error.name}: ${error.message}`,
  );

const waiting = `
  import { withDurableExecution } from 'sdk';
  export const handler = withDurableExecution(async (event, context) => {
    const [promise] = await context.createCallback('answer');
    return await promise;
  });`;
/** Answers the credentials that its environment has. */
const telling = `
  export const handler = async () => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
    return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN };
  };`;

async function credentialsOf(functionName: string): Promise<TestCredentials> {
  const { result } = await live.call(functionName);
  return result as TestCredentials;
}

async function openCallback(arn: string): Promise<string> {
  const callback = await live.waitForEvent(arn, 'CallbackStarted');
  return callback.CallbackStartedDetails?.CallbackId ?? '';
}

const answer = (client: lambda.LambdaClient, CallbackId: string): Promise<string> =>
  outcome(client.send(new lambda.SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: '1' })));

test('a request without a signature, with an unknown key or with another secret is refused', async () => {
  const unsigned = await fetch(`${live.endpoint}/2015-03-31/functions`);
  expect(unsigned.status).toBe(403);
  expect(unsigned.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  const list = new lambda.ListFunctionsCommand({});
  const stranger = clientOf(live.endpoint, { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' });
  expect(await outcome(stranger.send(list))).toMatch(/^UnrecognizedClientException/);
  const impostor = clientOf(live.endpoint, { ...live.credentials, secretAccessKey: 'x' });
  expect(await outcome(impostor.send(list))).toMatch(/^InvalidSignatureException/);
  expect(await outcome(live.client.send(list))).toBe('ok');
});

test.each(['@perdure/sdk', '@aws/durable-execution-sdk-js'] as const)(
  'a function of %s checkpoints with the credentials of its environment, whatever its role says',
  async (sdk) => {
    const source = `
      import { withDurableExecution } from 'sdk';
      export const handler = withDurableExecution(async (event, context) => {
        const one = await context.step('one', async () => 1);
        await context.wait({ seconds: 1 });
        return one + await context.step('two', async () => 2);
      });`;
    const name = await live.deploy(source, { sdk, role: roleArn('nobody-knows') });
    expect((await live.call(name)).result).toBe(3);
  },
);

test('a user may do what a policy allows, and is told in the words of AWS what it does not', async () => {
  const name = await live.deploy(waiting);
  const reader = await user('reader', allow(['lambda:Get*'], [functionArn(name), `${functionArn(name)}:*`]));
  const arn = await live.start(name);
  const get = new lambda.GetDurableExecutionCommand({ DurableExecutionArn: arn });
  expect(await outcome(reader.send(get))).toBe('ok');
  const stop = new lambda.StopDurableExecutionCommand({ DurableExecutionArn: arn });
  expect(await outcome(reader.send(stop))).toBe(
    `AccessDeniedException: User: arn:aws:iam::${account}:user/reader is not authorized to perform: lambda:StopDurableExecution on resource: ${arn} because no identity-based policy allows the lambda:StopDurableExecution action`,
  );
  const other = await live.deploy(telling, { durable: false });
  const getOther = new lambda.GetFunctionCommand({ FunctionName: other });
  expect(await outcome(reader.send(getOther))).toMatch(/^AccessDeniedException/);
  await live.client.send(stop);
});

test('the credentials of an environment are good for its own function, and only as long as it lives', async () => {
  const durable = await live.deploy(waiting);
  const arn = await live.start(durable);
  const callbackId = await openCallback(arn);
  const plain = await live.deploy(telling, { durable: false });
  const own = clientOf(live.endpoint, await credentialsOf(plain));

  const checkpoint = new lambda.CheckpointDurableExecutionCommand({
    DurableExecutionArn: arn,
    CheckpointToken: 'AAAA',
    Updates: [],
  });
  expect(await outcome(own.send(checkpoint))).toMatch(/^AccessDeniedException.*CheckpointDurableExecution/);
  const state = new lambda.GetDurableExecutionStateCommand({
    DurableExecutionArn: arn,
    CheckpointToken: 'AAAA',
  });
  expect(await outcome(own.send(state))).toMatch(/^AccessDeniedException/);
  expect(await answer(own, callbackId)).toMatch(
    /^AccessDeniedException.*SendDurableExecutionCallbackSuccess/,
  );
  const invoke = new lambda.InvokeCommand({ FunctionName: durable, Qualifier: '$LATEST' });
  expect(await outcome(own.send(invoke))).toMatch(/^AccessDeniedException.*InvokeFunction/);
  // Its own executions are another matter: here the token is what is wrong.
  const ownArn = arn.replace(durable, plain);
  const ownState = { DurableExecutionArn: ownArn, CheckpointToken: 'AAAA' };
  expect(await outcome(own.send(new lambda.GetDurableExecutionStateCommand(ownState)))).toMatch(
    /^InvalidParameterValueException: Invalid Checkpoint Token/,
  );

  await live.redeploy(plain, telling, '@perdure/sdk');
  await live.call(plain);
  const ended = async (): Promise<boolean> =>
    (await outcome(own.send(state))).startsWith('ExpiredTokenException');
  while (!(await ended()));
  await live.client.send(new lambda.StopDurableExecutionCommand({ DurableExecutionArn: arn }));
});

test('a policy may ask for a tag of the function, of its executions too', async () => {
  const [shop, other] = [await live.deploy(waiting), await live.deploy(waiting)];
  const tag = { Resource: functionArn(shop), Tags: { team: 'shop' } };
  await live.client.send(new lambda.TagResourceCommand(tag));
  const clerk = await user('shop-clerk', {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'lambda:*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceTag/team': 'shop' } },
      },
    ],
  });
  const get = (FunctionName: string) => outcome(clerk.send(new lambda.GetFunctionCommand({ FunctionName })));
  expect(await get(shop)).toBe('ok');
  expect(await get(other)).toMatch(/^AccessDeniedException/);
  const stop = async (name: string) => {
    const DurableExecutionArn = await live.start(name);
    return outcome(clerk.send(new lambda.StopDurableExecutionCommand({ DurableExecutionArn })));
  };
  expect(await stop(shop)).toBe('ok');
  expect(await stop(other)).toMatch(/^AccessDeniedException/);
});

test.each(['../../etc/passwd', '..', 'a/../b', '%2e%2e', 'a\\b', '.ssh', 'x\u0000y'])(
  'the function name %j is no way out of the data directory',
  async (FunctionName) => {
    const create = new lambda.CreateFunctionCommand({
      FunctionName,
      Role: roleArn('any'),
      Runtime: 'nodejs24.x' as lambda.Runtime,
      Handler: 'index.handler',
      Code: { ZipFile: zipSync({ 'index.mjs': Buffer.from('export const handler = () => 1;') }) },
    });
    expect(await outcome(live.client.send(create))).toMatch(/^ValidationException/);
    const get = new lambda.GetFunctionCommand({ FunctionName });
    // Two dots: the client signs the path that they lead to, and sends them as they are.
    const refusals = /^(Validation|ResourceNotFound|InvalidSignature)Exception/;
    expect(await outcome(live.client.send(get))).toMatch(refusals);
  },
);

test('a callback is answered by whom a policy allows it on the execution that waits', async () => {
  const [mine, theirs] = [await live.deploy(waiting), await live.deploy(waiting)];
  const send = ['lambda:SendDurableExecutionCallback*'];
  const provider = await user('provider', allow(send, `${functionArn(mine)}:*/durable-execution/*/*`));
  const [arn, otherArn] = [await live.start(mine), await live.start(theirs)];
  const [callback, otherCallback] = [await openCallback(arn), await openCallback(otherArn)];
  expect(await answer(provider, otherCallback)).toMatch(/^AccessDeniedException/);
  // Guessed and altered ids: to somebody who may not answer every callback, none of them is theirs.
  const decoded = Buffer.from(callback, 'base64').toString();
  const altered = Buffer.from(`${decoded.slice(0, -1)}${decoded.endsWith('0') ? '1' : '0'}`).toString(
    'base64',
  );
  const guessed = Buffer.from('0198c6a1-0000-7000-8000-000000000001/1/n').toString('base64');
  expect(await answer(provider, guessed)).toMatch(/^AccessDeniedException/);
  expect(await answer(provider, altered)).toMatch(/^CallbackTimeoutException/);
  expect(await answer(provider, callback)).toBe('ok');
  await live.waitForEvent(arn, 'ExecutionSucceeded');
  await live.client.send(new lambda.StopDurableExecutionCommand({ DurableExecutionArn: otherArn }));
});

test('a chained invoke needs the permission of the execution role', async () => {
  const child = await live.deploy('export const handler = async () => 7;', { durable: false });
  const parent = await live.deploy(
    `import { withDurableExecution } from 'sdk';
     export const handler = withDurableExecution((event, context) => context.invoke('child', event, {}));`,
    { role: roleArn('parent') },
  );
  const denied = await live.call(parent, `${functionArn(child)}:$LATEST`);
  expect(denied.functionError).toBe('Unhandled');
  expect(JSON.stringify(denied.result)).toContain(
    `assumed-role/parent/${parent} is not authorized to perform: lambda:InvokeFunction`,
  );
  await admin('PUT', '/perdure/auth/roles/parent');
  await admin('PUT', '/perdure/auth/roles/parent/policies/invoke', {
    PolicyDocument: allow('lambda:InvokeFunction', `${functionArn(child)}:*`),
  });
  expect((await live.call(parent, `${functionArn(child)}:$LATEST`)).result).toBe(7);
});

test('the policy of a function lets in whom it names', async () => {
  const name = await live.deploy('export const handler = async () => 7;', { durable: false });
  const guest = await user('guest', allow('lambda:ListFunctions', '*'));
  const invoke = new lambda.InvokeCommand({ FunctionName: name });
  expect(await outcome(guest.send(invoke))).toMatch(/^AccessDeniedException/);
  const permission = {
    FunctionName: name,
    StatementId: 'guests',
    Action: 'lambda:InvokeFunction',
    Principal: `arn:aws:iam::${account}:user/guest`,
  };
  await live.client.send(new lambda.AddPermissionCommand(permission));
  expect(await outcome(guest.send(invoke))).toBe('ok');
  await live.client.send(new lambda.RemovePermissionCommand({ FunctionName: name, StatementId: 'guests' }));
  expect(await outcome(guest.send(invoke))).toMatch(/^AccessDeniedException/);
});

test('who may create functions may not give them a role that is more than their own', async () => {
  const [role, other] = [roleArn('small'), roleArn('mighty')];
  const developer = await user('developer', {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'lambda:*', Resource: functionArn('dev-*') },
      { Effect: 'Allow', Action: 'iam:PassRole', Resource: role },
    ],
  });
  const create = (FunctionName: string, Role: string) =>
    outcome(
      developer.send(
        new lambda.CreateFunctionCommand({
          FunctionName,
          Role,
          Runtime: 'nodejs24.x' as lambda.Runtime,
          Handler: 'index.handler',
          Code: { ZipFile: zipSync({ 'index.mjs': Buffer.from('export const handler = () => 1;') }) },
        }),
      ),
    );
  expect(await create('dev-one', other)).toMatch(/^AccessDeniedException.*iam:PassRole.*mighty/);
  expect(await create('prod-one', role)).toMatch(/^AccessDeniedException.*lambda:CreateFunction/);
  expect(await create('dev-one', role)).toBe('ok');
  const update = new lambda.UpdateFunctionConfigurationCommand({ FunctionName: 'dev-one', Role: other });
  expect(await outcome(developer.send(update))).toMatch(/^AccessDeniedException.*iam:PassRole/);
});

test('a user takes a role for a while, if a policy allows it', async () => {
  await admin('PUT', '/perdure/auth/roles/operator');
  await admin('PUT', '/perdure/auth/roles/operator/policies/ReadOnlyAccess', {});
  const bob = await user('bob', allow('sts:AssumeRole', roleArn('operator')));
  expect(await outcome(bob.send(new lambda.ListFunctionsCommand({})))).toMatch(/^AccessDeniedException/);
  const { status, body } = await sendSigned(bob, 'POST', '/perdure/auth/roles/operator/sessions', {});
  expect(status).toBe(201);
  const taken = clientOf(live.endpoint, {
    accessKeyId: String(body.AccessKeyId),
    secretAccessKey: String(body.SecretAccessKey),
    sessionToken: String(body.SessionToken),
  });
  expect(await outcome(taken.send(new lambda.ListFunctionsCommand({})))).toBe('ok');
  const other = await sendSigned(bob, 'POST', '/perdure/auth/roles/parent/sessions', {});
  expect(other).toMatchObject({ status: 403, errorType: 'AccessDeniedException' });
});

test('a key is replaced without a moment in which neither is good', async () => {
  await user('rotating', allow('lambda:ListFunctions', '*'));
  const keys = '/perdure/auth/users/rotating/access-keys';
  const second = await admin('POST', keys);
  const client = clientOf(live.endpoint, {
    accessKeyId: String(second.body.AccessKeyId),
    secretAccessKey: String(second.body.SecretAccessKey),
  });
  expect(await admin('POST', keys)).toMatchObject({ status: 409, errorType: 'ResourceConflictException' });
  const list = () => outcome(client.send(new lambda.ListFunctionsCommand({})));
  expect(await list()).toBe('ok');
  await admin('PUT', `${keys}/${second.body.AccessKeyId}`, { Status: 'Inactive' });
  expect(await list()).toMatch(/^UnrecognizedClientException/);
  await admin('PUT', `${keys}/${second.body.AccessKeyId}`, { Status: 'Active' });
  expect(await list()).toBe('ok');
  await admin('DELETE', `${keys}/${second.body.AccessKeyId}`);
  expect(await list()).toMatch(/^UnrecognizedClientException/);
});

test('the last administrator cannot be locked out', async () => {
  const { accessKeyId } = live.credentials;
  const last = { status: 409, errorType: 'ResourceConflictException' };
  expect(await admin('DELETE', '/perdure/auth/users/admin')).toMatchObject(last);
  expect(await admin('DELETE', `/perdure/auth/users/admin/access-keys/${accessKeyId}`)).toMatchObject(last);
  expect(await admin('DELETE', '/perdure/auth/users/admin/policies/AdministratorAccess')).toMatchObject(last);
});

test('every change and every refusal stands in the audit log, checkpoints apart', async () => {
  const name = await live.deploy(waiting);
  const arn = await live.start(name);
  const clerk = await user('clerk', allow('lambda:Get*', '*'));
  const stop = new lambda.StopDurableExecutionCommand({ DurableExecutionArn: arn });
  await outcome(clerk.send(stop));
  await live.client.send(stop);
  const { body } = await admin('GET', `/perdure/audit?Resource=${encodeURIComponent(arn)}`);
  expect(body.AuditEvents).toMatchObject([
    {
      Action: 'lambda:StopDurableExecution',
      Identity: { Arn: `arn:aws:iam::${account}:user/admin` },
      Outcome: 'Succeeded',
      SourceIp: '127.0.0.1',
      AccessKeyId: live.credentials.accessKeyId,
    },
    { Identity: { Arn: `arn:aws:iam::${account}:user/clerk` }, Outcome: 'AccessDeniedException' },
  ]);
  const succeeded = await admin('GET', '/perdure/audit?MaxItems=1000&Outcome=Succeeded');
  const actions = (succeeded.body.AuditEvents as { Action: string }[]).map(({ Action }) => Action);
  expect(actions).toEqual(expect.arrayContaining(['lambda:CreateFunction', 'lambda:InvokeFunction']));
  expect(actions).not.toContain('lambda:CheckpointDurableExecution');
  expect(actions).not.toContain('lambda:ListFunctions');
});

test('identities, logins and keys survive a restart', async () => {
  const before = await admin('GET', '/perdure/auth/users');
  await live.restart();
  expect((await admin('GET', '/perdure/auth/users')).body).toEqual(before.body);
});

test('a stranger is refused before a large body is read', async () => {
  const { hostname, port } = new URL(live.endpoint);
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const path = '/2015-03-31/functions';
    // All but nothing of the body is ever sent: whoever waits for it waits in vain.
    const headers = { 'content-length': 50_000_000, 'content-type': 'application/json' };
    const sending = request({ hostname, port, path, method: 'POST', headers }, (response) => {
      resolve(response.statusCode);
      sending.destroy();
    });
    sending.on('error', reject);
    sending.write('{');
  });
  expect(status).toBe(403);
});
