// STEP: the transition table of the contract, cell by cell, and what each edge leaves in the state and the history.

import { describe, expect, test } from 'vitest';
import { running } from '../../test/running.ts';
import { boom, step } from '../../test/updates.ts';
import type { VirtualExecution } from '../../test/virtual-execution.ts';

const reach = {
  STARTED: (execution: VirtualExecution) => execution.write(step.start('s')),
  PENDING: (execution: VirtualExecution) => execution.write(step.retry('s', 60)),
  READY: (execution: VirtualExecution) => {
    execution.write(step.retry('s', 5));
    execution.pass(5);
  },
  SUCCEEDED: (execution: VirtualExecution) => execution.write(step.succeed('s')),
  FAILED: (execution: VirtualExecution) => execution.write(step.fail('s')),
} as const;
type From = keyof typeof reach;

const start = 'Invalid current STEP state to start.';
const close = 'Invalid current STEP state to close.';
const retry = 'Invalid current STEP state to re-attempt.';
const refused: [From, string, string][] = [
  ['STARTED', 'start', start],
  ['PENDING', 'start', start],
  ['PENDING', 'succeed', close],
  ['PENDING', 'fail', close],
  ['PENDING', 'retry', retry],
  ['SUCCEEDED', 'start', start],
  ['SUCCEEDED', 'succeed', close],
  ['SUCCEEDED', 'fail', close],
  ['SUCCEEDED', 'retry', retry],
  ['FAILED', 'start', start],
  ['FAILED', 'succeed', close],
  ['FAILED', 'fail', close],
  ['FAILED', 'retry', retry],
];
const allowed: [From | '(none)', string, string][] = [
  ['(none)', 'start', 'STARTED'],
  ['(none)', 'succeed', 'SUCCEEDED'],
  ['(none)', 'fail', 'FAILED'],
  ['(none)', 'retry', 'PENDING'],
  ['STARTED', 'succeed', 'SUCCEEDED'],
  ['STARTED', 'fail', 'FAILED'],
  ['STARTED', 'retry', 'PENDING'],
  ['READY', 'start', 'STARTED'],
  ['READY', 'succeed', 'SUCCEEDED'],
  ['READY', 'fail', 'FAILED'],
  ['READY', 'retry', 'PENDING'],
];
const updateOf = (action: string) => {
  if (action === 'start') return step.start('s');
  if (action === 'succeed') return step.succeed('s', '1');
  return action === 'fail' ? step.fail('s') : step.retry('s', 5);
};

describe('a step', () => {
  test.each(refused)('%s refuses %s', (from, action, message) => {
    const execution = running();
    reach[from](execution);
    expect(execution.refusal(updateOf(action))).toBe(message);
  });

  test.each(allowed)('%s goes by %s to %s', (from, action, to) => {
    const execution = running();
    if (from !== '(none)') reach[from](execution);
    const [operation] = execution.write(updateOf(action));
    expect(operation?.Status).toBe(to);
  });

  test.each([
    ['START with a delay', step.start('s', { StepOptions: { NextAttemptDelaySeconds: 1 } })],
    ['SUCCEED with a delay', step.succeed('s', '1', { StepOptions: { NextAttemptDelaySeconds: 1 } })],
    ['FAIL with a delay', step.fail('s', { StepOptions: { NextAttemptDelaySeconds: 1 } })],
    ['RETRY without a delay', step.retry('s', 1, { StepOptions: {} })],
  ])('refuses %s', (_, update) => {
    expect(running().refusal(update)).toBe('Invalid StepOptions for the given action.');
  });

  test('refuses what contradicts its action', () => {
    const execution = running();
    expect(execution.refusal(step.succeed('s', undefined, { Error: boom }))).toBe(
      'Cannot provide an Error for SUCCEED action.',
    );
    expect(execution.refusal(step.fail('s', { Payload: '1' }))).toBe(
      'Cannot provide a Payload for FAIL action.',
    );
    expect(execution.refusal(step.retry('s', 1, { Error: boom, Payload: '1' }))).toBe(
      'Cannot provide both error and payload to RETRY a STEP.',
    );
  });

  test('counts the attempts that ended, and keeps the time of its first start', () => {
    const execution = running();
    const [first] = execution.write(step.start('s'));
    expect(first?.StepDetails).toEqual({});
    const [pending] = execution.write(step.retry('s', 5, { Payload: 'state' }));
    expect(pending?.StepDetails).toEqual({
      Attempt: 1,
      NextAttemptTimestamp: execution.now + 5000,
      Result: 'state',
    });
    execution.pass(5);
    expect(execution.operation('s')?.StepDetails).toEqual({ Attempt: 1, Result: 'state' });
    const [again] = execution.write(step.start('s'));
    expect(again).toMatchObject({ Status: 'STARTED', StepDetails: { Attempt: 1, Result: 'state' } });
    expect(again?.StartTimestamp).toBe(first?.StartTimestamp);
    const [done] = execution.write(step.fail('s'));
    expect(done?.StepDetails).toEqual({ Attempt: 2, Error: boom });
    expect(done?.EndTimestamp).toBe(execution.now);
  });

  test('a success drops the error of the attempt before', () => {
    const execution = running();
    execution.write(step.retry('s', 1, { Error: boom }));
    execution.pass(1);
    const [done] = execution.write(step.start('s'), step.succeed('s', '1'));
    expect(done?.StepDetails).toEqual({ Attempt: 2, Result: '1' });
  });

  test('a retry without payload and error counts as a poll that succeeded', () => {
    const execution = running();
    execution.write(step.retry('s', 7));
    expect(execution.lastDetails()).toEqual({
      Result: { Truncated: false },
      RetryDetails: { CurrentAttempt: 1, NextAttemptDelaySeconds: 7 },
    });
  });

  test('turning ready adds no event, is not early, and wakes the execution', () => {
    const execution = running();
    execution.write(step.retry('s', 5));
    execution.suspends().pass(4.999);
    const before = execution.sequence();
    expect(execution.operation('s')?.Status).toBe('PENDING');
    expect(execution.invoke()).toBeUndefined();
    execution.pass(0.001);
    expect(execution.operation('s')?.Status).toBe('READY');
    expect(execution.sequence()).toEqual(before);
    expect(execution.invoke()?.updatedIds).toEqual(['s']);
  });

  test('closed without a start has only its closing event', () => {
    const execution = running();
    execution.write(step.succeed('s', '1', { Name: 'pay', SubType: 'Step' }));
    expect(execution.history().slice(1)).toMatchObject([
      { EventType: 'StepSucceeded', Id: 's', Name: 'pay', SubType: 'Step' },
    ]);
  });
});
