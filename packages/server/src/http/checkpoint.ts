// CheckpointDurableExecution: what a handler writes.

import type { Realm, Result } from '@perdure/protocol';
import type { ExecutionService } from '../executions/execution-service.ts';
import { type Answer, type Api, type Call, jsonAnswer } from './api.ts';
import { tokenHolderInRealm } from './execution-label.ts';
import { jsonObject } from './request-reading.ts';
import { executionArn } from './validation/api-members.ts';
import { readCheckpoint } from './validation/checkpoint-shape.ts';
import { Report } from './validation/report.ts';
import { wireCheckpoint } from './wire-time.ts';

export const checkpointApi = (executions: ExecutionService, home: Realm): Api => ({
  name: 'CheckpointDurableExecution',
  method: 'POST',
  path: '/2025-12-01/durable-executions/{DurableExecutionArn+}/checkpoint',
  handle: (call) => checkpoint(call, executions, home),
});

async function checkpoint(call: Call, executions: ExecutionService, home: Realm): Promise<Result<Answer>> {
  const body = jsonObject(call.body);
  if (!body.ok) return body;
  const report = new Report();
  const arn = executionArn.read(call.labels.DurableExecutionArn, 'durableExecutionArn', report, 'text') ?? '';
  const request = readCheckpoint(body.value, report);
  if (!request.ok) return request;
  const reference = tokenHolderInRealm(arn, home);
  if (!reference.ok) return reference;
  const response = await executions.checkpoint(reference.value, request.value);
  return response.ok ? jsonAnswer(wireCheckpoint(response.value)) : response;
}
