// The fold that every pane of an execution shows. A failure here is an operation in the wrong place, state or time.

import { describe, expect, test } from 'vitest';
import type { ApiEvent } from '../../api/executions.ts';
import { mergeEvents } from '../merge-events.ts';
import { isOpenCallback, retriesOf, titleOf } from './execution-view.ts';
import { foldHistory, HistoryFold } from './fold-history.ts';

/** Events at whole seconds from 1,000 on, numbered from 1. */
function history(...events: Record<string, unknown>[]): ApiEvent[] {
  return events.map(
    (event, index) => ({ EventId: index + 1, EventTimestamp: 1000 + index, ...event }) as unknown as ApiEvent,
  );
}

describe('a history as the panes show it', () => {
  test('a step that failed waits for its next attempt, and ends once', () => {
    const events = history(
      { EventType: 'ExecutionStarted' },
      { EventType: 'StepStarted', Id: 'a', Name: 'charge', SubType: 'Step' },
      {
        EventType: 'StepFailed',
        Id: 'a',
        StepFailedDetails: { RetryDetails: { CurrentAttempt: 1, NextAttemptDelaySeconds: 5 } },
      },
      { EventType: 'StepStarted', Id: 'a' },
      { EventType: 'StepSucceeded', Id: 'a', StepSucceededDetails: { RetryDetails: { CurrentAttempt: 2 } } },
    );
    expect(foldHistory(events.slice(0, 3)).operations.get('a')).toMatchObject({
      status: 'PENDING',
      dueAt: 1_007_000,
    });
    const step = foldHistory(events).operations.get('a');
    expect(step).toMatchObject({
      name: 'charge',
      status: 'SUCCEEDED',
      startedAt: 1_001_000,
      endedAt: 1_004_000,
    });
    expect(step?.attempts).toMatchObject([
      { failed: true, nextAt: 1_007_000, startEventId: 2, endEventId: 3 },
      { failed: false, startEventId: 4, endEventId: 5 },
    ]);
    expect(step && retriesOf(step)).toBe(1);
    expect(step).not.toHaveProperty('dueAt');
  });

  test('an attempt whose start was not recorded is there all the same', () => {
    const view = foldHistory(history({ EventType: 'StepSucceeded', Id: 'a' }));
    expect(view.operations.get('a')).toMatchObject({ status: 'SUCCEEDED', attempts: [{ failed: false }] });
  });

  test('operations stand below their parents, and unnamed branches are called by their place', () => {
    const view = foldHistory(
      history(
        { EventType: 'ContextStarted', Id: 'm', Name: 'wash', SubType: 'Map' },
        { EventType: 'ContextStarted', Id: 'm0', ParentId: 'm', SubType: 'MapIteration' },
        { EventType: 'StepStarted', Id: 's', ParentId: 'm0' },
      ),
    );
    expect(view.roots.map(({ id }) => id)).toEqual(['m']);
    const [item] = view.roots[0]?.children ?? [];
    expect(item && titleOf(item, 0)).toBe('map-item-0');
    expect(item?.children.map(({ id }) => id)).toEqual(['s']);
  });

  test('a callback is open from its start to its answer, and known by when it times out', () => {
    const events = history(
      { EventType: 'CallbackStarted', Id: 'c', CallbackStartedDetails: { CallbackId: 'id', Timeout: 60 } },
      { EventType: 'CallbackTimedOut', Id: 'c' },
    );
    const open = foldHistory(events.slice(0, 1)).operations.get('c');
    expect(open).toMatchObject({ dueAt: 1_060_000, callbackId: 'id' });
    expect(open && isOpenCallback(open)).toBe(true);
    expect(foldHistory(events).operations.get('c')).toMatchObject({ status: 'TIMED_OUT' });
  });

  test('an invocation tells how long it took until it recorded anything', () => {
    const view = foldHistory(
      history(
        { EventType: 'ExecutionStarted' },
        { EventType: 'StepStarted', Id: 'a' },
        {
          EventType: 'InvocationCompleted',
          InvocationCompletedDetails: {
            StartTimestamp: 1000.4,
            EndTimestamp: 1002,
            RequestId: 'r',
            Error: {},
          },
        },
      ),
    );
    expect(view.invocations).toMatchObject([
      { requestId: 'r', failed: true, replayMillis: 600, eventsCount: 1 },
    ]);
  });
});

describe('a history that grows', () => {
  const step = (id: string) => [
    { EventType: 'StepStarted', Id: id, Name: id },
    { EventType: 'StepSucceeded', Id: id },
  ];
  const events = history({ EventType: 'ExecutionStarted' }, ...step('a'), ...step('b'), ...step('c'));

  test('is the same in the end as when it is folded at once, and each view is another one', () => {
    const fold = new HistoryFold();
    const views = [1, 3, 4, 4, 7].map((count) => fold.viewOf(events.slice(0, count)));
    expect(views.at(-1)).toEqual(foldHistory(events));
    expect(new Set(views).size).toBe(views.length);
  });

  test('begins anew when it was read again, with fewer events for one', () => {
    const fold = new HistoryFold();
    fold.viewOf(events);
    const again = structuredClone(events.slice(0, 5));
    expect(fold.viewOf(again)).toEqual(foldHistory(again));
  });
});

describe('events that arrive', () => {
  const [one, two, three] = history({}, {}, {}) as [ApiEvent, ApiEvent, ApiEvent];

  test('are added in order, and those that are known already are left out', () => {
    expect(mergeEvents([one], [one, two])).toEqual([one, two]);
    const known = [one, two];
    expect(mergeEvents(known, [one])).toBe(known);
  });

  test('are not added when some before them are missing', () => {
    expect(mergeEvents([one], [three])).toBeUndefined();
  });
});
