// `aws` and `mock` integrations of REST APIs: templates in, templates out, and the asynchronous start of durable functions.

import { ListDurableExecutionsByFunctionCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';
import { putStack } from './stack-client.ts';

let live: LiveServer;
let base: string;
let order: string;

const JSON_TYPE = 'application/json';

beforeAll(async () => {
  live = await LiveServer.start();
  order = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (input, context) => {
      await context.waitForCallback('payment', async () => {}, { timeout: { seconds: 60 } });
      return input;
    });`);
  const strict = await live.deploy(
    `export const handler = async (event) => {
      if (event.id === '0') throw new Error('NotFound: ' + event.id);
      return { id: event.id, items: [{ sku: 'a' }, { sku: 'b' }], name: "O'Hara" };
    };`,
    { durable: false },
  );
  const { Addresses } = await putStack(live, 'mapped', {
    Apis: [
      {
        ApiId: 'mapped',
        Name: 'Mapped',
        Protocol: 'REST',
        Stage: 'v1',
        StageVariables: { shop: 'main' },
        Routes: [
          {
            Method: 'POST',
            Path: '/orders',
            Integration: {
              Type: 'AWS',
              Function: `${order}:$LATEST`,
              InvocationType: 'Event',
              RequestTemplates: {
                [JSON_TYPE]: `#set($body = $input.path('$'))
                  {"orderId": "$context.requestId", "drink": $input.json('$.drink'), "shop": "$stageVariables.shop",
                   "extras": [#foreach($extra in $body.extras)"$util.escapeJavaScript($extra)"#if($foreach.hasNext),#end#end]}`,
              },
              PassthroughBehavior: 'NEVER',
              Responses: [
                {
                  StatusCode: 202,
                  ResponseParameters: {
                    'method.response.header.Access-Control-Allow-Origin': "'*'",
                    'method.response.header.X-Request': 'context.requestId',
                  },
                  ResponseTemplates: {
                    [JSON_TYPE]: '{"orderId": "$context.requestId", "status": "PENDING"}',
                  },
                },
              ],
            },
          },
          {
            Method: 'GET',
            Path: '/orders/{id}',
            Integration: {
              Type: 'AWS',
              Function: strict,
              RequestTemplates: { [JSON_TYPE]: `{"id": "$input.params('id')", "q": "$input.params('q')"}` },
              Responses: [
                {
                  StatusCode: 200,
                  ResponseParameters: { 'method.response.header.X-Id': 'integration.response.body.id' },
                  ResponseTemplates: {
                    [JSON_TYPE]: `{"sku": $input.json('$.items[1].sku'), "all": $input.json('$.items[*].sku')}`,
                  },
                },
                {
                  StatusCode: 404,
                  SelectionPattern: 'NotFound.*',
                  ResponseTemplates: { [JSON_TYPE]: `{"error": $input.json('$.errorMessage')}` },
                },
              ],
            },
          },
          { Method: 'POST', Path: '/plain', Integration: { Type: 'AWS', Function: strict } },
          {
            Method: 'GET',
            Path: '/health',
            Integration: {
              Type: 'MOCK',
              RequestTemplates: {
                [JSON_TYPE]: '{"statusCode": #if($input.params("sick") != "")503#else 200#end}',
              },
              Responses: [
                { StatusCode: 200, ResponseTemplates: { [JSON_TYPE]: '{"ok":true}' } },
                { StatusCode: 503, SelectionPattern: '5\\d\\d', ResponseTemplates: { 'text/plain': 'sick' } },
              ],
            },
          },
        ],
      },
    ],
  });
  base = Addresses.Apis.mapped ?? '';
});
afterAll(() => live.close());

const post = (path: string, body: string, type = JSON_TYPE) =>
  fetch(`${base}${path}`, { method: 'POST', body, headers: { 'content-type': type } });

test('an asynchronous integration answers as soon as the execution is durably started', async () => {
  const response = await post(
    '/orders',
    '{"drink": {"name": "latte"}, "extras": ["oat \\"milk\\"", "sugar"]}',
  );
  expect(response.status).toBe(202);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  const answer = (await response.json()) as { orderId: string; status: string };
  expect(answer).toEqual({ orderId: response.headers.get('x-request'), status: 'PENDING' });
  const { DurableExecutions = [] } = await live.client.send(
    new ListDurableExecutionsByFunctionCommand({ FunctionName: order, Qualifier: '$LATEST' }),
  );
  const { InputPayload } = await live.describe(DurableExecutions[0]?.DurableExecutionArn ?? '');
  expect(JSON.parse(InputPayload ?? '')).toEqual({
    orderId: answer.orderId,
    drink: { name: 'latte' },
    shop: 'main',
    extras: ['oat "milk"', 'sugar'],
  });
});

test('with the pass-through behaviour NEVER a content type without a template is 415', async () => {
  expect((await post('/orders', '<a/>', 'application/xml')).status).toBe(415);
});

test('templates shape the answer, and patterns choose among responses by the error message', async () => {
  const found = await fetch(`${base}/orders/7`);
  expect([found.status, found.headers.get('x-id')]).toEqual([200, '7']);
  expect(await found.json()).toEqual({ sku: 'b', all: ['a', 'b'] });
  const missing = await fetch(`${base}/orders/0`);
  expect([missing.status, await missing.json()]).toEqual([404, { error: 'NotFound: 0' }]);
});

test('without templates the body goes in and the result comes out as they are', async () => {
  expect(await (await post('/plain', '{"id":"9"}')).json()).toMatchObject({ id: '9', name: "O'Hara" });
});

test('a failure that no pattern selects is the default response, as on API Gateway', async () => {
  const response = await post('/plain', '{"id":"0"}');
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ errorMessage: 'NotFound: 0', errorType: 'Error' });
});

test('a mock answers by the status that its template gives', async () => {
  expect(await (await fetch(`${base}/health`)).json()).toEqual({ ok: true });
  const sick = await fetch(`${base}/health?sick=1`);
  expect([sick.status, sick.headers.get('content-type'), await sick.text()]).toEqual([
    503,
    'text/plain',
    'sick',
  ]);
});

test('an input that is no JSON is a server error and starts nothing', async () => {
  expect((await post('/plain', 'not json')).status).toBe(500);
});
