// Event buses, driven by the official client from outside and from within functions.

import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  ResourceNotFoundException,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { ListDurableExecutionsByFunctionCommand } from '@aws-sdk/client-lambda';
import type { StackDocument } from '@perdure/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';
import { askStack, putStack } from './stack-client.ts';

let live: LiveServer;
let events: EventBridgeClient;
let recorder: string;
let publisher: string;

beforeAll(async () => {
  live = await LiveServer.start();
  events = new EventBridgeClient({
    endpoint: live.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  // Each event that reaches it is an execution, whose input can be looked at.
  recorder = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (event) => event);`);
  publisher = await live.deploy(
    `import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
    const events = new EventBridgeClient();
    export const handler = async (input) =>
      (await events.send(new PutEventsCommand({ Entries: [input] }))).Entries;`,
    { durable: false },
  );
  await putStack(live, 'events', stack(`${recorder}:$LATEST`));
});
afterAll(async () => {
  events.destroy();
  await live.close();
});

const stack = (target: string): StackDocument => ({
  EventBuses: [{ Name: 'coffee' }, { Name: 'audit' }],
  Rules: [
    {
      Name: 'placed',
      EventBusName: 'coffee',
      Description: 'orders',
      EventPattern: { source: ['shop'], detail: { price: [{ numeric: ['>', 3] }] } },
      Targets: [{ Id: 'whole', Function: target }],
    },
    {
      Name: 'to-audit',
      EventBusName: 'arn:aws:events:us-east-1:000000000000:event-bus/coffee',
      EventPattern: { source: [{ prefix: 'audited.' }] },
      Targets: [{ Id: 'bus', EventBusName: 'audit' }],
    },
    {
      Name: 'audited',
      EventBusName: 'audit',
      EventPattern: { source: [{ exists: true }] },
      Targets: [
        {
          Id: 'short',
          Function: target,
          InputTransformer: {
            InputPathsMap: { id: '$.detail.id', tags: '$.detail.tags' },
            InputTemplate: '{"text": "order <id> of <tags>", "tags": <tags>, "rule": <aws.events.rule-name>}',
          },
        },
        { Id: 'back', EventBusName: 'coffee' },
      ],
    },
    {
      Name: 'off',
      EventBusName: 'coffee',
      State: 'DISABLED',
      EventPattern: { source: ['shop'] },
      Targets: [{ Id: 'never', Function: target }],
    },
  ],
});

const entry = (Source: string, detail: object, EventBusName = 'coffee') => ({
  Source,
  DetailType: 'ORDER_PLACED',
  Detail: JSON.stringify(detail),
  EventBusName,
});

/** The inputs of executions that an event has started, once there are as many. */
async function recorded(part: string, count: number): Promise<unknown[]> {
  for (;;) {
    const { DurableExecutions = [] } = await live.client.send(
      new ListDurableExecutionsByFunctionCommand({
        FunctionName: recorder,
        Qualifier: '$LATEST',
        MaxItems: 1000,
      }),
    );
    const inputs = await Promise.all(
      DurableExecutions.map(
        async ({ DurableExecutionArn = '' }) => (await live.describe(DurableExecutionArn)).InputPayload ?? '',
      ),
    );
    const found = inputs.filter((input) => input.includes(part));
    if (found.length >= count) return found.map((input): unknown => JSON.parse(input));
  }
}

test('an event reaches the function of a rule that wants it, as EventBridge writes it', async () => {
  const Time = new Date('2026-11-25T09:30:00Z');
  const { FailedEntryCount, Entries = [] } = await events.send(
    new PutEventsCommand({
      Entries: [{ ...entry('shop', { id: 'first', price: 4 }), Time, Resources: ['arn:x'] }],
    }),
  );
  expect(FailedEntryCount).toBe(0);
  const [event] = await recorded('first', 1);
  expect(event).toEqual({
    version: '0',
    id: Entries[0]?.EventId,
    'detail-type': 'ORDER_PLACED',
    source: 'shop',
    account: '000000000000',
    time: '2026-11-25T09:30:00Z',
    region: 'us-east-1',
    resources: ['arn:x'],
    detail: { id: 'first', price: 4 },
  });
});

test('events that no rule wants reach nobody, and what comes after them is not held up', async () => {
  await events.send(
    new PutEventsCommand({
      Entries: [
        entry('shop', { id: 'cheap', price: 3 }),
        entry('shop', { id: 'elsewhere', price: 9 }, 'default'),
        entry('shop', { id: 'wanted-after', price: 9 }),
      ],
    }),
  );
  expect(await recorded('wanted-after', 1)).toHaveLength(1);
  expect(await recorded('cheap', 0)).toEqual([]);
  expect(await recorded('elsewhere', 0)).toEqual([]);
});

test('an event goes over to another bus once, and a target gets what its transformer makes', async () => {
  const detail = { id: 'o"1', tags: ['hot', 'big'] };
  await events.send(new PutEventsCommand({ Entries: [entry('audited.shop', detail)] }));
  expect(await recorded('"rule":', 1)).toEqual([
    { text: 'order o"1 of ["hot","big"]', tags: ['hot', 'big'], rule: 'audited' },
  ]);
});

test('a function puts events with the unmodified client, and no setting of its own', async () => {
  const { result } = await live.call(publisher, entry('shop', { id: 'from-within', price: 10 }));
  expect(result).toEqual([{ EventId: expect.any(String) }]);
  expect(await recorded('from-within', 1)).toHaveLength(1);
});

test('each entry fails by itself, with a code that says why', async () => {
  const { FailedEntryCount, Entries = [] } = await events.send(
    new PutEventsCommand({
      Entries: [
        entry('shop', { id: 'good' }),
        { ...entry('shop', {}), Source: undefined },
        { ...entry('shop', {}), Detail: '[1]' },
        entry('aws.ec2', {}),
        entry('shop', {}, 'nowhere'),
        entry('shop', { big: 'x'.repeat(1024 * 1024) }),
      ],
    }),
  );
  expect(FailedEntryCount).toBe(5);
  expect(Entries.map(({ EventId, ErrorCode }) => ErrorCode ?? typeof EventId)).toEqual([
    'string',
    'InvalidArgument',
    'MalformedDetail',
    'NotAuthorizedForSource',
    'ResourceNotFoundException',
    'InvalidArgument',
  ]);
});

test('more than ten entries, and none, are refused as a whole', async () => {
  const eleven = Array.from({ length: 11 }, () => entry('shop', {}));
  for (const Entries of [eleven, []]) {
    await expect(events.send(new PutEventsCommand({ Entries }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining("'entries'"),
    });
  }
});

test('buses, rules and targets can be looked at', async () => {
  const { EventBuses = [] } = await events.send(new ListEventBusesCommand({}));
  expect(EventBuses.map(({ Name }) => Name)).toEqual(['audit', 'coffee', 'default']);
  const first = await events.send(new ListRulesCommand({ EventBusName: 'coffee', Limit: 2 }));
  const second = await events.send(
    new ListRulesCommand({ EventBusName: 'coffee', NextToken: first.NextToken }),
  );
  expect([...(first.Rules ?? []), ...(second.Rules ?? [])].map(({ Name }) => Name)).toEqual([
    'off',
    'placed',
    'to-audit',
  ]);
  expect(
    await events.send(new DescribeRuleCommand({ Name: 'placed', EventBusName: 'coffee' })),
  ).toMatchObject({
    Arn: 'arn:aws:events:us-east-1:000000000000:rule/coffee/placed',
    State: 'ENABLED',
    Description: 'orders',
    EventPattern: JSON.stringify({ source: ['shop'], detail: { price: [{ numeric: ['>', 3] }] } }),
  });
  const { Targets } = await events.send(
    new ListTargetsByRuleCommand({ Rule: 'to-audit', EventBusName: 'coffee' }),
  );
  expect(Targets).toEqual([{ Id: 'bus', Arn: 'arn:aws:events:us-east-1:000000000000:event-bus/audit' }]);
  await expect(events.send(new DescribeRuleCommand({ Name: 'nobody' }))).rejects.toBeInstanceOf(
    ResourceNotFoundException,
  );
});

test('an operation that is not served is named', async () => {
  const rule = new PutRuleCommand({ Name: 'x', ScheduleExpression: 'rate(1 day)' });
  await expect(events.send(rule)).rejects.toMatchObject({
    name: 'UnknownOperationException',
    message: 'AWSEvents.PutRule is not served here',
  });
});

test('a pattern can be tried on an event', async () => {
  const EventPattern = JSON.stringify({ source: [{ prefix: 'shop' }] });
  const tried = (Event: string) => events.send(new TestEventPatternCommand({ EventPattern, Event }));
  expect((await tried('{"source": "shop.orders"}')).Result).toBe(true);
  expect((await tried('{"source": "bank"}')).Result).toBe(false);
  await expect(
    events.send(new TestEventPatternCommand({ EventPattern: '{"source": "x"}', Event: '{}' })),
  ).rejects.toMatchObject({
    name: 'InvalidEventPatternException',
    message: expect.stringContaining('source must be a list'),
  });
});

const rule = (more: object) => ({
  Rules: [
    {
      Name: 'bad',
      EventPattern: { source: ['x'] },
      Targets: [{ Id: 'a', Function: 'function-1:$LATEST', ...more }],
    },
  ],
});
test.each([
  [
    'a pattern that cannot be read',
    { Rules: [{ Name: 'bad', EventPattern: { source: 'x' }, Targets: [] }] },
    'rule default/bad: its pattern cannot be read: source must be a list',
  ],
  [
    'a rule without pattern and schedule',
    { Rules: [{ Name: 'bad', Targets: [] }] },
    'needs an EventPattern or a ScheduleExpression',
  ],
  [
    'a rule on a bus that is not there',
    { Rules: [{ Name: 'bad', EventBusName: 'x', EventPattern: { a: [1] }, Targets: [] }] },
    'there is no event bus x',
  ],
  ['the default bus as its own', { EventBuses: [{ Name: 'default' }] }, 'it is always there'],
  [
    'a target that is nothing',
    { Rules: [{ Name: 'bad', EventPattern: { a: [1] }, Targets: [{ Id: 'a' }] }] },
    'needs either a Function or an EventBusName',
  ],
  ['an input that is no JSON', rule({ Input: '{' }), 'its Input is not JSON'],
  ['two kinds of input', rule({ Input: '1', InputPath: '$.a' }), 'more than one of'],
  ['a path that is none', rule({ InputPath: 'detail' }), 'detail is no path'],
  [
    'a template with an unknown variable',
    rule({ InputTransformer: { InputTemplate: '<x>' } }),
    'its template has <x>',
  ],
  [
    'a schedule that cannot be read',
    { Rules: [{ Name: 'bad', ScheduleExpression: 'daily', Targets: [] }] },
    'daily is no schedule',
  ],
  [
    'a schedule in an unknown zone',
    {
      Schedules: [
        {
          Name: 's',
          ScheduleExpression: 'rate(1 day)',
          ScheduleExpressionTimezone: 'Mars',
          Function: 'function-2',
        },
      ],
    },
    'schedule default/s: Mars is no time zone',
  ],
])('a document with %s is refused', async (_what, document, message) => {
  const answer = await askStack(live, 'PUT', '/refused', document);
  expect(answer.status).toBe(400);
  expect((answer.body as { message: string }).message).toContain(message);
});

test('a durable function as a target needs its qualifier', async () => {
  const answer = await askStack(live, 'PUT', '/refused', rule({ Function: recorder }));
  expect((answer.body as { message: string }).message).toContain(`or ${recorder}:$LATEST`);
});
