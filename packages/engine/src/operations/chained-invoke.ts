// CHAINED_INVOKE: another function, run on behalf of this execution.
//
//   (none) ──START──▶ STARTED ──target ends──▶ SUCCEEDED | FAILED | TIMED_OUT | STOPPED
//                         └──no such target──▶ FAILED at once
//
// The target is resolved by the server before the rules run, and arrives in the command. The word to the target leaves as
// an outbox message with the same commit, so a crash can neither lose it nor send it twice.

import type { ErrorObject, Millis, OperationUpdate } from '@perdure/protocol';
import { assert } from '@perdure/protocol';
import type { Draft } from '../draft.ts';
import type { ChainedInvokeEvent } from '../event.ts';
import { headerOf, type Ruling, refuse } from '../ruling.ts';
import { baseOf, carryBase, type OperationBase, withResult } from './operation.ts';

interface ChainedInvokeBase extends OperationBase {
  readonly type: 'CHAINED_INVOKE';
}

export type ChainedInvoke = ChainedInvokeBase &
  (
    | { readonly status: 'STARTED' }
    | { readonly status: 'SUCCEEDED'; readonly endedAt: Millis; readonly result?: string }
    | {
        readonly status: 'FAILED' | 'TIMED_OUT' | 'STOPPED';
        readonly endedAt: Millis;
        readonly error: ErrorObject;
      }
  );

export function updateChainedInvoke(
  draft: Draft,
  id: string,
  existing: ChainedInvoke | undefined,
  update: OperationUpdate,
): Ruling {
  if (update.Action !== 'START') return refuse('Invalid action for the given operation type.');
  if (existing !== undefined) return refuse('Cannot start a CHAINED_INVOKE that already exist.');
  const options = update.ChainedInvokeOptions;
  if (options === undefined)
    return refuse('Update for CHAINED_INVOKE operation requires ChainedInvokeOptions.');
  const target = draft.targetOf(id);
  assert(target !== undefined, 'the server resolves the target of every chained invoke');
  if (target.kind === 'refused') return refuse(target.message);

  const started = {
    type: 'ChainedInvokeStarted' as const,
    id,
    ...headerOf(existing, update),
    functionName: options.FunctionName,
    ...(options.TenantId === undefined ? {} : { tenantId: options.TenantId }),
  };
  if (target.kind === 'unresolved') {
    draft.record(started);
    draft.record({ type: 'ChainedInvokeFailed', id, error: target.error });
    return undefined;
  }
  draft.record({
    ...started,
    ...(update.Payload === undefined ? {} : { input: update.Payload }),
    executedVersion: target.functionVersion,
    ...(target.kind === 'durable' ? { childArn: target.childArn } : {}),
  });
  const traceHeader = options.XAmznTraceId ?? draft.state.traceHeader;
  draft.send({
    kind: target.kind === 'durable' ? 'start-child' : 'invoke-function',
    operationId: id,
    functionName: target.functionName,
    functionVersion: target.functionVersion,
    ...(target.kind === 'durable' ? { childArn: target.childArn } : {}),
    ...(update.Payload === undefined ? {} : { input: update.Payload }),
    ...(options.TenantId === undefined ? {} : { tenantId: options.TenantId }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
  });
  return undefined;
}

export function evolveChainedInvoke(
  existing: ChainedInvoke | undefined,
  event: ChainedInvokeEvent,
  at: Millis,
): ChainedInvoke {
  if (event.type === 'ChainedInvokeStarted') {
    return { ...baseOf(event, at), type: 'CHAINED_INVOKE', status: 'STARTED' };
  }
  assert(existing?.status === 'STARTED', 'a chained invoke ends once, after it started');
  const base: ChainedInvokeBase = { ...carryBase(existing), type: 'CHAINED_INVOKE' };
  switch (event.type) {
    case 'ChainedInvokeSucceeded':
      return { ...base, status: 'SUCCEEDED', endedAt: at, ...withResult(event.result) };
    case 'ChainedInvokeFailed':
      return { ...base, status: 'FAILED', endedAt: at, error: event.error };
    case 'ChainedInvokeTimedOut':
      return { ...base, status: 'TIMED_OUT', endedAt: at, error: event.error };
    case 'ChainedInvokeStopped':
      return { ...base, status: 'STOPPED', endedAt: at, error: event.error };
  }
}
