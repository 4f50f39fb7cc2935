// Random and mutated requests at every route of a real server, with its real store. The routes are those of its router, so
// that none can be forgotten. A bug shows as a 500, a fault in the log, an error that no page describes, a request that is
// never answered, or something that is written for a request that was refused.
//
// `npm run fuzz` sends many more of them, others each time.

import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { afterAll, expect, test, vi } from 'vitest';
import type { Api } from '../../src/http/api.ts';
import { transportErrors } from '../../src/http/error-answer.ts';
import { LiveServer, type TestCredentials } from '../live-server.ts';
import { sendSigned } from '../signed-request.ts';
import { type Built, type FuzzAnswer, FuzzedServer } from './fuzzed-server.ts';
import { goodBodies, goodLabels, type Known } from './good-requests.ts';
import { anyPath, type FuzzedRequest, type Ground, pathsOf, requestsOf } from './random-requests.ts';
import { signedAs } from './signed-as.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 12);
/** An ordinary test run sends what it sent the last time: a change is not refused for what it has not touched. */
const sameAsAlways = process.env.FUZZ_RUNS === undefined ? { seed: 17 } : {};
const GUARD_MILLIS = 300_000 + RUNS * 400;

const built = vi.hoisted((): Built[] => []);
vi.mock('../../src/http/api-server.ts', async (original) => {
  const real = await original<typeof import('../../src/http/api-server.ts')>();
  return {
    ...real,
    buildApiServer(options: Parameters<typeof real.buildApiServer>[0]) {
      const server = real.buildApiServer(options);
      const otherRoutes: Built['otherRoutes'] = [];
      server.addHook('onRoute', ({ method, url }) => {
        otherRoutes.push({ methods: [method].flat(), url });
      });
      built.push({ server, apis: options.apis, otherRoutes });
      return server;
    },
  };
});
vi.mock('@perdure/store-sqlite', async (original) => {
  const real = await original<typeof import('@perdure/store-sqlite')>();
  const { watchedStore } = await import('./watched-writes.ts');
  return {
    ...real,
    openSqliteStore: async (options: Parameters<typeof real.openSqliteStore>[0]) =>
      watchedStore(await real.openSqliteStore(options)),
  };
});

async function fuzzed(start: (typeof LiveServer)['start']): Promise<FuzzedServer> {
  const faults: string[] = [];
  const log = FuzzedServer.log(faults);
  const live = await start({ log, console: import.meta.dirname });
  const made = built.at(-1);
  if (made === undefined) throw new Error('a server was built');
  return new FuzzedServer(live, made, faults);
}

const open = await fuzzed((options) => LiveServer.start(options));
const guarded = await fuzzed((options) => LiveServer.startGuarded(options));
afterAll(async () => {
  await open.live.close();
  await guarded.live.close();
});

const documented: ReadonlySet<string> = new Set([
  ...readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8')
    .matchAll(/^## (\w+)$/gm)
    .map(([, name = '']) => name),
  ...Object.keys(transportErrors),
]);
/** Tables answer in DynamoDB's own names, which are Amazon's to document. */
const ofDynamo = /^com\.amazon(aws\.dynamodb\.v20120810|\.coral\.\w+)#\w+$/;

const FOUND_ELSEWHERE = 302;
const CLIENT_FAULT = 400;
const SERVER_FAULT = 500;

/** What holds of every answer. */
function judge(server: FuzzedServer, answer: FuzzAnswer): void {
  const { status, text, writes, hasChangedTables } = answer;
  expect(server.takeFaults()).toEqual([]);
  expect(status, text).toBeLessThan(SERVER_FAULT);
  if (status < CLIENT_FAULT) return;
  expect({ writes, hasChangedTables }).toEqual({ writes: [], hasChangedTables: false });
}

/** What holds of every answer of an API. */
function judgeApi(server: FuzzedServer, answer: FuzzAnswer): void {
  judge(server, answer);
  const { status, headers, text } = answer;
  // A browser that asks for a page at `/` is led to the console.
  if (status !== FOUND_ELSEWHERE) expect(headers['x-amzn-requestid']).toBeDefined();
  if (status < CLIENT_FAULT) return;
  const body: Record<string, unknown> = text === '' ? {} : JSON.parse(text);
  const named = String(headers['x-amzn-errortype'] ?? body.__type);
  expect(documented.has(named) || ofDynamo.test(named), named).toBe(true);
  if (text === '') return;
  expect(body.message ?? body.Message).toBeTypeOf('string');
  expect(body.Type ?? body.__type).toBeDefined();
}

const readsNoBody: ReadonlySet<string> = new Set(['GET', 'DELETE']);

function groundOf(api: Api, known: Known): Ground {
  const { name, method, path, target } = api;
  const body = goodBodies(known)[name];
  return {
    methods: [method],
    paths: pathsOf(path, goodLabels(known)),
    ...(target === undefined ? {} : { target }),
    body,
  };
}

test('there is a good body of every API that reads one, for the fuzz to mutate', () => {
  const bodies = goodBodies({ functionName: '', executionArn: '', callbackId: '' });
  const missing = open.built.apis.filter(({ name, method }) => !readsNoBody.has(method) && !(name in bodies));
  expect(missing.map(({ name }) => name)).toEqual([]);
});

const property = <Given>(requests: fc.Arbitrary<Given>, check: (given: Given) => Promise<void>) =>
  fc.assert(fc.asyncProperty(requests, check), { numRuns: RUNS, ...sameAsAlways });

const isAboutAccess = ({ path }: Api): boolean => /^\/perdure\/(auth|audit)\b/.test(path);
const answers = '$name answers whatever it is sent, and a refusal changes nothing';
const [aboutAccess = [], others = []] = [true, false].map((wanted) =>
  open.built.apis.filter((api) => isAboutAccess(api) === wanted),
);

test.each(others)(answers, { timeout: GUARD_MILLIS }, async (api) => {
  const known = await open.arrange();
  await property(requestsOf(groundOf(api, known)), async (request) => {
    judgeApi(open, await open.send(request));
  });
});

// An access key that somebody makes would close a server that is open to its own machine.
test.each(aboutAccess)(`${answers}, signed`, { timeout: GUARD_MILLIS }, async (api) => {
  const known = await guarded.arrange();
  await property(requestsOf(groundOf(api, known)), async (request) => {
    judgeApi(guarded, await guarded.send(await signedAs(guarded.live.credentials, request)));
  });
});

/** The key of somebody whom no policy allows anything. */
async function powerless(): Promise<TestCredentials> {
  const { client } = guarded.live;
  await sendSigned(client, 'PUT', '/perdure/auth/users/nobody');
  const { body } = await sendSigned(client, 'POST', '/perdure/auth/users/nobody/access-keys');
  return { accessKeyId: String(body.AccessKeyId), secretAccessKey: String(body.SecretAccessKey) };
}
const nobody = await powerless();

const authorizations = [
  undefined,
  'AWS4-HMAC-SHA256',
  'AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0',
  'AWS4-HMAC-SHA256 Credential=////, SignedHeaders=;;, Signature=-',
  'Bearer 1',
  'Basic YTpi',
] as const;
const strangers = fc
  .constantFrom(...authorizations)
  .map((authorization) => async ({ headers, ...request }: FuzzedRequest) => ({
    ...request,
    headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
  }));
const { accessKeyId } = guarded.live.credentials;
const signers = fc
  .constantFrom(nobody, { accessKeyId, secretAccessKey: 'guessed' })
  .map((credentials) => (request: FuzzedRequest) => signedAs(credentials, request));

test.each(open.built.apis.filter(({ isOpen }) => isOpen !== true))(
  '$name is refused to strangers, to impostors and to whom no policy allows it, and changes nothing',
  { timeout: GUARD_MILLIS },
  async (api) => {
    const known = await guarded.arrange();
    const given = fc.tuple(requestsOf(groundOf(api, known)), fc.oneof(strangers, signers));
    await property(given, async ([request, send]) => {
      const answer = await guarded.send(await send(request));
      judgeApi(guarded, answer);
      if (answer.status !== FOUND_ELSEWHERE) expect(answer.status).toBeGreaterThanOrEqual(CLIENT_FAULT);
    });
  },
);

test.each(open.built.otherRoutes)(
  '$url, which is no API, answers whatever it is sent, and a refusal changes nothing',
  { timeout: GUARD_MILLIS },
  async ({ methods, url }) => {
    for (const server of [open, guarded]) {
      const known = await server.arrange();
      const paths = pathsOf(url, goodLabels(known));
      await property(requestsOf({ methods, paths, body: { id: 'A-1' } }), async (request) => {
        judge(server, await server.send(request));
      });
    }
  },
);

test('paths that no route has are answered too', async () => {
  const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'];
  await property(requestsOf({ methods, paths: anyPath, body: {} }), async (request) => {
    judge(open, await open.send(request));
  });
});
