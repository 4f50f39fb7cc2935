// The invocation of a function that is not durable: one run, or a place in the queue.

import type { Result } from '@perdure/protocol';
import type { InvocationOutcome } from '../environments/invoker.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { Answer } from './api.ts';
import { functionErrorBody } from './function-error-body.ts';
import { ACCEPTED, OK } from './http-status.ts';
import type { InvokeRequest } from './invoke-request.ts';
import { logTailHeader } from './log-tail-header.ts';
import type { PlainInvocation, PlainInvoker } from './plain-invoker.ts';

export async function invokePlain(
  request: InvokeRequest,
  deployed: DeployedFunction,
  invoker: PlainInvoker,
): Promise<Result<Answer>> {
  const invoked = await invoker.invoke(deployed, plainInvocation(request));
  if (!invoked.ok) return invoked;
  const outcome = invoked.value;
  const headers: Record<string, string> = { 'X-Amz-Executed-Version': deployed.version };
  if (request.wantsLogTail) headers['X-Amz-Log-Result'] = logTailHeader(outcome.logTail);
  if (outcome.kind !== 'returned') headers['X-Amz-Function-Error'] = 'Unhandled';
  return { ok: true, value: { status: OK, headers, body: outcomeBody(outcome) } };
}

export async function enqueuePlain(
  request: InvokeRequest,
  deployed: DeployedFunction,
  invoker: PlainInvoker,
): Promise<Result<Answer>> {
  const queued = await invoker.enqueue(deployed, plainInvocation(request));
  return queued.ok ? { ok: true, value: { status: ACCEPTED } } : queued;
}

function plainInvocation({ payload, clientContext, traceHeader, tenantId }: InvokeRequest): PlainInvocation {
  return {
    payload,
    ...(clientContext === undefined ? {} : { clientContext }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
    ...(tenantId === undefined ? {} : { tenantId }),
  };
}

function outcomeBody(outcome: InvocationOutcome): string {
  if (outcome.kind === 'returned') return outcome.body;
  const { errorMessage, errorType, stackTrace = [] } = outcome.error;
  return functionErrorBody({ ErrorMessage: errorMessage, ErrorType: errorType, StackTrace: stackTrace });
}
