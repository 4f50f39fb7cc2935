// The environments of one server: they run invocations, die, hang, and go on after they were given up.

import type { InvocationInput } from '@perdure/protocol';
import { parseExecutionArn } from '@perdure/protocol';
import type {
  Clock,
  DeployedFunction,
  InvocationOutcome,
  InvocationTask,
  Invoker,
  Slot,
} from '@perdure/server/embedded';
import { Handler, type HandlerEnd } from './handler.ts';
import { Life } from './life.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

const COLD_START_MILLIS_MAX = 60;
const HANG_MILLIS_MAX = 60_000;
const DELAYED_END_MILLIS_MAX = 60_000;
const PLAIN_WORK_MILLIS_MAX = 3000;
const LOSS_MILLIS_MAX = 10_000;
const PLAIN_FAILS_PROBABILITY = 0.2;

export class Environments implements Invoker {
  readonly #world: World;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #running = new Set<{ life: Life; giveUp: () => void }>();
  readonly #queue: (() => void)[] = [];
  #free: number;
  #isGone = false;
  #isClosing = false;

  constructor(world: World, clock: Clock, random: Random, places: number) {
    this.#world = world;
    this.#clock = clock;
    this.#random = random;
    this.#free = places;
  }

  async reserve(deployed: DeployedFunction): Promise<Slot> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
    return {
      run: (task) => this.#run(deployed, task),
      release: () => this.#release(),
    };
  }

  /** Ends everything that runs. The outcomes reach the server. */
  async close(): Promise<void> {
    this.#isClosing = true;
    for (const { giveUp } of this.#running) giveUp();
  }

  /** The server is gone: nothing reaches it any more. Some functions die with it, others do not notice. */
  abandon(): void {
    this.#isGone = true;
    for (const { life } of this.#running) this.#endUnlessRevived(life);
  }

  #release(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }

  #run(deployed: DeployedFunction, task: InvocationTask): Promise<InvocationOutcome> {
    const { time, faults, trace } = this.#world;
    const life = new Life();
    return new Promise((resolve) => {
      const settle = (outcome: InvocationOutcome): void => {
        if (this.#isGone || !this.#running.delete(running)) return;
        stopWaiting();
        this.#release();
        trace.observe({ kind: 'invocation-ended', requestId: task.requestId });
        resolve(outcome);
      };
      const giveUp = (): void => {
        settle(failure('Sandbox.Timedout', `${task.requestId} was given up`));
        this.#endUnlessRevived(life);
      };
      const late = faults.strikes('functionEndDelayed') ? this.#random.between(0, DELAYED_END_MILLIS_MAX) : 0;
      const patience = Math.max(0, task.deadline - this.#clock.now()) + late;
      const stopWaiting = time.after(patience, giveUp);
      const running = { life, giveUp };
      this.#running.add(running);
      if (this.#isClosing) giveUp();
      if (faults.strikes('workerLost')) {
        time.after(this.#random.between(0, LOSS_MILLIS_MAX), () => {
          settle(lost);
          this.#endUnlessRevived(life);
        });
      }
      void this.#start(deployed, task, life).then((end) => {
        time.after(late, () => settle(outcomeOf(end)));
      });
    });
  }

  #endUnlessRevived(life: Life): void {
    if (!this.#world.faults.strikes('functionRevives')) life.end();
  }

  async #start(deployed: DeployedFunction, task: InvocationTask, life: Life): Promise<HandlerEnd> {
    const { time, trace } = this.#world;
    const { functionName, version } = deployed;
    const random = this.#random.fork();
    const { requestId } = task;
    const input = task.executionArn === undefined ? undefined : (JSON.parse(task.payload) as InvocationInput);
    trace.observe({
      kind: 'invoked',
      requestId,
      functionName,
      version,
      ...(input === undefined ? {} : { input }),
    });
    await life.sleep(time, random.between(0, COLD_START_MILLIS_MAX));
    if (input === undefined) return this.#runPlain(random, life);
    const reference = parseExecutionArn(input.DurableExecutionArn);
    if (reference === undefined) return { kind: 'threw', message: 'not a durable invocation' };
    const program = this.#world.programOf(functionName, reference.executionId);
    const hangMillis = random.between(0, HANG_MILLIS_MAX);
    const context = { world: this.#world, life, random, program, requestId, reference, hangMillis };
    return new Handler(context, input).run();
  }

  async #runPlain(random: Random, life: Life): Promise<HandlerEnd> {
    const { faults, time } = this.#world;
    if (faults.strikes('functionDies')) return { kind: 'died' };
    await life.sleep(time, random.between(0, PLAIN_WORK_MILLIS_MAX));
    if (random.chance(PLAIN_FAILS_PROBABILITY)) return { kind: 'threw', message: 'plain trouble' };
    return { kind: 'returned', body: '"plain"' };
  }
}

function outcomeOf(end: HandlerEnd): InvocationOutcome {
  switch (end.kind) {
    case 'returned':
      return { kind: 'returned', body: end.body, logTail: '' };
    case 'threw':
      return failure('Error', end.message);
    case 'died':
      return failure('Runtime.ExitError', 'The function died.');
  }
}

const lost: InvocationOutcome = {
  kind: 'lost',
  error: { errorType: 'Sandbox.Lost', errorMessage: 'The worker is out of reach.' },
  logTail: '',
};

const failure = (errorType: string, errorMessage: string): InvocationOutcome => ({
  kind: 'failed',
  error: { errorType, errorMessage },
  logTail: '',
});
