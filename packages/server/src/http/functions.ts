// Functions: create, update, get, list, delete.

import type { Result } from '@perdure/protocol';
import type { Api, Call } from './api.ts';
import { api, type FunctionPorts, qualifiedFunctionApi, wholeFunctionApi } from './function-api.ts';
import { wholeFunction } from './function-label.ts';
import { codeUpdateMembers, configurationUpdateMembers, createFunctionMembers } from './function-requests.ts';
import { httpLimits } from './http-limits.ts';
import { CREATED, NO_CONTENT } from './http-status.ts';
import { readRequest } from './request-reading.ts';
import { functionMaxItems, marker } from './validation/api-members.ts';
import { choice } from './validation/member.ts';

const functionsPath = '/2015-03-31/functions';
const functionPath = `${functionsPath}/{FunctionName}`;

export function functionApis(ports: FunctionPorts): Api[] {
  const { functions } = ports;
  return [
    createApi(ports),
    listApi(ports),
    qualifiedFunctionApi(
      ports,
      {},
      {
        name: 'GetFunction',
        method: 'GET',
        path: functionPath,
        ask: (request) => functions.getFunction(request),
      },
    ),
    qualifiedFunctionApi(
      ports,
      {},
      {
        name: 'GetFunctionConfiguration',
        method: 'GET',
        path: `${functionPath}/configuration`,
        ask: (request) => functions.getFunctionConfiguration(request),
      },
    ),
    wholeFunctionApi(
      ports,
      { body: configurationUpdateMembers, unknowns: 'kept' },
      {
        name: 'UpdateFunctionConfiguration',
        method: 'PUT',
        path: `${functionPath}/configuration`,
        ask: (request) => functions.updateFunctionConfiguration(request),
      },
    ),
    wholeFunctionApi(
      ports,
      { body: codeUpdateMembers },
      {
        name: 'UpdateFunctionCode',
        method: 'PUT',
        path: `${functionPath}/code`,
        bodyBytesMax: httpLimits.codeBodyBytesMax,
        ask: (request) => functions.updateFunctionCode(request),
      },
    ),
    qualifiedFunctionApi(
      ports,
      {},
      {
        name: 'DeleteFunction',
        method: 'DELETE',
        path: functionPath,
        status: NO_CONTENT,
        ask: (request) => functions.deleteFunction(request),
      },
    ),
  ];
}

/** The name travels in the body here, and may be an ARN there too. */
const createApi = ({ functions, home }: FunctionPorts): Api =>
  api(
    {
      name: 'CreateFunction',
      method: 'POST',
      path: functionsPath,
      status: CREATED,
      bodyBytesMax: httpLimits.codeBodyBytesMax,
    },
    async (call): Promise<Result<object>> => {
      const request = readRequest(call, { body: createFunctionMembers, unknowns: 'kept' });
      if (!request.ok) return request;
      const target = wholeFunction(request.value.FunctionName, home);
      if (!target.ok) return target;
      return functions.createFunction({ ...request.value, FunctionName: target.value });
    },
  );

const listQuery = {
  FunctionVersion: choice(['ALL']),
  Marker: marker,
  MaxItems: functionMaxItems,
};

const listApi = ({ functions }: FunctionPorts): Api =>
  api(
    { name: 'ListFunctions', method: 'GET', path: functionsPath },
    async (call: Call): Promise<Result<object>> => {
      const request = readRequest(call, { query: listQuery });
      if (!request.ok) return request;
      return functions.listFunctions(request.value);
    },
  );
