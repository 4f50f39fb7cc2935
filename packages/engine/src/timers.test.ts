// Time: the deadline of the execution, lost invocations, stops that race, retention, and when to look again.

import { describe, expect, test } from 'vitest';
import { running } from '../test/running.ts';
import { boom, callback, context, step, wait } from '../test/updates.ts';
import { START_MILLIS, VirtualExecution } from '../test/virtual-execution.ts';
import { isExpired, isTickDue, timerAt } from './timers.ts';

const config = (ExecutionTimeout: number) => ({ config: { ExecutionTimeout, RetentionPeriodInDays: 1 } });
const wake = (execution: VirtualExecution) => execution.wakesAt() - START_MILLIS;

describe('the deadline of an execution', () => {
  test('closes it TIMED_OUT and leaves its operations open', () => {
    const execution = running(config(10));
    execution.write(wait.start('w', 50), step.start('s'), callback('c'));
    execution.suspends().pass(9.999);
    expect(execution.state.status).toBe('RUNNING');
    execution.pass(0.001);
    expect(execution.state.closed).toEqual({
      at: execution.now,
      outcome: { status: 'TIMED_OUT', error: { ErrorMessage: 'Execution timed out after 10 seconds.' } },
    });
    expect(execution.lastDetails()).toEqual({});
    expect(execution.operation('w')?.Status).toBe('STARTED');
    expect(execution.pass(100).operation('w')?.Status).toBe('STARTED');
  });

  test('lets the invocation in flight end, but takes nothing more from it', () => {
    const execution = running(config(10));
    execution.pass(10);
    expect(execution.checkpoint([step.start('s')])).toMatchObject({
      message: 'Invalid Checkpoint Token: the durable execution is closed.',
    });
    execution.succeeds('1');
    expect(execution.state.status).toBe('TIMED_OUT');
    expect(execution.sequence().slice(1)).toEqual(['ExecutionTimedOut', 'InvocationCompleted']);
    expect(execution.lastDetails()).not.toHaveProperty('Error');
  });

  test('comes after the timers before it, and before those after it, even when all are found late', () => {
    const execution = running(config(10));
    execution.write(wait.start('after', 11), wait.start('second', 9), wait.start('first', 8));
    execution.suspends().pass(60);
    expect(
      execution
        .history()
        .slice(5)
        .map((event) => [event.EventType, event.Id]),
    ).toEqual([
      ['WaitSucceeded', 'first'],
      ['WaitSucceeded', 'second'],
      ['ExecutionTimedOut', 'execution-1'],
    ]);
  });
});

describe('a checkpoint that comes when timers are due', () => {
  test('is recorded before them, and its reply tells of both', () => {
    const execution = running();
    execution.write(wait.start('w', 5), step.retry('s', 4));
    execution.now += 6000;
    const operations = execution.write(step.start('t'));
    expect(operations.map(({ Id, Status }) => [Id, Status])).toEqual([
      ['t', 'STARTED'],
      ['s', 'READY'],
      ['w', 'SUCCEEDED'],
    ]);
    expect(execution.sequence().slice(-2)).toEqual(['StepStarted', 'WaitSucceeded']);
    execution.succeeds();
    expect(execution.state.status).toBe('SUCCEEDED');
  });

  test('cancels a wait that is due and has not fired', () => {
    const execution = running();
    execution.write(wait.start('w', 5));
    execution.now += 6000;
    execution.write(wait.cancel('w'));
    expect(execution.operation('w')?.Status).toBe('CANCELLED');
  });
});

describe('an invocation that does not end', () => {
  test('is given up after its deadline and a grace, and repeated', () => {
    const execution = running();
    execution.pass(69.999);
    expect(execution.state.invocation).toBeDefined();
    execution.pass(0.001);
    expect(execution.lastDetails()).toMatchObject({ Error: { Payload: { ErrorType: 'Sandbox.Timedout' } } });
    expect(execution.pass(1).invoke()).toBeDefined();
  });

  test('is given up too when its execution is closed, so that this one can expire', () => {
    const execution = running();
    execution.end();
    expect(wake(execution)).toBe(70_000);
    execution.pass(70);
    expect(execution.sequence().slice(1)).toEqual(['ExecutionStopped', 'InvocationCompleted']);
    expect(timerAt(execution.state, execution.settings)).toBe(Number.POSITIVE_INFINITY);
  });

  test('and an execution out of time are found by one tick', () => {
    const execution = running(config(30));
    execution.pass(3600);
    expect(execution.sequence().slice(1)).toEqual(['ExecutionTimedOut', 'InvocationCompleted']);
    expect(isTickDue(execution.state, execution.now, execution.settings)).toBe(false);
  });
});

describe('a stop', () => {
  test('closes the execution with its error, or an empty one, and takes no more from the handler', () => {
    const execution = running();
    execution.write(wait.start('w', 5));
    expect(execution.end('STOPPED', boom)).toBe(execution.now);
    expect(execution.state.closed?.outcome).toEqual({ status: 'STOPPED', error: boom });
    expect(execution.checkpoint([]).ok).toBe(false);
    execution.suspends().pass(5);
    expect(execution.operation('w')?.Status).toBe('STARTED');
    expect(execution.invoke()).toBeUndefined();

    const plain = new VirtualExecution();
    plain.end();
    expect(plain.lastDetails()).toEqual({ Error: { Payload: {}, Truncated: false } });
  });

  test('of a closed execution answers the time of its close and changes nothing', () => {
    const execution = running().succeeds('1');
    const closedAt = execution.now;
    const entries = execution.journal.length;
    execution.pass(5);
    expect(execution.end()).toBe(closedAt);
    expect(execution.journal).toHaveLength(entries);
  });

  test('that comes after the deadline finds the execution timed out', () => {
    const execution = running(config(10)).succeeds();
    const late = new VirtualExecution(config(10));
    late.now += 11_000;
    late.end();
    expect(late.state.status).toBe('TIMED_OUT');
    expect(execution.state.status).toBe('SUCCEEDED');
  });

  test('by the server closes it FAILED', () => {
    const execution = new VirtualExecution();
    execution.end('FAILED', { ErrorType: 'ResourceNotFoundException' });
    expect(execution.sequence()).toEqual(['ExecutionStarted', 'ExecutionFailed']);
  });
});

describe('the time to look again', () => {
  test('is at once when an invocation is due, else the next timer', () => {
    const execution = new VirtualExecution();
    expect(wake(execution)).toBe(0);
    execution.invoke();
    expect(wake(execution)).toBe(70_000);
    execution.write(
      wait.start('w', 20),
      step.retry('s', 10),
      callback('c', { CallbackOptions: { TimeoutSeconds: 5 } }),
    );
    expect(wake(execution)).toBe(5000);
    execution.suspends();
    execution.answer('c', { kind: 'success' });
    expect(wake(execution)).toBe(0);
    execution.invoke();
    execution.suspends();
    expect(wake(execution)).toBe(10_000);
  });

  test('is the deadline when nothing else comes, the retry after a failure, then the end of retention', () => {
    const execution = running(config(3600));
    execution.write(callback('c'));
    execution.suspends();
    expect(wake(execution)).toBe(3_600_000);
    execution.answer('c', { kind: 'failure' });
    execution.invoke();
    execution.crashes();
    expect(wake(execution)).toBe(750);
    execution.end();
    expect(wake(execution)).toBe(86_400_000);
  });
});

test('an execution expires when its retention ends, counted from the close, and not before', () => {
  const execution = running(config(10)).succeeds();
  const end = execution.now + 86_400_000;
  expect(isExpired(execution.state, end - 1)).toBe(false);
  expect(isExpired(execution.state, end)).toBe(true);
  expect(isExpired(new VirtualExecution().state, end)).toBe(false);
});

test('a context never keeps an execution waiting', () => {
  const execution = running();
  execution.write(context.start('c'));
  expect(execution.state.timers.size).toBe(0);
});
