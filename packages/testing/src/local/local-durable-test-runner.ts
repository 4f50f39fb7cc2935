// The runner for tests: the function under test, what it may invoke, what will be answered and what will go wrong.

import { MILLIS_PER_SECOND } from '@perdure/protocol';
import type { Duration } from '@perdure/sdk';
import { type InvokeAnswer, toErrorObject } from '../answers/answer.ts';
import type { CallbackScript } from '../answers/callback-answers.ts';
import type { DurableHandler } from '../durable-handler.ts';
import type { DurableTestRunner } from '../durable-test-runner.ts';
import { durationMillis } from '../duration-millis.ts';
import { FaultScript } from '../faults/fault-script.ts';
import { limits } from '../limits.ts';
import type { DurableOperation } from '../operations/durable-operation.ts';
import { OperationBook } from '../operations/operation-book.ts';
import { OperationLookup } from '../operations/operation-lookup.ts';
import type { InvokeRequest, TestResult } from '../results/test-result.ts';
import { FunctionRegistry, type RegisteredFunction, type ScriptedOutcome } from './function-registry.ts';
import { LocalRun } from './local-run.ts';
import type { PlainHandler } from './plain-handler.ts';
import { type LocalDurableTestRunnerSetupParameters, TestEnvironment } from './test-environment.ts';

export interface LocalDurableTestRunnerParameters {
  /** What `withDurableExecution` returned, of @perdure/sdk or of AWS's SDK. */
  handlerFunction: DurableHandler;
  /**
   * How long an execution may last before it ends as TIMED_OUT. Default: a year; but then a run that only waits for a
   * callback without a timeout ends with a StuckRunError instead.
   */
  executionTimeout?: Duration;
  /** The modelled time at which runs begin. Default: now. */
  startAt?: Date;
}

const environment = new TestEnvironment();

// biome-ignore-start lint/suspicious/noExplicitAny: a runner without a type argument gives results that need no cast, as AWS's library does.
/**
 * Runs a durable function in this process, on the engine that serves executions in the field. Modelled time passes only
 * when nothing runs, so that a year of waiting takes milliseconds; timers, sockets and files of user code are left alone.
 *
 * @example
 * const runner = new LocalDurableTestRunner({ handlerFunction: handler });
 * const result = await runner.run({ payload: { orderId: 17 } });
 * assert.deepEqual(result.getResult(), { shipped: true });
 * assert.equal(runner.getOperation('charge').getStepDetails()?.attempt, 1);
 */
export class LocalDurableTestRunner<TResult = any>
  extends OperationLookup
  implements DurableTestRunner<DurableOperation, TResult>
{
  // biome-ignore-end lint/suspicious/noExplicitAny: see above.
  readonly #parameters: LocalDurableTestRunnerParameters;
  readonly #registered = new Map<string, RegisteredFunction>();
  readonly #answers = new Map<string, CallbackScript>();
  #isRunning = false;
  /** What is to go wrong in the coming runs. */
  readonly faults: FaultScript = new FaultScript();

  constructor(parameters: LocalDurableTestRunnerParameters) {
    super();
    if (typeof parameters?.handlerFunction !== 'function') {
      throw new TypeError('handlerFunction must be what withDurableExecution(...) returned.');
    }
    this.#parameters = parameters;
  }

  /** Decides how time goes in the runs that follow. Without it, or without `skipTime: false`, modelled time is skipped. */
  static async setupTestEnvironment(parameters: LocalDurableTestRunnerSetupParameters = {}): Promise<void> {
    environment.setUp(parameters);
  }

  /** Ends runs that are still going on, with a warning that names what they do, and forgets the setup. */
  static async teardownTestEnvironment(): Promise<void> {
    for (const left of environment.tearDown()) console.warn(`A test left a run behind. ${left}`);
  }

  /**
   * Runs the function once, to the end of its execution, and resolves however that ended. Rejects when there is no end:
   * with StuckRunError or HangingRunError, or when the function is not durable or invokes one that is not registered.
   */
  async run(request: InvokeRequest = {}): Promise<TestResult<TResult>> {
    if (this.#isRunning) {
      throw new Error('This runner is still running. Await its run first, or make a runner for each run.');
    }
    this.#isRunning = true;
    try {
      const run = this.#prepare();
      return await environment.follow(run, run.run<TResult>(request.payload));
    } finally {
      this.#isRunning = false;
    }
  }

  /** Makes a durable function known under the exact text with which the handler invokes it. */
  registerDurableFunction(functionName: string, durableHandler: DurableHandler): this {
    this.#registered.set(functionName, { kind: 'durable', name: functionName, handler: durableHandler });
    return this;
  }

  /** Makes a plain function known under the exact text with which the handler invokes it. */
  registerFunction(functionName: string, handler: PlainHandler): this {
    this.#registered.set(functionName, { kind: 'plain', name: functionName, handler });
    return this;
  }

  /** Scripts what an invoked function answers, without a handler for it. */
  answerInvoke(functionName: string, answer: InvokeAnswer): this {
    const after = 'after' in answer && answer.after !== undefined ? durationMillis(answer.after) : 0;
    this.#registered.set(functionName, {
      kind: 'scripted',
      name: functionName,
      after,
      outcome: scriptedOutcome(answer),
    });
    return this;
  }

  /**
   * Scripts the answer to callbacks of a name: of createCallback or waitForCallback. A function is asked for each of
   * them in turn. `{ open: true }` leaves a callback to its timeout. The name `*` stands for every callback, named or
   * not, for which no other script is given.
   */
  answerCallback(name: string, answer: CallbackScript): this {
    this.#answers.set(name, answer);
    return this;
  }

  /** Forgets the operations of earlier runs and all faults. Registered functions and scripted answers stay. */
  reset(): void {
    this.book = new OperationBook();
    this.faults.clear();
  }

  #prepare(): LocalRun {
    const { handlerFunction, executionTimeout, startAt } = this.#parameters;
    const timeoutSeconds =
      executionTimeout === undefined
        ? limits.executionTimeoutSecondsDefault
        : Math.ceil(durationMillis(executionTimeout) / MILLIS_PER_SECOND);
    const functions = new FunctionRegistry(handlerFunction, timeoutSeconds);
    for (const registered of this.#registered.values()) functions.register(registered);
    return new LocalRun({
      environment,
      functions,
      faults: this.faults,
      answers: this.#answers,
      book: this.book,
      isTimeoutWanted: executionTimeout !== undefined,
      startAt: startAt?.getTime(),
    });
  }
}

function scriptedOutcome(answer: InvokeAnswer): ScriptedOutcome {
  if ('open' in answer) return 'open';
  if ('timesOut' in answer) return 'timed-out';
  return 'success' in answer
    ? { payload: JSON.stringify(answer.success) }
    : { error: toErrorObject(answer.failure) };
}
