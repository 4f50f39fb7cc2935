// The context that a durable handler works with: every method records what it does, so that a later invocation
// continues where this one ended.

import type { DurablePromise } from '../durable-promise.ts';
import type {
  BatchResult,
  MapConfig,
  MapFunc,
  NamedParallelBranch,
  ParallelConfig,
  ParallelFunc,
} from './batch.ts';
import type {
  CreateCallbackConfig,
  CreateCallbackResult,
  WaitForCallbackConfig,
  WaitForCallbackSubmitterFunc,
} from './callback.ts';
import type { ChildConfig, ChildFunc } from './child-context.ts';
import type { Duration } from './duration.ts';
import type { InvokeConfig } from './invoke.ts';
import type { LambdaContext } from './lambda-context.ts';
import type { DurableContextLogger, DurableLogger, LoggerConfig } from './logger.ts';
import type { SerdesConfig } from './serdes.ts';
import type { StepConfig, StepFunc } from './step.ts';
import type { WaitForConditionCheckFunc, WaitForConditionConfig } from './wait-for-condition.ts';

/** What a branch of `parallel` results in. */
export type BranchResult<Branch, TLogger extends DurableLogger> =
  Branch extends ParallelFunc<infer ReturnType, TLogger>
    ? ReturnType
    : Branch extends NamedParallelBranch<infer ReturnType, TLogger>
      ? ReturnType
      : never;

type Branches<TOutput, TLogger extends DurableLogger> = (
  | ParallelFunc<TOutput, TLogger>
  | NamedParallelBranch<TOutput, TLogger>
)[];

/** Combinators over durable promises. Unlike the operations they start only when they are awaited. */
export interface DurablePromiseCombinators {
  /** Every result, or the first failure as a `PromiseCombinatorError`. */
  all<TOutput>(name: string | undefined, promises: DurablePromise<TOutput>[]): DurablePromise<TOutput[]>;
  all<TOutput>(promises: DurablePromise<TOutput>[]): DurablePromise<TOutput[]>;
  /** Every outcome; the reasons are plain errors with the name and message of the original. */
  allSettled<TOutput>(
    name: string | undefined,
    promises: DurablePromise<TOutput>[],
  ): DurablePromise<PromiseSettledResult<TOutput>[]>;
  allSettled<TOutput>(promises: DurablePromise<TOutput>[]): DurablePromise<PromiseSettledResult<TOutput>[]>;
  /** The first result, or a `PromiseCombinatorError` when all fail. */
  any<TOutput>(name: string | undefined, promises: DurablePromise<TOutput>[]): DurablePromise<TOutput>;
  any<TOutput>(promises: DurablePromise<TOutput>[]): DurablePromise<TOutput>;
  /** The first outcome. The others keep running. */
  race<TOutput>(name: string | undefined, promises: DurablePromise<TOutput>[]): DurablePromise<TOutput>;
  race<TOutput>(promises: DurablePromise<TOutput>[]): DurablePromise<TOutput>;
}

export interface DurableContext<TLogger extends DurableLogger = DurableLogger> {
  /** The context of the Lambda invocation that runs now. Differs between the invocations of one execution. */
  lambdaContext: LambdaContext;
  /** Silent while recorded work is replayed, unless configured otherwise. */
  logger: DurableContextLogger<TLogger>;
  executionContext: { readonly durableExecutionArn: string };

  /** Runs code once and records its result, with retries. */
  step<TOutput>(
    name: string | undefined,
    fn: StepFunc<TOutput, TLogger>,
    config?: StepConfig<TOutput>,
  ): DurablePromise<TOutput>;
  step<TOutput>(fn: StepFunc<TOutput, TLogger>, config?: StepConfig<TOutput>): DurablePromise<TOutput>;

  /**
   * Invokes another function and waits for its result.
   * Beware: with two strings in front, the first is the name of the operation. A string input needs all three.
   */
  invoke<TInput, TOutput>(
    name: string,
    funcId: string,
    input?: TInput,
    config?: InvokeConfig<TInput, TOutput>,
  ): DurablePromise<TOutput>;
  invoke<TInput, TOutput>(
    funcId: string,
    input?: TInput,
    config?: InvokeConfig<TInput, TOutput>,
  ): DurablePromise<TOutput>;

  /** Groups operations under one record; a failure inside surfaces as a `ChildContextError`. */
  runInChildContext<TOutput>(
    name: string | undefined,
    fn: ChildFunc<TOutput, TLogger>,
    config?: ChildConfig<TOutput>,
  ): DurablePromise<TOutput>;
  runInChildContext<TOutput>(
    fn: ChildFunc<TOutput, TLogger>,
    config?: ChildConfig<TOutput>,
  ): DurablePromise<TOutput>;

  /** Sleeps without a running function. Fractions of a second count as a whole one. */
  wait(name: string, duration: Duration): DurablePromise<void>;
  wait(duration: Duration): DurablePromise<void>;

  /** Polls, sleeping in between without a running function, until the strategy is content with the state. */
  waitForCondition<TOutput>(
    name: string | undefined,
    checkFunc: WaitForConditionCheckFunc<TOutput, TLogger>,
    config: WaitForConditionConfig<TOutput>,
  ): DurablePromise<TOutput>;
  waitForCondition<TOutput>(
    checkFunc: WaitForConditionCheckFunc<TOutput, TLogger>,
    config: WaitForConditionConfig<TOutput>,
  ): DurablePromise<TOutput>;

  /** Makes an id under which the outside world answers, and the promise of that answer. */
  createCallback<TOutput = string>(
    name: string | undefined,
    config?: CreateCallbackConfig<TOutput>,
  ): DurablePromise<CreateCallbackResult<TOutput>>;
  createCallback<TOutput = string>(
    config?: CreateCallbackConfig<TOutput>,
  ): DurablePromise<CreateCallbackResult<TOutput>>;

  /** Makes a callback, runs the submitter as a step, and waits for the answer. */
  waitForCallback<TOutput = string>(
    name: string | undefined,
    submitter: WaitForCallbackSubmitterFunc<TLogger>,
    config?: WaitForCallbackConfig<TOutput>,
  ): DurablePromise<TOutput>;
  waitForCallback<TOutput = string>(
    submitter: WaitForCallbackSubmitterFunc<TLogger>,
    config?: WaitForCallbackConfig<TOutput>,
  ): DurablePromise<TOutput>;

  /** Runs one function per item, each in a context of its own. Failures of items do not fail the map. */
  map<TInput, TOutput>(
    name: string | undefined,
    items: TInput[],
    mapFunc: MapFunc<TInput, TOutput, TLogger>,
    config?: MapConfig<TInput, TOutput>,
  ): DurablePromise<BatchResult<TOutput>>;
  map<TInput, TOutput>(
    items: TInput[],
    mapFunc: MapFunc<TInput, TOutput, TLogger>,
    config?: MapConfig<TInput, TOutput>,
  ): DurablePromise<BatchResult<TOutput>>;

  /** Runs different functions, each in a context of its own. Failures of branches do not fail the whole. */
  parallel<TOutput>(
    name: string | undefined,
    branches: Branches<TOutput, TLogger>,
    config?: ParallelConfig<TOutput>,
  ): DurablePromise<BatchResult<TOutput>>;
  parallel<TOutput>(
    branches: Branches<TOutput, TLogger>,
    config?: ParallelConfig<TOutput>,
  ): DurablePromise<BatchResult<TOutput>>;
  parallel<Tuple extends readonly unknown[]>(
    name: string | undefined,
    branches: Tuple,
    config?: ParallelConfig<BranchResult<Tuple[number], TLogger>>,
  ): DurablePromise<BatchResult<BranchResult<Tuple[number], TLogger>>>;
  parallel<Tuple extends readonly unknown[]>(
    branches: Tuple,
    config?: ParallelConfig<BranchResult<Tuple[number], TLogger>>,
  ): DurablePromise<BatchResult<BranchResult<Tuple[number], TLogger>>>;

  promise: DurablePromiseCombinators;

  /** Changes the logger. Members that are not given keep their value. */
  configureLogger(config: LoggerConfig<TLogger>): void;
  /** Changes the default serdes of this context and of children created afterwards. */
  configureSerdes(config: SerdesConfig): void;
}
