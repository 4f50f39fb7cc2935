// StopDurableExecution: ends an execution from outside.

import { type Realm, type Result, toEpochSeconds } from '@perdure/protocol';
import type { ExecutionService } from '../executions/execution-service.ts';
import { type Answer, type Api, type Call, jsonAnswer } from './api.ts';
import { readErrorBody } from './error-body.ts';
import { executionInRealm } from './execution-label.ts';
import { readRequest } from './request-reading.ts';
import { executionArn } from './validation/api-members.ts';

const shape = { labels: { DurableExecutionArn: executionArn } };

export const stopApi = (executions: ExecutionService, home: Realm): Api => ({
  name: 'StopDurableExecution',
  method: 'POST',
  path: '/2025-12-01/durable-executions/{DurableExecutionArn+}/stop',
  handle: (call) => stop(call, executions, home),
});

async function stop(call: Call, executions: ExecutionService, home: Realm): Promise<Result<Answer>> {
  const error = readErrorBody(call.body);
  if (!error.ok) return error;
  const request = readRequest(call, shape);
  if (!request.ok) return request;
  const reference = executionInRealm(request.value.DurableExecutionArn, home);
  if (!reference.ok) return reference;
  const stopped = await executions.stop(reference.value, error.value ?? {});
  return stopped.ok ? jsonAnswer({ StopTimestamp: toEpochSeconds(stopped.value.stoppedAt) }) : stopped;
}
