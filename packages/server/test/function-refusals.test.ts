// The exceptions of the function APIs, provoked by the official client on a real server, and known to it by their class. A
// bug here shows as an error that clients take for another one.

import * as lambda from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { afterAll, beforeAll } from 'vitest';
import { LiveServer } from './live-server.ts';
import { refused } from './refused.ts';

const archive = zipSync({ 'index.cjs': Buffer.from('exports.handler = async () => 1;') });

let live: LiveServer;
let durable: string;
let plain: string;

beforeAll(async () => {
  live = await LiveServer.start();
  durable = await live.deploy('export const handler = async () => 1;');
  plain = await live.deploy('export const handler = async () => 1;', { durable: false });
  await send(new lambda.PublishVersionCommand({ FunctionName: durable }));
  await send(new lambda.CreateAliasCommand({ FunctionName: durable, Name: 'live', FunctionVersion: '1' }));
});
afterAll(() => live.close());

const send = ((command: Parameters<typeof live.client.send>[0]) =>
  live.client.send(command)) as lambda.LambdaClient['send'];

const create = (members: Partial<lambda.CreateFunctionCommandInput>) =>
  send(
    new lambda.CreateFunctionCommand({
      FunctionName: 'made',
      Role: 'arn:aws:iam::000000000000:role/test',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: archive },
      ...members,
    }),
  );
const LARGE_BYTES = 50 * 1024 * 1024;
/** Under a content type that the client would not give. */
const createAs = (contentType: string) => {
  const command = new lambda.CreateFunctionCommand({
    FunctionName: 'made',
    Role: 'arn:aws:iam::000000000000:role/test',
    Code: { ZipFile: archive },
  });
  command.middlewareStack.add(
    (next) => (handed) => {
      (handed.request as { headers: Record<string, string> }).headers['content-type'] = contentType;
      return next(handed);
    },
    { step: 'build' },
  );
  return send(command);
};
const updateCode = (members: Partial<lambda.UpdateFunctionCodeCommandInput>) =>
  send(new lambda.UpdateFunctionCodeCommand({ FunctionName: durable, ...members }));
const configure = (members: Partial<lambda.UpdateFunctionConfigurationCommandInput>) =>
  send(new lambda.UpdateFunctionConfigurationCommand({ FunctionName: durable, ...members }));
const alias = (members: Partial<lambda.CreateAliasCommandInput>) =>
  send(
    new lambda.CreateAliasCommand({
      FunctionName: durable,
      Name: 'next',
      FunctionVersion: '1',
      ...members,
    }),
  );
const invalid = 'InvalidParameterValueException';
refused([
  {
    what: 'a name that is taken',
    ask: () => create({ FunctionName: durable }),
    error: 'ResourceConflictException',
  },
  { what: 'a function without a runtime', ask: () => create({ Runtime: undefined }), error: invalid },
  {
    what: 'a runtime that is not known',
    ask: () => create({ Runtime: 'cobol85' as lambda.Runtime }),
    error: invalid,
    says: 'provided.al2023',
  },
  {
    what: 'a change to a runtime that is not known',
    ask: () => configure({ Runtime: 'java21' }),
    error: invalid,
    says: 'java21',
  },
  {
    what: 'a log level without the format JSON',
    ask: () => configure({ LoggingConfig: { LogFormat: 'Text', ApplicationLogLevel: 'WARN' } }),
    error: invalid,
    says: 'LogFormat',
  },
  {
    what: 'a name with a space',
    ask: () => create({ FunctionName: 'a b' }),
    error: 'ValidationException',
  },
  {
    what: 'a DurableConfig without ExecutionTimeout',
    ask: () => create({ DurableConfig: { RetentionPeriodInDays: 3 } }),
    error: invalid,
    says: 'ExecutionTimeout',
  },
  {
    what: 'a retention of 91 days',
    ask: () => create({ DurableConfig: { ExecutionTimeout: 1, RetentionPeriodInDays: 91 } }),
    error: 'ValidationException',
  },
  {
    what: 'code in S3',
    ask: () => create({ Code: { S3Bucket: 'b', S3Key: 'k' } }),
    error: invalid,
    says: 'ZipFile',
  },
  {
    what: 'code that is not a zip archive',
    ask: () => create({ Code: { ZipFile: Buffer.from('text') } }),
    error: invalid,
    says: 'could not be unzipped',
  },
  {
    what: 'code of more than 50 MiB',
    ask: () =>
      create({ Code: { ZipFile: zipSync({ 'index.bin': Buffer.alloc(LARGE_BYTES) }, { level: 0 }) } }),
    error: 'CodeStorageExceededException',
    says: 'Bundle the code',
  },
  {
    what: 'a body whose media type is none',
    ask: () => createAs('json'),
    error: 'UnsupportedMediaTypeException',
    says: 'application/json',
  },
  {
    what: 'making a plain function durable',
    ask: () => configure({ FunctionName: plain, DurableConfig: { ExecutionTimeout: 60 } }),
    error: invalid,
    says: 'cannot be added',
  },
  {
    what: 'a change under an old RevisionId',
    ask: () => configure({ RevisionId: 'old' }),
    error: 'PreconditionFailedException',
  },
  {
    what: 'new code under an old RevisionId',
    ask: () => updateCode({ ZipFile: archive, RevisionId: 'old' }),
    error: 'PreconditionFailedException',
  },
  {
    what: 'publishing under an old RevisionId',
    ask: () => send(new lambda.PublishVersionCommand({ FunctionName: durable, RevisionId: 'old' })),
    error: 'PreconditionFailedException',
  },
  {
    what: 'publishing other code than is there',
    ask: () => send(new lambda.PublishVersionCommand({ FunctionName: durable, CodeSha256: 'x' })),
    error: invalid,
  },
  {
    what: 'an alias name that is taken',
    ask: () => alias({ Name: 'live' }),
    error: 'ResourceConflictException',
  },
  {
    what: 'an alias of an unknown version',
    ask: () => alias({ FunctionVersion: '9' }),
    error: 'ResourceNotFoundException',
  },
  {
    what: 'an alias with the name of a version',
    ask: () => alias({ Name: '7' }),
    error: 'ValidationException',
  },
  {
    what: 'a change of an alias under an old RevisionId',
    ask: () =>
      send(new lambda.UpdateAliasCommand({ FunctionName: durable, Name: 'live', RevisionId: 'old' })),
    error: 'PreconditionFailedException',
  },
  {
    what: 'deleting a version that an alias points to',
    ask: () => send(new lambda.DeleteFunctionCommand({ FunctionName: durable, Qualifier: '1' })),
    error: 'ResourceConflictException',
  },
  {
    what: 'deleting an unknown function',
    ask: () => send(new lambda.DeleteFunctionCommand({ FunctionName: 'nobody' })),
    error: 'ResourceNotFoundException',
  },
  {
    what: 'tags of an unknown function',
    ask: () =>
      send(new lambda.ListTagsCommand({ Resource: 'arn:aws:lambda:us-east-1:000000000000:function:nobody' })),
    error: 'ResourceNotFoundException',
  },
  {
    what: 'concurrency of an unknown function',
    ask: () => send(new lambda.GetFunctionConcurrencyCommand({ FunctionName: 'nobody' })),
    error: 'ResourceNotFoundException',
  },
  {
    what: 'an event invoke config that was never put',
    ask: () => send(new lambda.GetFunctionEventInvokeConfigCommand({ FunctionName: plain })),
    error: 'ResourceNotFoundException',
  },
  {
    what: 'three retries of an event',
    ask: () =>
      send(new lambda.PutFunctionEventInvokeConfigCommand({ FunctionName: plain, MaximumRetryAttempts: 3 })),
    error: 'ValidationException',
  },
]);
