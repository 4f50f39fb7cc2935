// Random functions on the real engine and a virtual clock, crashed at random points. A bug would show as another outcome
// than without the crash, as code of a finished step that runs again, as an operation whose id moved, or as a history
// that differs in more than its invocations.

import {
  withDurableExecution as withAwsDurableExecution,
  withRetry as withAwsRetry,
} from '@aws/durable-execution-sdk-js';
import { type DurableLambdaHandler, withDurableExecution, withRetry } from '@perdure/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Event, ExecutionStatus, LocalDurableTestRunner } from '../src/index.ts';
import { type OnRun, randomHandler, type WithRetry } from './random-handler.ts';
import { type Plan, planArbitrary } from './random-plan.ts';
import { scriptOutside } from './script-outside.ts';

interface Crash {
  /** Which checkpoint of the whole execution, from 1. */
  checkpoint: number;
  when: 'before' | 'after';
}

interface Observed {
  status: string | undefined;
  result: unknown;
  error: { errorType: string | undefined; errorMessage: string | undefined } | undefined;
  /** Of each operation, by id and in order: what happened to it. */
  operations: Record<string, string[]>;
  /** Steps whose code ran although they had succeeded. */
  repeated: string[];
}

type Wrap = (plans: readonly Plan[], onRun: OnRun) => DurableLambdaHandler;

const ours: Wrap = (plans, onRun) => withDurableExecution(randomHandler(plans, withRetry, onRun));
const theirs: Wrap = (plans, onRun) =>
  withAwsDurableExecution(
    randomHandler(plans, withAwsRetry as unknown as WithRetry, onRun) as never,
  ) as unknown as DurableLambdaHandler;

async function execute(
  plans: readonly Plan[],
  crashes: readonly Crash[],
  wrapOf: (invocation: number) => Wrap = () => ours,
): Promise<Observed> {
  const repeated: string[] = [];
  const onRun: OnRun = (name) => {
    if (runner.getOperation(name).getStatus() === 'SUCCEEDED') repeated.push(name);
  };
  let invocations = 0;
  const handlers = new Map<Wrap, DurableLambdaHandler>();
  const runner = new LocalDurableTestRunner({
    handlerFunction: (event, context) => {
      const wrap = wrapOf(invocations++);
      const handler = handlers.get(wrap) ?? wrap(plans, onRun);
      handlers.set(wrap, handler);
      return handler(event, context);
    },
  });
  scriptOutside(runner, plans);
  for (const { checkpoint, when } of crashes) runner.faults.crashAtCheckpoint(checkpoint, when);
  const run = await runner.run();
  const hasSucceeded = run.getStatus() === ExecutionStatus.SUCCEEDED;
  return {
    status: run.getStatus(),
    result: hasSucceeded ? run.getResult() : undefined,
    error: hasSucceeded ? undefined : namesOf(run.getError()),
    operations: byOperation(run.getHistoryEvents()),
    repeated,
  };
}

const namesOf = ({ errorType, errorMessage }: Exclude<Observed['error'], undefined>) => ({
  errorType,
  errorMessage,
});

/** A crash repeats starts, and interrupts attempts that may run at most once. Nothing else of it shows. */
function byOperation(events: readonly Event[]): Record<string, string[]> {
  const operations = new Map<string, string[]>();
  for (const { EventType = '', Id, ParentId, Name, SubType, StepFailedDetails } of events) {
    if (Id === undefined || EventType.startsWith('Execution')) continue;
    if (StepFailedDetails?.Error?.Payload?.ErrorType === 'StepInterruptedError') continue;
    const key = `${Id} ${Name} ${SubType} in ${ParentId}`;
    const list = operations.get(key) ?? [];
    operations.set(key, list);
    const isRepeatedStart = EventType.endsWith('Started') && list.at(-1) === EventType;
    if (!isRepeatedStart) list.push(EventType);
  }
  return Object.fromEntries(operations);
}

const crashArbitrary = fc.record({
  checkpoint: fc.integer({ min: 1, max: 40 }),
  when: fc.constantFrom<Crash['when'][]>('before', 'after'),
});

describe('random functions with random crashes', () => {
  test('outcome, ids and history are those of a run without crashes, and no finished step runs again', async () => {
    await fc.assert(
      fc.asyncProperty(planArbitrary, fc.array(crashArbitrary, { maxLength: 5 }), async (plans, crashes) => {
        const plain = await execute(plans, []);
        const crashed = await execute(plans, crashes);
        expect(crashed).toEqual(plain);
      }),
      { numRuns: 150, seed: 17 },
    );
  });

  test('cut after every checkpoint in turn and finished by the other SDK, the outcome is the same', async () => {
    await fc.assert(
      fc.asyncProperty(planArbitrary, fc.boolean(), async (plans, isOursFirst) => {
        const [first, second] = isOursFirst ? [ours, theirs] : [theirs, ours];
        const plain = await execute(plans, []);
        for (let checkpoint = 1; checkpoint <= 6; checkpoint++) {
          const crash: Crash = { checkpoint, when: 'after' };
          const cut = await execute(plans, [crash], (invocation) => (invocation > 0 ? second : first));
          expect({ status: cut.status, result: cut.result }).toEqual({
            status: plain.status,
            result: plain.result,
          });
        }
      }),
      { numRuns: 10, seed: 17, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
    );
  });
});
