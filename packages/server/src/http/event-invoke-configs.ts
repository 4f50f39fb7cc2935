// How asynchronous invocations are retried: put, update, get, delete, list.

import type { Api } from './api.ts';
import { type FunctionPorts, qualifiedFunctionApi, wholeFunctionApi } from './function-api.ts';
import { eventInvokeMembers } from './function-requests.ts';
import { NO_CONTENT } from './http-status.ts';
import { functionMaxItems, marker } from './validation/api-members.ts';

const path = '/2019-09-25/functions/{FunctionName}/event-invoke-config';

export function eventInvokeApis(ports: FunctionPorts): Api[] {
  const { eventInvokes } = ports.functions;
  return [
    qualifiedFunctionApi(ports, eventInvokeMembers, {
      name: 'PutFunctionEventInvokeConfig',
      method: 'PUT',
      path,
      ask: (request) => eventInvokes.putFunctionEventInvokeConfig(request),
    }),
    qualifiedFunctionApi(ports, eventInvokeMembers, {
      name: 'UpdateFunctionEventInvokeConfig',
      method: 'POST',
      path,
      ask: (request) => eventInvokes.updateFunctionEventInvokeConfig(request),
    }),
    qualifiedFunctionApi(
      ports,
      {},
      {
        name: 'GetFunctionEventInvokeConfig',
        method: 'GET',
        path,
        ask: (request) => eventInvokes.getFunctionEventInvokeConfig(request),
      },
    ),
    qualifiedFunctionApi(
      ports,
      {},
      {
        name: 'DeleteFunctionEventInvokeConfig',
        method: 'DELETE',
        path,
        status: NO_CONTENT,
        ask: (request) => eventInvokes.deleteFunctionEventInvokeConfig(request),
      },
    ),
    wholeFunctionApi(
      ports,
      { query: { Marker: marker, MaxItems: functionMaxItems } },
      {
        name: 'ListFunctionEventInvokeConfigs',
        method: 'GET',
        path: `${path}/list`,
        ask: (request) => eventInvokes.listFunctionEventInvokeConfigs(request),
      },
    ),
  ];
}
