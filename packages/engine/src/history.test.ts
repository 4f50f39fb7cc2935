// The history as the API shows it: labels, pages, and what is left of it without data.

import { expect, test } from 'vitest';
import { running } from '../test/running.ts';
import { callback, context, step, wait } from '../test/updates.ts';
import { describeHistory } from './history.ts';

function sample() {
  const execution = running();
  execution.write(
    context.start('p', { Name: 'group', SubType: 'RunInChildContext' }),
    step.start('s', { Name: 'pay', SubType: 'Step', ParentId: 'p' }),
    step.succeed('s', '1'),
    wait.start('w', 5),
    callback('c', { CallbackOptions: { TimeoutSeconds: 9, HeartbeatTimeoutSeconds: 4 } }),
  );
  execution.suspends().pass(5);
  return execution;
}

test('an event has the labels of its operation, as they were first given', () => {
  const [started, , , succeeded] = sample().history();
  expect(started).toMatchObject({ EventId: 1, Id: 'execution-1', Name: 'order-17' });
  expect(succeeded).toMatchObject({ Id: 's', Name: 'pay', SubType: 'Step', ParentId: 'p' });
});

test('the end of an invocation has its request and its times, and no labels', () => {
  const execution = sample();
  const ended = execution.history().find((event) => event.EventType === 'InvocationCompleted');
  expect(ended).toEqual({
    EventId: 7,
    EventType: 'InvocationCompleted',
    EventTimestamp: execution.state.startedAt,
    InvocationCompletedDetails: {
      StartTimestamp: execution.state.startedAt,
      EndTimestamp: execution.state.startedAt,
      RequestId: 'request-1',
    },
  });
});

test('a page has the ids asked for, and is the same as the part of the whole', () => {
  const execution = sample();
  const whole = execution.history();
  for (let firstEventId = 1; firstEventId <= whole.length; firstEventId += 1) {
    const range = { includeData: true, firstEventId, lastEventId: firstEventId + 2 };
    const page = describeHistory(execution.entries(), range);
    expect(page).toEqual(whole.slice(firstEventId - 1, firstEventId + 2));
  }
});

test('without data, payloads are marked as left out, and everything else stays', () => {
  const execution = sample();
  const [started, , , succeeded, waited, called] = execution.history(false);
  expect(started?.ExecutionStartedDetails).toEqual({ Input: { Truncated: true }, ExecutionTimeout: 3600 });
  expect(succeeded?.StepSucceededDetails).toEqual({
    Result: { Truncated: true },
    RetryDetails: { CurrentAttempt: 1 },
  });
  expect(waited?.WaitStartedDetails).toMatchObject({ Duration: 5 });
  expect(called?.CallbackStartedDetails).toMatchObject({ Timeout: 9, HeartbeatTimeout: 4 });
  expect(JSON.stringify(execution.history(false))).not.toContain('Payload');
});

test('a wrapper that never had a payload is not marked as truncated', () => {
  const execution = running();
  execution.write(step.succeed('s'));
  expect(execution.history(false)[1]?.StepSucceededDetails?.Result).toEqual({ Truncated: false });
});
