// The context object that a handler gets as its second argument.

import type { Invocation } from './runtime-connection.ts';

export interface LambdaContext {
  callbackWaitsForEmptyEventLoop: boolean;
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  clientContext?: unknown;
  identity?: unknown;
  tenantId?: string;
  /** Milliseconds until the environment is killed; 0 when that time has come. */
  getRemainingTimeInMillis(): number;
}

export function createContext(invocation: Invocation): LambdaContext {
  const { env } = process;
  const clientContext = parseHeader(invocation.clientContext);
  const identity = parseHeader(invocation.cognitoIdentity);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME ?? '',
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION ?? '',
    invokedFunctionArn: invocation.functionArn,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? '',
    awsRequestId: invocation.requestId,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME ?? '',
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME ?? '',
    ...(clientContext === undefined ? {} : { clientContext }),
    ...(identity === undefined ? {} : { identity }),
    ...(invocation.tenantId === undefined ? {} : { tenantId: invocation.tenantId }),
    getRemainingTimeInMillis: () => Math.max(0, invocation.deadline - Date.now()),
  };
}

/** Both headers hold JSON; what a client sent instead is not worth failing its invocation for. */
function parseHeader(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
