// ctx.promise: combinators whose outcome is recorded, so that a replay does not depend on who is faster this time.
//
// They start when they are awaited, in the scope in which they were called: one inside another belongs to the same
// context as the other, although it is the other that awaits it.

import type { ChildConfig } from '../api/child-context.ts';
import type { DurablePromiseCombinators } from '../api/durable-context.ts';
import type { Serdes } from '../api/serdes.ts';
import type { ContextNode } from '../context/context-node.ts';
import { currentScope, runInScope } from '../context/scope.ts';
import { DurablePromise } from '../durable-promise.ts';
import { PromiseCombinatorError } from '../errors/operation-errors.ts';
import { runChild } from './context.ts';

type Inputs<T> = readonly PromiseLike<T>[];

export function promiseCombinators(node: ContextNode): DurablePromiseCombinators {
  return {
    all: <T>(first: string | undefined | Inputs<T>, second?: Inputs<T>) =>
      combine(node, argumentsOf(first, second), (promises) => Promise.all(promises)),
    allSettled: <T>(first: string | undefined | Inputs<T>, second?: Inputs<T>) =>
      combine(node, argumentsOf(first, second), (promises) => Promise.allSettled(promises), {
        serdes: settledSerdes as Serdes<PromiseSettledResult<T>[]>,
      }),
    any: <T>(first: string | undefined | Inputs<T>, second?: Inputs<T>) =>
      combine(node, argumentsOf(first, second), (promises) => Promise.any(promises)),
    race: <T>(first: string | undefined | Inputs<T>, second?: Inputs<T>) =>
      combine(node, argumentsOf(first, second), (promises) => Promise.race(promises)),
  };
}

interface Arguments<T> {
  name: string | undefined;
  promises: Inputs<T>;
}

const argumentsOf = <T>(
  first: string | undefined | Inputs<T>,
  second: Inputs<T> | undefined,
): Arguments<T> =>
  first === undefined || typeof first === 'string'
    ? { name: first, promises: second ?? [] }
    : { name: undefined, promises: first };

function combine<T, R>(
  node: ContextNode,
  { name, promises }: Arguments<T>,
  combinator: (promises: Inputs<T>) => Promise<R>,
  config: ChildConfig<R> = {},
): DurablePromise<R> {
  const scope = currentScope();
  const start = (): DurablePromise<R> =>
    runChild(
      node,
      name,
      () => combinator(promises),
      {
        ...config,
        errorMapper: (original) => new PromiseCombinatorError(original.message, original),
      },
      'promise',
    );
  return new DurablePromise(async () => (scope === undefined ? start() : runInScope(scope, start)));
}

type Outcomes = PromiseSettledResult<unknown>[];

/** JSON, with errors kept as name and message. Stacks are left out: they hold the paths of one deployment. */
const settledSerdes: Serdes<Outcomes> = {
  serialize: async (outcomes) =>
    outcomes === undefined
      ? undefined
      : JSON.stringify(outcomes.map((outcome) => withReason(outcome, recordReason))),
  deserialize: async (data) => {
    if (data === undefined) return undefined;
    const outcomes: Outcomes = JSON.parse(data);
    return outcomes.map((outcome) => withReason(outcome, restoreReason));
  },
};

const withReason = (
  outcome: PromiseSettledResult<unknown>,
  change: (reason: unknown) => unknown,
): PromiseSettledResult<unknown> =>
  outcome.status === 'fulfilled' ? outcome : { status: 'rejected', reason: change(outcome.reason) };

/** What is thrown and is no error is kept as the value that it is. */
const recordReason = (reason: unknown): unknown =>
  reason instanceof Error ? { message: reason.message, name: reason.name } : reason;

function restoreReason(reason: unknown): unknown {
  if (typeof reason !== 'object' || reason === null || !('message' in reason) || !('name' in reason))
    return reason;
  const error = new Error(String(reason.message));
  error.name = String(reason.name);
  return error;
}
