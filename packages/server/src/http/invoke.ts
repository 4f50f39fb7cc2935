// Invoke and its two variants, for durable and plain functions alike.

import { type Limits, type Realm, type Result, refused } from '@perdure/protocol';
import type { ExecutionService } from '../executions/execution-service.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { FunctionDirectory } from '../functions/function-directory.ts';
import type { Answer, Api, Call } from './api.ts';
import { ACCEPTED, NO_CONTENT } from './http-status.ts';
import { durableRefusal, invokeDurable } from './invoke-durable.ts';
import { enqueuePlain, invokePlain } from './invoke-plain.ts';
import { type InvokeRequest, readInvoke } from './invoke-request.ts';
import type { PlainInvoker } from './plain-invoker.ts';

export interface InvokePorts {
  readonly limits: Limits;
  readonly executions: ExecutionService;
  readonly directory: FunctionDirectory;
  readonly plainInvoker: PlainInvoker;
  readonly home: Realm;
}

export const invokeApis = (ports: InvokePorts): Api[] => [
  {
    name: 'Invoke',
    method: 'POST',
    path: '/2015-03-31/functions/{FunctionName}/invocations',
    handle: (call) => invoke(call, ports),
  },
  {
    name: 'InvokeWithResponseStream',
    method: 'POST',
    path: '/2021-11-15/functions/{FunctionName}/response-streaming-invocations',
    handle: (call) => refuseStreaming(call, ports),
  },
  {
    name: 'InvokeAsync',
    method: 'POST',
    path: '/2014-11-13/functions/{FunctionName}/invoke-async',
    handle: (call) => invokeAsync(call, ports),
  },
];

interface Invocation {
  readonly request: InvokeRequest;
  readonly deployed: DeployedFunction;
}

/** The request with the version that it resolves to. An alias is resolved once: the execution stays with its version. */
async function readInvocation(
  call: Call,
  { directory, home, limits }: InvokePorts,
): Promise<Result<Invocation>> {
  const request = readInvoke(call, home, limits);
  if (!request.ok) return request;
  const { functionName, qualifier } = request.value.target;
  const deployed = await directory.resolve(functionName, qualifier);
  return deployed.ok ? { ok: true, value: { request: request.value, deployed: deployed.value } } : deployed;
}

async function invoke(call: Call, ports: InvokePorts): Promise<Result<Answer>> {
  const invocation = await readInvocation(call, ports);
  if (!invocation.ok) return invocation;
  const { request, deployed } = invocation.value;
  const { invocationType } = request;
  if (deployed.durable !== undefined) {
    const refusal = durableRefusal(request, deployed, ports.limits);
    if (refusal !== undefined) return refusal;
    if (invocationType === 'DryRun') return { ok: true, value: { status: NO_CONTENT } };
    return invokeDurable(call, request, invocationType, deployed, ports.executions);
  }
  if (request.executionName !== undefined) {
    const message = `${deployed.functionName} is not a durable function: leave the durable execution name out`;
    return refused('InvalidParameterValueException', message);
  }
  switch (invocationType) {
    case 'DryRun':
      return { ok: true, value: { status: NO_CONTENT } };
    case 'Event':
      return enqueuePlain(request, deployed, ports.plainInvoker);
    case 'RequestResponse':
      return invokePlain(request, deployed, ports.plainInvoker);
  }
}

async function refuseStreaming(call: Call, ports: InvokePorts): Promise<Result<Answer>> {
  const invocation = await readInvocation(call, ports);
  if (!invocation.ok) return invocation;
  const kind = invocation.value.deployed.durable === undefined ? 'This server' : 'A durable function';
  return refused('InvalidParameterValueException', `${kind} does not stream responses; use Invoke`);
}

/** The legacy form of the invocation type Event. */
async function invokeAsync(call: Call, ports: InvokePorts): Promise<Result<Answer>> {
  const invocation = await readInvocation(call, ports);
  if (!invocation.ok) return invocation;
  const { request, deployed } = invocation.value;
  if (deployed.durable !== undefined) {
    const message =
      'InvokeAsync does not start durable executions; use Invoke with the invocation type Event';
    return refused('InvalidParameterValueException', message);
  }
  const queued = await enqueuePlain({ ...request, invocationType: 'Event' }, deployed, ports.plainInvoker);
  return queued.ok ? { ok: true, value: { status: ACCEPTED, body: '{}' } } : queued;
}
