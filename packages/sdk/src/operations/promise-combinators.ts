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

interface RecordedReason {
  message: string;
  name: string;
}
type RecordedOutcome =
  | { status: 'fulfilled'; value: unknown }
  | { status: 'rejected'; reason: RecordedReason };

/** JSON, with reasons kept as name and message. Stacks are left out: they hold the paths of one deployment. */
const settledSerdes: Serdes<PromiseSettledResult<unknown>[]> = {
  serialize: async (outcomes) =>
    outcomes === undefined ? undefined : JSON.stringify(outcomes.map(toRecord)),
  deserialize: async (data) => {
    if (data === undefined) return undefined;
    const outcomes: RecordedOutcome[] = JSON.parse(data);
    return outcomes.map((outcome) =>
      outcome.status === 'fulfilled'
        ? { status: 'fulfilled', value: outcome.value }
        : { status: 'rejected', reason: toReason(outcome.reason) },
    );
  },
};

function toRecord(outcome: PromiseSettledResult<unknown>): RecordedOutcome | PromiseFulfilledResult<unknown> {
  if (outcome.status === 'fulfilled') return outcome;
  const { reason } = outcome;
  return {
    status: 'rejected',
    reason:
      reason instanceof Error
        ? { message: reason.message, name: reason.name }
        : { message: String(reason), name: 'Error' },
  };
}

function toReason({ message, name }: RecordedReason): Error {
  const reason = new Error(message);
  reason.name = name;
  return reason;
}
