import type { Event, EventType } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { findBroken, type TorturedExecution, type TrailLine } from './verdict.ts';

const at = (seconds: number): Date => new Date(seconds * 1000);

function history(types: readonly [EventType, Partial<Event>][]): Event[] {
  return types.map(([EventType, rest], index) => ({ EventId: index + 1, EventType, ...rest }));
}

const sound = history([
  ['ExecutionStarted', {}],
  ['StepSucceeded', { Name: 'step-0' }],
  ['WaitStarted', { WaitStartedDetails: { ScheduledEndTimestamp: at(2), Duration: 1 } }],
  ['WaitSucceeded', { EventTimestamp: at(2) }],
  [
    'ChainedInvokeStarted',
    { ChainedInvokeStartedDetails: { FunctionName: 'child', DurableExecutionArn: 'arn' } },
  ],
  ['ChainedInvokeSucceeded', {}],
  ['ExecutionSucceeded', {}],
]);
const execution: TorturedExecution = {
  id: 'a',
  steps: 1,
  status: 'SUCCEEDED',
  history: sound,
  children: ['arn'],
};
const trail: TrailLine[] = [
  { id: 'a', step: 0, did: 'run' },
  { id: 'a', step: 0, did: 'run' },
  { id: 'a', step: 0, did: 'acknowledged', value: 0 },
];

test('a step that was cut and ran twice before it was acknowledged breaks nothing', () => {
  expect(findBroken([execution], trail)).toEqual([]);
});

test('a step that runs after it was acknowledged breaks P1', () => {
  const again: TrailLine = { id: 'a', step: 0, did: 'run' };
  expect(findBroken([execution], [...trail, again])).toEqual([expect.stringContaining('P1')]);
});

test('a step with two outcomes breaks P2', () => {
  const twice = history([
    ...sound.slice(0, 2).map((event): [EventType, Partial<Event>] => [event.EventType as EventType, event]),
    ['StepSucceeded', { Name: 'step-0' }],
    ...sound.slice(2).map((event): [EventType, Partial<Event>] => [event.EventType as EventType, event]),
  ]).map((event, index) => ({ ...event, EventId: index + 1 }));
  expect(findBroken([{ ...execution, history: twice }], trail)).toEqual([expect.stringContaining('P2')]);
});

test('a wait that ends early breaks P4, and a gap in the history P6', () => {
  const early = sound.map((event) =>
    event.EventType === 'WaitSucceeded' ? { ...event, EventTimestamp: at(1) } : event,
  );
  expect(findBroken([{ ...execution, history: early }], trail)).toEqual([expect.stringContaining('P4')]);
  const gap = sound.map((event) => (event.EventId === 7 ? { ...event, EventId: 8 } : event));
  expect(findBroken([{ ...execution, history: gap }], trail)).toEqual([expect.stringContaining('P6')]);
});

test('a chained invoke with two children, or none, breaks P5, and one of another name P6', () => {
  const withChildren = (children: string[]) => findBroken([{ ...execution, children }], trail);
  expect(withChildren(['arn', 'arn-2'])).toEqual([expect.stringContaining('P5')]);
  expect(withChildren([])).toEqual([expect.stringContaining('P5'), expect.stringContaining('P6')]);
  expect(withChildren(['arn-2'])).toEqual([expect.stringContaining('P6')]);
});
