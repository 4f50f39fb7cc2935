// The public face of a context: sorts out the arguments and hands over to the operations.

import type { BatchResult, MapConfig, MapFunc, ParallelConfig } from '../api/batch.ts';
import type {
  CreateCallbackConfig,
  CreateCallbackResult,
  WaitForCallbackConfig,
  WaitForCallbackSubmitterFunc,
} from '../api/callback.ts';
import type { ChildConfig, ChildFunc } from '../api/child-context.ts';
import type { DurableContext, DurablePromiseCombinators } from '../api/durable-context.ts';
import type { Duration } from '../api/duration.ts';
import type { InvokeConfig } from '../api/invoke.ts';
import type { LambdaContext } from '../api/lambda-context.ts';
import type { DurableContextLogger, DurableLogger, LoggerConfig } from '../api/logger.ts';
import type { SerdesConfig } from '../api/serdes.ts';
import type { StepConfig, StepFunc } from '../api/step.ts';
import type { WaitForConditionCheckFunc, WaitForConditionConfig } from '../api/wait-for-condition.ts';
import { DurablePromise } from '../durable-promise.ts';
import { contextLogger } from '../logger/context-logger.ts';
import { createCallback } from '../operations/callback.ts';
import { runInChildContext } from '../operations/context.ts';
import { invoke } from '../operations/invoke.ts';
import { map } from '../operations/map.ts';
import { type Branch, parallel } from '../operations/parallel.ts';
import { promiseCombinators } from '../operations/promise-combinators.ts';
import { step } from '../operations/step.ts';
import { wait } from '../operations/wait.ts';
import { waitForCallback } from '../operations/wait-for-callback.ts';
import { waitForCondition } from '../operations/wait-for-condition.ts';
import type { ContextNode } from './context-node.ts';
import { configureLogger } from './logging-settings.ts';

type Name = string | undefined;

/** Programs without types leave out a configuration as null, too. */
const given = <Config>(config: unknown): Config | undefined =>
  (config as Config | null | undefined) ?? undefined;
const isName = (argument: unknown): argument is Name =>
  argument === undefined || typeof argument === 'string';

const rejected = <T>(message: string): DurablePromise<T> =>
  new DurablePromise<T>(() => Promise.reject(new Error(message)));

/** Where the node is. No private member: a context must work behind a proxy, as AWS's does. */
const behind = Symbol('node');

const brand = Symbol.for('@aws/durable-execution-sdk-js/durable-context');

export class DurableContextFace<TLogger extends DurableLogger = DurableLogger>
  implements DurableContext<TLogger>
{
  declare readonly [behind]: ContextNode;
  readonly [brand] = true;
  lambdaContext: LambdaContext;
  executionContext: { readonly durableExecutionArn: string };
  logger: DurableContextLogger<TLogger>;

  constructor(node: ContextNode) {
    Object.defineProperty(this, behind, { value: node });
    this.lambdaContext = node.invocation.lambdaContext;
    this.executionContext = { durableExecutionArn: node.invocation.executionArn };
    this.logger = contextLogger(node);
  }

  get [Symbol.toStringTag](): string {
    return 'DurableContext';
  }

  step<T>(
    first: Name | StepFunc<T, TLogger>,
    second?: StepFunc<T, TLogger> | StepConfig<T>,
    third?: StepConfig<T>,
  ): DurablePromise<T> {
    return isName(first)
      ? step(this[behind], first, second as StepFunc<T>, given(third))
      : step(this[behind], undefined, first as StepFunc<T>, given(second));
  }

  invoke<I, O>(
    first: string,
    second?: string | I,
    third?: I | InvokeConfig<I, O>,
    fourth?: InvokeConfig<I, O>,
  ): DurablePromise<O> {
    return typeof second === 'string'
      ? invoke(this[behind], first, second, third as I, given(fourth))
      : invoke(this[behind], undefined, first, second, given<InvokeConfig<I, O>>(third));
  }

  runInChildContext<T>(
    first: Name | ChildFunc<T, TLogger>,
    second?: ChildFunc<T, TLogger> | ChildConfig<T>,
    third?: ChildConfig<T>,
  ): DurablePromise<T> {
    return isName(first)
      ? runInChildContext(this[behind], first, second as ChildFunc<T>, given(third))
      : runInChildContext(this[behind], undefined, first as ChildFunc<T>, given(second));
  }

  wait(first: string | Duration, second?: Duration): DurablePromise<void> {
    return typeof first === 'string'
      ? wait(this[behind], first, second as Duration)
      : wait(this[behind], undefined, first ?? (second as Duration));
  }

  waitForCondition<T>(
    first: Name | WaitForConditionCheckFunc<T, TLogger>,
    second: WaitForConditionCheckFunc<T, TLogger> | WaitForConditionConfig<T>,
    third?: WaitForConditionConfig<T>,
  ): DurablePromise<T> {
    return isName(first)
      ? waitForCondition(this[behind], first, second as WaitForConditionCheckFunc<T>, third)
      : waitForCondition(
          this[behind],
          undefined,
          first as WaitForConditionCheckFunc<T>,
          second as WaitForConditionConfig<T>,
        );
  }

  createCallback<T = string>(
    first?: Name | CreateCallbackConfig<T>,
    second?: CreateCallbackConfig<T>,
  ): DurablePromise<CreateCallbackResult<T>> {
    return isName(first)
      ? createCallback<T>(this[behind], first, given(second))
      : createCallback<T>(this[behind], undefined, given(first));
  }

  waitForCallback<T = string>(
    first: Name | WaitForCallbackSubmitterFunc<TLogger>,
    second?: WaitForCallbackSubmitterFunc<TLogger> | WaitForCallbackConfig<T>,
    third?: WaitForCallbackConfig<T>,
  ): DurablePromise<T> {
    const isNamed = isName(first);
    const submitter = isNamed ? second : first;
    if (typeof submitter !== 'function') {
      const message = 'waitForCallback requires a submitter function';
      return rejected(isNamed ? `${message} when name is provided` : message);
    }
    return waitForCallback<T>(
      this[behind],
      isNamed ? first : undefined,
      submitter as WaitForCallbackSubmitterFunc,
      given(isNamed ? third : second),
    );
  }

  map<I, O>(
    first: Name | I[],
    second: I[] | MapFunc<I, O, TLogger>,
    third?: MapFunc<I, O, TLogger> | MapConfig<I, O>,
    fourth?: MapConfig<I, O>,
  ): DurablePromise<BatchResult<O>> {
    return isName(first)
      ? map(this[behind], first, second as I[], third as MapFunc<I, O>, given(fourth))
      : map(this[behind], undefined, first, second as MapFunc<I, O>, given<MapConfig<I, O>>(third));
  }

  parallel<O>(first: unknown, second?: unknown, third?: ParallelConfig<O>): DurablePromise<BatchResult<O>> {
    return isName(first)
      ? parallel(this[behind], first, second as Branch<O>[], given(third))
      : parallel(this[behind], undefined, first as Branch<O>[], given<ParallelConfig<O>>(second));
  }

  get promise(): DurablePromiseCombinators {
    return promiseCombinators(this[behind]);
  }

  configureLogger(config: LoggerConfig<TLogger>): void {
    configureLogger(this[behind], config);
    // Whether `log` exists depends on the logger behind.
    this.logger = contextLogger(this[behind]);
  }

  configureSerdes(config: SerdesConfig): void {
    const { settings } = this[behind];
    if (config.defaultSerdes !== undefined) settings.defaultSerdes = config.defaultSerdes;
    if (config.defaultCallbackDeserializer !== undefined) {
      settings.defaultCallbackDeserializer = config.defaultCallbackDeserializer;
    }
  }
}
