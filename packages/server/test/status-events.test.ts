// Status changes as they leave a real server: to a webhook, whose signature the library of the Standard Webhooks
// specification verifies, and to a function.

import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';
import { operate } from './signed-request.ts';
import { putStack } from './stack-client.ts';
import { WebhookReceiver } from './webhook-receiver.ts';

const secret = `whsec_${Buffer.from('a secret of 24 bytes or so').toString('base64')}`;
let live: LiveServer;
let hook: WebhookReceiver;
let order: string;
let waiting: string;

beforeAll(async () => {
  hook = await WebhookReceiver.start();
  live = await LiveServer.start({
    eventTargets: [
      { name: 'audit', url: hook.url, secret },
      { name: 'pauses', url: `${hook.url}?pauses`, functions: ['function-2'], statuses: ['PAUSED'] },
      { name: 'listener', function: 'function-3:$LATEST', functions: ['function-1'], statuses: ['FAILED'] },
    ],
  });
  order = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (input) => {
      if (input.fail) throw new Error('no stock');
      return 'done';
    });`);
  waiting = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution((input, context) => context.wait({ hours: 1 }));`);
  await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (event) => event.detail);`);
});
beforeEach(() => {
  hook.received.length = 0;
});
afterAll(async () => {
  await live.close();
  await hook.close();
});

const detailOf = (body: Record<string, unknown>) => body.detail as Record<string, string>;

test("the beginning and the end of an execution are told in the form of AWS's event, and signed", async () => {
  const { arn } = await live.call(order);
  const bodies = await hook.until((received) => received.length === 2);
  const execution = await live.describe(arn);
  const common = {
    durableExecutionArn: arn,
    durableExecutionName: execution.DurableExecutionName,
    functionArn: execution.FunctionArn,
    startTimestamp: execution.StartTimestamp?.toISOString(),
  };
  expect(bodies[0]).toEqual({
    version: '0',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    'detail-type': 'Durable Execution Status Change',
    source: 'aws.lambda',
    account: '000000000000',
    time: execution.StartTimestamp?.toISOString().replace(/\.\d+Z$/, 'Z'),
    region: 'us-east-1',
    resources: [],
    detail: { ...common, status: 'RUNNING' },
  });
  const endTimestamp = execution.EndTimestamp?.toISOString();
  expect(bodies[1]?.detail).toEqual({ ...common, status: 'SUCCEEDED', endTimestamp });
  for (const { headers, body } of hook.received) {
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  }
});

test('a pause is told to who asks for it, and to nobody else', async () => {
  const arn = await live.start(waiting);
  await live.waitForEvent(arn, 'InvocationCompleted');
  await operate(live.client, arn, 'pause');
  await operate(live.client, arn, 'resume');
  await hook.until((received) => received.length === 3);
  // Each target has its events in order; between targets there is none.
  const told = Map.groupBy(hook.received, ({ path }) => path);
  const statuses = (path: string) => told.get(path)?.map(({ body }) => detailOf(JSON.parse(body)).status);
  expect(statuses('/events')).toEqual(['RUNNING']);
  expect(statuses('/events?pauses')).toEqual(['PAUSED', 'RUNNING']);
});

test('a durable function is started once for each event that is told to it', async () => {
  const { arn } = await live.call(order, { fail: true });
  const listener = 'function-3';
  const isFailed = (body: Record<string, unknown>) =>
    detailOf(body).durableExecutionArn === arn && detailOf(body).status === 'FAILED';
  const isHeard = (body: Record<string, unknown>) =>
    detailOf(body).status === 'SUCCEEDED' && detailOf(body).functionArn?.includes(`:${listener}:`) === true;
  const bodies = await hook.until((received) => received.some(isFailed) && received.some(isHeard));
  const failed = bodies.find(isFailed);
  const started = bodies.filter(
    (body) => detailOf(body).status === 'RUNNING' && detailOf(body).functionArn?.includes(`:${listener}:`),
  );
  expect(started.map((body) => detailOf(body).durableExecutionName)).toEqual([`status-change-${failed?.id}`]);
  const heard = await live.describe(String(started[0] && detailOf(started[0]).durableExecutionArn));
  expect(JSON.parse(heard.Result ?? '')).toMatchObject({ durableExecutionArn: arn, status: 'FAILED' });
});

test('a rule on the default event bus hears of status changes, as on AWS', async () => {
  await putStack(live, 'alarms', {
    Rules: [
      {
        Name: 'failed-orders',
        EventPattern: {
          source: ['aws.lambda'],
          'detail-type': ['Durable Execution Status Change'],
          detail: { status: ['FAILED'], functionArn: [{ suffix: `${order}:$LATEST` }] },
        },
        Targets: [{ Id: 'recorder', Function: 'function-3:$LATEST' }],
      },
    ],
  });
  const { arn } = await live.call(order, { fail: true });
  const bodies = await hook.until((received) =>
    received.some(({ detail }) => JSON.stringify(detail).includes('/event-')),
  );
  const started = bodies.find(({ detail }) => JSON.stringify(detail).includes('/event-'));
  const heard = await live.describe(String(started && detailOf(started).durableExecutionArn));
  expect(JSON.parse(heard.InputPayload ?? '')).toMatchObject({
    source: 'aws.lambda',
    detail: { durableExecutionArn: arn, status: 'FAILED' },
  });
});

test('what a webhook refuses is told again, also by the next server, with the same id', async () => {
  hook.status = 503;
  const { arn } = await live.call(order);
  // What the tests before have started may still end.
  const isOurs = (body: Record<string, unknown>) => detailOf(body).durableExecutionArn === arn;
  const refused = (await hook.until((received) => received.some(isOurs))).find(isOurs);
  await live.restart();
  hook.status = 204;
  const bodies = await hook.until((received) =>
    received.some((body) => isOurs(body) && detailOf(body).status === 'SUCCEEDED'),
  );
  const ofExecution = bodies.filter(isOurs);
  expect(ofExecution.at(-2)).toEqual(refused);
  expect(detailOf(ofExecution.at(-2) ?? {}).status).toBe('RUNNING');
});
