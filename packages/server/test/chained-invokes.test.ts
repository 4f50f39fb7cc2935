// Chained invokes on a real server: what the caller is told when its child ends in one way or another, and that there is
// one child whatever happens.

import {
  CreateAliasCommand,
  ListDurableExecutionsByFunctionCommand,
  PublishVersionCommand,
  StopDurableExecutionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from './live-server.ts';

let live: LiveServer;
/** Invokes `target` with `input`, and answers its result or how it failed. */
let caller: string;
/** Waits for a callback. */
let waiter: string;

beforeAll(async () => {
  live = await LiveServer.start();
  caller = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async ({ target, input }, context) => {
      try {
        return { result: await context.invoke('child', target, input) };
      } catch (error) {
        return { name: error.name, message: error.message, cause: error.cause?.name };
      }
    });`);
  waiter = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (event, context) => {
      const [promise] = await context.createCallback('answer');
      return await promise;
    });`);
});
afterAll(() => live.close());

async function childOf(arn: string): Promise<string> {
  const started = await live.waitForEvent(arn, 'ChainedInvokeStarted');
  return started.ChainedInvokeStartedDetails?.DurableExecutionArn ?? '';
}

const stop = (DurableExecutionArn: string, ErrorMessage: string) =>
  live.client.send(new StopDurableExecutionCommand({ DurableExecutionArn, Error: { ErrorMessage } }));

const executionsOf = async (FunctionName: string) => {
  const command = new ListDurableExecutionsByFunctionCommand({ FunctionName });
  return (await live.client.send(command)).DurableExecutions ?? [];
};

/** The child is started by a letter, after its parent has been told of it. */
async function untilStarted(arn: string): Promise<void> {
  for (;;) {
    const known = await live.describe(arn).catch(() => undefined);
    if (known !== undefined) return;
  }
}

test('a child that is stopped tells its caller, with the error of the stop', async () => {
  const arn = await live.start(caller, { target: `${waiter}:$LATEST`, input: {} });
  const child = await childOf(arn);
  await untilStarted(child);
  await stop(child, 'not needed');
  const told = await live.waitForEvent(arn, 'ChainedInvokeStopped');
  expect(told.ChainedInvokeStoppedDetails?.Error?.Payload).toEqual({ ErrorMessage: 'not needed' });
  await live.waitForEvent(arn, 'ExecutionSucceeded');
});

test('a child that takes too long tells its caller how long it was given', async () => {
  const slow = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution((event, context) => context.wait({ hours: 1 }));`);
  await live.client.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: slow, DurableConfig: { ExecutionTimeout: 1 } }),
  );
  const { arn } = await live.call(caller, { target: `${slow}:$LATEST`, input: {} });
  const told = await live.waitForEvent(arn, 'ChainedInvokeTimedOut');
  expect(told.ChainedInvokeTimedOutDetails?.Error?.Payload).toEqual({
    ErrorType: 'ChainedInvoke.Timeout',
    ErrorMessage: 'CHAINED_INVOKE timed out after 1 seconds.',
  });
});

test('a caller that is stopped leaves its child alone', async () => {
  const arn = await live.start(caller, { target: `${waiter}:$LATEST`, input: {} });
  const child = await childOf(arn);
  await untilStarted(child);
  await live.waitForEvent(arn, 'InvocationCompleted');
  await stop(arn, 'enough');
  expect(await live.describe(child)).toMatchObject({ Status: 'RUNNING' });
  await stop(child, 'enough');
  const types = (await live.history(arn)).map(({ EventType }) => EventType);
  expect(types.at(-1)).toBe('ExecutionStopped');
});

test('an alias is resolved when the invoke starts, and the history says to what', async () => {
  const target = await live.deploy('export const handler = async (event) => event.n + 1;', {
    durable: false,
  });
  await live.client.send(new PublishVersionCommand({ FunctionName: target }));
  await live.client.send(
    new CreateAliasCommand({ FunctionName: target, Name: 'live', FunctionVersion: '1' }),
  );
  const { arn, result } = await live.call(caller, { target: `${target}:live`, input: { n: 1 } });
  expect(result).toEqual({ result: 2 });
  const started = await live.waitForEvent(arn, 'ChainedInvokeStarted');
  expect(started.ChainedInvokeStartedDetails).toMatchObject({
    FunctionName: `${target}:live`,
    ExecutedVersion: '1',
    Input: { Payload: '{"n":1}', Truncated: false },
  });
  expect(started.ChainedInvokeStartedDetails?.DurableExecutionArn).toBeUndefined();
});

test('a result of more than 1 MiB fails the operation', async () => {
  const large = await live.deploy('export const handler = async () => "x".repeat(1_048_576);', {
    durable: false,
  });
  const { arn } = await live.call(caller, { target: large, input: {} });
  const told = await live.waitForEvent(arn, 'ChainedInvokeFailed');
  expect(told.ChainedInvokeFailedDetails?.Error?.Payload?.ErrorMessage).toBe(
    'CHAINED_INVOKE output payload size must be less than or equal to 1048576 bytes.',
  );
});

test.each([
  ['without a qualifier', () => waiter, 'InvalidParameterValueException'],
  ['that does not exist', () => 'nobody:live', 'ResourceNotFoundException'],
])('a durable target %s fails the operation in the very checkpoint', async (_what, target, errorType) => {
  const { arn } = await live.call(caller, { target: target(), input: {} });
  const events = await live.history(arn);
  expect(events.slice(1, 3).map(({ EventType }) => EventType)).toEqual([
    'ChainedInvokeStarted',
    'ChainedInvokeFailed',
  ]);
  expect(events[2]?.ChainedInvokeFailedDetails?.Error?.Payload?.ErrorType).toBe(errorType);
});

test('a server that is restarted goes on with the one child that there is', async () => {
  const target = await live.deploy(`
    import { withDurableExecution } from 'sdk';
    export const handler = withDurableExecution(async (event, context) => {
      await context.wait({ seconds: 1 });
      return 'done';
    });`);
  const arn = await live.start(caller, { target: `${target}:$LATEST`, input: {} });
  const child = await childOf(arn);
  await live.restart();
  await live.waitForEvent(arn, 'ExecutionSucceeded');
  expect((await live.describe(arn)).Result).toBe('{"result":"done"}');
  expect((await executionsOf(target)).map(({ DurableExecutionArn }) => DurableExecutionArn)).toEqual([child]);
});
