// Calls a handler once, in either of its styles, and answers with the JSON text of its result.

import { RuntimeError } from './error-report.ts';
import type { LambdaContext } from './invocation-context.ts';
import type { Handler } from './load-handler.ts';

/** Resolves when the process has nothing left to do; a new promise for every round. */
export type WhenIdle = () => Promise<void>;

const CALLBACK_ARITY = 3;

/**
 * @param whenIdle absent where several invocations share the process: there, no invocation can tell whether its own work
 *   is done, and callbacks answer at once
 */
export async function callHandler(
  handler: Handler,
  payload: string,
  context: LambdaContext,
  whenIdle?: WhenIdle,
): Promise<string> {
  const event: unknown = payload === '' ? {} : JSON.parse(payload);
  const { promise: called, resolve, reject } = Promise.withResolvers<unknown>();
  const returned = handler(event, context, (error, result) => {
    if (error !== undefined && error !== null) reject(error);
    else resolve(result);
  });
  if (isThenable(returned)) return toJson(await unlessIdle(returned, whenIdle));
  if (handler.length < CALLBACK_ARITY) return toJson(returned);
  const result = await unlessIdle(called, whenIdle);
  if (context.callbackWaitsForEmptyEventLoop) await whenIdle?.();
  return toJson(result);
}

/** A promise that nothing will ever settle leaves the process without work: that is an error, not an endless wait. */
function unlessIdle(result: PromiseLike<unknown>, whenIdle: WhenIdle | undefined): PromiseLike<unknown> {
  if (whenIdle === undefined) return result;
  const idle = whenIdle().then(() => {
    throw new RuntimeError(
      'Runtime.NodeJsExit',
      'The function has nothing left to wait for, and has not answered. Most often, a promise is never settled or a callback never called.',
    );
  });
  return Promise.race([result, idle]);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function toJson(result: unknown): string {
  // Nothing is a result too, and has no JSON of its own.
  return JSON.stringify(result) ?? 'null';
}
