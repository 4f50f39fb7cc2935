// What stands on spans. Requirements compare the members that begin with `durable.` exactly, so that none may be added.

import { type Attributes, type SpanStatus, SpanStatusCode } from '@opentelemetry/api';
import type { OperationInfo, PluginInvocationStatus } from '../api/plugin.ts';

/** How people call an operation. */
export const labelOf = (info: OperationInfo): string => info.name ?? info.type;

export function operationAttributes(executionArn: string, info: OperationInfo): Attributes {
  return {
    'durable.execution.arn': executionArn,
    'durable.operation.id': info.id,
    'durable.operation.type': info.type,
    ...(info.subType === undefined ? {} : { 'durable.operation.subtype': info.subType }),
    ...(info.name === undefined ? {} : { 'durable.operation.name': info.name }),
  };
}

export function statusOf(isSuccess: boolean, error: Error | undefined): SpanStatus {
  if (isSuccess) return { code: SpanStatusCode.OK };
  return { code: SpanStatusCode.ERROR, ...(error === undefined ? {} : { message: error.message }) };
}

/** An invocation that will be repeated is neither right nor wrong. */
export function invocationStatus(status: PluginInvocationStatus, error: Error | undefined): SpanStatus {
  return status === 'RETRYING'
    ? { code: SpanStatusCode.UNSET }
    : statusOf(status === 'SUCCEEDED' || status === 'PENDING', error);
}
