// Who waits for an execution whose function cannot even be loaded would otherwise look at nothing until it times out.

import { describe, expect, it } from 'vitest';
import { FailingInvocations } from './failing-invocations.ts';
import type { FollowedEvent } from './follow-execution.ts';

const invocation = (error?: object): FollowedEvent => ({
  EventId: 2,
  EventType: 'InvocationCompleted',
  EventTimestamp: 100,
  InvocationCompletedDetails: {
    RequestId: 'r',
    ...(error && { Error: { Payload: error, Truncated: false } }),
  },
});
const broken = invocation({ ErrorType: 'Error', ErrorMessage: 'cannot load' });

describe('invocations that fail', () => {
  it('are counted until something else is recorded', () => {
    const failing = new FailingInvocations();
    failing.apply(broken);
    expect(failing.text()).toBe('An invocation has failed: Error: cannot load. It is repeated.');
    failing.apply(broken);
    expect(failing.text()).toBe('2 invocations in a row have failed: Error: cannot load. It is repeated.');
    failing.apply({ EventId: 3, EventType: 'StepStarted', EventTimestamp: 101 });
    expect(failing.text()).toBeUndefined();
  });

  it('are not those that ended to wait', () => {
    const failing = new FailingInvocations();
    failing.apply(invocation());
    expect(failing.text()).toBeUndefined();
  });
});
