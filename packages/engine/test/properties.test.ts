// Random streams of commands, legal and illegal, against the invariants. The virtual execution checks them after every
// command, so a stream has only to run to its end; a failure prints the shortest stream that breaks one.

import type { OperationUpdate } from '@perdure/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Target } from '../src/draft.ts';
import { isExpired, timerAt, wakeAt } from '../src/timers.ts';
import { VirtualExecution } from './virtual-execution.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
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

const update: fc.Arbitrary<OperationUpdate> = fc
  .record({
    Id: fc.constantFrom(...ids),
    Type: fc.constantFrom('STEP', 'STEP', 'STEP', 'WAIT', 'CALLBACK', 'CONTEXT', 'CHAINED_INVOKE'),
    Action: fc.constantFrom('START', 'START', 'START', 'SUCCEED', 'FAIL', 'RETRY', 'CANCEL'),
    ParentId: optional(fc.constantFrom('a', 'b')),
    Payload: optional(fc.string({ maxLength: 5 })),
    Error: optional(error),
    StepOptions: optional(fc.record({ NextAttemptDelaySeconds: fc.integer({ min: 1, max: 20 }) })),
    WaitOptions: optional(fc.record({ WaitSeconds: fc.integer({ min: 1, max: 20 }) })),
    CallbackOptions: optional(
      fc.record({
        TimeoutSeconds: fc.integer({ min: 0, max: 20 }),
        HeartbeatTimeoutSeconds: fc.integer({ min: 0, max: 9 }),
      }),
    ),
    ContextOptions: optional(fc.record({ ReplayChildren: fc.boolean() })),
    ChainedInvokeOptions: fc.constant({ FunctionName: 'pay:1' }),
  })
  .map((value) => compact(value) as OperationUpdate);

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
    updates: fc.array(update, { maxLength: 4 }),
    target: fc.constantFrom(...targets),
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
const complete = fc.constantFrom('pending', 'pending', 'pending', 'crash', 'lost', 'succeed', 'garbage').map(
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
  .record({ id: fc.constantFrom(...ids), kind: fc.constantFrom('success', 'failure', 'heartbeat') })
  .map(
    ({ id, kind }): Act =>
      (execution) =>
        void execution.answer(id, { kind }),
  );
const targetEnds = fc
  .record({ id: fc.constantFrom(...ids), status: fc.constantFrom('SUCCEEDED', 'FAILED', 'TIMED_OUT') })
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

const act = fc.oneof(
  { weight: 6, arbitrary: invoke },
  { weight: 12, arbitrary: checkpoint },
  { weight: 5, arbitrary: pass },
  { weight: 5, arbitrary: complete },
  { weight: 3, arbitrary: answer },
  { weight: 3, arbitrary: targetEnds },
  { weight: 1, arbitrary: close },
  { weight: 1, arbitrary: end },
);
const stream = fc.array(act, { minLength: 5, maxLength: 40 });
const small = { config: { ExecutionTimeout: 200, RetentionPeriodInDays: 1 } };
const RUNS = 400;

test('no stream of commands breaks an invariant', () => {
  fc.assert(
    fc.property(stream, (acts) => {
      const execution = new VirtualExecution(small);
      for (const act of acts) act(execution);
    }),
    { numRuns: RUNS },
  );
});

test('an execution left to its wake-ups, with a handler that ends it, closes and expires', () => {
  fc.assert(
    fc.property(stream, (acts) => {
      const execution = new VirtualExecution(small);
      for (const act of acts) act(execution);
      const TURNS_MAX = 100;
      for (let turn = 0; turn < TURNS_MAX && !isExpired(execution.state, execution.now); turn += 1) {
        const { state, settings, now } = execution;
        const next = wakeAt(state, settings);
        expect(next).toBeLessThanOrEqual(Math.max(now, timerAt(state, settings), retentionEnd(execution)));
        execution.now = Math.max(now, next);
        execution.pass(0);
        if (execution.invoke() !== undefined) execution.succeeds();
      }
      expect(isExpired(execution.state, execution.now)).toBe(true);
    }),
    { numRuns: RUNS },
  );
});

function retentionEnd({ state }: VirtualExecution): number {
  const MILLIS_PER_DAY = 86_400_000;
  return (state.closed?.at ?? Number.NEGATIVE_INFINITY) + state.config.RetentionPeriodInDays * MILLIS_PER_DAY;
}
