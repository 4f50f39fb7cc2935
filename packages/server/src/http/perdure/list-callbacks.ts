// GET /perdure/callbacks: the callbacks that nobody has answered yet.

import { accepted, type Result, toEpochSeconds } from '@perdure/protocol';
import type { CallbackList, ListedCallback } from '../../executions/callback-list.ts';
import { type Answer, type Api, type Call, jsonAnswer } from '../api.ts';
import { wholeFunction } from '../function-label.ts';
import { pageItems, pageMarker } from '../paging.ts';
import { readRequest } from '../request-reading.ts';
import { marker, maxItems } from '../validation/api-members.ts';
import { text } from '../validation/member.ts';
import { knownParametersOnly } from './known-parameters.ts';

const shape = { query: { FunctionName: text({ charsMin: 1 }), Marker: marker, MaxItems: maxItems } };

export const listCallbacksApi = (callbacks: CallbackList): Api => ({
  name: 'perdure:ListCallbacks',
  method: 'GET',
  path: '/perdure/callbacks',
  handle: (call) => list(call, callbacks),
});

async function list(call: Call, callbacks: CallbackList): Promise<Result<Answer>> {
  const known = knownParametersOnly(call, shape.query, 'Callbacks cannot be chosen by');
  if (!known.ok) return known;
  const request = readRequest(call, shape);
  if (!request.ok) return request;
  const { FunctionName, MaxItems, Marker } = request.value;
  const scope =
    FunctionName === undefined ? accepted(undefined) : wholeFunction(FunctionName, callbacks.realm);
  if (!scope.ok) return scope;
  const page = await callbacks.find({
    ...(scope.value === undefined ? {} : { functionName: scope.value }),
    maxItems: pageItems(MaxItems),
    ...pageMarker(Marker),
  });
  if (!page.ok) return page;
  const { nextMarker } = page.value;
  return jsonAnswer({
    Callbacks: page.value.callbacks.map(line),
    ...(nextMarker === undefined ? {} : { NextMarker: nextMarker }),
  });
}

function line(callback: ListedCallback) {
  const { name, timeoutAt, heartbeatTimeoutAt } = callback;
  return {
    CallbackId: callback.callbackId,
    DurableExecutionArn: callback.executionArn,
    FunctionName: callback.functionName,
    OperationId: callback.operationId,
    ...(name === undefined ? {} : { Name: name }),
    StartTimestamp: toEpochSeconds(callback.startedAt),
    ...(timeoutAt === undefined ? {} : { TimeoutTimestamp: toEpochSeconds(timeoutAt) }),
    ...(heartbeatTimeoutAt === undefined
      ? {}
      : { HeartbeatTimeoutTimestamp: toEpochSeconds(heartbeatTimeoutAt) }),
  };
}
