// Random and mutated requests at every route. A bug here shows as a 500, a fault in the log, an answer without a request
// id, or a request that is never answered.

import * as fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Api } from './api.ts';
import { lambdaApi } from './lambda-api.ts';
import { executionArn, fakePorts, functionArn } from './testing/fake-ports.ts';
import { injectableServer } from './testing/listening-server.ts';

const apis = lambdaApi(fakePorts().ports);
const faults: unknown[] = [];
let server: FastifyInstance;

beforeAll(async () => {
  server = injectableServer(fakePorts(), faults);
  const created = await server.inject({
    method: 'POST',
    url: '/2015-03-31/functions',
    payload: JSON.stringify(goodBodies.CreateFunction),
  });
  expect(created.statusCode).toBe(201);
});
afterAll(() => server.close());

const GOOD_SHARE = 12;
/** Well-formed so often that most requests pass the first check and meet the next one. */
const mostly = <Value>(good: fc.Arbitrary<Value>, bad: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight: GOOD_SHARE, arbitrary: good }, { weight: 1, arbitrary: bad });

const goodLabels: Record<string, string[]> = {
  DurableExecutionArn: [executionArn],
  CallbackId: ['YWJj+/8='],
  FunctionName: ['order', 'order:1', functionArn, `${functionArn}:$LATEST`],
  Name: ['live'],
  Resource: [functionArn],
};
const badLabel = fc.oneof(
  fc.constantFrom(executionArn, functionArn, `${functionArn}:3`, '%', '..', ''),
  fc.string({ unit: 'binary' }),
);

/** Encoded as a client does it, or not at all, as an attacker may. */
const segment = (label: fc.Arbitrary<string>) =>
  fc.tuple(label, fc.boolean()).map(([value, encoded]) => {
    if (encoded) return encodeURIComponent(value.toWellFormed());
    return value.replace(/[^\x21-\x7e]|[?#]/g, '');
  });

/** The path of the API with its labels filled in. */
const path = (api: Api) => {
  const names = [...api.path.matchAll(/\{(\w+)\+?\}/g)].map(([, name = '']) => name);
  const labels = names.map((name) =>
    segment(mostly(fc.constantFrom(...(goodLabels[name] ?? [''])), badLabel)),
  );
  return fc.tuple(...labels).map((segments) => {
    let next = 0;
    return api.path.replace(/\{\w+\+?\}/g, () => segments[next++] ?? '');
  });
};

const query = fc.array(
  fc.tuple(
    fc.constantFrom(
      'MaxItems',
      'Marker',
      'Qualifier',
      'Statuses',
      'StartedAfter',
      'ReverseOrder',
      'tagKeys',
      'CheckpointToken',
      'IncludeExecutionData',
      '__proto__',
      'constructor',
    ),
    fc.oneof(fc.constantFrom('1', '0', 'true', 'RUNNING', '2026-01-01', 'T1=='), fc.string()),
  ),
  { maxLength: 4 },
);

const headerText = fc.string().map((value) => value.replace(/[^\x20-\x7e]/g, ''));
const headers = fc.record(
  {
    'content-type': mostly(fc.constantFrom('application/json', 'text/plain'), headerText),
    'x-amz-invocation-type': mostly(fc.constantFrom('Event', 'DryRun', 'RequestResponse'), headerText),
    'x-amz-log-type': mostly(fc.constantFrom('Tail', 'None'), headerText),
    'x-amz-client-context': mostly(fc.constant('e30='), headerText),
    'x-amz-durable-execution-name': mostly(fc.constant('order-17'), headerText),
    'x-amz-tenant-id': mostly(fc.constant('acme'), headerText),
  },
  { requiredKeys: [] },
);

const members = [
  'CheckpointToken',
  'ClientToken',
  'Updates',
  'Id',
  'Type',
  'Action',
  'Payload',
  'Error',
  'StackTrace',
  'WaitOptions',
  'FunctionName',
  'Role',
  'Code',
  'ZipFile',
  'Environment',
  'Variables',
  'DurableConfig',
  'ExecutionTimeout',
  'Tags',
  'Name',
  'FunctionVersion',
  'RoutingConfig',
  'AdditionalVersionWeights',
  'Layers',
  'Timeout',
  '__proto__',
  'toString',
];
const role = 'arn:aws:iam::000000000000:role/order';
const values = [
  'T1==',
  'STEP',
  'START',
  'order',
  role,
  'UEsDBAoAAAAAAA==',
  '1',
  1,
  0,
  -1,
  0.5,
  true,
  null,
  [],
];
const { document } = fc.letrec<{ document: unknown; object: unknown; list: unknown }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 5 },
    { weight: 3, arbitrary: fc.constantFrom(...values) },
    { weight: 1, arbitrary: fc.string() },
    { weight: 4, arbitrary: tie('object') },
    { weight: 1, arbitrary: tie('list') },
  ),
  object: fc.dictionary(fc.constantFrom(...members), tie('document'), { maxKeys: 6 }),
  list: fc.array(tie('document'), { maxLength: 3 }),
}));

const code = { ZipFile: Buffer.from(zipSync({ 'index.mjs': new Uint8Array(1) })).toString('base64') };
const alias = { Name: 'live', FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: { 2: 0.5 } } };
const error = { ErrorMessage: 'm', ErrorType: 't', ErrorData: 'd', StackTrace: ['a'] };
const configuration = {
  Runtime: 'nodejs24.x',
  Handler: 'index.handler',
  Timeout: 3,
  Environment: { Variables: { STAGE: 'x' } },
  DurableConfig: { ExecutionTimeout: 60 },
};
const updates = [
  { Id: 'a', Type: 'STEP', Action: 'FAIL', Name: 'pay', Error: error },
  { Id: 'b', Type: 'STEP', Action: 'RETRY', StepOptions: { NextAttemptDelaySeconds: 5 } },
  { Id: 'c', Type: 'WAIT', Action: 'START', WaitOptions: { WaitSeconds: 5 }, ParentId: 'p' },
  { Id: 'd', Type: 'CHAINED_INVOKE', Action: 'START', ChainedInvokeOptions: { FunctionName: 'f:1' } },
];
const goodBodies: Record<string, unknown> = {
  CheckpointDurableExecution: { CheckpointToken: 'T1==', ClientToken: 'c1', Updates: updates },
  StopDurableExecution: error,
  SendDurableExecutionCallbackFailure: error,
  CreateFunction: { ...configuration, FunctionName: 'order', Role: role, Code: code, Publish: true },
  UpdateFunctionConfiguration: configuration,
  UpdateFunctionCode: { ...code, Publish: true },
  CreateAlias: alias,
  UpdateAlias: alias,
  PutFunctionConcurrency: { ReservedConcurrentExecutions: 1 },
  TagResource: { Tags: { team: 'orders' } },
};

/** The document with the value at a random place replaced by another. */
function withReplacement(value: unknown, steps: readonly number[], replacement: unknown): unknown {
  const [step, ...further] = steps;
  if (step === undefined || typeof value !== 'object' || value === null) return replacement;
  const keys = Object.keys(value);
  const key = keys[step % (keys.length + 1)];
  if (key === undefined) return replacement;
  const inner = withReplacement(Reflect.get(value, key), further, replacement);
  return Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner };
}

const body = (good: unknown) => {
  const steps = fc.array(fc.nat(20), { maxLength: 5 });
  const mutated = fc.tuple(steps, document).map(([at, value]) => withReplacement(good, at, value));
  const written = fc
    .oneof(fc.constant(good), mutated, document)
    .map((value) => Buffer.from(JSON.stringify(value)));
  // Well-formed, then cut or overwritten somewhere.
  const damaged = fc.tuple(written, fc.nat(), fc.nat(255)).map(([bytes, position, byte]) => {
    const at = position % bytes.length;
    bytes[at] = byte;
    return position % 2 === 0 ? bytes : bytes.subarray(0, at);
  });
  const bytes = fc.uint8Array().map((each) => Buffer.from(each));
  return fc.oneof(
    { weight: 8, arbitrary: written },
    { weight: 2, arbitrary: damaged },
    { weight: 1, arbitrary: bytes },
  );
};

const wellAnswered = async (method: string, url: string, sent: Record<string, string>, payload: Buffer) => {
  const response = await server.inject({ method: method as 'GET', url, headers: sent, payload });
  expect(response.statusCode, response.body).toBeLessThan(500);
  expect(response.headers['x-amzn-requestid']).toBeDefined();
  if (response.statusCode >= 400) {
    expect(response.headers['x-amzn-errortype']).toBeDefined();
    expect(JSON.parse(response.body)).toMatchObject({ Type: 'User' });
  }
  expect(faults).toEqual([]);
};

test.each(apis)('$name answers whatever it is sent', async (api) => {
  await fc.assert(
    fc.asyncProperty(path(api), query, headers, body(goodBodies[api.name] ?? {}), async (...given) => {
      const [url, parameters, sent, payload] = given;
      const pairs = parameters.map(([name, value]): [string, string] => [name, value.toWellFormed()]);
      await wellAnswered(api.method, `${url}?${new URLSearchParams(pairs)}`, sent, payload);
    }),
    { numRuns: 150 },
  );
});

test('paths that no API has are answered too', async () => {
  const methods = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS');
  await fc.assert(
    fc.asyncProperty(methods, fc.array(segment(badLabel)), body({}), async (method, segments, payload) => {
      await wellAnswered(method, `/${segments.join('/')}`, {}, payload);
    }),
    { numRuns: 300 },
  );
});
