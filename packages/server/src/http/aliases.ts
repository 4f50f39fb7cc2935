// Aliases of functions: create, get, update, delete, list.

import type { Api } from './api.ts';
import { type FunctionPorts, wholeFunctionApi } from './function-api.ts';
import { aliasMembers, aliasUpdateMembers } from './function-requests.ts';
import { CREATED, NO_CONTENT } from './http-status.ts';
import { aliasName, functionMaxItems, marker, version } from './validation/api-members.ts';

const aliasesPath = '/2015-03-31/functions/{FunctionName}/aliases';
const aliasPath = `${aliasesPath}/{Name}`;
const labels = { Name: aliasName };

export const aliasApis = (ports: FunctionPorts): Api[] => [
  wholeFunctionApi(
    ports,
    { body: aliasMembers },
    {
      name: 'CreateAlias',
      method: 'POST',
      path: aliasesPath,
      status: CREATED,
      ask: (request) => ports.functions.aliases.createAlias(request),
    },
  ),
  wholeFunctionApi(
    ports,
    { labels },
    {
      name: 'GetAlias',
      method: 'GET',
      path: aliasPath,
      ask: (request) => ports.functions.aliases.getAlias(request),
    },
  ),
  wholeFunctionApi(
    ports,
    { labels, body: aliasUpdateMembers },
    {
      name: 'UpdateAlias',
      method: 'PUT',
      path: aliasPath,
      ask: (request) => ports.functions.aliases.updateAlias(request),
    },
  ),
  wholeFunctionApi(
    ports,
    { labels },
    {
      name: 'DeleteAlias',
      method: 'DELETE',
      path: aliasPath,
      status: NO_CONTENT,
      ask: (request) => ports.functions.aliases.deleteAlias(request),
    },
  ),
  wholeFunctionApi(
    ports,
    { query: { FunctionVersion: version, Marker: marker, MaxItems: functionMaxItems } },
    {
      name: 'ListAliases',
      method: 'GET',
      path: aliasesPath,
      ask: (request) => ports.functions.aliases.listAliases(request),
    },
  ),
];
