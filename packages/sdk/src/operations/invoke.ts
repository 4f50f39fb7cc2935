// invoke: another function runs, and its outcome is recorded.
//
// Update (WIRE): START with the payload. The service runs the function.

import type { InvokeConfig } from '../api/invoke.ts';
import type { ChainedInvokeOptions, ErrorObject, WireOperation } from '../api/wire.ts';
import type { ContextNode } from '../context/context-node.ts';
import { DurablePromise } from '../durable-promise.ts';
import { causeFromRecord, InvokeError } from '../errors/operation-errors.ts';
import { PayloadTooLargeError } from '../errors/payload-too-large-error.ts';
import { never } from '../never.ts';
import { deserializeValue, serializeValue } from '../serdes/operation-values.ts';
import { ExternalOperation } from './external-operation.ts';
import { beginOperation } from './operation-site.ts';

const kind = { method: 'invoke', type: 'CHAINED_INVOKE', subType: 'ChainedInvoke' } as const;

export function invoke<I, O>(
  node: ContextNode,
  name: string | undefined,
  functionName: string,
  input: I | undefined,
  config: InvokeConfig<I, O> = {},
): DurablePromise<O> {
  const site = beginOperation(node, kind, name);
  if (site === undefined) return new DurablePromise<O>(never);
  const options: ChainedInvokeOptions = { FunctionName: functionName };
  if (config.tenantId !== undefined) options.TenantId = config.tenantId;
  const payloadSerdes = config.payloadSerdes ?? node.settings.defaultSerdes;
  const operation = new ExternalOperation(site, { ChainedInvokeOptions: options }, describe, {
    serialize: () => serializeValue<I>(site, payloadSerdes, input),
    refuse: (text) => {
      const tooLarge = PayloadTooLargeError.check(`The input of invoke "${name ?? functionName}"`, text);
      return tooLarge && new InvokeError(tooLarge.message, tooLarge);
    },
  });
  return new DurablePromise(async () => {
    operation.await();
    const record = await operation.finished(() => undefined);
    if (record.Status !== 'SUCCEEDED') throw failureOf(record.ChainedInvokeDetails?.Error);
    const serdes = config.resultSerdes ?? node.settings.defaultSerdes;
    return deserializeValue<O>(site, serdes, record.ChainedInvokeDetails?.Result);
  });
}

function failureOf(error: ErrorObject | undefined): InvokeError {
  return new InvokeError(
    error?.ErrorMessage || undefined,
    error === undefined ? undefined : causeFromRecord(error),
    error?.ErrorData,
  );
}

const describe = (record: WireOperation): { result?: string; error?: Error } => {
  if (record.Status !== 'SUCCEEDED') return { error: failureOf(record.ChainedInvokeDetails?.Error) };
  const result = record.ChainedInvokeDetails?.Result;
  return result === undefined ? {} : { result };
};
