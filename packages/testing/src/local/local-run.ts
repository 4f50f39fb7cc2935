// One run: a core of its own on a memory store, with the handlers in this process and a clock of its own. Runs share
// nothing, so that any number of them may go on side by side.

import { defaultEngineSettings } from '@perdure/engine';
import { Core, type Outcome, SystemIds } from '@perdure/server/embedded';
import { CallbackAnswers, type CallbackScript } from '../answers/callback-answers.ts';
import type { FaultScript } from '../faults/fault-script.ts';
import { limits } from '../limits.ts';
import type { CallbackApi } from '../operations/execution-view.ts';
import type { OperationBook } from '../operations/operation-book.ts';
import { RunResult } from '../results/run-result.ts';
import type { TestResult } from '../results/test-result.ts';
import { Activity } from './activity.ts';
import type { ExecutionTrail } from './execution-trail.ts';
import { FUNCTION_UNDER_TEST, type FunctionRegistry, realm } from './function-registry.ts';
import { InProcessInvoker } from './in-process-invoker.ts';
import { InjectedClient } from './injected-client.ts';
import { LocalCallbacks, LocalView } from './local-view.ts';
import { ObservedStore } from './observed-store.ts';
import { RealClock } from './real-clock.ts';
import { realNow } from './real-timers.ts';
import type { RunClock } from './run-clock.ts';
import { describeOpen, describeRunning } from './run-report.ts';
import type { RunningRun, TestEnvironment } from './test-environment.ts';
import { TimeKeeper } from './time-keeper.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface LocalRunOptions {
  environment: TestEnvironment;
  functions: FunctionRegistry;
  faults: FaultScript;
  answers: ReadonlyMap<string, CallbackScript>;
  book: OperationBook;
  isTimeoutWanted: boolean;
  /** Epoch milliseconds; virtual time only. */
  startAt: number | undefined;
}

export class LocalRun implements RunningRun {
  readonly #options: LocalRunOptions;
  readonly #activity = new Activity();
  readonly #store = new ObservedStore();
  readonly #clock: RunClock;
  readonly #core: Core;
  readonly #invoker: InProcessInvoker;
  readonly #view: LocalView;
  readonly #answers: CallbackAnswers;
  readonly #timeKeeper: TimeKeeper;
  readonly #failed: Promise<never>;
  #fail: (error: unknown) => void = () => undefined;

  constructor(options: LocalRunOptions) {
    this.#options = options;
    const { environment, functions, faults, startAt } = options;
    const activity = this.#activity;
    this.#clock = environment.isVirtual
      ? new VirtualClock(startAt ?? realNow(), activity)
      : new RealClock(activity);
    const clock = this.#clock;
    this.#failed = new Promise((_resolve, reject) => {
      this.#fail = reject;
    });
    // Who waits for the run hears of the failure from the race with its outcome.
    this.#failed.catch(() => undefined);
    this.#invoker = new InProcessInvoker({
      activity,
      clock,
      functions,
      faults,
      clientFor: (invocation) =>
        new InjectedClient({
          executions: this.#core.executions,
          invocation,
          activity,
          functions,
          faults: invocation.functionName === FUNCTION_UNDER_TEST ? faults : undefined,
          checkpointDelayMillis: environment.checkpointDelayMillis,
          onUnknownFunction: (name) => this.#fail(unknownFunction(name, functions)),
        }),
      onMisfit: (error) => this.#fail(error),
    });
    this.#core = new Core({
      store: this.#store,
      clock,
      ids: new SystemIds(),
      settings: defaultEngineSettings,
      realm,
      directory: functions,
      invoker: this.#invoker,
      sessionId: 'local-run',
      onFault: (fault) => this.#fail(fault),
    });
    const callbacks: CallbackApi = new LocalCallbacks(this.#core.executions);
    this.#view = new LocalView(() => this.#trail(), functions, callbacks);
    this.#answers = new CallbackAnswers(options.answers, clock, callbacks);
    this.#timeKeeper = this.#keepTime();
    this.#store.onChange = (trail) => {
      this.#answers.update(trail);
      options.book.update();
    };
  }

  /** Runs the function under test to the end of its execution. */
  async run<TResult>(payload: unknown): Promise<TestResult<TResult>> {
    const { functions, book } = this.#options;
    book.open(this.#view);
    try {
      const input = JSON.stringify(payload);
      const deployed = functions.deploy(FUNCTION_UNDER_TEST, { kind: 'durable' });
      await this.#activity.track(this.#core.start());
      const started = await this.#core.executions.start({
        deployed,
        invocationType: 'RequestResponse',
        ...(input === undefined ? {} : { input }),
      });
      if (!started.ok) throw new Error(started.refusal.message);
      const ended = this.#core.executions.outcome(started.value.reference, new AbortController().signal);
      const outcome = await Promise.race([ended, this.#failed]);
      if (!outcome.ok) throw new Error(outcome.refusal.message);
      return new RunResult<TResult>(toEnd(outcome.value), this.#view);
    } finally {
      this.#stop();
      book.close();
    }
  }

  describe(): string {
    const { functions } = this.#options;
    const running = describeRunning(this.#store.trails, this.#invoker.running, functions);
    return this.#invoker.running.size > 0 ? running : describeOpen(this.#store.trails.values(), []);
  }

  abandon(): void {
    this.#fail(new Error(`The test environment was torn down before the run had ended. ${this.describe()}`));
  }

  #stop(): void {
    this.#timeKeeper.stop();
    this.#clock.stop();
    void this.#invoker.close();
  }

  #trail(): ExecutionTrail | undefined {
    return this.#store.trails.values().next().value;
  }

  #keepTime(): TimeKeeper {
    const { environment, functions, isTimeoutWanted } = this.#options;
    return new TimeKeeper({
      activity: this.#activity,
      clock: this.#clock,
      settings: defaultEngineSettings,
      isTimeoutWanted,
      hangTimeoutMillis: environment.hangTimeoutMillis,
      running: () => this.#invoker.running,
      trails: () => this.#store.trails.values(),
      answerGraceMillis: () =>
        this.#isAnswerExpected() ? environment.hangTimeoutMillis : limits.answerGraceMillis,
      describeOpen: () => describeOpen(this.#store.trails.values(), this.#answers.unused),
      describeRunning: () => describeRunning(this.#store.trails, this.#invoker.running, functions),
      warn: (message) => console.warn(message),
      fail: (error) => this.#fail(error),
    });
  }

  /** Whether the test has waited for a callback that is open: then it is about to answer it. */
  #isAnswerExpected(): boolean {
    const { book } = this.#options;
    const operations = this.#view.operations();
    const open = operations.filter(({ Type, Status }) => Type === 'CALLBACK' && Status === 'STARTED');
    const containers = operations.filter(({ Id }) => open.some(({ ParentId }) => ParentId === Id));
    return [...open, ...containers].some((operation) => book.hasWaitedFor(operation));
  }
}

function toEnd(outcome: Outcome) {
  if (outcome.status !== 'SUCCEEDED') return { status: outcome.status, error: outcome.error };
  return { status: outcome.status, ...(outcome.result === undefined ? {} : { result: outcome.result }) };
}

function unknownFunction(name: string, functions: FunctionRegistry): Error {
  const known = functions.names.map((registered) => `"${registered}"`).join(', ');
  return new Error(
    `No function found for function name ${name}. The handler invokes it, so register it before the run under exactly ` +
      'this name, with registerDurableFunction, registerFunction or answerInvoke. ' +
      `Registered: ${known === '' ? 'none' : known}.`,
  );
}
