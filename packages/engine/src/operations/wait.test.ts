// WAIT: its table, its timer and its cancellation.

import { expect, test } from 'vitest';
import { running } from '../../test/running.ts';
import { wait } from '../../test/updates.ts';

const cancel = 'Cannot cancel a WAIT that does not exist or has already completed.';

test('a wait needs its seconds, and starts once', () => {
  const execution = running();
  expect(execution.refusal({ Id: 'w', Type: 'WAIT', Action: 'START' })).toBe(
    'Update for WAIT operation requires WaitOptions.',
  );
  execution.write(wait.start('w', 5));
  expect(execution.refusal(wait.start('w', 5))).toBe('Cannot start a WAIT that already exist.');
});

test('a wait ends at its time, not a millisecond before, and wakes the execution', () => {
  const execution = running();
  const scheduled = execution.now + 5000;
  execution.write(wait.start('w', 5));
  execution.suspends().pass(4.999);
  expect(execution.operation('w')?.Status).toBe('STARTED');
  execution.pass(0.001);
  expect(execution.operation('w')).toMatchObject({
    Status: 'SUCCEEDED',
    EndTimestamp: scheduled,
    WaitDetails: { ScheduledEndTimestamp: scheduled },
  });
  expect(execution.lastDetails()).toEqual({ Duration: 5 });
  expect(execution.invoke()?.updatedIds).toEqual(['w']);
});

test('the history of a wait that fired late has the configured seconds, and the end as scheduled', () => {
  const execution = running();
  const scheduled = execution.now + 5000;
  execution.write(wait.start('w', 5));
  expect(execution.lastDetails()).toEqual({ Duration: 5, ScheduledEndTimestamp: scheduled });
  execution.pass(60);
  expect(execution.lastDetails()).toEqual({ Duration: 5 });
  expect(execution.operation('w')?.WaitDetails).toEqual({ ScheduledEndTimestamp: scheduled });
});

test('a cancelled wait closes, fires no timer and wakes nobody', () => {
  const execution = running();
  execution.write(wait.start('w', 5), wait.start('other', 50));
  const [cancelled] = execution.write(wait.cancel('w'));
  expect(cancelled).toMatchObject({ Status: 'CANCELLED', EndTimestamp: execution.now });
  expect(execution.lastDetails()).toEqual({});
  execution.suspends().pass(10);
  expect(execution.invoke()).toBeUndefined();
});

test('only an open wait can be cancelled', () => {
  const execution = running();
  expect(execution.refusal(wait.cancel('w'))).toBe(cancel);
  execution.write(wait.start('w', 5));
  execution.write(wait.cancel('w'));
  expect(execution.refusal(wait.cancel('w'))).toBe(cancel);
  execution.write(wait.start('v', 5));
  execution.pass(5);
  expect(execution.refusal(wait.cancel('v'))).toBe(cancel);
});

test('a payload or an error on a wait is ignored', () => {
  const execution = running();
  const [started] = execution.write(wait.start('w', 5, { Payload: 'x', Error: {} }));
  expect(Object.keys(started?.WaitDetails ?? {})).toEqual(['ScheduledEndTimestamp']);
});
