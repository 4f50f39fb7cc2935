// The histories that the contract lists (4.6), event by event. A wrong order or an event too many breaks the conformance
// tests of AWS, which match by event id.

import { describe, expect, test } from 'vitest';
import type { Target } from '../src/draft.ts';
import { running } from './running.ts';
import { boom, callback, chainedInvoke, context, step, wait } from './updates.ts';

const child = 'arn:aws:lambda:eu-west-1:000000000000:function:pay:1/durable-execution/child/child-1';
const durable: Target = { kind: 'durable', functionName: 'pay', functionVersion: '1', childArn: child };

describe('the history of', () => {
  test('one step', () => {
    const execution = running();
    execution.write(step.start('s'), step.succeed('s', '1'));
    execution.succeeds('1');
    expect(execution.sequence()).toEqual([
      'ExecutionStarted',
      'StepStarted',
      'StepSucceeded',
      'InvocationCompleted',
      'ExecutionSucceeded',
    ]);
  });

  test('a step and a wait', () => {
    const execution = running();
    execution.write(step.start('s'), step.succeed('s', '1'), wait.start('w', 5));
    execution.suspends().pass(5).invoke();
    execution.succeeds();
    expect(execution.sequence()).toEqual([
      'ExecutionStarted',
      'StepStarted',
      'StepSucceeded',
      'WaitStarted',
      'InvocationCompleted',
      'WaitSucceeded',
      'InvocationCompleted',
      'ExecutionSucceeded',
    ]);
  });

  test('a step retried once', () => {
    const execution = running();
    execution.write(step.start('s'), step.retry('s', 2, { Error: boom }));
    execution.suspends().pass(2).invoke();
    execution.write(step.start('s'), step.succeed('s'));
    execution.succeeds();
    const history = execution.history();
    expect(history.map((event) => event.EventType)).toEqual([
      'ExecutionStarted',
      'StepStarted',
      'StepFailed',
      'InvocationCompleted',
      'StepStarted',
      'StepSucceeded',
      'InvocationCompleted',
      'ExecutionSucceeded',
    ]);
    expect(history[2]?.StepFailedDetails).toEqual({
      Error: { Payload: boom, Truncated: false },
      RetryDetails: { CurrentAttempt: 1, NextAttemptDelaySeconds: 2 },
    });
    expect(history[5]?.StepSucceededDetails).toEqual({
      Result: { Truncated: false },
      RetryDetails: { CurrentAttempt: 2 },
    });
  });

  test('a step whose four attempts fail', () => {
    const execution = running();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      execution.write(step.start('s'), step.retry('s', 1, { Error: boom }));
      execution.suspends().pass(1).invoke();
    }
    execution.write(step.start('s'), step.fail('s'));
    execution.fails(boom);
    const attempt = ['StepStarted', 'StepFailed', 'InvocationCompleted'];
    expect(execution.sequence()).toEqual([
      'ExecutionStarted',
      ...attempt,
      ...attempt,
      ...attempt,
      ...attempt,
      'ExecutionFailed',
    ]);
    expect(execution.history()[11]?.StepFailedDetails?.RetryDetails).toEqual({ CurrentAttempt: 4 });
  });

  test('a crash in a step that runs at least once', () => {
    const execution = running();
    execution.write(step.start('s'));
    execution.crashes().pass(1).invoke();
    execution.write(step.succeed('s'));
    execution.succeeds();
    expect(execution.sequence()).toEqual([
      'ExecutionStarted',
      'StepStarted',
      'InvocationCompleted',
      'StepSucceeded',
      'InvocationCompleted',
      'ExecutionSucceeded',
    ]);
    expect(execution.history()[2]?.InvocationCompletedDetails?.Error).toEqual({
      Payload: { ErrorType: 'Runtime.ExitError' },
      Truncated: false,
    });
  });

  test('a crash in a step that runs at most once', () => {
    const execution = running();
    execution.write(step.start('s'));
    execution.crashes().pass(1).invoke();
    execution.write(step.fail('s'));
    expect(execution.sequence()).toEqual([
      'ExecutionStarted',
      'StepStarted',
      'InvocationCompleted',
      'StepFailed',
    ]);
  });

  test('a callback', () => {
    const execution = running();
    execution.write(callback('c'));
    execution.suspends();
    execution.answer('c', { kind: 'success', result: '"x"' });
    execution.invoke();
    execution.succeeds();
    expect(execution.sequence()).toEqual([
      'ExecutionStarted',
      'CallbackStarted',
      'InvocationCompleted',
      'CallbackSucceeded',
      'InvocationCompleted',
      'ExecutionSucceeded',
    ]);
  });

  test('a callback that times out', () => {
    const execution = running();
    execution.write(callback('c', { CallbackOptions: { TimeoutSeconds: 5 } }));
    execution.suspends().pass(5).invoke();
    execution.fails();
    const history = execution.history();
    expect(history.map((event) => event.EventType)).toEqual([
      'ExecutionStarted',
      'CallbackStarted',
      'InvocationCompleted',
      'CallbackTimedOut',
      'InvocationCompleted',
      'ExecutionFailed',
    ]);
    expect(history[1]?.CallbackStartedDetails?.Timeout).toBe(5);
    expect(history[3]?.CallbackTimedOutDetails?.Error?.Payload?.ErrorType).toBe('Callback.Timeout');
  });

  test('a callback answered during a wait: the wait does not hold back the extra invocation', () => {
    const execution = running();
    execution.write(callback('c'), wait.start('w', 10));
    execution.suspends();
    execution.answer('c', { kind: 'success' });
    expect(execution.invoke()?.updatedIds).toEqual(['c']);
    execution.suspends().pass(10);
    expect(execution.invoke()?.updatedIds).toEqual(['w']);
    execution.succeeds();
    expect(execution.sequence()).toEqual([
      'ExecutionStarted',
      'CallbackStarted',
      'WaitStarted',
      'InvocationCompleted',
      'CallbackSucceeded',
      'InvocationCompleted',
      'WaitSucceeded',
      'InvocationCompleted',
      'ExecutionSucceeded',
    ]);
  });

  test('waitForCallback', () => {
    const execution = running();
    const ParentId = 'p';
    execution.write(context.start('p', { SubType: 'WaitForCallback' }), callback('c', { ParentId }));
    execution.write(step.start('s', { ParentId }), step.succeed('s', undefined, { ParentId }));
    execution.suspends();
    execution.answer('c', { kind: 'success', result: '1' });
    execution.invoke();
    execution.write(context.succeed('p', { Payload: '1' }));
    execution.succeeds('1');
    const history = execution.history();
    expect(history.map((event) => event.EventType)).toEqual([
      'ExecutionStarted',
      'ContextStarted',
      'CallbackStarted',
      'StepStarted',
      'StepSucceeded',
      'InvocationCompleted',
      'CallbackSucceeded',
      'ContextSucceeded',
      'InvocationCompleted',
      'ExecutionSucceeded',
    ]);
    expect(history[1]?.SubType).toBe('WaitForCallback');
    expect(history.map((event) => event.ParentId === 'p')).toEqual(
      [0, 0, 1, 1, 1, 0, 1, 0, 0, 0].map(Boolean),
    );
  });

  test('waitForCondition', () => {
    const execution = running();
    execution.write(step.start('s'), step.retry('s', 3, { Payload: '{"polls":1}' }));
    execution.suspends().pass(3).invoke();
    execution.write(step.start('s'), step.succeed('s', '{"polls":2}'));
    execution.succeeds();
    const history = execution.history();
    expect(history.map((event) => event.EventType)).toEqual([
      'ExecutionStarted',
      'StepStarted',
      'StepSucceeded',
      'InvocationCompleted',
      'StepStarted',
      'StepSucceeded',
      'InvocationCompleted',
      'ExecutionSucceeded',
    ]);
    expect(history[2]?.StepSucceededDetails).toEqual({
      Result: { Payload: '{"polls":1}', Truncated: false },
      RetryDetails: { CurrentAttempt: 1, NextAttemptDelaySeconds: 3 },
    });
    expect(history[5]?.StepSucceededDetails?.RetryDetails).toEqual({ CurrentAttempt: 2 });
  });

  test('an invoke', () => {
    const execution = running();
    execution.checkpoint([chainedInvoke('i', { Payload: '{}' })], { targets: new Map([['i', durable]]) });
    execution.suspends().targetEnds('i', { status: 'SUCCEEDED', result: '7' }).invoke();
    execution.succeeds();
    const history = execution.history();
    expect(history.map((event) => event.EventType)).toEqual([
      'ExecutionStarted',
      'ChainedInvokeStarted',
      'InvocationCompleted',
      'ChainedInvokeSucceeded',
      'InvocationCompleted',
      'ExecutionSucceeded',
    ]);
    expect(history[1]?.ChainedInvokeStartedDetails).toEqual({
      FunctionName: 'pay:1',
      Input: { Payload: '{}', Truncated: false },
      ExecutedVersion: '1',
      DurableExecutionArn: child,
    });
  });

  test('an invoke without a target, uncaught', () => {
    const execution = running();
    const error = { ErrorType: 'ResourceNotFoundException', ErrorMessage: 'Function not found' };
    execution.checkpoint([chainedInvoke('i', { Payload: '{}' })], {
      targets: new Map([['i', { kind: 'unresolved', error }]]),
    });
    execution.fails(error);
    expect(execution.sequence()).toEqual([
      'ExecutionStarted',
      'ChainedInvokeStarted',
      'ChainedInvokeFailed',
      'InvocationCompleted',
      'ExecutionFailed',
    ]);
    expect(execution.history()[1]?.ChainedInvokeStartedDetails).toEqual({ FunctionName: 'pay:1' });
  });

  test('a handler that throws before any operation', () => {
    const execution = running().fails(boom);
    const history = execution.history();
    expect(history.map((event) => event.EventType)).toEqual([
      'ExecutionStarted',
      'InvocationCompleted',
      'ExecutionFailed',
    ]);
    expect(history[1]?.InvocationCompletedDetails?.Error?.Payload).toEqual(boom);
  });

  test.each([
    ['a timeout', 'ExecutionTimedOut'],
    ['a stop', 'ExecutionStopped'],
  ] as const)('%s in a wait', (_, terminal) => {
    const execution = running();
    execution.write(wait.start('w', 10_000));
    execution.suspends();
    if (terminal === 'ExecutionTimedOut') execution.pass(3600);
    else execution.end();
    expect(execution.sequence()).toEqual([
      'ExecutionStarted',
      'WaitStarted',
      'InvocationCompleted',
      terminal,
    ]);
  });
});
