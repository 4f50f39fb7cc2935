// A wrong fold would show an order as paid that waits, or offer a callback that is closed.

import type { EpochSeconds, HistoryEvent } from '@perdure/protocol';
import { describe, expect, it } from 'vitest';
import { progressText } from './live-view.ts';
import { OperationTree, type OperationView } from './operation-tree.ts';

let lastId = 0;
const event = (type: string, id: string, details: object = {}, more: object = {}) =>
  ({
    EventId: ++lastId,
    EventType: type,
    EventTimestamp: 100 + lastId,
    Id: id,
    Name: id,
    [`${type}Details`]: details,
    ...more,
  }) as HistoryEvent<EpochSeconds>;

function fold(...events: HistoryEvent<EpochSeconds>[]): OperationTree {
  const tree = new OperationTree();
  for (const each of events) tree.apply(each);
  return tree;
}

const only = (tree: OperationTree): OperationView => {
  const [view] = tree.roots;
  if (view === undefined) throw new Error('the tree is empty');
  return view;
};

const failedOnce = event('StepFailed', 'pay', {
  Error: { Payload: { ErrorType: 'Busy', ErrorMessage: 'later' } },
  RetryDetails: { CurrentAttempt: 1, NextAttemptDelaySeconds: 2 },
});

describe('a step', () => {
  it('is retrying after a failed attempt that has a next one', () => {
    const view = only(fold(event('StepStarted', 'pay'), failedOnce));
    expect(view.state).toBe('retrying');
    expect(progressText(view, 200)).toBe('attempt 1 failed, next in 2 s: Busy: later');
  });

  it('runs again at the next attempt, and forgets the error when it succeeds', () => {
    const again = fold(event('StepStarted', 'pay'), failedOnce, event('StepStarted', 'pay'));
    expect(only(again).state).toBe('running');
    again.apply(event('StepSucceeded', 'pay', { RetryDetails: { CurrentAttempt: 2 } }));
    expect(only(again)).toMatchObject({ state: 'succeeded', attempts: 2 });
    expect(only(again).error).toBeUndefined();
  });

  it('has failed after an attempt that has no next one', () => {
    const final = event('StepFailed', 'pay', { RetryDetails: { CurrentAttempt: 3 } });
    expect(only(fold(event('StepStarted', 'pay'), final)).state).toBe('failed');
  });
});

describe('operations inside a context', () => {
  it('hang below it', () => {
    const tree = fold(
      event('ContextStarted', 'charge', {}, { SubType: 'WaitForCallback' }),
      event('CallbackStarted', 'cb', { CallbackId: 'aWQ=', Timeout: 300 }, { ParentId: 'charge' }),
    );
    expect(tree.roots).toHaveLength(1);
    expect(only(tree)).toMatchObject({ kind: 'WaitForCallback', children: [{ callbackId: 'aWQ=' }] });
  });
});

describe('open callbacks', () => {
  it('are those without an outcome', () => {
    const tree = fold(
      event('CallbackStarted', 'first', { CallbackId: 'Zmlyc3Q=' }),
      event('CallbackStarted', 'second', { CallbackId: 'c2Vjb25k' }),
      event('CallbackSucceeded', 'first', { Result: { Truncated: false } }),
    );
    expect(tree.openCallbacks().map(({ callbackId }) => callbackId)).toEqual(['c2Vjb25k']);
  });
});

describe('events of the execution itself', () => {
  it('are about no operation', () => {
    const tree = new OperationTree();
    expect(tree.apply(event('ExecutionStarted', 'e'))).toBeUndefined();
    expect(tree.apply(event('InvocationCompleted', 'i'))).toBeUndefined();
    expect(tree.roots).toEqual([]);
  });
});
