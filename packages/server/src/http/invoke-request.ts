// What an invocation asks for, read from path, query, headers and body, up to the point where the function must be known.

import { isUtf8 } from 'node:buffer';
import { accepted, type Limits, type Realm, type Result, refused } from '@perdure/protocol';
import type { Call } from './api.ts';
import { type FunctionTarget, functionTarget } from './function-label.ts';
import { httpLimits } from './http-limits.ts';
import { readRequest } from './request-reading.ts';
import {
  executionName,
  namespacedFunctionName,
  qualifier,
  tenantId,
  traceId,
} from './validation/api-members.ts';
import { choice, text } from './validation/member.ts';

export type InvocationType = 'RequestResponse' | 'Event' | 'DryRun';

export interface InvokeRequest {
  target: FunctionTarget;
  invocationType: InvocationType;
  wantsLogTail: boolean;
  /** JSON text. */
  payload: string;
  executionName?: string;
  /** JSON text. */
  clientContext?: string;
  traceHeader?: string;
  tenantId?: string;
}

const shape = {
  labels: { FunctionName: namespacedFunctionName },
  query: { Qualifier: qualifier },
  headers: {
    InvocationType: choice(['RequestResponse', 'Event', 'DryRun']),
    LogType: choice(['None', 'Tail']),
    ClientContext: text(),
    DurableExecutionName: executionName,
    TenantId: tenantId,
    XAmznTraceId: traceId,
  },
  headerNames: {
    InvocationType: 'x-amz-invocation-type',
    LogType: 'x-amz-log-type',
    ClientContext: 'x-amz-client-context',
    DurableExecutionName: 'x-amz-durable-execution-name',
    TenantId: 'x-amz-tenant-id',
    XAmznTraceId: 'x-amzn-trace-id',
  },
};

export function readInvoke(call: Call, home: Realm, limits: Limits): Result<InvokeRequest> {
  const request = readRequest(call, shape);
  if (!request.ok) return request;
  const { value } = request;
  const target = functionTarget(value.FunctionName, value.Qualifier, home);
  if (!target.ok) return target;
  const { InvocationType: invocationType = 'RequestResponse' } = value;
  const payload = readPayload(call.body, invocationType, limits);
  if (!payload.ok) return payload;
  const context = readClientContext(value.ClientContext);
  if (!context.ok) return context;
  return accepted({
    target: target.value,
    invocationType,
    wantsLogTail: value.LogType === 'Tail',
    payload: payload.value,
    ...(value.DurableExecutionName === undefined ? {} : { executionName: value.DurableExecutionName }),
    ...(context.value === undefined ? {} : { clientContext: context.value }),
    ...(value.XAmznTraceId === undefined ? {} : { traceHeader: value.XAmznTraceId }),
    ...(value.TenantId === undefined ? {} : { tenantId: value.TenantId }),
  });
}

/** The body as JSON text, unchanged: executions compare payloads by their bytes. An empty body counts as `{}`. */
function readPayload(body: Buffer, invocationType: InvocationType, limits: Limits): Result<string> {
  const isEvent = invocationType === 'Event';
  const bytesMax = isEvent ? limits.asyncPayloadBytesMax : limits.syncPayloadBytesMax;
  if (body.length > bytesMax) {
    const message = `A payload of ${body.length} bytes is too large for the invocation type ${invocationType} (limit ${bytesMax} bytes)`;
    return refused('RequestTooLargeException', message);
  }
  if (body.length === 0) return accepted('{}');
  if (!isUtf8(body)) {
    return refused(
      'InvalidRequestContentException',
      'Could not parse request body into json: not UTF-8 text',
    );
  }
  const payload = body.toString('utf8');
  const problem = jsonProblem(payload);
  if (problem === undefined) return accepted(payload);
  const message = `Could not parse request body into json: ${problem}`;
  return refused('InvalidRequestContentException', message);
}

function readClientContext(header: string | undefined): Result<string | undefined> {
  if (header === undefined || header === '') return accepted(undefined);
  if (header.length > httpLimits.clientContextCharsMax) {
    const message = `The client context must be at most ${httpLimits.clientContextCharsMax} characters of base64`;
    return refused('InvalidParameterValueException', message);
  }
  const context = Buffer.from(header, 'base64').toString('utf8');
  const problem = jsonProblem(context);
  if (problem === undefined) return accepted(context);
  return refused('InvalidParameterValueException', `The client context must be base64 of JSON: ${problem}`);
}

function jsonProblem(json: string): string | undefined {
  try {
    JSON.parse(json);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'syntax error';
  }
}
