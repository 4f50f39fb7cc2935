// waitForCallback: a callback, a step that tells the outside world its id, and the wait for the answer, in a context
// of their own. The callback exists before the submitter runs, so that an answer cannot come too early.

import type { WaitForCallbackConfig, WaitForCallbackSubmitterFunc } from '../api/callback.ts';
import { OperationSubType } from '../api/operation-enums.ts';
import type { ContextNode } from '../context/context-node.ts';
import { DurablePromise } from '../durable-promise.ts';
import type { DurableOperationError } from '../errors/durable-operation-error.ts';
import {
  CallbackError,
  CallbackSubmitterError,
  ChildContextError,
  StepError,
} from '../errors/operation-errors.ts';
import { deserializeValue } from '../serdes/operation-values.ts';
import { passThroughSerdes } from '../serdes/pass-through-serdes.ts';
import { createCallback } from './callback.ts';
import { runChild } from './context.ts';
import { step } from './step.ts';

export function waitForCallback<T>(
  node: ContextNode,
  name: string | undefined,
  submitter: WaitForCallbackSubmitterFunc,
  config: WaitForCallbackConfig<T> = {},
): DurablePromise<T> {
  const customDeserializer = node.settings.defaultCallbackDeserializer;
  const answer = runChild<string>(
    node,
    name,
    (child) => submitAndWait(child, name, submitter, config),
    {
      subType: OperationSubType.WAIT_FOR_CALLBACK,
      errorMapper: mapFailure,
      // With a deserializer for answers in force, the text must reach it as it was sent.
      ...(customDeserializer === undefined ? {} : { serdes: passThroughSerdes }),
    },
    'waitForCallback',
  );
  const rawId = node.lastRawId;
  return new DurablePromise(async () => {
    const text = await answer;
    return deserializeValue<T>(
      { node, rawId, name },
      config.serdes ?? customDeserializer ?? passThroughSerdes,
      text,
    );
  });
}

async function submitAndWait<T>(
  child: ContextNode,
  name: string | undefined,
  submitter: WaitForCallbackSubmitterFunc,
  config: WaitForCallbackConfig<T>,
): Promise<string> {
  const { timeout, heartbeatTimeout, retryStrategy } = config;
  const label = (part: string): string | undefined => (name === undefined ? undefined : `${name}-${part}`);
  const [answer, callbackId] = await createCallback<string>(
    child,
    undefined,
    {
      // The answer is recorded by this context too; only its reader interprets it.
      serdes: passThroughSerdes,
      ...(timeout === undefined ? {} : { timeout }),
      ...(heartbeatTimeout === undefined ? {} : { heartbeatTimeout }),
    },
    label('callback'),
  );
  await step(
    child,
    undefined,
    async (context) => submitter(callbackId, { logger: context.logger }),
    retryStrategy === undefined ? {} : { retryStrategy },
    label('submitter'),
  );
  return answer;
}

function mapFailure(original: DurableOperationError): DurableOperationError {
  if (original instanceof StepError) return new CallbackSubmitterError(original.message, original);
  if (original instanceof CallbackError) return original;
  return new ChildContextError(original.message, original);
}
