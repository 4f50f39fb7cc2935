// GetDurableExecutionState: the pages of state that did not fit into an invocation.

import type { Realm, Result } from '@perdure/protocol';
import type { ExecutionService } from '../executions/execution-service.ts';
import { type Answer, type Api, type Call, jsonAnswer } from './api.ts';
import { tokenHolderInRealm } from './execution-label.ts';
import { pageItems, pageMarker } from './paging.ts';
import { readRequest } from './request-reading.ts';
import { checkpointToken, executionArn, marker, maxItems } from './validation/api-members.ts';
import { required } from './validation/member.ts';
import { wireStatePage } from './wire-time.ts';

const shape = {
  labels: { DurableExecutionArn: executionArn },
  query: { CheckpointToken: required(checkpointToken), Marker: marker, MaxItems: maxItems },
};

export const stateApi = (executions: ExecutionService, home: Realm): Api => ({
  name: 'GetDurableExecutionState',
  method: 'GET',
  path: '/2025-12-01/durable-executions/{DurableExecutionArn+}/state',
  handle: (call) => state(call, executions, home),
});

async function state(call: Call, executions: ExecutionService, home: Realm): Promise<Result<Answer>> {
  const request = readRequest(call, shape);
  if (!request.ok) return request;
  const { DurableExecutionArn, CheckpointToken, Marker, MaxItems } = request.value;
  const reference = tokenHolderInRealm(DurableExecutionArn, home);
  if (!reference.ok) return reference;
  const page = await executions.state(reference.value, {
    checkpointToken: CheckpointToken,
    ...pageMarker(Marker),
    maxItems: pageItems(MaxItems),
  });
  return page.ok ? jsonAnswer(wireStatePage(page.value)) : page;
}
