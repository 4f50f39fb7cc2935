// When a history says more of the machine than of the SDK.

import type { Event, EventType } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { isOvertaken } from './overtaken.ts';

const historyOf = (...events: [EventType, string?][]): Event[] =>
  events.map(([EventType, Id]) => ({ EventType, ...(Id === undefined ? {} : { Id }) }));

test.each([
  ['a wait', 'WaitStarted', 'WaitSucceeded'],
  ['the pause before an attempt', 'StepFailed', 'StepStarted'],
  ['the time of a callback', 'CallbackStarted', 'CallbackTimedOut'],
] as const)(
  '%s that is over before its invocation has ended is told from one that is over afterwards',
  (_, begin, end) => {
    expect(
      isOvertaken(historyOf(['StepStarted', 'a'], [begin, 'a'], [end, 'a'], ['InvocationCompleted'])),
    ).toBe(true);
    expect(isOvertaken(historyOf(['InvocationCompleted'], [begin, 'a'], [end, 'a']))).toBe(true);
    expect(isOvertaken(historyOf([begin, 'a'], ['InvocationCompleted'], [end, 'a']))).toBe(false);
    expect(isOvertaken(historyOf([begin, 'a'], [end, 'b'], ['InvocationCompleted']))).toBe(false);
  },
);
