// Versions of functions: publish, list.

import type { Api } from './api.ts';
import { type FunctionPorts, wholeFunctionApi } from './function-api.ts';
import { publishMembers } from './function-requests.ts';
import { CREATED } from './http-status.ts';
import { functionMaxItems, marker } from './validation/api-members.ts';

const versionsPath = '/2015-03-31/functions/{FunctionName}/versions';

export const versionApis = (ports: FunctionPorts): Api[] => [
  wholeFunctionApi(
    ports,
    { body: publishMembers },
    {
      name: 'PublishVersion',
      method: 'POST',
      path: versionsPath,
      status: CREATED,
      ask: (request) => ports.functions.publishVersion(request),
    },
  ),
  wholeFunctionApi(
    ports,
    { query: { Marker: marker, MaxItems: functionMaxItems } },
    {
      name: 'ListVersionsByFunction',
      method: 'GET',
      path: versionsPath,
      ask: (request) => ports.functions.listVersionsByFunction(request),
    },
  ),
];
