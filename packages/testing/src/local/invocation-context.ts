import { formatFunctionArn } from '@perdure/protocol';
import type { LambdaContext } from '@perdure/sdk';
import type { InvocationTask } from '@perdure/server/embedded';
import { limits } from '../limits.ts';
import { FUNCTION_VERSION, realm } from './function-registry.ts';

/** The context that a handler gets as its second argument. Its remaining time is the run's time. */
export function invocationContext(
  task: InvocationTask,
  functionName: string,
  now: () => number,
): LambdaContext {
  const ignore = (): void => undefined;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: FUNCTION_VERSION,
    invokedFunctionArn: formatFunctionArn({ realm, functionName, qualifier: FUNCTION_VERSION }),
    memoryLimitInMB: String(limits.memoryMegabytes),
    awsRequestId: task.requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local-run',
    ...(task.tenantId === undefined ? {} : { tenantId: task.tenantId }),
    getRemainingTimeInMillis: () => Math.max(0, task.deadline - now()),
    done: ignore,
    fail: ignore,
    succeed: ignore,
  };
}
