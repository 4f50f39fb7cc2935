// Random streams of commands, legal and illegal, against the invariants. The virtual execution checks them after every
// command, so a stream has only to run to its end; a failure prints the shortest stream that breaks one.

import { historyEventTypes, type OperationUpdate } from '@perdure/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Target } from '../src/draft.ts';
import { isExpired, timerAt } from '../src/timers.ts';
import { boom, callback, chainedInvoke, context, step, wait } from './updates.ts';
import { VirtualExecution } from './virtual-execution.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'] as const;
const callbackIds = ['e', 'f'] as const;
const invokeIds = ['i', 'j', 'k'] as const;
const seconds = fc.integer({ min: 1, max: 20 });
const child = 'arn:aws:lambda:eu-west-1:000000000000:function:pay:1/durable-execution/child/child-1';
const targets: readonly Target[] = [
  { kind: 'durable', functionName: 'pay', functionVersion: '1', childArn: child },
  { kind: 'plain', functionName: 'pay', functionVersion: '1' },
  { kind: 'unresolved', error: { ErrorType: 'ResourceNotFoundException' } },
  { kind: 'refused', message: 'Cannot start a CHAINED_INVOKE on a function in another account.' },
];

const error = fc.record({ ErrorMessage: fc.string({ maxLength: 5 }) });
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

/** Drops members that are undefined, as JSON does. */
const compact = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

/** Any combination of members: most break some rule. */
const wildUpdate: fc.Arbitrary<OperationUpdate> = fc
  .record({
    Id: fc.constantFrom(...ids),
    Type: fc.constantFrom('STEP', 'WAIT', 'CALLBACK', 'CONTEXT', 'CHAINED_INVOKE'),
    Action: fc.constantFrom('START', 'SUCCEED', 'FAIL', 'RETRY', 'CANCEL'),
    ParentId: optional(fc.constantFrom(...ids)),
    Payload: optional(fc.string({ maxLength: 5 })),
    Error: optional(error),
    StepOptions: optional(fc.record({ NextAttemptDelaySeconds: seconds })),
    WaitOptions: optional(fc.record({ WaitSeconds: seconds })),
    ChainedInvokeOptions: fc.constant({ FunctionName: 'pay:1' }),
  })
  .map((value) => compact(value) as OperationUpdate);

/** Updates that are well-formed for their type; ids are split among the types, so that most fit the state too. */
const fittingUpdate: fc.Arbitrary<OperationUpdate> = fc.oneof(
  fc
    .record({
      id: fc.constantFrom('a', 'b'),
      how: fc.nat({ max: 3 }),
      payload: fc.string({ maxLength: 5 }),
      delay: seconds,
    })
    .map(({ id, how, payload, delay }) => {
      if (how === 0) return step.start(id);
      if (how === 1) return step.succeed(id, payload);
      return how === 2 ? step.fail(id) : step.retry(id, delay, payload.length > 2 ? { Error: boom } : {});
    }),
  fc
    .record({ id: fc.constantFrom('c', 'd'), isCancel: fc.nat({ max: 3 }), delay: seconds })
    .map(({ id, isCancel, delay }) => (isCancel === 0 ? wait.cancel(id) : wait.start(id, delay))),
  fc
    .record({
      id: fc.constantFrom('e', 'f'),
      TimeoutSeconds: fc.nat({ max: 20 }),
      HeartbeatTimeoutSeconds: fc.nat({ max: 9 }),
    })
    .map(({ id, ...CallbackOptions }) => callback(id, { CallbackOptions })),
  fc
    .record({ id: fc.constantFrom('g', 'h'), how: fc.nat({ max: 2 }), ReplayChildren: fc.boolean() })
    .map(({ id, how, ReplayChildren }) => {
      const act = [context.start, context.succeed, context.fail][how] ?? context.start;
      return act(id, { ContextOptions: { ReplayChildren } });
    }),
  fc.constantFrom('i', 'j', 'k').map((id) => chainedInvoke(id)),
);

const update = fc.oneof({ weight: 12, arbitrary: fittingUpdate }, { weight: 1, arbitrary: wildUpdate });

const closingUpdate = fc.constantFrom<OperationUpdate>(
  { Type: 'EXECUTION', Action: 'SUCCEED', Payload: '1' },
  { Type: 'EXECUTION', Action: 'FAIL' },
  { Type: 'EXECUTION', Action: 'START' },
);

type Act = (execution: VirtualExecution) => void;

const invoke = fc.constant<Act>((execution) => {
  execution.invoke();
});
const checkpoint = fc
  .record({
    updates: fc.array(update, { maxLength: 3 }),
    target: fc.constantFrom(...targets, ...targets.slice(0, 2)),
    isStale: fc.nat({ max: 9 }).map((draw) => draw === 0),
    clientToken: optional(fc.constantFrom('t1', 't2')),
  })
  .map(
    ({ updates, target, isStale, clientToken }): Act =>
      (execution) => {
        const options = {
          targets: new Map(ids.map((id) => [id, target])),
          ...(isStale ? { token: 'c3RhbGU=' } : {}),
          ...(clientToken === undefined ? {} : { clientToken }),
        };
        const used = execution.token;
        const answer = execution.checkpoint(updates, options);
        if (!answer.ok || isStale || answer.token === undefined) return;
        expect(answer.token).not.toBe(used);
        // A token is good once: the same batch again is refused, or, if it is named, answered from the record.
        const again = execution.checkpoint(updates, { ...options, token: used });
        if (clientToken === undefined) expect(again.ok).toBe(false);
        else expect(again).toEqual(answer);
      },
  );
const close = fc.record({ updates: fc.array(update, { maxLength: 2 }), closing: closingUpdate }).map(
  ({ updates, closing }): Act =>
    (execution) => {
      execution.checkpoint([...updates, closing], {
        targets: new Map(ids.map((id) => [id, targets[1]])) as ReadonlyMap<string, Target>,
      });
    },
);
const pass = fc.integer({ min: 0, max: 15 }).map(
  (seconds): Act =>
    (execution) =>
      void execution.pass(seconds),
);
const complete = fc
  .constantFrom(...Array<'pending'>(9).fill('pending'), 'crash', 'crash', 'lost', 'succeed', 'garbage')
  .map(
    (how): Act =>
      (execution) => {
        if (how === 'pending') execution.suspends();
        else if (how === 'crash') execution.crashes();
        else if (how === 'lost') execution.isLost();
        else if (how === 'succeed') execution.succeeds('1');
        else execution.returns('[');
      },
  );
const answer = fc
  .record({ id: fc.constantFrom(...callbackIds), kind: fc.constantFrom('success', 'failure', 'heartbeat') })
  .map(
    ({ id, kind }): Act =>
      (execution) =>
        void execution.answer(id, { kind }),
  );
const targetEnds = fc
  .record({
    id: fc.constantFrom(...invokeIds),
    status: fc.constantFrom('SUCCEEDED', 'FAILED', 'STOPPED', 'TIMED_OUT'),
  })
  .map(
    ({ id, status }): Act =>
      (execution) =>
        void execution.targetEnds(id, status === 'SUCCEEDED' ? { status } : { status, error: {} }),
  );
const end = fc.constantFrom('STOPPED', 'FAILED').map(
  (as): Act =>
    (execution) =>
      void execution.end(as),
);

const pauseOrResume = fc.constantFrom('pause', 'pause the clock', 'resume', 'resume').map(
  (how): Act =>
    (execution) =>
      void (how === 'resume' ? execution.resume() : execution.pause(how === 'pause the clock')),
);

const act = fc.oneof(
  { weight: 12, arbitrary: invoke },
  { weight: 20, arbitrary: checkpoint },
  { weight: 5, arbitrary: pass },
  { weight: 5, arbitrary: complete },
  { weight: 4, arbitrary: answer },
  { weight: 4, arbitrary: targetEnds },
  { weight: 1, arbitrary: close },
  { weight: 1, arbitrary: end },
  { weight: 2, arbitrary: pauseOrResume },
);
const stream = fc.array(act, { minLength: 20, maxLength: 60, size: 'max' });
const small = { config: { ExecutionTimeout: 60, RetentionPeriodInDays: 1 } };
const RUNS = 400;

/** What the streams must have recorded: about an event that they never get to, they prove nothing. */
const expected = [
  ...historyEventTypes,
  'CallbackHeartbeat',
  'CheckpointAccepted',
  'InvocationStarted',
  'PauseCancelled',
  'PauseRequested',
  'StepReady',
];

test('no stream of commands breaks an invariant, and the streams get everywhere', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(stream, (acts) => {
      const execution = new VirtualExecution(small);
      for (const act of acts) act(execution);
      for (const entry of execution.entries()) for (const event of entry.events) reached.add(event.type);
    }),
    { numRuns: RUNS, seed: 17 },
  );
  expect(expected.filter((type) => !reached.has(type))).toEqual([]);
});

test('an execution left to its wake-ups, with a handler that ends it, closes and expires', () => {
  fc.assert(
    fc.property(stream, (acts) => {
      const execution = new VirtualExecution(small);
      for (const act of acts) act(execution);
      execution.resume();
      const TURNS_MAX = 100;
      for (let turn = 0; turn < TURNS_MAX && !isExpired(execution.state, execution.now); turn += 1) {
        const { state, settings, now } = execution;
        const next = execution.wakesAt();
        expect(next).toBeLessThanOrEqual(Math.max(now, timerAt(state, settings), retentionEnd(execution)));
        execution.now = Math.max(now, next);
        execution.pass(0);
        if (execution.invoke() !== undefined) execution.succeeds();
      }
      expect(isExpired(execution.state, execution.now)).toBe(true);
    }),
    { numRuns: RUNS, seed: 17 },
  );
});

function retentionEnd({ state }: VirtualExecution): number {
  const MILLIS_PER_DAY = 86_400_000;
  return (state.closed?.at ?? Number.NEGATIVE_INFINITY) + state.config.RetentionPeriodInDays * MILLIS_PER_DAY;
}
