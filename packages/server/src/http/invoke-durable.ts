// The invocation of a durable function: an execution is started, or found by its name, and for a synchronous call waited
// for.

import { type Limits, type Result, refused } from '@perdure/protocol';
import type { ExecutionService, Settled, Started } from '../executions/execution-service.ts';
import type { DeployedFunction } from '../functions/deployed-function.ts';
import type { Answer, Call } from './api.ts';
import { functionErrorBody } from './function-error-body.ts';
import { ACCEPTED, OK } from './http-status.ts';
import type { InvokeRequest } from './invoke-request.ts';
import { logTailHeader } from './log-tail-header.ts';

const SECONDS_PER_MINUTE = 60;
const executionArnHeader = 'X-Amz-Durable-Execution-Arn';

/** The rules that a durable function sets for its callers, whether or not they go on to start an execution. */
export function durableRefusal(
  request: InvokeRequest,
  deployed: DeployedFunction,
  { syncExecutionSecondsMax }: Limits,
): ReturnType<typeof refused> | undefined {
  if (request.target.qualifier === undefined) {
    const message =
      'You cannot invoke a durable function using an unqualified ARN. Name a version, an alias or $LATEST';
    return refused('InvalidParameterValueException', message);
  }
  const executionSeconds = deployed.durable?.ExecutionTimeout ?? 0;
  if (request.invocationType === 'RequestResponse' && executionSeconds > syncExecutionSecondsMax) {
    const minutes = syncExecutionSecondsMax / SECONDS_PER_MINUTE;
    const message = `You cannot synchronously invoke a durable function with an executionTimeout greater than ${minutes} minutes. Use the invocation type Event`;
    return refused('InvalidParameterValueException', message);
  }
  return undefined;
}

/** Starts the execution; `invocationType` says whether the answer waits for its end. */
export async function invokeDurable(
  call: Call,
  request: InvokeRequest,
  invocationType: 'RequestResponse' | 'Event',
  deployed: DeployedFunction,
  executions: ExecutionService,
): Promise<Result<Answer>> {
  const { executionName, traceHeader, tenantId } = request;
  const started = await executions.start({
    deployed,
    invocationType,
    input: request.payload,
    ...(executionName === undefined ? {} : { executionName }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
    ...(tenantId === undefined ? {} : { tenantId }),
  });
  if (!started.ok) return started;
  if (invocationType === 'Event') {
    const headers = { [executionArnHeader]: started.value.executionArn };
    return { ok: true, value: { status: ACCEPTED, headers } };
  }
  // The execution outlives the caller: giving up the wait stops nothing.
  const outcome = await executions.outcome(started.value.reference, call.disconnected());
  return outcome.ok
    ? { ok: true, value: outcomeAnswer(started.value, outcome.value, request.wantsLogTail) }
    : outcome;
}

function outcomeAnswer(
  { executionArn, functionVersion }: Started,
  outcome: Settled,
  wantsLogTail: boolean,
): Answer {
  const headers = {
    [executionArnHeader]: executionArn,
    'X-Amz-Executed-Version': functionVersion,
    ...(wantsLogTail ? { 'X-Amz-Log-Result': logTailHeader(outcome.logTail ?? '') } : {}),
  };
  if (outcome.status === 'SUCCEEDED') return { status: OK, headers, body: outcome.result ?? 'null' };
  return {
    status: OK,
    headers: { ...headers, 'X-Amz-Function-Error': 'Unhandled' },
    body: functionErrorBody(outcome.error),
  };
}
