// Stacks as documents: put, got, listed and removed, and what is refused.

import type { StackDescription, StackDocument } from '@perdure/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';
import { askStack, putStack } from './stack-client.ts';

let live: LiveServer;
let plain: string;
let durable: string;

beforeAll(async () => {
  live = await LiveServer.start();
  plain = await live.deploy(`export const handler = async () => 'ok';`, { durable: false });
  durable = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async () => 'ok');`);
});
afterAll(() => live.close());

const apiTo = (target: string, ApiId = 'shop'): StackDocument => ({
  Apis: [
    {
      ApiId,
      Name: 'Shop',
      Protocol: 'HTTP',
      Routes: [{ Method: 'GET', Path: '/orders', Integration: { Type: 'AWS_PROXY', Function: target } }],
    },
  ],
});

test('a stack is new once, and the same document again changes nothing', async () => {
  const document = {
    ...apiTo(plain),
    Description: 'a shop',
    Functions: [plain],
    Metadata: { template: { a: [1] } },
  };
  const first = await askStack(live, 'PUT', '/first', document);
  expect(first).toMatchObject({
    status: 201,
    body: {
      StackName: 'first',
      StackArn: 'arn:aws:cloudformation:us-east-1:000000000000:stack/first',
      Document: document,
      Addresses: { Apis: { shop: `${live.endpoint}/perdure/apis/shop` } },
    },
  });
  const again = await askStack(live, 'PUT', '/first', document);
  expect(again).toEqual({ ...first, status: 200 });
  const got = await askStack(live, 'GET', '/first');
  expect(got.body).toEqual(first.body);
  await askStack(live, 'DELETE', '/first');
});

test('all addresses are told, and they are what the documentation computes', async () => {
  const { Addresses } = await putStack(live, 'addresses', {
    Apis: [
      { ApiId: 'rest', Name: 'Rest', Protocol: 'REST', Stage: 'prod', Routes: [] },
      { ApiId: 'http', Name: 'Http', Protocol: 'HTTP', Routes: [] },
    ],
    FunctionUrls: [{ UrlId: 'order', Function: plain, AuthType: 'NONE' }],
    EventBuses: [{ Name: 'coffee' }],
    Rules: [
      { Name: 'placed', EventBusName: 'coffee', EventPattern: { source: ['shop'] }, Targets: [] },
      { Name: 'nightly', ScheduleExpression: 'rate(1 day)', Targets: [] },
    ],
    Schedules: [{ Name: 'daily', ScheduleExpression: 'rate(1 day)', Function: plain, State: 'DISABLED' }],
  });
  expect(Addresses).toEqual({
    Apis: {
      rest: `${live.endpoint}/perdure/apis/rest/prod`,
      http: `${live.endpoint}/perdure/apis/http`,
    },
    FunctionUrls: { order: `${live.endpoint}/perdure/urls/order/` },
    EventBuses: { coffee: 'arn:aws:events:us-east-1:000000000000:event-bus/coffee' },
    Rules: {
      'coffee/placed': 'arn:aws:events:us-east-1:000000000000:rule/coffee/placed',
      'default/nightly': 'arn:aws:events:us-east-1:000000000000:rule/nightly',
    },
    Schedules: { 'default/daily': 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/daily' },
    Tables: {},
  });
  await askStack(live, 'DELETE', '/addresses');
});

test('a put against another revision is refused, and so is one that wants no stack to be there', async () => {
  const { RevisionId } = await putStack(live, 'guarded', apiTo(plain, 'guarded'));
  const stale = await askStack(live, 'PUT', '/guarded?RevisionId=other', {});
  expect(stale).toMatchObject({ status: 412, errorType: 'PreconditionFailedException' });
  const taken = await askStack(live, 'PUT', '/guarded?RevisionId=0', {});
  expect(taken.errorType).toBe('PreconditionFailedException');
  const current = await askStack(live, 'PUT', `/guarded?RevisionId=${RevisionId}`, {});
  expect(current.status).toBe(200);
  expect((current.body as StackDescription).RevisionId).not.toBe(RevisionId);
  const removed = await askStack(live, 'DELETE', `/guarded?RevisionId=${RevisionId}`);
  expect(removed.errorType).toBe('PreconditionFailedException');
  await askStack(live, 'DELETE', '/guarded');
});

test('stacks are listed by name, page by page, without their documents', async () => {
  for (const name of ['list-c', 'list-a', 'list-b']) await putStack(live, name, {});
  const first = await askStack(live, 'GET', '?MaxItems=2');
  const page = first.body as { Stacks: { StackName: string }[]; NextMarker: string };
  expect(page.Stacks.map(({ StackName }) => StackName)).toEqual(['list-a', 'list-b']);
  expect(page.Stacks[0]).not.toHaveProperty('Document');
  const second = await askStack(live, 'GET', `?MaxItems=2&Marker=${encodeURIComponent(page.NextMarker)}`);
  expect(second.body).toMatchObject({ Stacks: [{ StackName: 'list-c' }] });
  for (const name of ['list-c', 'list-a', 'list-b']) await askStack(live, 'DELETE', `/${name}`);
});

test('what belongs to another stack cannot be taken, and nothing of the document is applied', async () => {
  await putStack(live, 'owner', apiTo(plain, 'mine'));
  const other = apiTo(plain, 'free').Apis ?? [];
  const thief = { Apis: [...other, ...(apiTo(plain, 'mine').Apis ?? [])] };
  const taken = await askStack(live, 'PUT', '/thief', thief);
  expect(taken).toMatchObject({
    status: 409,
    errorType: 'ResourceConflictException',
    body: { message: 'The stack thief cannot have the API mine: it belongs to the stack owner' },
  });
  expect((await askStack(live, 'GET', '/thief')).status).toBe(404);
  expect((await fetch(`${live.endpoint}/perdure/apis/free/orders`)).status).toBe(404);
  await putStack(live, 'other', { Apis: other });
  for (const name of ['owner', 'other']) await askStack(live, 'DELETE', `/${name}`);
});

test('a removed stack is gone', async () => {
  await putStack(live, 'gone', apiTo(plain, 'gone'));
  expect((await fetch(`${live.endpoint}/perdure/apis/gone/orders`)).status).toBe(200);
  expect((await askStack(live, 'DELETE', '/gone')).status).toBe(204);
  expect((await fetch(`${live.endpoint}/perdure/apis/gone/orders`)).status).toBe(404);
  expect((await askStack(live, 'DELETE', '/gone')).status).toBe(404);
});

test('stacks outlive the server', async () => {
  const before = await putStack(live, 'lasting', apiTo(plain, 'lasting'));
  await live.restart();
  const after = (await askStack(live, 'GET', '/lasting')).body as StackDescription;
  expect(after).toEqual({ ...before, Addresses: after.Addresses });
  expect(await (await fetch(`${after.Addresses.Apis.lasting}/orders`)).text()).toBe('ok');
  await askStack(live, 'DELETE', '/lasting');
});

const route = (Path: string, more: object = {}) => ({
  Method: 'GET',
  Path,
  Integration: { Type: 'AWS_PROXY', Function: 'function-1', ...more },
});
const api = (routes: object[], more: object = {}) => ({
  Apis: [{ ApiId: 'bad', Name: 'Bad', Protocol: 'HTTP', Routes: routes, ...more }],
});

test.each([
  [
    'an unknown member, by its place',
    { Apis: [{ ...api([]).Apis[0], Colour: 'red' }] },
    "'apis.1.member.colour'",
  ],
  ['an unknown top member', { Buckets: [] }, "'buckets'"],
  ['an id that is no label of a host name', api([], { ApiId: 'Shop_1' }), "'apis.1.member.apiId'"],
  ['an unknown integration', api([route('/a', { Type: 'HTTP' })]), '[AWS_PROXY, AWS, MOCK]'],
  [
    'a function that is not there',
    api([route('/a', { Function: 'nobody' })]),
    'API bad, route GET /a: Function not found',
  ],
  ['a path without a slash', api([route('a')]), 'a path begins with /'],
  ['a broken parameter', api([route('/a/{b')]), '{b is no parameter'],
  ['a greedy parameter in the middle', api([route('/{a+}/b')]), 'a {name+} ends its path'],
  ['two routes for the same requests', api([route('/a/{b}'), route('/a/{c}')]), 'two routes take GET /a/{}'],
  ['a REST API without a stage', api([], { Protocol: 'REST' }), 'a REST API needs a Stage'],
  [
    'a REST API with the format 2.0',
    api([route('/a', { PayloadFormatVersion: '2.0' })], { Protocol: 'REST', Stage: 'p' }),
    'payload format 1.0 only',
  ],
  [
    'credentials for every origin',
    api([], { Cors: { AllowOrigins: ['*'], AllowCredentials: true } }),
    'must name its AllowOrigins',
  ],
  [
    'a broken mapping template',
    api([route('/a', { Type: 'AWS', RequestTemplates: { 'application/json': '#if(' } })], {
      Protocol: 'REST',
      Stage: 'p',
    }),
    'the template for application/json cannot be read',
  ],
  ['the same API twice', { Apis: [api([]).Apis[0], api([]).Apis[0]] }, 'the API bad twice'],
])('a document with %s is refused', async (_what, document, message) => {
  const answer = await askStack(live, 'PUT', '/refused', document);
  expect(answer.status).toBe(400);
  expect((answer.body as { message: string }).message).toContain(message);
  expect((await askStack(live, 'GET', '/refused')).status).toBe(404);
});

test('a durable function without a qualifier is refused, and the message says what to write', async () => {
  const answer = await askStack(live, 'PUT', '/unqualified', apiTo(durable, 'unqualified'));
  expect((answer.body as { message: string }).message).toContain(`or ${durable}:$LATEST`);
  await putStack(live, 'qualified', apiTo(`${durable}:$LATEST`, 'qualified'));
  expect(await (await fetch(`${live.endpoint}/perdure/apis/qualified/orders`)).text()).toBe('ok');
  await askStack(live, 'DELETE', '/qualified');
});
