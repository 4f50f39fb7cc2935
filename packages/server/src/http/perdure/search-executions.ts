// GET /perdure/executions: executions of all functions, or of one.

import { accepted, type Realm, type Result, refused } from '@perdure/protocol';
import type { ExecutionSearch } from '../../executions/execution-search.ts';
import { type Answer, type Api, type Call, jsonAnswer } from '../api.ts';
import type { FunctionControlPlane } from '../function-control-plane.ts';
import { functionTarget } from '../function-label.ts';
import { versionOf } from '../list-executions.ts';
import { pageItems, pageMarker } from '../paging.ts';
import { readRequest } from '../request-reading.ts';
import { executionName, marker, maxItems, qualifier, statuses } from '../validation/api-members.ts';
import { choice, flag, instant, text } from '../validation/member.ts';
import { executionLine } from './execution-line.ts';
import { knownParametersOnly } from './known-parameters.ts';

const ERROR_TEXT_CHARS_MAX = 256;

const shape = {
  query: {
    FunctionName: text({ charsMin: 1 }),
    Qualifier: qualifier,
    DurableExecutionName: executionName,
    Statuses: statuses,
    StartedAfter: instant,
    StartedBefore: instant,
    EndedAfter: instant,
    ErrorText: text({ charsMin: 1, charsMax: ERROR_TEXT_CHARS_MAX }),
    Waiting: choice(['callback', 'retry']),
    WaitingSince: instant,
    ReverseOrder: flag,
    Marker: marker,
    MaxItems: maxItems,
  },
};

interface Ports {
  readonly search: ExecutionSearch;
  readonly functions: FunctionControlPlane;
}

export const searchExecutionsApi = (ports: Ports): Api => ({
  name: 'perdure:ListExecutions',
  method: 'GET',
  path: '/perdure/executions',
  handle: (call) => search(call, ports),
});

async function search(call: Call, { search, functions }: Ports): Promise<Result<Answer>> {
  const known = knownParametersOnly(call, shape.query, 'Executions cannot be searched by');
  if (!known.ok) return known;
  const request = readRequest(call, shape);
  if (!request.ok) return request;
  const { FunctionName, Qualifier, DurableExecutionName, Statuses, StartedAfter, StartedBefore } =
    request.value;
  const { EndedAfter, ErrorText, Waiting, WaitingSince } = request.value;
  if (WaitingSince !== undefined && Waiting === undefined) {
    const message = 'A WaitingSince needs Waiting, which says what is waited for: callback or retry';
    return refused('InvalidParameterValueException', message);
  }
  const scope = await scopeOf(FunctionName, Qualifier, search.realm, functions);
  if (!scope.ok) return scope;
  const page = await search.find({
    ...scope.value,
    ...(DurableExecutionName === undefined ? {} : { namePrefix: DurableExecutionName }),
    ...(Statuses === undefined ? {} : { statuses: Statuses }),
    ...(StartedAfter === undefined ? {} : { startedAfter: StartedAfter }),
    ...(StartedBefore === undefined ? {} : { startedBefore: StartedBefore }),
    ...(EndedAfter === undefined ? {} : { endedAfter: EndedAfter }),
    ...(ErrorText === undefined ? {} : { errorText: ErrorText }),
    ...(Waiting === undefined ? {} : { waiting: Waiting }),
    ...(WaitingSince === undefined ? {} : { waitingSince: WaitingSince }),
    reverseOrder: request.value.ReverseOrder ?? false,
    maxItems: pageItems(request.value.MaxItems),
    ...pageMarker(request.value.Marker),
  });
  if (!page.ok) return page;
  const { heads, nextMarker } = page.value;
  return jsonAnswer({
    DurableExecutions: heads.map((head) => executionLine(head, search.realm)),
    ...(nextMarker === undefined ? {} : { NextMarker: nextMarker }),
  });
}

async function scopeOf(
  name: string | undefined,
  qualifierGiven: string | undefined,
  home: Realm,
  functions: FunctionControlPlane,
): Promise<Result<{ functionName?: string; functionVersion?: string }>> {
  if (name === undefined) {
    if (qualifierGiven === undefined) return accepted({});
    return refused('InvalidParameterValueException', 'A Qualifier needs the FunctionName that it belongs to');
  }
  const target = functionTarget(name, qualifierGiven, home);
  if (!target.ok) return target;
  const { functionName, qualifier: chosen } = target.value;
  const version = await versionOf(functionName, chosen, functions);
  if (!version.ok) return version;
  return accepted({
    functionName,
    ...(version.value === undefined ? {} : { functionVersion: version.value }),
  });
}
