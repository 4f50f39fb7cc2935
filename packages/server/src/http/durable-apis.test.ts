// The wire form of the durable execution APIs, judged by the official client. A bug here shows as a client that crashes on
// an answer, misses a member, or does not recognise an error.

import {
  CheckpointDurableExecutionCommand,
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  GetDurableExecutionStateCommand,
  ListDurableExecutionsByFunctionCommand,
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackHeartbeatCommand,
  SendDurableExecutionCallbackSuccessCommand,
  StopDurableExecutionCommand,
} from '@aws-sdk/client-lambda';
import { accepted } from '@perdure/protocol';
import { expect, test } from 'vitest';
import { endedAt, executionArn, fakePorts, functionArn, reference, startedAt } from './testing/fake-ports.ts';
import { listeningServer } from './testing/listening-server.ts';

const callbackId = 'YWJj+/8=';

test('a checkpoint travels there and back, with times as the client wants them', async () => {
  const fake = fakePorts({
    executions: {
      checkpoint: async () =>
        accepted({
          CheckpointToken: 'T2+/==',
          NewExecutionState: {
            Operations: [
              {
                Id: 's1',
                Type: 'STEP',
                Status: 'PENDING',
                StartTimestamp: startedAt,
                StepDetails: { Attempt: 1, NextAttemptTimestamp: endedAt },
              },
              {
                Id: 'w1',
                Type: 'WAIT',
                Status: 'SUCCEEDED',
                StartTimestamp: startedAt,
                EndTimestamp: endedAt,
                WaitDetails: { ScheduledEndTimestamp: endedAt },
              },
            ],
          },
        }),
    },
  });
  await using listening = await listeningServer(fake);
  const updates = [
    { Id: 's1', Type: 'STEP', Action: 'SUCCEED', Payload: '"ok ✓"', Name: 'pay' },
    { Id: 'w1', Type: 'WAIT', Action: 'START', WaitOptions: { WaitSeconds: 5 } },
  ] as const;
  const response = await listening.client.send(
    new CheckpointDurableExecutionCommand({
      DurableExecutionArn: executionArn,
      CheckpointToken: 'T1+/==',
      ClientToken: 'c1',
      Updates: [...updates],
    }),
  );
  expect(fake.asked).toEqual([
    {
      port: 'executions.checkpoint',
      args: [reference, { CheckpointToken: 'T1+/==', ClientToken: 'c1', Updates: [...updates] }],
    },
  ]);
  expect(response.CheckpointToken).toBe('T2+/==');
  const [step, wait] = response.NewExecutionState?.Operations ?? [];
  expect(step?.StepDetails?.NextAttemptTimestamp).toEqual(new Date(endedAt));
  expect(step?.EndTimestamp).toBeUndefined();
  expect(wait?.WaitDetails?.ScheduledEndTimestamp).toEqual(new Date(endedAt));
  expect(wait?.EndTimestamp).toEqual(new Date(endedAt));
});

test('a state page is asked for with token, marker and size', async () => {
  const fake = fakePorts({
    executions: { state: async () => accepted({ Operations: [], NextMarker: 'm2' }) },
  });
  await using listening = await listeningServer(fake);
  const page = await listening.client.send(
    new GetDurableExecutionStateCommand({
      DurableExecutionArn: executionArn,
      CheckpointToken: 'T1+/==',
      Marker: 'm 1',
      MaxItems: 7,
    }),
  );
  expect(page).toMatchObject({ Operations: [], NextMarker: 'm2' });
  expect(fake.asked[0]?.args).toEqual([reference, { checkpointToken: 'T1+/==', marker: 'm 1', maxItems: 7 }]);
});

test('an execution is described with dates, and with data unless the caller declines', async () => {
  const fake = fakePorts();
  await using listening = await listeningServer(fake);
  const execution = await listening.client.send(
    new GetDurableExecutionCommand({ DurableExecutionArn: executionArn }),
  );
  expect(execution.StartTimestamp).toEqual(new Date(startedAt));
  expect(execution.EndTimestamp).toEqual(new Date(endedAt));
  expect(execution.DurableConfig).toEqual({ ExecutionTimeout: 900, RetentionPeriodInDays: 14 });
  await listening.client.send(
    new GetDurableExecutionCommand({ DurableExecutionArn: executionArn, IncludeExecutionData: false }),
  );
  expect(fake.asked.map(({ args }) => args)).toEqual([
    [reference, true],
    [reference, false],
  ]);
});

test('history pages carry dates in events and in their details', async () => {
  const fake = fakePorts({
    executions: {
      history: async () =>
        accepted({
          Events: [
            {
              EventId: 4,
              EventType: 'WaitStarted',
              EventTimestamp: startedAt,
              WaitStartedDetails: { Duration: 5, ScheduledEndTimestamp: endedAt },
            },
          ],
          NextMarker: 'm2',
        }),
    },
  });
  await using listening = await listeningServer(fake);
  const page = await listening.client.send(
    new GetDurableExecutionHistoryCommand({
      DurableExecutionArn: executionArn,
      IncludeExecutionData: true,
      ReverseOrder: true,
      MaxItems: 0,
    }),
  );
  expect(page.Events?.[0]?.EventTimestamp).toEqual(new Date(startedAt));
  expect(page.Events?.[0]?.WaitStartedDetails?.ScheduledEndTimestamp).toEqual(new Date(endedAt));
  expect(page.NextMarker).toBe('m2');
  expect(fake.asked[0]?.args).toEqual([
    reference,
    { includeExecutionData: true, reverseOrder: true, maxItems: 100 },
  ]);
});

test('a list is filtered by all members of the query', async () => {
  const summary = {
    DurableExecutionArn: executionArn,
    DurableExecutionName: 'order-17',
    FunctionArn: `${functionArn}:3`,
    Status: 'RUNNING',
    StartTimestamp: startedAt,
  } as const;
  const fake = fakePorts({
    executions: { list: async () => accepted({ DurableExecutions: [summary] }) },
  });
  await using listening = await listeningServer(fake);
  const page = await listening.client.send(
    new ListDurableExecutionsByFunctionCommand({
      FunctionName: functionArn,
      Qualifier: '3',
      DurableExecutionName: 'order-17',
      Statuses: ['RUNNING', 'FAILED'],
      StartedAfter: new Date(startedAt),
      StartedBefore: new Date(endedAt),
      ReverseOrder: true,
    }),
  );
  expect(page.DurableExecutions?.[0]).toEqual({ ...summary, StartTimestamp: new Date(startedAt) });
  expect(fake.asked.at(-1)?.args).toEqual([
    {
      functionName: 'order',
      functionVersion: '3',
      executionName: 'order-17',
      statuses: ['RUNNING', 'FAILED'],
      startedAfter: startedAt,
      startedBefore: endedAt,
      reverseOrder: true,
      maxItems: 100,
    },
  ]);
});

test('stop takes an error or none', async () => {
  const fake = fakePorts();
  await using listening = await listeningServer(fake);
  const error = { ErrorType: 'Cancelled', ErrorMessage: 'by hand', StackTrace: ['a', 'b'] };
  const stopped = await listening.client.send(
    new StopDurableExecutionCommand({ DurableExecutionArn: executionArn, Error: error }),
  );
  await listening.client.send(new StopDurableExecutionCommand({ DurableExecutionArn: executionArn }));
  expect(stopped.StopTimestamp).toEqual(new Date(endedAt));
  expect(fake.asked.map(({ args }) => args)).toEqual([
    [reference, error],
    [reference, {}],
  ]);
});

test('callbacks are answered with bytes, an error, or a heartbeat', async () => {
  const fake = fakePorts();
  await using listening = await listeningServer(fake);
  const { client } = listening;
  const CallbackId = callbackId;
  await client.send(
    new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: Buffer.from('not json ✓') }),
  );
  await client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId }));
  await client.send(
    new SendDurableExecutionCallbackFailureCommand({ CallbackId, Error: { ErrorMessage: 'declined' } }),
  );
  await client.send(new SendDurableExecutionCallbackFailureCommand({ CallbackId }));
  await client.send(new SendDurableExecutionCallbackHeartbeatCommand({ CallbackId }));
  expect(fake.asked).toEqual([
    { port: 'executions.succeedCallback', args: [callbackId, 'not json ✓'] },
    { port: 'executions.succeedCallback', args: [callbackId, undefined] },
    { port: 'executions.failCallback', args: [callbackId, { ErrorMessage: 'declined' }] },
    { port: 'executions.failCallback', args: [callbackId, {}] },
    { port: 'executions.heartbeatCallback', args: [callbackId] },
  ]);
});
