// ListDurableExecutionsByFunction.

import { accepted, patterns, type Realm, type Result, refused } from '@perdure/protocol';
import type { ExecutionService } from '../executions/execution-service.ts';
import type { FunctionDirectory } from '../functions/function-directory.ts';
import { type Answer, type Api, type Call, jsonAnswer } from './api.ts';
import type { FunctionControlPlane } from './function-control-plane.ts';
import { functionTarget } from './function-label.ts';
import { pageItems, pageMarker } from './paging.ts';
import { readRequest } from './request-reading.ts';
import {
  executionName,
  marker,
  maxItems,
  namespacedFunctionName,
  qualifier,
  statuses,
} from './validation/api-members.ts';
import { flag, instant } from './validation/member.ts';
import { wireExecution } from './wire-time.ts';

const shape = {
  labels: { FunctionName: namespacedFunctionName },
  query: {
    Qualifier: qualifier,
    DurableExecutionName: executionName,
    Statuses: statuses,
    StartedAfter: instant,
    StartedBefore: instant,
    ReverseOrder: flag,
    Marker: marker,
    MaxItems: maxItems,
  },
};

export interface ListExecutionsPorts {
  readonly executions: ExecutionService;
  readonly directory: FunctionDirectory;
  readonly functions: FunctionControlPlane;
  readonly home: Realm;
}

export const listExecutionsApi = (ports: ListExecutionsPorts): Api => ({
  name: 'ListDurableExecutionsByFunction',
  method: 'GET',
  path: '/2025-12-01/functions/{FunctionName}/durable-executions',
  handle: (call) => list(call, ports),
});

async function list(call: Call, ports: ListExecutionsPorts): Promise<Result<Answer>> {
  const request = readRequest(call, shape);
  if (!request.ok) return request;
  const { FunctionName, Qualifier, DurableExecutionName, Statuses, StartedAfter, StartedBefore } =
    request.value;
  const target = functionTarget(FunctionName, Qualifier, ports.home);
  if (!target.ok) return target;
  const { functionName } = target.value;
  if (!(await ports.directory.exists(functionName))) {
    return refused('ResourceNotFoundException', `Function not found: ${functionName}`);
  }
  const version = await versionOf(functionName, target.value.qualifier, ports.functions);
  if (!version.ok) return version;

  const page = await ports.executions.list({
    functionName,
    ...(version.value === undefined ? {} : { functionVersion: version.value }),
    ...(DurableExecutionName === undefined ? {} : { executionName: DurableExecutionName }),
    ...(Statuses === undefined ? {} : { statuses: Statuses }),
    ...(StartedAfter === undefined ? {} : { startedAfter: StartedAfter }),
    ...(StartedBefore === undefined ? {} : { startedBefore: StartedBefore }),
    reverseOrder: request.value.ReverseOrder ?? false,
    maxItems: pageItems(request.value.MaxItems),
    ...pageMarker(request.value.Marker),
  });
  if (!page.ok) return page;
  const executions = page.value.DurableExecutions.map(wireExecution);
  return jsonAnswer({ ...page.value, DurableExecutions: executions });
}

/** Executions know versions, never aliases: an alias stands for the version that it points to now. */
export async function versionOf(
  functionName: string,
  qualifierGiven: string | undefined,
  functions: FunctionControlPlane,
): Promise<Result<string | undefined>> {
  if (qualifierGiven === undefined || patterns.version.test(qualifierGiven)) return accepted(qualifierGiven);
  const alias = await functions.aliases.getAlias({ FunctionName: functionName, Name: qualifierGiven });
  return alias.ok ? accepted(alias.value.FunctionVersion) : alias;
}
