// One testing library in a process of its own: AWS's fakes the time of its whole process. Prints its figures as JSON.
//
//   node bench/testing/measure.ts aws|perdure

import { median } from '../statistics.ts';
import { handlers, type Sdk } from './handlers.ts';

const [library] = process.argv.slice(2);
const BYTES_PER_MIB = 1024 ** 2;
const MICROS_PER_MILLI = 1000;
const ROUNDS = 5;
const SHORT_ROUNDS = 20;

/** What is measured of both libraries. */
interface Runner {
  run(): Promise<unknown>;
}
interface TestingLibrary {
  LocalDurableTestRunner: {
    new (parameters: { handlerFunction: never }): Runner;
    setupTestEnvironment(parameters: { skipTime: boolean }): Promise<void>;
    teardownTestEnvironment(): Promise<void>;
  };
}

// Timers of the machine, before anybody fakes them.
const now = performance.now.bind(performance);

const memoryBefore = process.memoryUsage().rss;
const [testing, sdk] = (await (library === 'aws'
  ? Promise.all([import('@aws/durable-execution-sdk-js-testing'), import('@aws/durable-execution-sdk-js')])
  : Promise.all([import('@perdure/testing'), import('@perdure/sdk')]))) as unknown as [TestingLibrary, Sdk];
const { LocalDurableTestRunner } = testing;

/** Milliseconds on the clock, and of the processor where that is the measure. */
interface Figure {
  elapsed: number;
  processor?: number;
}
const figures: { [name: string]: Figure } = {};

async function timed(task: () => Promise<unknown>): Promise<Required<Figure>> {
  const begin = now();
  const used = process.cpuUsage();
  await task();
  const { user, system } = process.cpuUsage(used);
  return { elapsed: now() - begin, processor: (user + system) / MICROS_PER_MILLI };
}

async function measure(name: string, handler: unknown, rounds = ROUNDS): Promise<void> {
  const times: Required<Figure>[] = [];
  for (let round = 0; round < rounds; round++) {
    const runner = new LocalDurableTestRunner({ handlerFunction: handler as never });
    times.push(await timed(() => runner.run()));
  }
  figures[name] = {
    elapsed: median(times.map(({ elapsed }) => elapsed)),
    processor: median(times.map(({ processor }) => processor)),
  };
}

const setup = await timed(() => LocalDurableTestRunner.setupTestEnvironment({ skipTime: true }));
await measure('one step and one wait', handlers.days(sdk, 1), SHORT_ROUNDS);
figures['memory of a test file, MiB'] = {
  elapsed: (process.memoryUsage().rss - memoryBefore) / BYTES_PER_MIB,
};
await measure('100 steps', handlers.steps(sdk, 100), 1);
await measure('1,000 steps', handlers.steps(sdk, 1000), library === 'aws' ? 1 : ROUNDS);
await measure('50 steps and waits', handlers.days(sdk, 50), library === 'aws' ? 1 : ROUNDS);
if (library !== 'aws') await measure('365 steps and waits', handlers.days(sdk, 365), ROUNDS);
const teardown = await timed(() => LocalDurableTestRunner.teardownTestEnvironment());
figures['setup and teardown'] = { elapsed: setup.elapsed + teardown.elapsed };
// Under skipTime AWS's library takes far longer for it: real time is its better side here.
await LocalDurableTestRunner.setupTestEnvironment({ skipTime: library !== 'aws' });
await measure('a map over 500 items', handlers.map(sdk, 500), ROUNDS);
await LocalDurableTestRunner.teardownTestEnvironment();

console.log(JSON.stringify(figures));
