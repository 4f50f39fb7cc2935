// Reserved concurrency of functions: put, get, delete.

import type { Api } from './api.ts';
import { type FunctionPorts, wholeFunctionApi } from './function-api.ts';
import { concurrencyMembers } from './function-requests.ts';
import { NO_CONTENT } from './http-status.ts';

const concurrencyPath = '/2017-10-31/functions/{FunctionName}/concurrency';

export const concurrencyApis = (ports: FunctionPorts): Api[] => [
  wholeFunctionApi(
    ports,
    { body: concurrencyMembers },
    {
      name: 'PutFunctionConcurrency',
      method: 'PUT',
      path: concurrencyPath,
      ask: (request) => ports.functions.settings.putFunctionConcurrency(request),
    },
  ),
  wholeFunctionApi(
    ports,
    {},
    {
      name: 'GetFunctionConcurrency',
      method: 'GET',
      path: '/2019-09-30/functions/{FunctionName}/concurrency',
      ask: (request) => ports.functions.settings.getFunctionConcurrency(request),
    },
  ),
  wholeFunctionApi(
    ports,
    {},
    {
      name: 'DeleteFunctionConcurrency',
      method: 'DELETE',
      path: concurrencyPath,
      status: NO_CONTENT,
      ask: (request) => ports.functions.settings.deleteFunctionConcurrency(request),
    },
  ),
];
