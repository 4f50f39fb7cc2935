// createCallback: an id under which the outside world answers.
//
// Update (WIRE): START, with options even when they are empty. The service names the id and takes the answer.

import type { CreateCallbackConfig, CreateCallbackResult } from '../api/callback.ts';
import type { CallbackOptions, ErrorObject, WireOperation } from '../api/wire.ts';
import type { ContextNode } from '../context/context-node.ts';
import { DurablePromise } from '../durable-promise.ts';
import { wholeSeconds } from '../duration-seconds.ts';
import {
  CallbackError,
  CallbackExternalError,
  CallbackTimeoutError,
  causeFromRecord,
} from '../errors/operation-errors.ts';
import { never } from '../never.ts';
import { isTerminal } from '../operation-records.ts';
import { deserializeValue } from '../serdes/operation-values.ts';
import { passThroughSerdes } from '../serdes/pass-through-serdes.ts';
import { ExternalOperation } from './external-operation.ts';
import { beginOperation, type OperationSite } from './operation-site.ts';

const kind = { method: 'createCallback', type: 'CALLBACK', subType: 'Callback' } as const;

export function createCallback<T>(
  node: ContextNode,
  name: string | undefined,
  config: CreateCallbackConfig<T> = {},
  label = name,
): DurablePromise<CreateCallbackResult<T>> {
  const options: CallbackOptions = {};
  if (config.timeout !== undefined) options.TimeoutSeconds = wholeSeconds(config.timeout);
  if (config.heartbeatTimeout !== undefined) {
    options.HeartbeatTimeoutSeconds = wholeSeconds(config.heartbeatTimeout);
  }
  const site = beginOperation(node, kind, name, label);
  if (site === undefined) return new DurablePromise<CreateCallbackResult<T>>(never);
  const operation = new ExternalOperation(site, { CallbackOptions: options }, describe);
  return new DurablePromise(async () => {
    await operation.started;
    const answer = new DurablePromise(() => {
      operation.await();
      return settle(site, operation, config);
    });
    return [answer, callbackId(site)];
  });
}

function callbackId(site: OperationSite): string {
  const record = site.record();
  const id = record?.CallbackDetails?.CallbackId;
  if (id !== undefined) return id;
  throw new CallbackError(
    isTerminal(record?.Status)
      ? `No callback ID found for callback: ${site.rawId}`
      : `No callback ID found for started callback: ${site.rawId}`,
  );
}

async function settle<T>(
  site: OperationSite,
  operation: ExternalOperation,
  config: CreateCallbackConfig<T>,
): Promise<T> {
  const record = await operation.finished(() => undefined);
  if (record.CallbackDetails === undefined) {
    throw new CallbackError(`No callback data found for completed callback: ${site.rawId}`);
  }
  if (record.Status !== 'SUCCEEDED') throw failureOf(record);
  const serdes = config.serdes ?? site.node.settings.defaultCallbackDeserializer ?? passThroughSerdes;
  return deserializeValue<T>(site, serdes, record.CallbackDetails.Result);
}

function failureOf(record: WireOperation): CallbackError {
  const error: ErrorObject | undefined = record.CallbackDetails?.Error;
  const cause = error === undefined ? undefined : causeFromRecord(error);
  const CallbackFailure = record.Status === 'TIMED_OUT' ? CallbackTimeoutError : CallbackExternalError;
  return new CallbackFailure(error?.ErrorMessage, cause, error?.ErrorData);
}

const describe = (record: WireOperation): { result?: string; error?: Error } => {
  if (record.Status !== 'SUCCEEDED') return { error: failureOf(record) };
  const result = record.CallbackDetails?.Result;
  return result === undefined ? {} : { result };
};
