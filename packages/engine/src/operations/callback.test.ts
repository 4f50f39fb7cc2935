// CALLBACK: answers, deadlines, heartbeats, and who is too late.

import { expect, test } from 'vitest';
import { running } from '../../test/running.ts';
import { boom, callback, execution as executionUpdate, wait } from '../../test/updates.ts';
import { decodeCallbackId } from '../references.ts';

const timers = (TimeoutSeconds: number, HeartbeatTimeoutSeconds: number) => ({
  CallbackOptions: { TimeoutSeconds, HeartbeatTimeoutSeconds },
});
const tooLate = 'CallbackTimeoutException';

test('a callback gets an id that names it, in the reply to its start', () => {
  const execution = running();
  const [started] = execution.write(callback('c'));
  const callbackId = started?.CallbackDetails?.CallbackId ?? '';
  expect(decodeCallbackId(callbackId)).toEqual({ executionId: 'execution-1', operationId: 'c' });
  expect(execution.lastDetails()).toEqual({ CallbackId: callbackId });
  expect(execution.refusal(callback('c'))).toBe('Cannot start a CALLBACK that already exist.');
});

test.each([
  [{ kind: 'success', result: '"x"' } as const, 'SUCCEEDED', { Result: '"x"' }],
  [{ kind: 'success' } as const, 'SUCCEEDED', {}],
  [{ kind: 'failure', error: boom } as const, 'FAILED', { Error: boom }],
  [{ kind: 'failure' } as const, 'FAILED', {}],
])('the answer %j closes it %s and wakes the execution', (answer, status, details) => {
  const execution = running();
  execution.write(callback('c'));
  execution.suspends();
  expect(execution.answer('c', answer)).toBeUndefined();
  expect(execution.operation('c')?.Status).toBe(status);
  expect(execution.operation('c')?.CallbackDetails).toMatchObject(details);
  expect(execution.answer('c', answer)).toBe(tooLate);
  expect(execution.answer('c', { kind: 'heartbeat' })).toBe(tooLate);
  expect(execution.invoke()?.updatedIds).toEqual(['c']);
});

test('an answer with another id, for no operation, or for one of another type is too late', () => {
  const execution = running();
  execution.write(callback('c'), wait.start('w', 5));
  expect(execution.answer('c', { kind: 'success' }, 'YS9iL2M=')).toBe(tooLate);
  expect(execution.answer('none', { kind: 'success' })).toBe(tooLate);
  expect(execution.answer('w', { kind: 'success' })).toBe(tooLate);
});

test.each([
  ['the timeout', timers(5, 0), 5, 'Callback.Timeout', 'Callback timed out'],
  ['the heartbeat', timers(0, 5), 5, 'Callback.Heartbeat', 'Callback timed out on heartbeat'],
  [
    'the earlier one, the heartbeat',
    timers(9, 5),
    20,
    'Callback.Heartbeat',
    'Callback timed out on heartbeat',
  ],
  ['the earlier one, the timeout', timers(5, 9), 20, 'Callback.Timeout', 'Callback timed out'],
  ['the timeout in a tie', timers(5, 5), 5, 'Callback.Timeout', 'Callback timed out'],
])('a callback that nobody answers is ended by %s', (_, options, seconds, ErrorType, ErrorMessage) => {
  const execution = running();
  execution.write(callback('c', options));
  execution.suspends().pass(seconds);
  expect(execution.operation('c')?.Status).toBe('TIMED_OUT');
  expect(execution.operation('c')?.CallbackDetails?.Error).toEqual({ ErrorType, ErrorMessage });
  expect(execution.lastDetails()).toEqual({ Error: { Payload: { ErrorType }, Truncated: false } });
  expect(execution.invoke()?.updatedIds).toEqual(['c']);
});

test('an answer at the deadline is too late, one millisecond before it counts', () => {
  const late = running();
  late.write(callback('c', timers(5, 0)));
  late.now += 5000;
  expect(late.answer('c', { kind: 'success' })).toBe(tooLate);
  expect(late.operation('c')?.Status).toBe('TIMED_OUT');

  const inTime = running();
  inTime.write(callback('c', timers(5, 0)));
  inTime.now += 4999;
  expect(inTime.answer('c', { kind: 'success' })).toBeUndefined();
});

test('a heartbeat restarts the heartbeat clock only, without an event and without a wake-up', () => {
  const execution = running();
  execution.write(callback('c', timers(12, 5)));
  execution.suspends().pass(4);
  const before = execution.sequence();
  expect(execution.answer('c', { kind: 'heartbeat' })).toBeUndefined();
  expect(execution.sequence()).toEqual(before);
  expect(execution.invoke()).toBeUndefined();
  execution.pass(4);
  expect(execution.answer('c', { kind: 'heartbeat' })).toBeUndefined();
  execution.pass(4);
  expect(execution.operation('c')?.CallbackDetails?.Error?.ErrorType).toBe('Callback.Timeout');
});

test('a heartbeat for a callback without a heartbeat timeout has no effect', () => {
  const execution = running();
  execution.write(callback('c', timers(5, 0)));
  const entries = execution.journal.length;
  expect(execution.answer('c', { kind: 'heartbeat' })).toBeUndefined();
  expect(execution.journal).toHaveLength(entries);
});

test('a callback without timers, or with timers of 0, waits for ever', () => {
  const execution = running({ config: { ExecutionTimeout: 31_622_400, RetentionPeriodInDays: 1 } });
  execution.write(callback('c'), callback('zero', timers(0, 0)));
  execution.suspends().pass(31_000_000);
  expect(execution.operation('c')?.Status).toBe('STARTED');
  expect(execution.operation('zero')?.Status).toBe('STARTED');
});

test('the callback of a closed execution is too late to answer', () => {
  const execution = running();
  execution.write(callback('c'));
  execution.write(executionUpdate.succeed());
  expect(execution.answer('c', { kind: 'success' })).toBe(tooLate);
});

test('an answer while the invocation runs is in its next reply', () => {
  const execution = running();
  execution.write(callback('c'));
  execution.answer('c', { kind: 'success', result: '1' });
  expect(execution.write()).toMatchObject([{ Id: 'c', Status: 'SUCCEEDED' }]);
  expect(execution.write()).toEqual([]);
});
