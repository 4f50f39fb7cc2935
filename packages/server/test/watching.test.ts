// Server-sent events of a real server. A broken stream would show here as: an event lost or told twice between two
// connections, a history with a hole, or a server that cannot stop while somebody watches.

import { SendDurableExecutionCallbackSuccessCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EventSource } from './event-source.ts';
import { LiveServer } from './live-server.ts';
import { operate } from './signed-request.ts';

let live: LiveServer;
let waiting: string;
let quick: string;

beforeAll(async () => {
  live = await LiveServer.start();
  waiting = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution((input, context) => context.waitForCallback('approval', async () => {}));`);
  quick = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async () => 'done');`);
});
afterAll(() => live.close());

const watch = (query: Record<string, string>, lastEventId?: string): Promise<EventSource> =>
  EventSource.open(`${live.endpoint}/perdure/events?${new URLSearchParams(query)}`, lastEventId);

async function answer(arn: string): Promise<void> {
  const started = await live.waitForEvent(arn, 'CallbackStarted');
  const CallbackId = started.CallbackStartedDetails?.CallbackId;
  await live.client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: '"yes"' }));
}

test('every status change of a function is told, in order, and none of another function', async () => {
  await using events = await watch({ FunctionName: waiting });
  expect(events.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const arn = await live.start(waiting);
  await live.call(quick);
  await live.waitForEvent(arn, 'InvocationCompleted');
  await operate(live.client, arn, 'pause');
  await operate(live.client, arn, 'resume');
  await answer(arn);
  await live.waitForEvent(arn, 'ExecutionSucceeded');
  await operate(live.client, arn, 'delete');
  const told = await events.until(({ data }) => data.Status === 'DELETING');
  expect(told.map(({ event, data }) => [event, data.DurableExecutionArn, data.Status])).toEqual(
    ['RUNNING', 'PAUSED', 'RUNNING', 'SUCCEEDED', 'DELETING'].map((status) => ['execution', arn, status]),
  );
  expect(told[3]?.data).toMatchObject({
    FunctionName: waiting,
    Version: '$LATEST',
    StartTimestamp: expect.any(Number),
    EndTimestamp: expect.any(Number),
  });
});

test('who comes back with the id of the last event is told what happened meanwhile, once', async () => {
  let last: string | undefined;
  {
    await using events = await watch({ FunctionName: quick });
    await live.call(quick);
    last = (await events.until(({ data }) => data.Status === 'SUCCEEDED')).at(-1)?.id;
  }
  const { arn } = await live.call(quick);
  await using again = await watch({ FunctionName: quick }, last);
  const missed = [await again.next(), await again.next()];
  expect(missed.map((event) => event?.data)).toMatchObject([
    { DurableExecutionArn: arn, Status: 'RUNNING' },
    { DurableExecutionArn: arn, Status: 'SUCCEEDED' },
  ]);
  await using anew = await watch({ FunctionName: quick, LastEventId: missed[0]?.id ?? '' });
  expect(await anew.next()).toEqual(missed[1]);
});

test('a stream names its place before the first event, so that nothing is lost to an early cut', async () => {
  let place: string | undefined;
  {
    await using events = await watch({});
    place = /^id: (.*)$/m.exec((await events.block()) ?? '')?.[1];
  }
  const { arn } = await live.call(quick);
  await using again = await watch({}, place);
  expect(await again.next()).toMatchObject({ event: 'execution', data: { DurableExecutionArn: arn } });
});

test('who comes back with an id that the server does not know is told to read anew', async () => {
  await using events = await watch({ FunctionName: quick }, 'another-session.7');
  const resync = await events.next();
  expect(resync).toMatchObject({ event: 'resync', data: {} });
  await using again = await watch({ FunctionName: quick }, resync?.id);
  const { arn } = await live.call(quick);
  expect(await again.next()).toMatchObject({ event: 'execution', data: { DurableExecutionArn: arn } });
});

test('the history of a watched execution grows by the very events that the history API shows', async () => {
  const arn = await live.start(waiting, { order: 17 });
  await using events = await watch({
    DurableExecutionArn: arn,
    IncludeExecutionData: 'true',
    LastEventId: '0',
  });
  await answer(arn);
  const told = await events.until(({ event, data }) => event === 'execution' && data.Status === 'SUCCEEDED');
  const history = told.filter(({ event }) => event === 'history');
  expect(history.map(({ id }) => Number(id))).toEqual(history.map((_, index) => index + 1));
  const page = await fetch(
    `${live.endpoint}/2025-12-01/durable-executions/${encodeURIComponent(arn)}/history?IncludeExecutionData=true`,
  );
  const { Events } = (await page.json()) as { Events: unknown[] };
  expect(history.map(({ data }) => data)).toEqual(Events);
  expect(told.at(-1)?.id).toBe(String(Events.length));
});

test('the stream of an execution goes on behind any event, also on the next server', async () => {
  const arn = await live.start(waiting);
  await live.waitForEvent(arn, 'InvocationCompleted');
  const before = await live.history(arn);
  await live.restart();
  await using events = await watch({ DurableExecutionArn: arn }, '2');
  const missed = await events.until(({ event }) => event === 'execution');
  expect(missed.slice(0, -1).map(({ id }) => Number(id))).toEqual(
    before.slice(2).map(({ EventId }) => EventId),
  );
  expect(missed.at(-1)?.data).toMatchObject({ DurableExecutionArn: arn, Status: 'RUNNING' });
  await answer(arn);
  const rest = await events.until(({ event }) => event === 'execution');
  expect(rest[0]).toMatchObject({ id: String(before.length + 1), data: { EventType: 'CallbackSucceeded' } });
  expect(JSON.stringify(rest)).not.toContain('yes');
});

test('what cannot be watched is refused', async () => {
  const refusal = async (query: Record<string, string>) => {
    const { response } = await watch(query);
    return [response.status, response.headers.get('x-amzn-ErrorType')];
  };
  const arn = await live.start(quick);
  const unknown = arn.replace(/[^/]*$/, '0198c6a1-0000-7000-8000-000000000001');
  expect(await refusal({ DurableExecutionArn: unknown })).toEqual([404, 'ResourceNotFoundException']);
  expect(await refusal({ DurableExecutionArn: 'order' })).toEqual([400, 'ValidationException']);
  expect(await refusal({ DurableExecutionArn: arn, FunctionName: quick })).toEqual([
    400,
    'InvalidParameterValueException',
  ]);
  expect(await refusal({ DurableExecutionArn: arn, LastEventId: 'x' })).toEqual([
    400,
    'InvalidParameterValueException',
  ]);
  expect(await refusal({ Colour: 'red' })).toEqual([400, 'InvalidParameterValueException']);
});

test('a server that is told to stop ends its streams and stops', async () => {
  const events = await watch({});
  await events.block();
  await live.restart();
  expect(await events.block()).toBeUndefined();
});
