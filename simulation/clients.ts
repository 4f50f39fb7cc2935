// Those who start executions, wait for them, stop them and look at them.

import type { ExecutionReference, HistoryEvent } from '@perdure/protocol';
import { formatExecutionArn, parseExecutionArn } from '@perdure/protocol';
import type { NamedStart } from './fact.ts';
import { Life } from './life.ts';
import { isRetryable } from './outside.ts';
import type { FunctionName } from './simulated-functions.ts';
import type { World } from './world.ts';

const START_MILLIS_MAX = 90_000;
const STARTS_MIN = 2;
const STARTS_MAX = 9;
const NAMES = 3;
const INPUTS = 2;
const READS_MAX = 6;
const READ_MILLIS_MAX = 150_000;
const RETRY_MILLIS_MAX = 1500;
const STOP_PROBABILITY = 0.08;
/** Starts that come together, often under one name. */
const BURST_PROBABILITY = 0.3;
const BURST_MILLIS_MAX = 30;
const WAIT_PROBABILITY = 0.3;
const NAMED_PROBABILITY = 0.6;
const PAGE_ITEMS_MAX = 12;
const PAGES_MAX = 200;
const WAITER_PATIENCE_MILLIS = 100_000;

interface HistoryPage {
  Events: HistoryEvent[];
  NextMarker?: string;
}

export class Clients {
  readonly #world: World;
  readonly #life = new Life();
  readonly #started: ExecutionReference[] = [];
  #startsUnanswered = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Plans everything that the clients will do. */
  begin(): void {
    const { random, time } = this.#world;
    const starts = random.between(STARTS_MIN, STARTS_MAX);
    this.#startsUnanswered = starts;
    const isBurst = random.chance(BURST_PROBABILITY);
    const burstAt = random.between(0, START_MILLIS_MAX);
    for (let index = 0; index < starts; index += 1) {
      const at = isBurst
        ? burstAt + random.between(0, BURST_MILLIS_MAX)
        : random.between(0, START_MILLIS_MAX);
      time.after(at, () => void this.#start());
    }
    const reads = random.between(0, READS_MAX);
    for (let index = 0; index < reads; index += 1) {
      time.after(random.between(0, READ_MILLIS_MAX), () => void this.#look());
    }
  }

  /** What was started so far. */
  get started(): readonly ExecutionReference[] {
    return this.#started;
  }

  /** Whether every start has its answer. */
  get areServed(): boolean {
    return this.#startsUnanswered === 0;
  }

  async #start(): Promise<void> {
    const { random, functions, time } = this.#world;
    const functionName: FunctionName = random.pick(['order', 'order', 'order', 'hasty', 'leaf']);
    const deployed = functions.live(functionName);
    const start: NamedStart = {
      functionName,
      version: deployed.version,
      input: JSON.stringify(random.between(1, INPUTS)),
      ...(random.chance(NAMED_PROBABILITY) ? { executionName: `name-${random.between(1, NAMES)}` } : {}),
    };
    const reference = await this.start(start);
    this.#startsUnanswered -= 1;
    if (reference === undefined) return;
    if (random.chance(WAIT_PROBABILITY)) void this.#wait(reference);
    if (random.chance(STOP_PROBABILITY)) {
      time.after(random.between(0, READ_MILLIS_MAX), () => void this.#stop(reference));
    }
  }

  /** Repeats it until the server has answered. Undefined when it was refused. */
  async start(start: NamedStart): Promise<ExecutionReference | undefined> {
    const reference = await this.#startUntilAnswered(start);
    if (reference !== undefined) this.#started.push(reference);
    return reference;
  }

  async #startUntilAnswered(start: NamedStart): Promise<ExecutionReference | undefined> {
    const { random, network, trace, functions, time } = this.#world;
    const deployed = functions.live(start.functionName as FunctionName);
    const { executionName, input } = start;
    const invocationType = random.pick(['Event', 'RequestResponse'] as const);
    for (;;) {
      const answer = await network.ask(this.#life, async ({ executions }) => {
        const result = await executions.start({
          deployed: { ...deployed, version: start.version },
          ...(executionName === undefined ? {} : { executionName }),
          input,
          invocationType,
        });
        if (result.ok) trace.observe({ kind: 'start-acknowledged', start, arn: result.value.executionArn });
        else trace.observe({ kind: 'start-refused', start, code: result.refusal.code });
        return result;
      });
      if (answer.kind === 'answered') {
        if (answer.result.ok) return answer.result.value.reference;
        if (!isRetryable(answer.result.refusal.code)) return undefined;
      }
      await this.#life.sleep(time, random.between(1, RETRY_MILLIS_MAX));
    }
  }

  async #wait(reference: ExecutionReference): Promise<void> {
    const { network, trace } = this.#world;
    const abort = new AbortController();
    const answer = await network.ask(
      this.#life,
      ({ executions }) => executions.outcome(reference, abort.signal),
      WAITER_PATIENCE_MILLIS,
    );
    if (answer.kind !== 'answered' || !answer.result.ok) {
      abort.abort();
      return;
    }
    const outcome = answer.result.value;
    const result =
      outcome.status === 'SUCCEEDED' && outcome.result !== undefined ? { result: outcome.result } : {};
    const { executionId } = reference;
    trace.observe({ kind: 'status-shown', executionId, status: outcome.status, ...result });
  }

  async #stop(reference: ExecutionReference): Promise<void> {
    const { network, trace } = this.#world;
    await network.ask(this.#life, async ({ executions }) => {
      const result = await executions.stop(reference, { ErrorType: 'Stopped' });
      if (result.ok) trace.observe({ kind: 'stop-acknowledged', executionId: reference.executionId });
      return result;
    });
  }

  /** Looks at everything there is. */
  async lookAtAll(): Promise<void> {
    for (const reference of this.#started) await this.#lookAt(reference);
  }

  async #look(): Promise<void> {
    const [first, ...rest] = this.#started;
    if (first !== undefined) await this.#lookAt(this.#world.random.pick([first, ...rest]));
    await this.#list();
  }

  async #lookAt(reference: ExecutionReference): Promise<void> {
    const { network, trace } = this.#world;
    const { executionId } = reference;
    await network.ask(this.#life, async ({ executions }) => {
      const result = await executions.describe(reference, true);
      if (result.ok) {
        const { Status: status, Result: text } = result.value;
        trace.observe({
          kind: 'status-shown',
          executionId,
          status,
          ...(text === undefined ? {} : { result: text }),
        });
      }
      return result;
    });
    await this.#readHistory(reference);
  }

  /** Reads a history page by page. New events may come while the pages are read; none may be missed. */
  async #readHistory(reference: ExecutionReference): Promise<void> {
    const { network, trace, random } = this.#world;
    const maxItems = random.between(1, PAGE_ITEMS_MAX);
    const query = { includeExecutionData: true, reverseOrder: random.chance(0.3), maxItems };
    const events: HistoryEvent[] = [];
    let marker: string | undefined;
    for (let pages = 0; pages < PAGES_MAX; pages += 1) {
      const page = { ...query, ...(marker === undefined ? {} : { marker }) };
      const answer = await network.ask<HistoryPage>(this.#life, ({ executions }) =>
        executions.history(reference, page),
      );
      if (answer.kind !== 'answered' || !answer.result.ok) return;
      events.push(...answer.result.value.Events);
      marker = answer.result.value.NextMarker;
      if (marker === undefined) break;
    }
    if (query.reverseOrder) events.reverse();
    trace.observe({ kind: 'history-shown', executionId: reference.executionId, events });
  }

  async #list(): Promise<void> {
    const { network, trace, random } = this.#world;
    const query = { functionName: 'order', reverseOrder: false, maxItems: random.between(1, PAGE_ITEMS_MAX) };
    await network.ask(this.#life, async ({ executions }) => {
      const result = await executions.list(query);
      if (!result.ok) return result;
      for (const { DurableExecutionArn: arn, Status: status } of result.value.DurableExecutions) {
        const reference = parseExecutionArn(arn);
        if (reference === undefined || formatExecutionArn(reference) !== arn) continue;
        trace.observe({ kind: 'status-shown', executionId: reference.executionId, status });
      }
      return result;
    });
  }
}
