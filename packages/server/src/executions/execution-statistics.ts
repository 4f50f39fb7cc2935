// How many executions started and ended, when, how, and after how long. The store counts; a long time is asked for in slices,
// between which commits go on.

import type { ExecutionStatus, Millis } from '@perdure/protocol';
import { durationClassStart, type EndedCount, type Store } from '@perdure/store';
import type { RunningCounts } from '../watching/running-counts.ts';

export interface StatisticsQuery {
  /** Absent: every function that has executions. */
  functionName?: string;
  /** Inclusive; `to` is exclusive. */
  from: Millis;
  to: Millis;
  bucketMillis: number;
}

export interface Counts {
  started: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  stopped: number;
  /** Of those that ended, in milliseconds, to within a fifth; absent when none did. */
  duration?: Percentiles;
}

export interface Percentiles {
  p50: number;
  p90: number;
  p99: number;
}

export interface FunctionStatistics {
  functionName: string;
  /** Executions that have not ended, by version. */
  running: ReadonlyMap<string, number>;
  lastStartedAt?: Millis;
  /** Over the whole time. */
  total: Counts;
  /** Those in which something happened. */
  buckets: readonly (Counts & { at: Millis })[];
}

/** Counting 10,000 executions takes about 10 ms, so a slice of a busy day holds up nobody for long. */
const SLICES_MAX = 24;

const countOf: Partial<Record<ExecutionStatus, 'succeeded' | 'failed' | 'timedOut' | 'stopped'>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  STOPPED: 'stopped',
};

export class ExecutionStatistics {
  readonly #store: Store;
  readonly #running: RunningCounts;

  constructor(store: Store, running: RunningCounts) {
    this.#store = store;
    this.#running = running;
  }

  async gather(query: StatisticsQuery): Promise<FunctionStatistics[]> {
    const names =
      query.functionName === undefined ? await this.#store.functionsWithExecutions() : [query.functionName];
    const gathered: FunctionStatistics[] = [];
    for (const functionName of names) gathered.push(await this.#gatherFor(functionName, query));
    return gathered;
  }

  async #gatherFor(
    functionName: string,
    { from, to, bucketMillis }: StatisticsQuery,
  ): Promise<FunctionStatistics> {
    const buckets = Math.ceil((to - from) / bucketMillis);
    const sliceBuckets = Math.ceil(buckets / SLICES_MAX);
    const total = new Counter();
    const counters = new Map<number, Counter>();
    const counterOf = (bucket: number): Counter => {
      const counter = counters.get(bucket) ?? new Counter();
      counters.set(bucket, counter);
      return counter;
    };
    let lastStartedAt: Millis | undefined;
    for (let first = 0; first < buckets; first += sliceBuckets) {
      const sliceFrom = from + first * bucketMillis;
      const sliceTo = Math.min(to, sliceFrom + sliceBuckets * bucketMillis);
      const tally = await this.#store.tally({ functionName, from: sliceFrom, to: sliceTo, bucketMillis });
      lastStartedAt = tally.lastStartedAt;
      for (const { bucket, count } of tally.started) {
        for (const counter of [total, counterOf(first + bucket)]) counter.start(count);
      }
      for (const ended of tally.ended) {
        for (const counter of [total, counterOf(first + ended.bucket)]) counter.end(ended);
      }
    }
    return {
      functionName,
      running: this.#running.of(functionName),
      ...(lastStartedAt === undefined ? {} : { lastStartedAt }),
      total: total.counts,
      buckets: [...counters]
        .sort(([left], [right]) => left - right)
        .map(([bucket, counter]) => ({ at: from + bucket * bucketMillis, ...counter.counts })),
    };
  }
}

class Counter {
  readonly #counts = { started: 0, succeeded: 0, failed: 0, timedOut: 0, stopped: 0 };
  readonly #classes = new Map<number, number>();

  start(count: number): void {
    this.#counts.started += count;
  }

  end({ status, durationClass, count }: EndedCount): void {
    const name = countOf[status];
    // One that is being removed has lost the status that it ended with.
    if (name === undefined) return;
    this.#counts[name] += count;
    this.#classes.set(durationClass, (this.#classes.get(durationClass) ?? 0) + count);
  }

  get counts(): Counts {
    if (this.#classes.size === 0) return this.#counts;
    const classes = [...this.#classes].sort(([left], [right]) => left - right);
    const total = classes.reduce((sum, [, count]) => sum + count, 0);
    const at = (share: number): number => percentile(classes, share * total);
    return { ...this.#counts, duration: { p50: at(P50), p90: at(P90), p99: at(P99) } };
  }
}

const [P50, P90, P99] = [0.5, 0.9, 0.99];

/** The duration below which `rank` executions lie, taking those of a class to lie evenly in it. */
function percentile(classes: readonly (readonly [number, number])[], rank: number): Millis {
  let below = 0;
  for (const [durationClass, count] of classes) {
    if (below + count >= rank) {
      const [start, end] = [durationClassStart(durationClass), durationClassStart(durationClass + 1)];
      return Math.round(start + ((end - start) * (rank - below)) / count);
    }
    below += count;
  }
  return 0;
}
