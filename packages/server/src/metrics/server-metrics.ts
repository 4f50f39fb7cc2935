// The figures of a server, for Prometheus. Everything is counted where it happens and costs a few additions; what can be
// asked for is asked when somebody reads the figures.

import type { ExecutionState } from '@perdure/engine';
import { type ExecutionStatus, MILLIS_PER_SECOND, type Millis } from '@perdure/protocol';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CommittedTurn } from '../loop/commit-turn.ts';
import type { CommittedChange } from '../loop/submission.ts';
import type { DroppedEvent } from '../outbound/status-events.ts';
import { buckets } from './buckets.ts';
import { addProcessMetrics } from './process-metrics.ts';

/** What is asked for when somebody reads the figures. */
export interface MetricSources {
  /** Executions that have not ended, by function and version. */
  running(): Iterable<{ functionName: string; version: string; count: number }>;
  environments(): { environments: number; busy: number };
  /** Commands that wait for a turn of the loop. */
  inboxCommands(): number;
  cachedExecutions(): number;
  openStreams(): number;
  /** Events that wait in memory, by target. */
  waitingEvents(): ReadonlyMap<string, number>;
}

const endedAs: Partial<Record<ExecutionStatus, string>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timed_out',
  STOPPED: 'stopped',
};

export class ServerMetrics {
  readonly #registry = new Registry();
  readonly #registers = [this.#registry];
  readonly #started = this.#counter('durable_executions_started_total', 'Executions that began', [
    'function',
  ]);
  readonly #ended = this.#counter('durable_executions_ended_total', 'Executions that ended, by how', [
    'function',
    'status',
  ]);
  readonly #durations = this.#histogram(
    'durable_execution_duration_seconds',
    'Time from the start of an execution to its end',
    buckets.executionSeconds,
    ['function'],
  );
  readonly #operations = this.#histogram(
    'durable_execution_operations',
    'Operations of an execution at its end, as its quota counts them',
    buckets.operations,
    ['function'],
  );
  readonly #written = this.#histogram(
    'durable_execution_storage_written_bytes',
    'Payloads that an execution has written at its end',
    buckets.bytes,
    ['function'],
  );
  readonly #invocations = this.#histogram(
    'invocation_duration_seconds',
    'Time that invocations of functions took, by how they ended; replays included',
    buckets.invocationSeconds,
    ['function', 'outcome'],
  );
  readonly #waits = this.#histogram(
    'invocation_wait_seconds',
    'Time that invocations waited for a place in an environment',
    buckets.invocationSeconds,
    [],
  );
  readonly #commits = this.#histogram(
    'store_commit_duration_seconds',
    'Time that durable commits took',
    buckets.commitSeconds,
    [],
  );
  readonly #commitFaults = this.#counter('store_commit_faults_total', 'Commits that the store refused', []);
  readonly #commands = this.#counter('loop_commands_total', 'Commands decided', []);
  readonly #changes = this.#counter('loop_changes_total', 'Changes of executions committed', []);
  readonly #requests = this.#histogram(
    'http_request_duration_seconds',
    'Time to answer requests to APIs, by API and status',
    buckets.requestSeconds,
    ['api', 'status'],
  );
  readonly #dropped = this.#counter('events_dropped_total', 'Events that were given up', ['target']);

  constructor(sources: MetricSources) {
    const { running } = sources;
    this.#gauge(
      'durable_executions_running',
      'Executions that have not ended',
      ['function', 'version'],
      (gauge) => {
        gauge.reset();
        for (const { functionName, version, count } of running())
          gauge.set({ function: functionName, version }, count);
      },
    );
    this.#gauge('environments', 'Environments that are there', [], (gauge) =>
      gauge.set(sources.environments().environments),
    );
    this.#gauge('invocations_in_flight', 'Invocations that run', [], (gauge) =>
      gauge.set(sources.environments().busy),
    );
    this.#gauge('loop_inbox_commands', 'Commands that wait for a turn', [], (gauge) =>
      gauge.set(sources.inboxCommands()),
    );
    this.#gauge('loop_cached_executions', 'Executions whose state is in memory', [], (gauge) =>
      gauge.set(sources.cachedExecutions()),
    );
    this.#gauge('event_streams_open', 'Streams of server-sent events', [], (gauge) =>
      gauge.set(sources.openStreams()),
    );
    this.#gauge('events_waiting', 'Events that wait for a target, in memory', ['target'], (gauge) => {
      for (const [target, count] of sources.waitingEvents()) gauge.set({ target }, count);
    });
    addProcessMetrics(this.#registry);
  }

  /** In the text format of Prometheus. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  onCommitted({ state, head, statusBefore }: CommittedChange): void {
    if (statusBefore === undefined) this.#started.inc({ function: head.functionName });
    const status = endedAs[head.status];
    if (status !== undefined && head.status !== statusBefore) this.#onEnded(state, head.functionName, status);
  }

  onTurn({ commands, executions, millis, fault }: CommittedTurn): void {
    if (fault !== undefined) {
      this.#commitFaults.inc();
      return;
    }
    this.#commits.observe(millis / MILLIS_PER_SECOND);
    this.#commands.inc(commands);
    this.#changes.inc(executions);
  }

  onAnswered(api: string, status: number, millis: Millis): void {
    this.#requests.observe({ api, status }, millis / MILLIS_PER_SECOND);
  }

  onInvocationWaited(millis: Millis): void {
    this.#waits.observe(millis / MILLIS_PER_SECOND);
  }

  onInvoked(functionName: string, outcome: string, millis: Millis): void {
    this.#invocations.observe({ function: functionName, outcome }, millis / MILLIS_PER_SECOND);
  }

  onEventDropped({ target }: DroppedEvent): void {
    this.#dropped.inc({ target });
  }

  #onEnded(state: ExecutionState, functionName: string, status: string): void {
    const labels = { function: functionName };
    this.#ended.inc({ ...labels, status });
    this.#durations.observe(
      labels,
      ((state.closed?.at ?? state.startedAt) - state.startedAt) / MILLIS_PER_SECOND,
    );
    this.#operations.observe(labels, state.operationsCounted);
    this.#written.observe(labels, state.storageBytes);
  }

  #counter<const Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
  ): Counter<Label> {
    return new Counter({ name: PREFIX + name, help, labelNames, registers: this.#registers });
  }

  #histogram<const Label extends string>(
    name: string,
    help: string,
    bounds: readonly number[],
    labelNames: readonly Label[],
  ): Histogram<Label> {
    const registers = this.#registers;
    return new Histogram({ name: PREFIX + name, help, buckets: [...bounds], labelNames, registers });
  }

  #gauge<const Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    read: (gauge: Gauge<Label>) => void,
  ): void {
    const collect = function (this: Gauge<Label>): void {
      read(this);
    };
    new Gauge({ name: PREFIX + name, help, labelNames, registers: this.#registers, collect });
  }
}

const PREFIX = 'perdure_';
