// How asynchronous invocations of a function are retried: put, update, get, delete, list.

import type { Api } from './api.ts';
import { type FunctionPorts, qualifiedFunctionApi, wholeFunctionApi } from './function-api.ts';
import { eventInvokeMembers } from './function-requests.ts';
import { NO_CONTENT } from './http-status.ts';
import { functionMaxItems, marker } from './validation/api-members.ts';

const configPath = '/2019-09-25/functions/{FunctionName}/event-invoke-config';

export const eventInvokeConfigApis = (ports: FunctionPorts): Api[] => [
  qualifiedFunctionApi(ports, eventInvokeMembers, {
    name: 'PutFunctionEventInvokeConfig',
    method: 'PUT',
    path: configPath,
    ask: (request) => ports.functions.putFunctionEventInvokeConfig(request),
  }),
  qualifiedFunctionApi(ports, eventInvokeMembers, {
    name: 'UpdateFunctionEventInvokeConfig',
    method: 'POST',
    path: configPath,
    ask: (request) => ports.functions.updateFunctionEventInvokeConfig(request),
  }),
  qualifiedFunctionApi(
    ports,
    {},
    {
      name: 'GetFunctionEventInvokeConfig',
      method: 'GET',
      path: configPath,
      ask: (request) => ports.functions.getFunctionEventInvokeConfig(request),
    },
  ),
  qualifiedFunctionApi(
    ports,
    {},
    {
      name: 'DeleteFunctionEventInvokeConfig',
      method: 'DELETE',
      path: configPath,
      status: NO_CONTENT,
      ask: (request) => ports.functions.deleteFunctionEventInvokeConfig(request),
    },
  ),
  wholeFunctionApi(
    ports,
    { query: { Marker: marker, MaxItems: functionMaxItems } },
    {
      name: 'ListFunctionEventInvokeConfigs',
      method: 'GET',
      path: `${configPath}/list`,
      ask: (request) => ports.functions.listFunctionEventInvokeConfigs(request),
    },
  ),
];
