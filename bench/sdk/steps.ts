// What a step costs, on both SDKs in one process and on the same in-memory service.

import * as aws from '@aws/durable-execution-sdk-js';
import * as perdure from '@perdure/sdk';
import { InMemoryService } from './in-memory-service.ts';

type Context = perdure.DurableContext;
type Handler = (event: unknown, context: Context) => Promise<unknown>;
type Durable = (event: never, context: never) => Promise<unknown>;
type Wrap = (handler: Handler, service: InMemoryService) => Durable;

const ROUNDS = 5;
const STEPS = [10, 100, 1000, 3000];
const ITEMS = 1000;
const CONCURRENCY = 50;
const STEPS_PER_ROUND = 3000;
const MICROS_PER_MILLI = 1000;
const NAME_CHARS = 34;
const CELL_CHARS = 12;

const lambdaContext = {
  awsRequestId: 'request',
  functionName: 'f',
  getRemainingTimeInMillis: () => 900_000,
} as never;

const sdks: [string, Wrap][] = [
  [
    'AWS 2.4.0',
    (handler, service) =>
      aws.withDurableExecution(handler as never, { durableExecutionClient: service as never }) as Durable,
  ],
  [
    'Perdure',
    (handler, service) =>
      perdure.withDurableExecution(handler, { durableExecutionClient: service }) as Durable,
  ],
];

const steps =
  (count: number): Handler =>
  async (_event, context) => {
    for (let n = 0; n < count; n++) await context.step('step', async () => n);
  };

const map: Handler = async (_event, context) => {
  const items = Array.from({ length: ITEMS }, (_, index) => index);
  await context.map('map', items, async (child, item) => child.step('step', async () => item), {
    maxConcurrency: CONCURRENCY,
  });
};

/** Microseconds per unit, the best of the rounds: the least disturbed one. */
async function measure(wrap: Wrap, handler: Handler, units: number, isReplay: boolean): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  const repeats = Math.max(1, Math.floor(STEPS_PER_ROUND / units));
  for (let round = 0; round < ROUNDS; round++) {
    let total = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const service = new InMemoryService();
      const durable = wrap(handler, service);
      if (isReplay) await durable(service.event() as never, lambdaContext);
      const event = service.event();
      const start = performance.now();
      await durable(event as never, lambdaContext);
      total += performance.now() - start;
    }
    best = Math.min(best, (total * MICROS_PER_MILLI) / (repeats * units));
  }
  return best;
}

const workloads: [string, Handler, number][] = [
  ...STEPS.map((count): [string, Handler, number] => [`${count} sequential steps`, steps(count), count]),
  [`map of ${ITEMS}, ${CONCURRENCY} at a time`, map, ITEMS],
];

/** Prints microseconds per step, live and in replays. */
export async function measureSteps(): Promise<void> {
  console.log(`µs per step, best of ${ROUNDS} rounds`);
  console.log(' '.repeat(NAME_CHARS) + sdks.map(([name]) => name.padStart(CELL_CHARS)).join(''));
  for (const [name, handler, units] of workloads) {
    for (const isReplay of [false, true]) {
      const cells: string[] = [];
      for (const [, wrap] of sdks) cells.push((await measure(wrap, handler, units, isReplay)).toFixed(1));
      console.log(
        `${name}, ${isReplay ? 'replay' : 'live'}`.padEnd(NAME_CHARS) +
          cells.map((cell) => cell.padStart(CELL_CHARS)).join(''),
      );
    }
  }
}
