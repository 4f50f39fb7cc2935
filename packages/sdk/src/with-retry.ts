// Retries for what is more than a step: any group of operations.

import type { ChildConfig } from './api/child-context.ts';
import type { DurableContext } from './api/durable-context.ts';
import type { RetryDecision } from './api/step.ts';
import { asError } from './errors/error-object.ts';

export interface WithRetryConfig<T> {
  /** Decides after each failure; `attemptCount` is 1 after the first. */
  retryStrategy: (error: Error, attemptCount: number) => RetryDecision;
  /** Whether all attempts share a child context, so that a final failure is a `ChildContextError`. Default: true. */
  wrapWithRunInChildContext?: boolean;
  childContextConfig?: ChildConfig<T>;
}

/** Code that may run several times. What is not an operation in it runs again on every replay too. */
export type RetryableFunc<T> = (context: DurableContext, attempt: number) => Promise<T>;

/** Repeats operations until they succeed or the strategy gives up, sleeping in between without a running function. */
export function withRetry<T>(
  context: DurableContext,
  name: string,
  func: RetryableFunc<T>,
  config: WithRetryConfig<T>,
): Promise<T>;
export function withRetry<T>(
  context: DurableContext,
  func: RetryableFunc<T>,
  config: WithRetryConfig<T>,
): Promise<T>;
export async function withRetry<T>(
  context: DurableContext,
  first: string | RetryableFunc<T>,
  second: RetryableFunc<T> | WithRetryConfig<T>,
  third?: WithRetryConfig<T>,
): Promise<T> {
  const name = typeof first === 'string' ? first : undefined;
  const func = (typeof first === 'string' ? second : first) as RetryableFunc<T>;
  const config = (typeof first === 'string' ? third : second) as WithRetryConfig<T> | undefined;
  if (config === undefined || config === null) throw new TypeError('withRetry: config is required');
  if (config.wrapWithRunInChildContext === false) return repeat(context, name, func, config);
  return context.runInChildContext(
    name,
    (child) => repeat(child, name, func, config),
    config.childContextConfig,
  );
}

async function repeat<T>(
  context: DurableContext,
  name: string | undefined,
  func: RetryableFunc<T>,
  config: WithRetryConfig<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await func(context, attempt);
    } catch (error) {
      const decision = config.retryStrategy(asError(error), attempt);
      if (!decision.shouldRetry) throw error;
      const delay = decision.delay ?? { seconds: 1 };
      if (name === undefined) await context.wait(delay);
      else await context.wait(`${name}-backoff-${attempt}`, delay);
    }
  }
}
