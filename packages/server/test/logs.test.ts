// What functions print, asked of a real server that runs real functions with both SDKs. A bug here shows as a line that
// nobody finds, or that belongs to another execution, operation or invocation than the one that printed it.

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EventSource } from './event-source.ts';
import { LiveServer } from './live-server.ts';

let live: LiveServer;
let ours: string;
let plain: string;

const talkative = `
  import { withDurableExecution } from 'sdk';
  export const handler = withDurableExecution(async (input, context) => {
    console.log('console %s', input.mark);
    context.logger.info('root ' + input.mark);
    await context.step('reserve', async (step) => {
      step.logger.warn('step ' + input.mark, new RangeError('shelf'));
    });
    return 'done';
  });`;

beforeAll(async () => {
  live = await LiveServer.start();
  ours = await live.deploy(talkative);
  plain = await live.deploy(
    `export const handler = async (input) => {
      process.stdout.write('raw ' + input.mark + '\\n');
      if (input.hang) for (;;);
      if (input.exit) process.exit(3);
    };`,
    { durable: false, timeout: 3 },
  );
});
afterAll(() => live.close());

interface Page {
  Events: Record<string, unknown>[];
  NextMarker?: string;
}

const url = (query: Record<string, string>): string =>
  `${live.endpoint}/perdure/logs?${new URLSearchParams(query)}`;

async function logs(query: Record<string, string>): Promise<Page> {
  const response = await fetch(url(query));
  expect(response.status).toBe(200);
  return (await response.json()) as Page;
}

const messages = async (query: Record<string, string>): Promise<unknown[]> =>
  (await logs(query)).Events.map(({ Message }) => Message);

test.each(['@perdure/sdk', '@aws/durable-execution-sdk-js'] as const)(
  'what a function with %s logs is found by its execution and its operation',
  async (sdk) => {
    const name = await live.deploy(talkative, { sdk });
    const { arn } = await live.call(name, { mark: 'one' });
    await live.call(name, { mark: 'two' });
    const { Events } = await logs({ DurableExecutionArn: arn });
    expect(Events.map(({ Message, Level }) => [Level, String(Message).split('\n')[0]])).toEqual([
      ['INFO', 'console one'],
      ['INFO', 'root one'],
      ['WARN', 'step one RangeError: shelf'],
    ]);
    const [, , ofStep] = Events;
    const step = await live.waitForEvent(arn, 'StepSucceeded');
    const invocation = await live.waitForEvent(arn, 'InvocationCompleted');
    expect(ofStep).toMatchObject({
      FunctionName: name,
      Version: '$LATEST',
      DurableExecutionArn: arn,
      RequestId: invocation.InvocationCompletedDetails?.RequestId,
      OperationId: step.Id,
      OperationName: 'reserve',
      Stream: 'stderr',
      Line: expect.stringContaining('"errorType":"RangeError"'),
    });
    expect((await logs({ OperationId: step.Id ?? '', FunctionName: name })).Events).toContainEqual(ofStep);
    expect(await messages({ RequestId: String(ofStep?.RequestId) })).toHaveLength(3);
  },
);

test('why the server ended an invocation stands in the log of the function', async () => {
  await live.call(plain, { mark: 'hanging', hang: true });
  await live.call(plain, { mark: 'leaving', exit: true });
  const { Events } = await logs({ FunctionName: plain });
  expect(Events.map(({ Stream, Message }) => [Stream, Message])).toEqual([
    ['stdout', 'raw hanging'],
    ['platform', expect.stringMatching(/^Task timed out after [23]\.\d\d seconds$/)],
    ['stdout', 'raw leaving'],
    ['platform', 'Runtime.ExitError: Runtime exited with error: exit status 3'],
  ]);
  expect(Events[1]).toMatchObject({ RequestId: Events[0]?.RequestId, Level: 'ERROR' });
});

test('pages follow one another, from either end, and a marker fits its search only', async () => {
  const name = await live.deploy(talkative);
  for (const mark of ['1', '2', '3']) await live.call(name, { mark });
  for (const ReverseOrder of ['false', 'true']) {
    const found: unknown[] = [];
    let Marker = '';
    do {
      const page = await logs({ FunctionName: name, MaxItems: '2', ReverseOrder, Marker });
      expect(page.Events.length).toBeLessThanOrEqual(2);
      found.push(...page.Events);
      Marker = page.NextMarker ?? '';
    } while (Marker !== '');
    const whole = await logs({ FunctionName: name, ReverseOrder });
    expect(whole.Events).toHaveLength(9);
    expect(found).toEqual(whole.Events);
  }
  const { NextMarker = '' } = await logs({ FunctionName: name, MaxItems: '2' });
  expect((await fetch(url({ FunctionName: ours, Marker: NextMarker }))).status).toBe(400);
});

test('a follower gets what is printed from then on, and goes on behind what it has seen', async () => {
  await live.call(ours, { mark: 'before' });
  let lastId: string;
  {
    await using events = await EventSource.open(url({ FunctionName: ours, Follow: 'true' }));
    expect(events.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await live.call(ours, { mark: 'during' });
    const seen = await events.until(({ data }) => data.Message === 'root during');
    expect(seen.map(({ data }) => data.Message)).toEqual(['console during', 'root during']);
    lastId = seen.at(-1)?.id ?? '';
  }
  await live.call(ours, { mark: 'after' });
  await using again = await EventSource.open(url({ FunctionName: ours, Follow: 'true' }), lastId);
  const missed = await again.until(({ data }) => data.Message === 'root after');
  expect(missed.map(({ data }) => String(data.Message).split(' ').slice(0, 2).join(' '))).toEqual([
    'step during',
    'console after',
    'root after',
  ]);
});

test('one execution of one function can be followed from its beginning', async () => {
  const { arn } = await live.call(ours, { mark: 'followed' });
  await live.call(ours, { mark: 'of another' });
  const query = { DurableExecutionArn: arn, Follow: 'true', Since: '2026-01-01' };
  await using events = await EventSource.open(url(query));
  const seen = await events.until(({ data }) => String(data.Message).startsWith('step'));
  expect(seen.map(({ data }) => data.DurableExecutionArn)).toEqual([arn, arn, arn]);
});

test('logs outlive the server, and a line that it left torn is no error', async () => {
  const name = await live.deploy(talkative);
  await live.call(name, { mark: 'first' });
  await live.restart();
  appendFileSync(join(live.directory, 'logs', name, '00000001.jsonl'), '{"at":1,"functionName":"x","li');
  await live.call(name, { mark: 'second' });
  const found = await messages({ FunctionName: name });
  expect(found.filter((message) => String(message).startsWith('root'))).toEqual([
    'root first',
    'root second',
  ]);
});

test.each([
  [{ FunctionName: 'no such?' }, 'ResourceNotFoundException'],
  [{ DurableExecutionArn: 'order-17' }, 'ValidationException'],
  [{ Since: 'yesterday' }, 'SerializationException'],
  [{ Colour: 'red' }, 'InvalidParameterValueException'],
  [{ Follow: 'true', MaxItems: '3' }, 'InvalidParameterValueException'],
  [{ Follow: 'true', LastEventId: 'x' }, 'InvalidParameterValueException'],
  [{ Marker: 'x' }, 'InvalidParameterValueException'],
] as [Record<string, string>, string][])('%j is refused', async (query, type) => {
  const response = await fetch(url(query));
  expect([response.status, response.headers.get('x-amzn-ErrorType')]).toEqual([
    type === 'ResourceNotFoundException' ? 404 : 400,
    type,
  ]);
});

test('a function and an execution of another one cannot be asked for together', async () => {
  const { arn } = await live.call(ours, { mark: 'x' });
  const response = await fetch(url({ DurableExecutionArn: arn, FunctionName: plain }));
  expect(response.status).toBe(400);
  expect(await response.text()).toContain(ours);
});
