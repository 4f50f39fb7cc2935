// A start under a name: new, repeated, or in conflict with the execution that has the name.

import { expect, test } from 'vitest';
import { running } from '../test/running.ts';
import { startCommand, VirtualExecution } from '../test/virtual-execution.ts';
import { decideStart } from './start.ts';

const arn = 'arn:aws:lambda:eu-west-1:000000000000:function:orders:3/durable-execution/order-17/execution-1';

test('a start under a free name makes the execution', () => {
  const decision = decideStart(undefined, startCommand());
  expect(decision).toMatchObject({ ok: true, reply: { arn, created: true } });
  const execution = new VirtualExecution();
  expect(execution.history()).toEqual([
    {
      EventId: 1,
      EventType: 'ExecutionStarted',
      EventTimestamp: execution.now,
      Id: 'execution-1',
      Name: 'order-17',
      ExecutionStartedDetails: {
        Input: { Payload: '{"qty":2}', Truncated: false },
        ExecutionTimeout: 3600,
      },
    },
  ]);
});

test('the same start again finds the execution, open or closed, and records nothing', () => {
  for (const execution of [running(), running().succeeds('1')]) {
    const decision = decideStart(execution.state, startCommand());
    expect(decision).toMatchObject({ ok: true, events: [], letters: [], reply: { arn, created: false } });
  }
});

test.each([
  ['payload', { input: '{"qty": 2}' }],
  ['version', { reference: { ...startCommand().reference, functionVersion: '4' } }],
])('the same name with another %s is refused', (_, over) => {
  expect(decideStart(running().state, startCommand(over))).toEqual({
    ok: false,
    refusal: {
      code: 'DurableExecutionAlreadyStartedException',
      message: `Execution already started: ${arn}`,
    },
  });
});
