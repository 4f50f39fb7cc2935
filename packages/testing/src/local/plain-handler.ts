// Functions without durable operations, as Lambda calls them: with a promise, or with a callback as third argument.

import type { LambdaContext } from '@perdure/sdk';

export type HandlerCallback = (error?: Error | string | null, result?: unknown) => void;

// biome-ignore-start lint/suspicious/noExplicitAny: handlers declare their own events and contexts, in any version of the Lambda types.
export type PlainHandler = (event: any, context: any, callback: any) => unknown;
// biome-ignore-end lint/suspicious/noExplicitAny: see above.

const CALLBACK_PARAMETERS = 3;

/** Calls a handler as Lambda does. */
export function callPlainHandler(
  handler: PlainHandler,
  event: unknown,
  context: LambdaContext,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback: HandlerCallback = (error, result) => {
      if (error === undefined || error === null) resolve(result);
      else reject(typeof error === 'string' ? new Error(error) : error);
    };
    const answer = handler(event, context, callback);
    const isCallbackStyle = handler.length >= CALLBACK_PARAMETERS && answer === undefined;
    if (!isCallbackStyle) resolve(answer);
  });
}
