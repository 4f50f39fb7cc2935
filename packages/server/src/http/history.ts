// GetDurableExecutionHistory: what happened in an execution, event by event.

import type { Realm, Result } from '@perdure/protocol';
import type { ExecutionService } from '../executions/execution-service.ts';
import { type Answer, type Api, type Call, jsonAnswer } from './api.ts';
import { executionInRealm } from './execution-label.ts';
import { pageItems, pageMarker } from './paging.ts';
import { readRequest } from './request-reading.ts';
import { executionArn, marker, maxItems } from './validation/api-members.ts';
import { flag } from './validation/member.ts';
import { wireEvent } from './wire-time.ts';

const shape = {
  labels: { DurableExecutionArn: executionArn },
  query: { IncludeExecutionData: flag, MaxItems: maxItems, Marker: marker, ReverseOrder: flag },
};

/** `includesDataByDefault`: what a request that does not say gets. AWS's sources disagree; the live service omits data. */
export const historyApi = (
  executions: ExecutionService,
  home: Realm,
  includesDataByDefault: boolean,
): Api => ({
  name: 'GetDurableExecutionHistory',
  method: 'GET',
  path: '/2025-12-01/durable-executions/{DurableExecutionArn+}/history',
  handle: (call) => history(call, executions, home, includesDataByDefault),
});

async function history(
  call: Call,
  executions: ExecutionService,
  home: Realm,
  includesDataByDefault: boolean,
): Promise<Result<Answer>> {
  const request = readRequest(call, shape);
  if (!request.ok) return request;
  const { DurableExecutionArn, IncludeExecutionData, MaxItems, Marker, ReverseOrder } = request.value;
  const reference = executionInRealm(DurableExecutionArn, home);
  if (!reference.ok) return reference;
  const page = await executions.history(reference.value, {
    includeExecutionData: IncludeExecutionData ?? includesDataByDefault,
    reverseOrder: ReverseOrder ?? false,
    maxItems: pageItems(MaxItems),
    ...pageMarker(Marker),
  });
  return page.ok ? jsonAnswer({ ...page.value, Events: page.value.Events.map(wireEvent) }) : page;
}
