// What a bug would look like: a checker that is content with everything. So each of them is shown the facts of a good run,
// and the same facts with one lie in them.

import { defaultEngineSettings, type EngineSettings } from '@perdure/engine';
import { expect, test } from 'vitest';
import { type Checker, Violation } from '../checker.ts';
import type { Fact } from '../fact.ts';
import { simulate } from '../simulate.ts';
import { AcknowledgedSurvives } from './acknowledged-survives.ts';
import { ComesToRest } from './comes-to-rest.ts';
import { EndsItself } from './ends-itself.ts';
import { EndsOnce } from './ends-once.ts';
import { HistoryComplete } from './history-complete.ts';
import { NeverEarly } from './never-early.ts';
import { OneChild } from './one-child.ts';
import { OnePerName } from './one-per-name.ts';
import { PinnedVersion } from './pinned-version.ts';
import { SingleWriter } from './single-writer.ts';
import { ToldInOrder } from './told-in-order.ts';

type FactOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>;

interface Recording {
  facts: Fact[];
  settings: EngineSettings;
}

async function record(seed: number): Promise<Recording> {
  const recording: Recording = { facts: [], settings: defaultEngineSettings };
  const recorder: Checker = { name: 'recorder', observe: (fact) => void recording.facts.push(fact) };
  const makeCheckers = (settings: EngineSettings): readonly Checker[] => {
    recording.settings = settings;
    return [recorder];
  };
  await simulate({ seed, makeCheckers });
  return recording;
}

const SEEDS_RECORDED = 20;
const recordings = await Promise.all(Array.from({ length: SEEDS_RECORDED }, (_, index) => record(index + 1)));

/** What the checker says about the facts: nothing, or what is broken. */
function judge(checker: Checker, facts: readonly Fact[]): string | undefined {
  try {
    for (const fact of facts) checker.observe(fact);
    checker.conclude?.();
  } catch (violation) {
    if (violation instanceof Violation) return violation.message;
    throw violation;
  }
  return undefined;
}

/** Puts `lie` in the place of the first fact of the kind that it wants to replace, in the first run that has one. */
function tellLie<Kind extends Fact['kind']>(
  kind: Kind,
  lie: (fact: FactOf<Kind>) => readonly Fact[] | undefined,
): Recording {
  for (const { facts, settings } of recordings) {
    for (const [index, fact] of facts.entries()) {
      const replacement = fact.kind === kind ? lie(fact as FactOf<Kind>) : undefined;
      if (replacement === undefined) continue;
      return { facts: [...facts.slice(0, index), ...replacement, ...facts.slice(index + 1)], settings };
    }
  }
  throw new Error(`No recorded run has the ${kind} that the test needs: record more seeds.`);
}

const hasEvent = (fact: FactOf<'committed'>, type: string): boolean =>
  fact.entry.events.some((event) => event.type === type);

test('the facts of good runs please every checker', () => {
  for (const { facts, settings } of recordings) {
    expect(judge(new AcknowledgedSurvives(), facts)).toBeUndefined();
    expect(judge(new EndsOnce(), facts)).toBeUndefined();
    expect(judge(new SingleWriter(), facts)).toBeUndefined();
    expect(judge(new EndsItself(), facts)).toBeUndefined();
    expect(judge(new NeverEarly(), facts)).toBeUndefined();
    expect(judge(new OnePerName(), facts)).toBeUndefined();
    expect(judge(new HistoryComplete(settings), facts)).toBeUndefined();
    expect(judge(new PinnedVersion(), facts)).toBeUndefined();
    expect(judge(new OneChild(), facts)).toBeUndefined();
    expect(judge(new ToldInOrder(), facts)).toBeUndefined();
    expect(judge(new ComesToRest(), facts)).toBeUndefined();
  }
});

test('a change of status that nobody was told of is found', () => {
  const { facts } = tellLie('status-told', ({ status, eventId }) =>
    status === 'RUNNING' ? undefined : [{ kind: 'world', what: eventId }],
  );
  const [first] = facts.filter((fact) => fact.kind === 'world' && /^[0-9a-f-]{36}$/.test(fact.what));
  const eventId = first?.kind === 'world' ? first.what : '';
  const untold = facts.filter((fact) => fact.kind !== 'status-told' || fact.eventId !== eventId);
  expect(judge(new ToldInOrder(), untold)).toMatch('told was');
});

test('a change of status that is told before it has happened is found', () => {
  const { facts } = tellLie('committed', (fact) =>
    hasEvent(fact, 'ExecutionSucceeded') ? [{ kind: 'world', what: 'a lost entry' }] : undefined,
  );
  expect(judge(new ToldInOrder(), facts)).toMatch('nothing new');
});

test('P1: an acknowledged checkpoint that is not on the disk is found', () => {
  const { facts } = tellLie('committed', (fact) => (hasEvent(fact, 'CheckpointAccepted') ? [] : undefined));
  expect(judge(new AcknowledgedSurvives(), facts)).toMatch('not on the disk');
});

test('P1: a checkpoint that is applied twice is found', () => {
  const { facts } = tellLie('committed', (fact) =>
    hasEvent(fact, 'CheckpointAccepted') && hasEvent(fact, 'StepSucceeded') ? [fact, fact] : undefined,
  );
  expect(judge(new AcknowledgedSurvives(), facts)).toMatch('applied twice');
});

test('P1: an acknowledged start that is not on the disk is found', () => {
  const { facts } = tellLie('start-acknowledged', (fact) => [{ ...fact, arn: `${fact.arn}0` }]);
  expect(judge(new AcknowledgedSurvives(), facts)).toMatch('not on the disk');
});

test('P2: an operation that ends twice is found', () => {
  const { facts } = tellLie('committed', (fact) =>
    hasEvent(fact, 'WaitSucceeded') ? [fact, fact] : undefined,
  );
  expect(judge(new EndsOnce(), facts)).toMatch('which had ended as');
});

test('P2: an outcome that is shown otherwise than it was recorded is found', () => {
  const { facts } = tellLie('write-acknowledged', (fact) => {
    const { Operations } = fact.response.NewExecutionState;
    if (!Operations.some(({ Status, StepDetails }) => Status === 'SUCCEEDED' && StepDetails !== undefined)) {
      return undefined;
    }
    const lied = Operations.map((operation) => ({ ...operation, StepDetails: { Result: 'a lie' } }));
    return [{ ...fact, response: { ...fact.response, NewExecutionState: { Operations: lied } } }];
  });
  expect(judge(new EndsOnce(), facts)).toMatch('was shown as SUCCEEDED a lie');
});

test('P3: a second invocation beside the first is found', () => {
  const { facts } = tellLie('committed', (fact) =>
    hasEvent(fact, 'InvocationStarted') ? [fact, fact] : undefined,
  );
  expect(judge(new SingleWriter(), facts)).toMatch('was in flight');
});

test('P3: a token that is good for two writes is found', () => {
  const { facts } = tellLie('write-acknowledged', (fact) => [
    fact,
    { ...fact, write: { ...fact.write, writeId: 'another', clientToken: 'another' } },
  ]);
  expect(judge(new SingleWriter(), facts)).toMatch('with one token');
});

test('P3: a zombie that is let in is found', () => {
  const { facts } = tellLie('committed', (fact) => {
    const accepted = fact.entry.events.find((event) => event.type === 'CheckpointAccepted');
    const clientToken = accepted?.clientToken;
    if (clientToken === undefined) return undefined;
    const { executionId } = fact;
    const write = { writeId: 'w', requestId: 'zombie', executionId, token: 't', clientToken, updates: [] };
    return [{ kind: 'write-sent', write }, fact];
  });
  expect(judge(new SingleWriter(), facts)).toMatch('zombie wrote');
});

test('P3: an invocation that is ended by the answer of another is found', () => {
  const facts = recordings.flatMap((run) => run.facts).filter(({ kind }) => kind !== 'invocation-ended');
  expect(judge(new EndsItself(), facts)).toMatch('was recorded as ended while it ran');
});

test.each(['WaitSucceeded', 'StepReady', 'CallbackTimedOut', 'ExecutionTimedOut'])(
  'P4: an early %s is found',
  (type) => {
    const AN_HOUR_MILLIS = 3_600_000;
    const { facts } = tellLie('committed', (fact) =>
      hasEvent(fact, type)
        ? [{ ...fact, entry: { ...fact.entry, at: fact.entry.at - AN_HOUR_MILLIS } }]
        : undefined,
    );
    expect(judge(new NeverEarly(), facts)).toMatch('before');
  },
);

test('P4: a removal before the end of the retention is found', () => {
  const { facts } = tellLie('removed', (fact) => [{ ...fact, clock: 0 }]);
  expect(judge(new NeverEarly(), facts)).toMatch('was removed at 0');
});

test('P5: a second execution under one name is found', () => {
  const { facts } = tellLie('committed', (fact) => {
    const [event] = fact.entry.events;
    if (event?.type !== 'ExecutionStarted') return undefined;
    const twin = { ...event, arn: `${event.arn}0` };
    const executionId = `${fact.executionId}0` as typeof fact.executionId;
    return [fact, { ...fact, executionId, entry: { ...fact.entry, events: [twin] } }];
  });
  expect(judge(new OnePerName(), facts)).toMatch('took the name');
});

test('P5: an answer with an execution of another payload is found', () => {
  const { facts } = tellLie('start-acknowledged', (fact) => [
    { ...fact, start: { ...fact.start, input: 'another' } },
  ]);
  expect(judge(new OnePerName(), facts)).toMatch('another payload');
});

test('P6: a gap in the journal is found', () => {
  const { facts, settings } = tellLie('committed', (fact) =>
    hasEvent(fact, 'CheckpointAccepted') ? [] : undefined,
  );
  expect(judge(new HistoryComplete(settings), facts)).toMatch('follows version');
});

test('P6: a head that is no fold of the journal is found', () => {
  const { facts, settings } = tellLie('committed', (fact) =>
    fact.head === undefined ? undefined : [{ ...fact, head: { ...fact.head, status: 'STOPPED' } }],
  );
  expect(judge(new HistoryComplete(settings), facts)).toMatch('is not a fold');
});

test('P6: a history that changes is found', () => {
  const { facts, settings } = tellLie('history-shown', (fact) => [
    fact,
    { ...fact, events: fact.events.map((event) => ({ ...event, EventTimestamp: 0 })) },
  ]);
  expect(judge(new HistoryComplete(settings), facts)).toMatch('has changed');
});

test('P6: a function that is given another state than the recorded one is found', () => {
  const { facts, settings } = tellLie('invoked', (fact) =>
    fact.input === undefined
      ? undefined
      : [{ ...fact, input: { ...fact.input, InitialExecutionState: { Operations: [], NextMarker: '' } } }],
  );
  expect(judge(new HistoryComplete(settings), facts)).toMatch('was given another state');
});

test('P7: an execution that is run on another version is found', () => {
  const { facts } = tellLie('invoked', (fact) =>
    fact.input === undefined ? undefined : [{ ...fact, version: '99' }],
  );
  expect(judge(new PinnedVersion(), facts)).toMatch('pinned');
});

test('a second child of one chained invoke is found', () => {
  const { facts } = tellLie('committed', (fact) => {
    const [event] = fact.entry.events;
    return event?.type === 'ExecutionStarted' && event.parent !== undefined ? [fact, fact] : undefined;
  });
  expect(judge(new OneChild(), facts)).toMatch('started');
});

test('a child that was promised and never started is found', () => {
  const { facts } = tellLie('committed', (fact) => {
    const [event] = fact.entry.events;
    return event?.type === 'ExecutionStarted' && event.parent !== undefined ? [] : undefined;
  });
  expect(judge(new OneChild(), facts)).toMatch(/never started|nothing yet/);
});

test('an execution that never ends is found', () => {
  const { facts } = tellLie('committed', (fact) => (hasEvent(fact, 'ExecutionSucceeded') ? [] : undefined));
  expect(judge(new ComesToRest(), facts)).toMatch('still open');
});
