// GetDurableExecution: one execution described.

import type { Realm, Result } from '@perdure/protocol';
import type { ExecutionService } from '../executions/execution-service.ts';
import { type Answer, type Api, type Call, jsonAnswer } from './api.ts';
import { executionInRealm } from './execution-label.ts';
import { readRequest } from './request-reading.ts';
import { executionArn } from './validation/api-members.ts';
import { flag } from './validation/member.ts';
import { wireExecution } from './wire-time.ts';

const shape = { labels: { DurableExecutionArn: executionArn }, query: { IncludeExecutionData: flag } };

export const executionApi = (executions: ExecutionService, home: Realm): Api => ({
  name: 'GetDurableExecution',
  method: 'GET',
  path: '/2025-12-01/durable-executions/{DurableExecutionArn+}',
  handle: (call) => describe(call, executions, home),
});

async function describe(call: Call, executions: ExecutionService, home: Realm): Promise<Result<Answer>> {
  const request = readRequest(call, shape);
  if (!request.ok) return request;
  const { DurableExecutionArn, IncludeExecutionData = true } = request.value;
  const reference = executionInRealm(DurableExecutionArn, home);
  if (!reference.ok) return reference;
  const description = await executions.describe(reference.value, IncludeExecutionData);
  return description.ok ? jsonAnswer(wireExecution(description.value)) : description;
}
