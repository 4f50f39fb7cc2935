// The client against something that only speaks HTTP: what goes over the wire, and what comes of every kind of answer.

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { LambdaApi } from '../src/lambda-api.ts';
import { fakeApi, refuse } from './fake-api.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:order:$LATEST/durable-execution/o-1/0197';

describe('requests', () => {
  it('carry an ARN as one label of the path', async () => {
    await using server = await fakeApi(() => ({ body: {} }));
    await new LambdaApi(server.endpoint).getExecution(ARN);
    expect(server.asked[0]?.path).toBe(
      '/2025-12-01/durable-executions/arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Aorder%3A%24LATEST%2Fdurable-execution%2Fo-1%2F0197',
    );
  });

  it('start an execution by its name, with the payload as it is', async () => {
    await using server = await fakeApi(() => ({
      status: 202,
      headers: { 'x-amz-durable-execution-arn': ARN },
      body: '',
    }));
    const request = {
      functionName: 'order',
      qualifier: 'prod',
      payload: ' {"qty" : 2}',
      executionName: 'o-1',
    };
    expect(await new LambdaApi(server.endpoint).start(request)).toEqual({ executionArn: ARN });
    const [asked] = server.asked;
    expect(asked).toMatchObject({ path: '/2015-03-31/functions/order/invocations', body: ' {"qty" : 2}' });
    expect(asked?.query).toEqual({ Qualifier: ['prod'] });
    expect(asked?.headers).toMatchObject({
      'x-amz-invocation-type': 'Event',
      'x-amz-durable-execution-name': 'o-1',
    });
  });

  it('send the result of a callback as bare bytes, and its id encoded', async () => {
    await using server = await fakeApi(() => ({}));
    await new LambdaApi(server.endpoint).succeedCallback('a+b/c=', '{"ok":"ä"}');
    expect(server.asked[0]).toMatchObject({
      path: '/2025-12-01/durable-execution-callbacks/a%2Bb%2Fc%3D/succeed',
      body: '{"ok":"ä"}',
    });
  });

  it('repeat the key for each status', async () => {
    await using server = await fakeApi(() => ({ body: { DurableExecutions: [] } }));
    const query = { functionName: 'order', statuses: ['RUNNING', 'FAILED'], newestFirst: true };
    await Array.fromAsync(new LambdaApi(server.endpoint).listExecutions(query));
    expect(server.asked[0]?.query.Statuses).toEqual(['RUNNING', 'FAILED']);
  });
});

describe('pages', () => {
  it('are followed to the last', async () => {
    await using server = await fakeApi(({ query }) => {
      const page = Number(query.Marker?.[0] ?? 1);
      return { body: { Events: [{ EventId: page }], ...(page < 3 && { NextMarker: String(page + 1) }) } };
    });
    const events = await Array.fromAsync(new LambdaApi(server.endpoint).history(ARN));
    expect(events.map(({ EventId }) => EventId)).toEqual([1, 2, 3]);
  });

  it('are not asked for when nobody reads on', async () => {
    await using server = await fakeApi(() => ({ body: { Events: [{ EventId: 9 }], NextMarker: 'more' } }));
    for await (const _ of new LambdaApi(server.endpoint).history(ARN)) break;
    expect(server.asked).toHaveLength(1);
  });
});

describe('refusals', () => {
  it('carry code and message of the API, whichever spelling it uses', async () => {
    await using server = await fakeApi(() =>
      refuse(404, 'ResourceNotFoundException:http://x', 'no such execution'),
    );
    await expect(new LambdaApi(server.endpoint).getExecution(ARN)).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      status: 404,
      message: 'ResourceNotFoundException: no such execution',
    });
  });

  it('mean absence where a function is looked for', async () => {
    await using server = await fakeApi(() => refuse(404, 'ResourceNotFoundException', 'no'));
    expect(await new LambdaApi(server.endpoint).findFunction('order')).toBeUndefined();
  });

  it('are readable when something else than a Perdure server answers', async () => {
    await using server = await fakeApi(() => ({ body: '<html>' }));
    await expect(new LambdaApi(server.endpoint).getExecution(ARN)).rejects.toThrow('is it a Perdure server?');
  });
});

describe('a server that is not there', () => {
  it('is named, with the way to start one', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => probe.once('listening', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const lost = new LambdaApi(`http://127.0.0.1:${port}`).getExecution(ARN);
    await expect(lost).rejects.toThrow(/^No server answers at http:.*ECONNREFUSED.*\n.*perdure start/);
  });
});
