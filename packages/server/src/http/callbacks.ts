// The three callback APIs, by which the world outside answers an execution.

import { isUtf8 } from 'node:buffer';
import { type Limits, type Result, refused } from '@perdure/protocol';
import type { ExecutionService } from '../executions/execution-service.ts';
import { type Answer, type Api, type Call, jsonAnswer } from './api.ts';
import { readErrorBody } from './error-body.ts';
import { readRequest } from './request-reading.ts';
import { callbackId } from './validation/api-members.ts';
import { Report } from './validation/report.ts';

const shape = { labels: { CallbackId: callbackId } };
const basePath = '/2025-12-01/durable-execution-callbacks/{CallbackId+}';

export const callbackApis = (executions: ExecutionService, limits: Limits): Api[] => [
  {
    name: 'SendDurableExecutionCallbackSuccess',
    method: 'POST',
    path: `${basePath}/succeed`,
    handle: (call) => succeed(call, executions, limits),
  },
  {
    name: 'SendDurableExecutionCallbackFailure',
    method: 'POST',
    path: `${basePath}/fail`,
    handle: (call) => fail(call, executions),
  },
  {
    name: 'SendDurableExecutionCallbackHeartbeat',
    method: 'POST',
    path: `${basePath}/heartbeat`,
    handle: (call) => heartbeat(call, executions),
  },
];

/** The body is the result, byte for byte: it need not be JSON, but it is stored and delivered as text. */
async function succeed(call: Call, executions: ExecutionService, limits: Limits): Promise<Result<Answer>> {
  const request = readRequest(call, shape);
  if (!request.ok) return request;
  const { body } = call;
  if (body.length > limits.callbackPayloadBytesMax) {
    const report = new Report();
    const rule = `Member must have length less than or equal to ${limits.callbackPayloadBytesMax}`;
    report.violates(undefined, 'result', rule, true);
    const refusal = report.refusal();
    if (refusal !== undefined) return { ok: false, refusal };
  }
  if (!isUtf8(body)) {
    return refused(
      'InvalidParameterValueException',
      'The result of a callback must be UTF-8 text; encode bytes as base64',
    );
  }
  const result = body.length === 0 ? undefined : body.toString('utf8');
  return acknowledged(await executions.succeedCallback(request.value.CallbackId, result));
}

async function fail(call: Call, executions: ExecutionService): Promise<Result<Answer>> {
  const error = readErrorBody(call.body);
  if (!error.ok) return error;
  const request = readRequest(call, shape);
  if (!request.ok) return request;
  return acknowledged(await executions.failCallback(request.value.CallbackId, error.value));
}

async function heartbeat(call: Call, executions: ExecutionService): Promise<Result<Answer>> {
  const request = readRequest(call, shape);
  if (!request.ok) return request;
  return acknowledged(await executions.heartbeatCallback(request.value.CallbackId));
}

const acknowledged = (result: Result<void>): Result<Answer> => (result.ok ? jsonAnswer({}) : result);
