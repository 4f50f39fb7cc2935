// What holds for every execution after every command (the contract's appendix B).

import { assert, MILLIS_PER_SECOND } from '@perdure/protocol';
import type { Entry, Event } from '../src/event.ts';
import { timerOf } from '../src/evolve.ts';
import { describeHistory } from '../src/history.ts';
import { isClosed } from '../src/operations/operation.ts';
import { type ExecutionState, hasPendingWork } from '../src/state.ts';

const terminal = /^Execution(Succeeded|Failed|TimedOut|Stopped)$/;
const closing =
  /^(Context(Succeeded|Failed)|Wait(Succeeded|Cancelled)|Callback(Succeeded|Failed|TimedOut)|ChainedInvoke(Succeeded|Failed|TimedOut|Stopped))$/;

export function checkInvariants(state: ExecutionState, entries: readonly Entry[]): void {
  checkHistory(state, entries);
  checkOperations(state, entries);
  checkTimers(state, entries);
  checkWaiting(state, entries);
  checkInvocations(state, entries);
}

/** Event ids have no gap; one terminal event; after it at most the end of one invocation. */
function checkHistory(state: ExecutionState, entries: readonly Entry[]): void {
  const page = { includeData: true, firstEventId: 1, lastEventId: Number.POSITIVE_INFINITY };
  const history = describeHistory(entries, page);
  assert(history.length === state.historyEvents, 'the state counts the events of the history');
  assert(
    history.every((event, index) => event.EventId === index + 1),
    'event ids are gap-free from 1',
  );
  assert(
    history.every((event) => Object.keys(event).filter((key) => key.endsWith('Details')).length === 1),
    'an event has exactly one details member',
  );
  const ends = history.flatMap((event, index) => (terminal.test(event.EventType) ? [index] : []));
  assert(ends.length === (state.closed === undefined ? 0 : 1), 'a closed execution has one terminal event');
  const after = history.slice((ends[0] ?? history.length) + 1);
  assert(after.length <= 1, 'at most one event follows the terminal one');
  assert(
    after.every((event) => event.EventType === 'InvocationCompleted'),
    'only the end of an invocation follows the terminal event',
  );
}

/** Every operation has a creating event; a closed one exactly one closing event, a step one for each attempt. */
function checkOperations(state: ExecutionState, entries: readonly Entry[]): void {
  const events = entries.flatMap((entry) => entry.events);
  for (const operation of state.operations.values()) {
    const own = events.filter((event) => 'id' in event && event.id === operation.id);
    assert(own.length > 0, 'an operation has a creating event');
    if (operation.type !== 'STEP') {
      const ends = own.filter((event) => closing.test(event.type)).length;
      assert(ends === (isClosed(operation) ? 1 : 0), 'an operation closes once');
      continue;
    }
    const attempts = own.filter((event) => event.type === 'StepSucceeded' || event.type === 'StepFailed');
    assert(attempts.length === operation.attempt, 'a step has one closing event for each attempt');
    const finals = attempts.filter((event) => !('delaySeconds' in event));
    assert(finals.length === (isClosed(operation) ? 1 : 0), 'a step closes once');
  }
}

/** Who waits for an answer, and what is tried again, is what the operations say, each since its first event of that kind. */
function checkWaiting(state: ExecutionState, entries: readonly Entry[]): void {
  const [callbacks, retries] = [new Map<string, number>(), new Map<string, number>()];
  for (const { at, events } of entries) {
    for (const event of events) {
      if (event.type === 'CallbackStarted') callbacks.set(event.id, at);
      else if (event.type === 'StepFailed' && !retries.has(event.id)) retries.set(event.id, at);
      else if (event.type === 'StepSucceeded') retries.delete(event.id);
    }
  }
  for (const operation of state.operations.values()) {
    if (!isClosed(operation)) continue;
    callbacks.delete(operation.id);
    retries.delete(operation.id);
  }
  const byText = (map: ReadonlyMap<string, number>): string => JSON.stringify([...map].sort());
  assert(byText(callbacks) === byText(state.openCallbacks), 'the state knows the open callbacks');
  assert(byText(retries) === byText(state.retryingSteps), 'the state knows the steps that are tried again');
}

/** Timers are those of the open operations; none fired early. */
function checkTimers(state: ExecutionState, entries: readonly Entry[]): void {
  const expected = new Map<string, number>();
  if (state.closed === undefined) {
    for (const operation of state.operations.values()) {
      const at = timerOf(operation);
      if (at !== undefined) expected.set(operation.id, at);
    }
  }
  assert(expected.size === state.timers.size, 'an execution has the timers of its open operations');
  for (const [id, at] of expected)
    assert(state.timers.get(id) === at, 'a timer has the time of its operation');

  const due = new Map<string, number>();
  for (const { at, events } of entries) {
    for (const event of events) {
      const delay = delayOf(event);
      if (delay !== undefined) due.set(delay.id, at + delay.seconds * MILLIS_PER_SECOND);
      if (event.type === 'WaitSucceeded' || event.type === 'StepReady') {
        const dueAt = due.get(event.id);
        assert(dueAt !== undefined && dueAt <= at, 'a timer fires once, and never early');
        due.delete(event.id);
      }
    }
  }
}

function delayOf(event: Event): { id: string; seconds: number } | undefined {
  if (event.type === 'WaitStarted') return { id: event.id, seconds: event.seconds };
  if (event.type !== 'StepSucceeded' && event.type !== 'StepFailed') return undefined;
  return event.delaySeconds === undefined ? undefined : { id: event.id, seconds: event.delaySeconds };
}

/** One invocation at a time, and no lost wake-up: an idle open execution waits for something or is due. */
function checkInvocations(state: ExecutionState, entries: readonly Entry[]): void {
  let inFlight = 0;
  for (const event of entries.flatMap((entry) => entry.events)) {
    if (event.type === 'InvocationStarted') inFlight += 1;
    if (event.type === 'InvocationCompleted') inFlight -= 1;
    assert(inFlight === 0 || inFlight === 1, 'invocations do not overlap');
  }
  assert(inFlight === (state.invocation === undefined ? 0 : 1), 'the state knows the invocation in flight');
  if (state.closed !== undefined || state.invocation !== undefined) return;
  const isDue =
    state.invocations === 0 || state.wasCutShort || state.retryAt !== undefined || state.undelivered.size > 0;
  assert(
    isDue || hasPendingWork(state.operations.values()),
    'an idle execution waits for something or is due',
  );
}
