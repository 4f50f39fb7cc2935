// CONTEXT: its table, and the ReplayChildren flag.

import { expect, test } from 'vitest';
import { running } from '../../test/running.ts';
import { boom, context } from '../../test/updates.ts';

test('a context starts once and closes once', () => {
  const execution = running();
  execution.write(context.start('c'));
  expect(execution.refusal(context.start('c'))).toBe('Cannot start a CONTEXT that already exist.');
  const [closed] = execution.write(context.succeed('c', { Payload: '' }));
  expect(closed).toMatchObject({ Status: 'SUCCEEDED', ContextDetails: { Result: '' } });
  expect(execution.refusal(context.start('c'))).toBe('Cannot start a CONTEXT that already exist.');
  const message = 'Invalid current CONTEXT state to close.';
  expect(execution.refusal(context.succeed('c'))).toBe(message);
  expect(execution.refusal(context.fail('c'))).toBe(message);
});

test('a context may close without a start', () => {
  const execution = running();
  const [closed] = execution.write(context.fail('c', { Name: 'branch' }));
  expect(closed).toMatchObject({ Status: 'FAILED', Name: 'branch', ContextDetails: { Error: boom } });
  expect(execution.sequence()).toEqual(['ExecutionStarted', 'ContextFailed']);
});

test('a context refuses what contradicts its action', () => {
  const execution = running();
  expect(execution.refusal(context.succeed('c', { Error: boom }))).toBe(
    'Cannot provide an Error for SUCCEED action.',
  );
  expect(execution.refusal(context.fail('c', { Payload: '1' }))).toBe(
    'Cannot provide a Payload for FAIL action.',
  );
});

test.each([
  [true, undefined, true],
  [true, false, false],
  [false, true, true],
  [undefined, true, true],
  [undefined, undefined, undefined],
])('of ReplayChildren %s at the start and %s at the end, %s stands', (first, last, expected) => {
  const options = (ReplayChildren: boolean | undefined) =>
    ReplayChildren === undefined ? {} : { ContextOptions: { ReplayChildren } };
  const execution = running();
  execution.write(context.start('c', options(first)));
  const [closed] = execution.write(context.succeed('c', options(last)));
  expect(closed?.ContextDetails?.ReplayChildren).toBe(expected);
});
