// Random functions, crashed at random points. A bug would show as another outcome than without the crash, as code of a
// finished step that runs again, or as an operation whose id moved.

import { withDurableExecution as withAwsDurableExecution } from '@aws/durable-execution-sdk-js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DurableExecutionInvocationOutput, withDurableExecution } from '../src/index.ts';
import { lambdaContext, type Wrapper } from './drive.ts';
import { handlerOf, type Plan, planArbitrary } from './random-handler.ts';
import { ServiceDouble } from './service-double.ts';

const SECONDS_PER_DAY = 86_400;
const INVOCATIONS_MAX = 200;

interface Crash {
  /** Which checkpoint of the whole execution, from 0. */
  checkpoint: number;
  /** Whether it had been applied before the answer was lost. */
  isApplied: boolean;
}

interface Outcome {
  output: DurableExecutionInvocationOutput;
  /** Names by id. */
  names: Map<string, string | undefined>;
  /** Steps whose code ran although they had succeeded. */
  repeated: string[];
  checkpoints: number;
}

async function execute(
  plans: readonly Plan[],
  crashes: readonly Crash[],
  wrapperOf: (invocation: number) => Wrapper,
): Promise<Outcome> {
  let checkpoints = 0;
  const crashAt = (isApplied: boolean): void => {
    if (crashes.some((crash) => crash.checkpoint === checkpoints && crash.isApplied === isApplied)) {
      checkpoints++;
      throw new Error('crash');
    }
  };
  const service = new ServiceDouble({
    beforeCheckpoint: () => crashAt(false),
    afterCheckpoint: () => {
      crashAt(true);
      checkpoints++;
    },
  });
  const repeated: string[] = [];
  const handler = handlerOf(plans, (name) => {
    if (service.all().some((operation) => operation.Name === name && operation.Status === 'SUCCEEDED'))
      repeated.push(name);
  });
  for (let invocation = 0; invocation < INVOCATIONS_MAX; invocation++) {
    const durable = wrapperOf(invocation)(handler, { durableExecutionClient: service });
    try {
      const output = (await durable(
        service.event() as never,
        lambdaContext as never,
      )) as DurableExecutionInvocationOutput;
      if (output.Status !== 'PENDING') {
        const names = new Map(service.all().map(({ Id, Name }) => [Id ?? '', Name]));
        return { output, names, repeated, checkpoints };
      }
      completeOutside(service);
    } catch (error) {
      // The service repeats an invocation that failed.
      if (!(error instanceof Error && error.name === 'CheckpointUnrecoverableInvocationError')) throw error;
    }
  }
  throw new Error('The execution does not end.');
}

/** Lets a day pass, answers callbacks and finishes invoked functions. */
function completeOutside(service: ServiceDouble): void {
  service.advance(SECONDS_PER_DAY);
  service.completeOutside('answer');
}

const ours: Wrapper = withDurableExecution;
const theirs = withAwsDurableExecution as unknown as Wrapper;

describe('sdk issue 4: random functions with random crashes', () => {
  test('the outcome is that of a run without crashes, and no finished step runs again', async () => {
    await fc.assert(
      fc.asyncProperty(
        planArbitrary,
        fc.array(fc.record({ checkpoint: fc.nat({ max: 40 }), isApplied: fc.boolean() }), { maxLength: 5 }),
        async (plans, crashes) => {
          const plain = await execute(plans, [], () => ours);
          const crashed = await execute(plans, crashes, () => ours);
          expect(crashed.output).toEqual(plain.output);
          expect(crashed.repeated).toEqual([]);
          expect(new Map([...crashed.names].sort())).toEqual(new Map([...plain.names].sort()));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('cut after every checkpoint in turn and finished by the other SDK, the outcome is the same', async () => {
    await fc.assert(
      fc.asyncProperty(planArbitrary, fc.boolean(), async (plans, isOursFirst) => {
        const plain = await execute(plans, [], () => ours);
        const [first, second] = isOursFirst ? [ours, theirs] : [theirs, ours];
        for (let checkpoint = 0; checkpoint < Math.min(plain.checkpoints, 6); checkpoint++) {
          let isCut = false;
          const cut = await execute(plans, [{ checkpoint, isApplied: true }], (invocation) => {
            isCut ||= invocation > 0;
            return isCut ? second : first;
          });
          expect(cut.output).toEqual(plain.output);
        }
      }),
      { numRuns: 15, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
    );
  });
});
